"""The entry point: finds the command, runs it, and turns every failure into one sentence and an exit status."""

import difflib
import importlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from desk_app.cli.context import Asked, Clock, office_clock
from desk_app.cli.usage import UnknownCommand, usage_words
from desk_app.domain.errors import DeskError

COMMANDS = {
    "init": "desk_app.cli.set_up:init",
    "catalogue": "desk_app.cli.catalogue:catalogue",
    "due": "desk_app.cli.due:due",
    "receive": "desk_app.cli.dossiers:receive",
    "show": "desk_app.cli.dossiers:show",
    "search": "desk_app.cli.dossiers:search",
    "event": "desk_app.cli.event:event",
    "print": "desk_app.cli.papers:print_paper",
    "verify": "desk_app.cli.store:verify",
    "backup": "desk_app.cli.store:backup",
    "restore": "desk_app.cli.store:restore",
    "selftest": "desk_app.cli.selftest:selftest",
}
"""Command → where it stands; a module is imported only when its command runs."""

EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_PROPOSED, EXIT_BUG = 0, 1, 2, 3, 70


class _Lazy(click.Group):
    """Imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise UnknownCommand(args[0], difflib.get_close_matches(args[0], COMMANDS, n=3), ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--store", type=click.Path(path_type=Path), default=None, help="Thư mục kho (hoặc DESK_STORE).")
@click.option("--as", "user", metavar="USER", default=None, help="Tài khoản (hoặc DESK_USER).")
@click.pass_context
def desk_app(context: click.Context, store: Path | None, user: str | None) -> None:
    """Quầy Một Cửa: tiếp nhận hồ sơ và hẹn trả kết quả. Không có lệnh nào: mở cửa sổ."""
    outer = context.obj
    assert isinstance(outer, Asked)
    context.obj = Asked(store, user, outer.clock)
    if context.invoked_subcommand is None:
        # Qt's Python binding looks into every module imported after it, and pydantic, which loads its parts on demand,
        # breaks when looked at half-loaded: our own types come first.
        importlib.import_module("desk_app.models.store")
        from desk_app.app import run_window

        sys.exit(run_window(context.obj.folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of the process and exit with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None, clock: Clock = office_clock) -> int:
    """Run a command and return its exit status.

    0 done, 1 refused or failed, 2 wrong use, 3 a proposed date, 70 a fault of ours. clock: the present moment, aware.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = desk_app.main(args=given, prog_name="desk-app", standalone_mode=False, obj=Asked(clock=clock))
    except DeskError as error:
        click.echo(str(error), err=True)
        return EXIT_FAILED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, BrokenPipeError):
        return EXIT_FAILED
    except click.UsageError as error:
        click.echo(usage_words(error), err=True)
        return EXIT_USAGE
    except Exception as error:  # noqa: BLE001 - the last edge: a bug becomes one sentence and a trace without data
        _log_bug(error)
        return EXIT_BUG
    return status if isinstance(status, int) else EXIT_DONE


def _speak_utf8(stream: TextIO) -> None:
    """Make a stream take every letter, whatever the system's code page; names no UTF-8 can hold are escaped."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _log_bug(error: Exception) -> None:
    """Say where a bug is; never its values, which could be somebody's data."""
    import traceback

    frames = "".join(traceback.format_tb(error.__traceback__))
    click.echo(f"{frames}{type(error).__name__}\nLỗi của chương trình; dữ liệu đã ghi vẫn an toàn.", err=True)
