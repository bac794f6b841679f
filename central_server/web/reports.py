"""Figures of II.06a over offices, and the dossiers behind each: the rules of ``domain.columns_06a`` in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from central_server.accounts import Account
from central_server.tables import dossiers, offices
from central_server.web.dossier_views import DossierPage, base, paged, seen_by
from desk_app.domain.columns_06a import COLUMN_RULES, LINE_COLUMNS, Column, Stand
from desk_app.domain.dates import at_office
from desk_app.domain.deadline import Timeliness
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.statistics import Line06a, Period


class Grouping(StrEnum):
    """What the report has a line for."""

    OFFICE = "office"
    FIELD = "field"
    UNIT = "unit"


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


def lines_06a(connection: Connection, account: Account, asked: Asked, now: datetime) -> dict[str, Line06a]:
    """Return the lines of II.06a by what they are grouped by, in one query."""
    period = asked.period(now)
    sums = [func.count().filter(_in_columns((column,), period)) for column in LINE_COLUMNS]
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
    connection: Connection,
    account: Account,
    asked: Asked,
    columns: Iterable[Column],
    group: str | None,
    after: str,
    now: datetime,
) -> DossierPage:
    """Return a page of the dossiers that stand in one of these columns. group: of one line, None for all of them."""
    period = asked.period(now)
    query: Select[Any] = base(account).where(_placed(period), _in_columns(columns, period))
    if group is not None:
        query = query.where(_GROUPED[asked.by] == group)
    if asked.office is not None:
        query = query.where(dossiers.c.office == asked.office)
    return paged(connection, query, after, now)


def _placed(period: Period) -> ColumnElement[bool]:
    """Tell whether a dossier has a place in the period."""
    ends = or_(dossiers.c.finished_at.is_(None), dossiers.c.finished_at >= period.start)
    return and_(dossiers.c.received_at < period.end, ~dossiers.c.voided, ends)


def _in_columns(columns: Iterable[Column], period: Period) -> ColumnElement[bool]:
    """Tell whether a dossier with a place in the period stands in one of these columns."""
    true = _stands(period)
    return or_(*(and_(literal(True), *(true[stand] for stand in COLUMN_RULES[column])) for column in columns))


def _stands(period: Period) -> dict[Stand, ColumnElement[bool]]:
    """Return when what a column asks for is true of a dossier with a place in the period."""
    finished, late_from = dossiers.c.finished_at, dossiers.c.late_from
    online = dossiers.c.channel == ChannelKind.ONLINE.value
    return {
        Stand.CAME: dossiers.c.received_at >= period.start,
        Stand.CARRIED: dossiers.c.received_at < period.start,
        Stand.ONLINE: online,
        Stand.NOT_ONLINE: ~online,
        Stand.ENDED: finished < period.end,
        Stand.ENDED_EARLY: dossiers.c.timeliness == Timeliness.EARLY.value,
        Stand.ENDED_ON_TIME: dossiers.c.timeliness == Timeliness.ON_TIME.value,
        Stand.ENDED_LATE: dossiers.c.timeliness == Timeliness.LATE.value,
        Stand.RUNS: or_(finished.is_(None), finished >= period.end),
        Stand.RUNS_IN_TIME: or_(late_from.is_(None), late_from >= period.measured_at),
        Stand.RUNS_LATE: late_from < period.measured_at,
    }
