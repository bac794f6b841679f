"""A sentence with its {names} still open and what fills them, so that the window can say it in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from string import Formatter

from typing_extensions import override

from desk_app.domain.dates import office_time, paper_datetime, weekday_name


@dataclass(frozen=True)
class Said:
    """Vietnamese words. template: a ``str.format`` template, the source of its translation.

    values: what fills it; a value may itself be a ``Said``.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


def said(template: str, /, **values: object) -> Said:
    """Return a sentence. template: a Vietnamese literal, so that a test can find every one and ask for its English."""
    return Said(template, values)


def plain(text: str) -> Said:
    """Return words that are nobody's to translate: a name, a number, what a person typed."""
    return Said("{text}", {"text": text})


def span_said(span: timedelta) -> Said:
    """Return how long something is, in the units a person thinks in: minutes, hours from two on, days from two on."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return said("{n} phút", n=minutes)
    if minutes < 48 * 60:
        return said("{n} giờ", n=minutes // 60)
    return said("{n} ngày", n=minutes // (24 * 60))


def dated_said(moment: datetime) -> Said:
    """Return a promised moment as the slip shows it (``dates.dated``), its weekday to be said in any language."""
    local = office_time(moment)
    return Said("{weekday}, {moment}", {"weekday": Said(weekday_name(local)), "moment": paper_datetime(local)})


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its {names} filled in.

    text: a template in any language. Vietnamese words have one form; others may have two, written
    ``{n} {n:dossier|dossiers}``: the words for one, the words for any other number.
    """
    return _COUNTING.vformat(text, (), values) if "|" in text else text.format(**values)


class _Counting(Formatter):
    """``str.format`` that chooses between two forms of a counted word."""

    @override
    def format_field(self, value: object, format_spec: str) -> str:
        one, is_counted, more = format_spec.partition("|")
        if is_counted:
            return one if str(value) == "1" else more
        return str(super().format_field(value, format_spec))


_COUNTING = _Counting()
