"""What the digitising panel reads: dossiers with papers to scan, and the papers of the chosen one."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from desk_app.domain.dates import last_days
from desk_app.domain.errors import DeskError
from desk_app.models.queries.digitising import ToDigitise, to_digitise
from desk_app.models.store import Store
from desk_app.services.desk_settings import DeskSettings, desk_settings
from desk_app.services.digitising import PaperRow, paper_rows


class Span(IntEnum):
    """How far back the list goes, in days."""

    TODAY = 1
    WEEK = 7
    MONTH = 31


@dataclass(frozen=True)
class Listed:
    """The settings of this PC and the dossiers of a span with papers to scan, oldest first."""

    settings: DeskSettings
    dossiers: tuple[ToDigitise, ...]


@dataclass(frozen=True)
class Chosen:
    """The dossier files go to. about: what it is, as lists say it."""

    id: UUID
    code: str
    owner: str
    about: str
    received_at: datetime
    rows: tuple[PaperRow, ...]


def read_list(store: Store, span: Span, actor: str | None, now: datetime) -> Listed:
    """Return what is still to be digitised. actor: only what this login received, None = everybody's."""
    since, before = last_days(now, span)
    with store.reading() as rd:
        return Listed(desk_settings(rd), to_digitise(rd.connection, since, before, actor=actor))


def read_chosen(store: Store, dossier: UUID) -> Chosen:
    """Return a dossier with the places its files can go to. Raises DeskError ``dossier_not_here``."""
    with store.reading() as rd:
        found, line = rd.dossiers.by_id(dossier), rd.dossiers.line(dossier)
        if found is None or line is None or not found.code:
            raise DeskError("dossier_not_here")
        about = line.summary or line.procedure_name
        return Chosen(found.id, found.code, line.owner_name, about, line.listed_at, paper_rows(found))
