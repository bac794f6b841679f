"""What the page Trễ hạn reads of the store: who is watched, what letters usually say, where new appointments fall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.apologies import typed_due
from desk_app.services.apology_drafts import ApologyDraft, apology_drafts
from desk_app.services.apology_usual import LastSignature, last_signature, late_reasons
from desk_app.services.late import Watch, WatchedDossier, WatchFilter, watched


@dataclass(frozen=True)
class Watched:
    """Everything the page watches. clerks: names by login."""

    rows: tuple[WatchedDossier, ...] = ()
    clerks: dict[str, str] = field(default_factory=dict)

    def narrowed(self, wanted: WatchFilter) -> tuple[WatchedDossier, ...]:
        """Return what a filter leaves."""
        return tuple(
            row
            for row in self.rows
            if wanted.unit in (None, row.unit)
            and wanted.field in (None, row.line.field)
            and wanted.clerk in (None, row.line.received_actor)
        )


@dataclass(frozen=True)
class Matter:
    """What a form of letters begins with: reasons to choose from, the last signature, drafts by dossier."""

    reasons: tuple[str, ...] = ()
    signature: LastSignature = field(default_factory=LastSignature)
    drafts: dict[UUID, ApologyDraft] = field(default_factory=dict)


def read_watched(store: Store, now: datetime) -> Watched:
    """Return what is to be watched now."""
    with store.reading() as rd:
        clerks = {account.login: account.display_name for account in rd.accounts.all()}
        return Watched(tuple(watched(rd, now)), clerks)


def read_matter(store: Store) -> Matter:
    """Return what letters usually say here, and the drafts there are."""
    with store.reading() as rd:
        drafts = {draft.dossier: draft for draft in apology_drafts(rd)}
        return Matter(late_reasons(rd), last_signature(rd), drafts)


def read_dues(store: Store, typed: Iterable[str], now: datetime) -> dict[str, datetime | DeskError | None]:
    """Return the new appointment for each text typed; a DeskError for one that cannot be read, None for a blank."""
    found: dict[str, datetime | DeskError | None] = {}
    with store.reading() as rd:
        for text in typed:
            try:
                found[text] = typed_due(rd, text, now)
            except DeskError as error:
                found[text] = error
    return found


def counts(rows: Sequence[WatchedDossier]) -> dict[Watch | None, int]:
    """Return how many stand in each group; None is all of them."""
    found: dict[Watch | None, int] = {None: len(rows), **dict.fromkeys(Watch, 0)}
    for row in rows:
        found[row.group] += 1
    return found
