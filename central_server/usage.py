"""The command line's refusals, in one sentence of Vietnamese."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click


class Refused(click.ClickException):
    """What was asked for was not done: the sentence alone, exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence to standard error, or to a given file."""
        click.echo(self.format_message(), file=file, err=file is None)


class InVietnamese(click.Group):
    """A group whose wrong use is said as the desk says it: one sentence, and where help stands."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **named: Any) -> NoReturn:
        """Run the command and end the process: 0 done, 1 refused, 2 typed wrong."""
        try:
            status = super().main(args, prog_name, **{**named, "standalone_mode": False})
        except click.UsageError as error:
            click.echo(_words(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _words(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx is not None else "central-server"
    return f"Lệnh chưa đúng: {_fault(error)}. Xem cách dùng: {path} --help"


def _fault(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"không có tùy chọn {error.option_name}"
    if isinstance(error, click.MissingParameter):
        return f"còn thiếu {_named(error.param)}{_bounds(error.param)}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} chưa có giá trị, hoặc không nhận giá trị"
    if isinstance(error, click.BadParameter):
        return f"giá trị của {_named(error.param)} không dùng được{_bounds(error.param)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        near = f" (ý là {', '.join(error.possibilities)}?)" if error.possibilities else ""
        return f"không có lệnh “{error.command_name}”{near}"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return "còn thiếu tên lệnh"
    return "thừa hoặc thiếu tham số"


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _bounds(parameter: click.Parameter | None) -> str:
    kind = None if parameter is None else parameter.type
    if isinstance(kind, click.Choice):
        return f"; chọn một trong: {', '.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f"; cần số nguyên từ {kind.min} đến {kind.max}"
    if isinstance(kind, click.Path):
        return "; cần một tệp có thật" if kind.exists else "; cần tên tệp, không phải thư mục"
    if isinstance(kind, click.DateTime):
        return "; ghi ngày như 2026-08-27"
    return ""
