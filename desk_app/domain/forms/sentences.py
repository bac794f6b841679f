"""The sentences of forms: a sandboxed, strict Jinja2 that can only pick, test, loop and put in words.

A form comes from a person or the network, so its templates are checked against a list of allowed constructs before
they run: no call, no arithmetic, no set, no import; loops run over the paper's own data. Every value goes through
``markup.py``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from desk_app.domain.dates import dated, long_date, long_moment, office_time, paper_date, paper_time, weekday_name
from desk_app.domain.fees import money
from desk_app.domain.forms.markup import clean, escape, escape_lines, foreign_markup, unpaired_markup

Context = Mapping[str, object]

_BLANKS = re.compile(r"[ \t\n]+")

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.Test,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)


class BadSentence(ValueError):
    """A sentence of a form that cannot be used; the text says why, in Vietnamese."""


def _weekday(day: date) -> str:
    return weekday_name(office_time(day) if isinstance(day, datetime) else day)


def _shortened(text: str, longest: int) -> str:
    """Return text cut at a word to at most ``longest`` characters, for the one paper too small to wrap (labels)."""
    cleaned = clean(text).replace("\n", " ")
    if len(cleaned) <= longest:
        return cleaned
    head = cleaned[: longest - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head) + "…"


def _join(values: Iterable[object], separator: str = "; ") -> Markup:
    return escape(separator).join(escape(value) for value in values)


_FILTERS: dict[str, Callable[..., object]] = {
    "date": paper_date,
    "day": long_date,
    "time": paper_time,
    "moment": long_moment,
    "dated": dated,
    "weekday": _weekday,
    "money": money,
    "lines": escape_lines,
    "upper": lambda text: clean(text).upper(),
    "count": len,
    "two": lambda number: f"{number:02d}",
    "join": _join,
    "short": _shortened,
    "unbroken": lambda text: clean(text).replace(" ", "\u00a0"),
}


class _FormEnvironment(ImmutableSandboxedEnvironment):
    """Attributes are the fields of frozen values; nothing can be called."""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        return not attr.startswith(("_", "model_")) and not callable(value)

    def is_safe_callable(self, obj: object) -> bool:
        return False


@cache
def _environment() -> _FormEnvironment:
    environment = _FormEnvironment(undefined=StrictUndefined, autoescape=True, finalize=escape, cache_size=0)
    environment.filters = dict(_FILTERS)
    environment.globals = {}
    environment.tests = {name: environment.tests[name] for name in ("none", "defined")}
    return environment


def _parsed(text: str) -> nodes.Template:
    try:
        tree = _environment().parse(text)
    except TemplateError as error:
        raise BadSentence(f"câu “{_short(text)}” viết sai ({error.message})") from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise BadSentence(f"câu “{_short(text)}” dùng phép không được phép ({type(node).__name__})")
    for name in tree.find_all(nodes.Filter):
        if name.name not in _FILTERS:
            raise BadSentence(f"câu “{_short(text)}” dùng bộ lọc lạ “{name.name}”")
    return tree


class Sentence:
    """One template of a form. Raises BadSentence when made from text that may not run."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = "".join(
            part.data for part in _parsed(text).find_all(nodes.TemplateData)
        )  # the form's own words, without its values
        _refuse_foreign(plain, text)
        self._template = _environment().from_string(text)

    def say(self, context: Context) -> str:
        """Return the sentence as a form's markup, white space made single; "" prints nothing.

        Raises BadSentence when it speaks of something the paper's data does not hold.
        """
        try:
            said = self._template.render(context)
        except (TemplateError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
            raise BadSentence(f"câu “{_short(self.text)}” không in được ({error})") from error
        _refuse_foreign(said, self.text)
        unpaired = unpaired_markup(said) if "<" in said else ""
        if unpaired:
            raise BadSentence(f"câu “{_short(self.text)}” có thẻ “{unpaired}” không thành cặp")
        return _BLANKS.sub(" ", said).strip(" ")


class Expression:
    """A condition or a choice of data: ``papers``, ``not due_at``. Raises BadSentence as Sentence does."""

    def __init__(self, text: str) -> None:
        self.text = text
        _parsed("{{ " + text + " }}")
        try:
            self._compiled = _environment().compile_expression(text, undefined_to_none=False)
        except TemplateError as error:
            raise BadSentence(f"điều kiện “{_short(text)}” viết sai ({error.message})") from error

    def value(self, context: Context) -> object:
        """Return what the expression picks. Raises BadSentence for a name the data does not hold."""
        try:
            found = self._compiled(**context)
            if isinstance(found, StrictUndefined):
                found._fail_with_undefined_error()
        except (TemplateError, TypeError, AttributeError) as error:
            raise BadSentence(f"điều kiện “{_short(self.text)}” không dùng được ({error})") from error
        return found

    def holds(self, context: Context) -> bool:
        """Tell whether the expression is true, not empty and not zero."""
        return bool(self.value(context))


def _refuse_foreign(markup: str, text: str) -> None:
    tag = foreign_markup(markup)
    if tag:
        raise BadSentence(f"câu “{_short(text)}” có thẻ không được phép “{_short(tag)}”")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
