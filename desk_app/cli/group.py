"""The commands as one group: each is found by name, imported when asked for, and wrong use is said in Vietnamese."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from desk_app.cli.commands import COMMANDS, EXIT_DONE, EXIT_FAILED, EXIT_USAGE
from desk_app.cli.context import Asked, Clock, office_clock
from desk_app.cli.window import open_window
from desk_app.command_line import speak_vietnamese, usage_words


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
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
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
        sys.exit(open_window(store))


def run_command(given: Sequence[str], clock: Clock | None = None) -> int:
    """Run what the command line asks for and return the exit status. Raises DeskError of the command."""
    speak_vietnamese()
    asked = Asked(clock=clock or office_clock)
    try:
        status = desk_app.main(args=list(given), prog_name="desk-app", standalone_mode=False, obj=asked)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("Đã dừng theo yêu cầu; việc đang làm dở không được ghi.", err=True)
        return EXIT_FAILED
    except click.UsageError as error:
        click.echo(usage_words(error), err=True)
        return EXIT_USAGE
    return status if isinstance(status, int) else EXIT_DONE
