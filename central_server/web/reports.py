"""Figures of II.06a over offices, and the dossiers behind each: the rules of ``domain.statistics`` in SQL."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from central_server.accounts import Account
from central_server.tables import dossiers, offices
from central_server.web.dossier_views import DossierPage, base, paged, seen_by
from desk_app.domain.dates import at_office
from desk_app.domain.statistics import Line06a, Period


class Grouping(StrEnum):
    """What the report has a line for."""

    OFFICE = "office"
    FIELD = "field"
    UNIT = "unit"


class Figure(StrEnum):
    """A column of II.06a, by its number there; LATE_ALL is (10) and (13) together."""

    RECEIVED = "3"
    ONLINE = "4"
    DIRECT = "5"
    CARRIED = "6"
    RESOLVED = "7"
    EARLY = "8"
    ON_TIME = "9"
    LATE = "10"
    UNRESOLVED = "11"
    RUNNING = "12"
    RUNNING_LATE = "13"
    LATE_ALL = "10+13"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the figures. office, group: None for all."""

    first: date
    last: date
    by: Grouping = Grouping.FIELD
    office: UUID | None = None

    def period(self, now: datetime) -> Period:
        """Return the days as a span of time, measured now or at its end."""
        end = at_office(self.last + timedelta(days=1), time())
        return Period.until(at_office(self.first, time()), end, now)


_GROUPED: dict[Grouping, ColumnElement[Any]] = {
    Grouping.OFFICE: offices.c.name + " (" + offices.c.agency + ")",
    Grouping.FIELD: dossiers.c.field,
    Grouping.UNIT: dossiers.c.processing_unit,
}
_OF_LINE = (
    Figure.ONLINE, Figure.DIRECT, Figure.CARRIED, Figure.EARLY, Figure.ON_TIME, Figure.LATE,
    Figure.RUNNING, Figure.RUNNING_LATE,
)  # fmt: skip


def lines_06a(connection: Connection, account: Account, asked: Asked, now: datetime) -> dict[str, Line06a]:
    """Return the lines of II.06a by what they are grouped by, in one query."""
    period = asked.period(now)
    sums = [func.count().filter(_stands(figure, period)) for figure in _OF_LINE]
    group = _GROUPED[asked.by]
    query = (
        select(group, *sums)
        .join(offices, offices.c.office == dossiers.c.office)
        .where(seen_by(account), _placed(period))
        .group_by(group)
        .order_by(group)
    )
    if asked.office is not None:
        query = query.where(dossiers.c.office == asked.office)
    return {row[0]: Line06a(*row[1:]) for row in connection.execute(query)}


def behind(
    connection: Connection, account: Account, asked: Asked, figure: Figure, group: str | None, after: str, now: datetime
) -> DossierPage:
    """Return a page of the dossiers behind a figure. group: of one line, None for all of them."""
    period = asked.period(now)
    query: Select[Any] = base(account).where(_placed(period), _stands(figure, period))
    if group is not None:
        query = query.where(_GROUPED[asked.by] == group)
    if asked.office is not None:
        query = query.where(dossiers.c.office == asked.office)
    return paged(connection, query, after, now)


def _placed(period: Period) -> ColumnElement[bool]:
    """Tell whether a dossier has a place in the period."""
    ends = or_(dossiers.c.finished_at.is_(None), dossiers.c.finished_at >= period.start)
    return and_(dossiers.c.received_at < period.end, ~dossiers.c.voided, ends)


def _stands(figure: Figure, period: Period) -> ColumnElement[bool]:
    """Tell whether a dossier with a place in the period stands in a column."""
    came = dossiers.c.received_at >= period.start
    online = dossiers.c.channel == "online"
    ended = dossiers.c.finished_at < period.end
    runs = or_(dossiers.c.finished_at.is_(None), dossiers.c.finished_at >= period.end)
    late_now = dossiers.c.late_from < period.measured_at
    in_time = or_(dossiers.c.late_from.is_(None), dossiers.c.late_from >= period.measured_at)
    finished_late = and_(ended, dossiers.c.timeliness == "late")
    conditions: dict[Figure, ColumnElement[bool]] = {
        Figure.RECEIVED: literal(True),
        Figure.ONLINE: and_(came, online),
        Figure.DIRECT: and_(came, ~online),
        Figure.CARRIED: ~came,
        Figure.RESOLVED: ended,
        Figure.EARLY: and_(ended, dossiers.c.timeliness == "early"),
        Figure.ON_TIME: and_(ended, dossiers.c.timeliness == "on_time"),
        Figure.LATE: finished_late,
        Figure.UNRESOLVED: runs,
        Figure.RUNNING: and_(runs, in_time),
        Figure.RUNNING_LATE: and_(runs, late_now),
        Figure.LATE_ALL: or_(finished_late, and_(runs, late_now)),
    }
    return conditions[figure]
