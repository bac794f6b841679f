"""A command line in Vietnamese, for desk and server alike: its help, and what was typed wrong, in one sentence."""

from collections.abc import Iterable, Sequence

import click
from typing_extensions import override

_WORDS = {
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "[OPTIONS]": "[TÙY CHỌN]",
    "[COMMAND] [ARGS]...": "[LỆNH] [THAM SỐ]...",
    "COMMAND [ARGS]...": "LỆNH [THAM SỐ]...",
    "Show this message and exit.": "Hiện trang này.",
    "[required]": "[bắt buộc]",
    "[default: ": "[mặc định: ",
    "; required]": "; bắt buộc]",
}
"""What click says of itself."""


class WrongCommand(click.UsageError):
    """A command whose parts do not fit together; `message` says so in Vietnamese, without a full stop."""


def speak_vietnamese() -> None:
    """Let every help page of this process be written in Vietnamese."""
    click.Context.formatter_class = _InVietnamese


def usage_words(error: click.UsageError) -> str:
    """Return one sentence: what is wrong with the command, and where its help stands."""
    help_page = f"{error.ctx.command_path} --help" if error.ctx is not None else "--help"
    return f"Lệnh chưa đúng: {_fault(error)}. Xem cách dùng: {help_page}"


class _InVietnamese(click.HelpFormatter):
    """Click's own help with its words put in Vietnamese."""

    @override
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _translated(args), prefix or "Cách dùng: ")

    @override
    def write_heading(self, heading: str) -> None:
        super().write_heading(_translated(heading))

    @override
    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _translated(said)) for name, said in rows], col_max, col_spacing)


def _translated(text: str) -> str:
    for theirs, ours in _WORDS.items():
        text = text.replace(theirs, ours)
    return text


def _fault(error: click.UsageError) -> str:
    if isinstance(error, WrongCommand):
        return error.message
    if isinstance(error, click.NoSuchOption):
        return f"không có tùy chọn {error.option_name}{_near(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"còn thiếu {_named(error.param)}{_bounds(error.param)}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} chưa có giá trị, hoặc không nhận giá trị"
    if isinstance(error, click.BadParameter):
        return f"giá trị của {_named(error.param)} không dùng được{_bounds(error.param)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"không có lệnh “{error.command_name}”{_near(error.possibilities)}"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return "còn thiếu tên lệnh"
    return "thừa hoặc thiếu tham số"


def _near(names: Sequence[str] | None) -> str:
    return f" (ý là {', '.join(names)}?)" if names else ""


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    return "/".join(parameter.opts) if isinstance(parameter, click.Option) else parameter.human_readable_name


def _bounds(parameter: click.Parameter | None) -> str:
    kind = None if parameter is None else parameter.type
    if isinstance(kind, click.Choice):
        return f"; chọn một trong: {', '.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        bounds = [f"từ {kind.min}" if kind.min is not None else "", f"đến {kind.max}" if kind.max is not None else ""]
        return f"; cần số nguyên {' '.join(bound for bound in bounds if bound)}".rstrip()
    if isinstance(kind, click.Path):
        return "; cần một tệp có thật" if kind.exists else "; cần tên tệp, không phải thư mục"
    if isinstance(kind, click.DateTime):
        return "; ghi ngày như 2026-08-27"
    return ""
