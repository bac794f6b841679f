"""The dossiers behind figures beside II.06a: parts and wholes of the indicators, and the money taken."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.domain.statistics import Period
from desk_app.models.column_types import moment_text


class Counted(StrEnum):
    """A set of dossiers that a share is a part of, or is counted from."""

    CAME = "came"
    """Received in the period."""
    CAME_ONLINE = "came_online"
    CAME_BY_POST = "came_by_post"
    DIGITISED = "digitised"
    RESOLVED = "resolved"
    RESOLVED_IN_TIME = "resolved_in_time"
    PLACED = "placed"
    """Everything with a place in II.06a: what came and what was carried over."""
    NOT_LATE = "not_late"
    """Of those placed: resolved in time, or not late while unfinished."""
    WITH_RESULT = "with_result"
    ELECTRONIC = "electronic"
    RETURNED = "returned"
    ASKED = "asked"
    """Returned, and asked whether satisfied."""
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    WAITING = "waiting"
    VOIDED = "voided"


_CAME = "received_at >= :start AND received_at < :end AND NOT voided"
_ENDED = "finished_at >= :start AND finished_at < :end AND NOT voided"
_RESOLVED = f"{_ENDED} AND received_at IS NOT NULL"
_GIVEN = "returned_at >= :start AND returned_at < :end AND NOT voided"
# The plus keeps SQLite from going through all that was received until the period's end, which is nearly everything.
_PLACED = (
    "(finished_at >= :start AND +received_at < :end AND NOT voided"
    " OR finished_at IS NULL AND received_at < :end AND NOT voided)"
)

_WHERE = {
    Counted.CAME: _CAME,
    Counted.CAME_ONLINE: f"{_CAME} AND channel = 'online'",
    Counted.CAME_BY_POST: f"{_CAME} AND channel = 'post'",
    Counted.DIGITISED: f"{_CAME} AND digitised",
    Counted.RESOLVED: _RESOLVED,
    Counted.RESOLVED_IN_TIME: f"{_RESOLVED} AND timeliness IN ('early', 'on_time')",
    Counted.PLACED: _PLACED,
    Counted.NOT_LATE: f"{_PLACED} AND CASE WHEN finished_at < :end THEN timeliness IN ('early', 'on_time')"
    " ELSE late_from IS NULL OR late_from >= :measured END",
    Counted.WITH_RESULT: f"{_ENDED} AND result_form <> ''",
    Counted.ELECTRONIC: f"{_ENDED} AND result_form IN ('electronic', 'both')",
    Counted.RETURNED: _GIVEN,
    Counted.ASKED: f"{_GIVEN} AND satisfaction <> 'not_asked'",
    Counted.SATISFIED: f"{_GIVEN} AND satisfaction IN ('very_satisfied', 'satisfied')",
    Counted.DISSATISFIED: f"{_GIVEN} AND satisfaction = 'dissatisfied'",
    Counted.DECLINED: f"{_ENDED} AND state = 3",
    Counted.WITHDRAWN: f"{_RESOLVED} AND state = 7",
    Counted.STOPPED: f"{_RESOLVED} AND state = 8",
    Counted.WAITING: "open AND waiting_since IS NOT NULL AND waiting_since < :end AND +received_at < :end",
    Counted.VOIDED: "voided AND received_at >= :start AND received_at < :end",
}


def counted(connection: Connection, what: Counted, period: Period) -> int:
    """Return how many dossiers a set holds in a period."""
    query = f"SELECT count(*) FROM dossiers WHERE {_WHERE[what]}"  # noqa: S608
    return int(connection.execute(text(query), _bounds(period)).scalar_one())


def dossiers_counted(connection: Connection, what: Counted, period: Period, limit: int) -> list[UUID]:
    """Return the dossiers of a set, in order of reception, the first *limit* of them."""
    query = f'SELECT id FROM dossiers WHERE {_WHERE[what]} ORDER BY +listed_at, "row" LIMIT :limit'  # noqa: S608
    rows = connection.execute(text(query), {**_bounds(period), "limit": limit}).scalars()
    return [UUID(dossier) for dossier in rows]


def dossiers_with_fee(
    connection: Connection,
    period: Period,
    limit: int,
    *,
    currency: str,
    taken_by: str | None = None,
    name: str | None = None,
    method: str | None = None,
) -> list[UUID]:
    """Return the dossiers for which the desk took money in a period, in order of the money; None: whoever, whatever."""
    wanted = {"taken_by": taken_by, "name": name, "method": method}
    asked = {column: value for column, value in wanted.items() if value is not None}
    where = "".join(f" AND {column} = :{column}" for column in asked)
    query = (
        "SELECT dossier FROM fees_taken WHERE taken_at >= :start AND taken_at < :end AND NOT duty"  # noqa: S608
        f' AND currency = :currency{where} GROUP BY dossier ORDER BY min(taken_at), min("row") LIMIT :limit'
    )
    values = {**_bounds(period), **asked, "currency": currency, "limit": limit}
    return [UUID(dossier) for dossier in connection.execute(text(query), values).scalars()]


def _bounds(period: Period) -> dict[str, Any]:
    return {name: moment_text(at) for name, at in (
        ("start", period.start), ("end", period.end), ("measured", period.measured_at),
    )}  # fmt: skip
