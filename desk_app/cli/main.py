"""The entry point: finds the command, runs it, and turns every failure into one sentence and an exit status."""

import importlib
import logging
import sys
from pathlib import Path

import click

from desk_app.cli.context import Asked
from desk_app.domain.errors import DeskError

COMMANDS = {
    "init": "desk_app.cli.set_up:init",
    "catalogue": "desk_app.cli.catalogue:catalogue",
    "due": "desk_app.cli.due:due",
    "receive": "desk_app.cli.dossiers:receive",
    "show": "desk_app.cli.dossiers:show",
    "search": "desk_app.cli.dossiers:search",
    "event": "desk_app.cli.dossiers:event",
    "print": "desk_app.cli.papers:print_paper",
    "verify": "desk_app.cli.store:verify",
    "backup": "desk_app.cli.store:backup",
    "restore": "desk_app.cli.store:restore",
    "selftest": "desk_app.cli.selftest:selftest",
}
"""Command → where it stands; a module is imported only when its command runs."""

EXIT_FAILED, EXIT_USAGE, EXIT_PROPOSED, EXIT_BUG = 1, 2, 3, 70


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


@click.group(cls=_Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--store", type=click.Path(path_type=Path, file_okay=False), default=None, help="Thư mục kho (hoặc DESK_STORE)."
)
@click.option("--as", "user", metavar="USER", default=None, help="Tài khoản (hoặc DESK_USER).")
@click.pass_context
def desk_app(context: click.Context, store: Path | None, user: str | None) -> None:
    """Quầy Một Cửa: tiếp nhận hồ sơ và hẹn trả kết quả. Không có lệnh nào: mở cửa sổ."""
    context.obj = Asked(store, user)
    if context.invoked_subcommand is None:
        from desk_app.app import run_window

        sys.exit(run_window(context.obj.folder))


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 refused or failed, 2 wrong use, 3 a proposed date, 70 a fault of ours."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        code = desk_app.main(args=arguments, prog_name="desk-app", standalone_mode=False)
    except DeskError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_FAILED)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(EXIT_FAILED)
    except click.UsageError as error:
        click.echo(f"Lệnh chưa đúng: {error.format_message()} (xem desk-app --help)", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)
    except Exception as error:  # noqa: BLE001 - the last edge: a bug becomes one sentence and a trace without data
        _log_bug(error)
        sys.exit(EXIT_BUG)
    sys.exit(code if isinstance(code, int) else 0)


def _log_bug(error: Exception) -> None:
    import traceback

    frames = "".join(traceback.format_tb(error.__traceback__))
    click.echo(f"{frames}{type(error).__name__}\nLỗi của chương trình; dữ liệu đã ghi vẫn an toàn.", err=True)
