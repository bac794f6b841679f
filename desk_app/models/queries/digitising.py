"""What is still to be digitised: accepted dossiers with papers nobody has scanned, oldest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.models.column_types import moment_of_text, moment_text

_LEFT = """
    SELECT count(*) FROM json_each(folded, '$.reception.papers') AS paper
    WHERE NOT json_extract(paper.value, '$.digitised') AND NOT json_extract(paper.value, '$.reused')
    AND NOT EXISTS (
        SELECT 1 FROM json_each(folded, '$.attachments') AS file
        WHERE json_extract(file.value, '$.paper') IN ('', json_extract(paper.value, '$.name'))
    )
"""
"""The rule of ``Dossier.is_digitised``; what the office already holds is not handed in, and not scanned again."""

_FROM = f"""
    FROM dossiers JOIN folded_dossiers USING (row)
    WHERE received_at >= :since AND received_at < :before AND NOT voided
    AND (:actor IS NULL OR received_actor = :actor)
    AND NOT json_extract(folded, '$.erased') AND ({_LEFT}) > 0
"""
_LINES = text(
    "SELECT id, code, owner_name, procedure_name, summary, received_at,"
    f" json_array_length(folded, '$.reception.papers'), ({_LEFT}) {_FROM} ORDER BY received_at, row LIMIT :limit"
)
_COUNT = text(f"SELECT count(*) {_FROM}")


@dataclass(frozen=True, slots=True)
class ToDigitise:
    """A dossier with papers to scan. papers: taken in all; left: of them, neither scanned nor held already."""

    id: UUID
    code: str
    owner_name: str
    procedure_name: str
    summary: str
    received_at: datetime
    papers: int
    left: int


def to_digitise(
    connection: Connection, since: datetime, before: datetime, *, actor: str | None = None, limit: int = 500
) -> tuple[ToDigitise, ...]:
    """Return the dossiers received in a span that have papers to scan, oldest first. actor: who received them."""
    rows = connection.execute(_LINES, {**_span(since, before, actor), "limit": limit})
    return tuple(
        ToDigitise(UUID(row[0]), row[1], row[2], row[3], row[4], moment_of_text(row[5]), row[6], row[7]) for row in rows
    )


def count_to_digitise(connection: Connection, since: datetime, before: datetime, *, actor: str | None = None) -> int:
    """Return how many there are."""
    return int(connection.execute(_COUNT, _span(since, before, actor)).scalar_one())


def _span(since: datetime, before: datetime, actor: str | None) -> dict[str, str | None]:
    return {"since": moment_text(since), "before": moment_text(before), "actor": actor}
