"""A dossier as lists show it: the row as the driver gave it, each value read when it is asked for."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from operator import itemgetter
from typing import Any
from uuid import UUID

from desk_app.domain.states import State
from desk_app.models.column_types import moment_of_text

_STATES = {int(state): state for state in State}
_places = count()


def _stored() -> Any:
    """Return the next column, as it is stored."""
    return property(itemgetter(next(_places)))


def _read(read: Callable[[Any], object]) -> Any:
    """Return the next column, read from what is stored; NULL stays None."""
    stored = itemgetter(next(_places))

    def value(line: tuple[Any, ...]) -> object:
        found = stored(line)
        return None if found is None else read(found)

    return property(value)


class DossierLine(tuple[Any, ...]):
    """A dossier as lists show it. Numbers of people are whole: masking is the list's business. Times aware, UTC.

    Made from a raw row of ``COLUMNS``. A list shows a third of the values of the lines it reads: to read them all took
    as long as to find them.
    """

    __slots__ = ()

    row: int = _stored()
    id: UUID = _read(UUID)
    code: str | None = _stored()
    own: bool = _read(bool)
    state: State = _read(_STATES.__getitem__)
    open: bool = _read(bool)
    voided: bool = _read(bool)
    procedure_code: str = _stored()
    procedure_name: str = _stored()
    field: str = _stored()
    summary: str = _stored()
    owner_name: str = _stored()
    owner_id_number: str = _stored()
    owner_phone: str = _stored()
    submitter_name: str = _stored()
    channel: str = _stored()
    unit: str = _stored()
    received_actor: str = _stored()
    received_by: str = _stored()
    priority: bool = _read(bool)
    apologised: bool = _read(bool)
    open_flags: int = _stored()
    session: UUID | None = _read(UUID)
    external_code: str | None = _stored()
    began_at: datetime = _read(moment_of_text)
    listed_at: datetime = _read(moment_of_text)
    due_key: str = _stored()
    recorded_at: datetime | None = _read(moment_of_text)
    received_at: datetime | None = _read(moment_of_text)
    due_at: datetime | None = _read(moment_of_text)
    original_due_at: datetime | None = _read(moment_of_text)
    finished_at: datetime | None = _read(moment_of_text)
    returned_at: datetime | None = _read(moment_of_text)
    late_from: datetime | None = _read(moment_of_text)
    waiting_since: datetime | None = _read(moment_of_text)
    """The last two as ``domain.lateness`` gives them."""


COLUMNS = tuple(DossierLine.__annotations__)
"""The columns of ``dossiers`` a line is made of, in their order."""
