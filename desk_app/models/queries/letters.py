"""Signed letters of apology by the number the registry gave them."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.domain.dates import at_office
from desk_app.models.column_types import moment_text

_NUMBERED = """
SELECT DISTINCT d.id, d.code FROM dossiers AS d JOIN folded_dossiers AS f ON f."row" = d."row",
 json_each(f.folded, '$.apologies') AS letter
WHERE d.id IN (SELECT subject FROM events WHERE kind = 'Apologised' AND occurred_at >= :since) AND NOT d.voided
 AND letter.value ->> '$.letter.letter_number' = :number COLLATE NOCASE
 AND substr(letter.value ->> '$.letter.signed_on', 1, 4) = :year
ORDER BY d.code
"""


def letters_numbered(connection: Connection, number: str, year: int) -> dict[UUID, str]:
    """Return whose letters signed in a year bear a number: dossier → its code. Undone letters bear none."""
    # A letter is written down when it is signed or later, never in a year before.
    since = moment_text(at_office(date(year, 1, 1), time()))
    rows = connection.execute(text(_NUMBERED), {"number": number, "year": f"{year:04}", "since": since})
    return {UUID(row[0]): row[1] for row in rows}
