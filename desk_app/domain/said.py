"""A sentence with its {names} still open and what fills them, so that the window can say it in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
