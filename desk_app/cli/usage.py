"""Faults in how a command was typed, in words."""

import click


def usage_words(error: click.UsageError) -> str:
    """Return one sentence: what is wrong with the command, and where its help stands."""
    path = error.ctx.command_path if error.ctx is not None else "desk-app"
    return f"Lệnh chưa đúng: {_fault(error)}. Xem cách dùng: {path} --help"


def _fault(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f" (ý là {', '.join(error.possibilities)}?)" if error.possibilities else ""
        return f"không có tùy chọn {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        return f"còn thiếu {_named(error.param)}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} chưa có giá trị, hoặc không nhận giá trị"
    if isinstance(error, click.BadParameter):
        return f"giá trị của {_named(error.param)} không dùng được{_choices(error.param)}"
    if isinstance(error, UnknownCommand):
        return error.message
    if isinstance(error, click.exceptions.NoSuchCommand):
        near = f" (ý là {', '.join(error.possibilities)}?)" if error.possibilities else ""
        return f"không có lệnh “{error.command_name}”{near}"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return "còn thiếu tên lệnh"
    return "thừa hoặc thiếu tham số"


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    if isinstance(parameter, click.Option):
        return parameter.opts[-1] if len(parameter.opts) == 1 else "/".join(parameter.opts)
    return parameter.human_readable_name


def _choices(parameter: click.Parameter | None) -> str:
    kind = None if parameter is None else parameter.type
    if isinstance(kind, click.Choice):
        return f"; chọn một trong: {', '.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        bounds = [f"từ {kind.min}" if kind.min is not None else "", f"đến {kind.max}" if kind.max is not None else ""]
        return f"; cần số nguyên {' '.join(bound for bound in bounds if bound)}".rstrip()
    return ""


class UnknownCommand(click.UsageError):
    """No command of this name."""

    def __init__(self, name: str, near: list[str], context: click.Context) -> None:
        hint = f" (ý là {', '.join(near)}?)" if near else ""
        super().__init__(f"không có lệnh “{name}”{hint}", context)
