"""What a clerk has typed and not yet registered: the half-typed page, and pages parked for later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.queries.office import Draft
from desk_app.models.store import Store
from desk_app.services.accounts import Session

sentences(
    parked_gone="Hồ sơ để chờ này không còn: đã được mở lại hoặc đã bỏ. Nhấn Ctrl+O để xem danh sách.",
)

RECEPTION = "reception"


@dataclass(frozen=True)
class ParkedPage:
    """One parked page. label: who it is for; content: the page's own JSON value; at: when it was parked."""

    id: UUID
    label: str
    at: datetime
    content: Any


def keep_page(store: Store, by: Session, content: Any, now: datetime, *, page: str = RECEPTION) -> None:
    """Keep what a clerk has half typed, in place of what was kept before; None forgets it."""
    with store.transaction(now, actor=by.login) as tx:
        known = tx.drafts.page_of(by.login, page)
        if content is None:
            if known is not None:
                tx.drafts.remove(known.id)
            return
        draft = known.id if known is not None else uuid4()
        tx.drafts.put(Draft(draft, by.login, page, parked=False, label="", content=content, saved_at=now))


def kept_page(store: Store, by: Session, *, page: str = RECEPTION) -> Any | None:
    """Return what a clerk has half typed, None where nothing is."""
    with store.reading() as rd:
        found = rd.drafts.page_of(by.login, page)
    return None if found is None else found.content


def park(store: Store, by: Session, content: Any, label: str, now: datetime, *, page: str = RECEPTION) -> ParkedPage:
    """Park a page and empty the clerk's half-typed one, in one transaction: it is never in neither place."""
    parked = Draft(uuid4(), by.login, page, parked=True, label=label, content=content, saved_at=now)
    with store.transaction(now, actor=by.login) as tx:
        half_typed = tx.drafts.page_of(by.login, page)
        if half_typed is not None:
            tx.drafts.remove(half_typed.id)
        tx.drafts.put(parked)
    return _parked(parked)


def take_back(store: Store, by: Session, parked: UUID, now: datetime, *, page: str = RECEPTION) -> Any:
    """Take a parked page back: it becomes the clerk's half-typed one. Return its content.

    What was half typed before must be parked or kept by the caller first; it is replaced. Raises DeskError
    ``parked_gone`` when somebody took it back earlier.
    """
    with store.transaction(now, actor=by.login) as tx:
        found = tx.drafts.get(parked)
        if found is None or not found.parked:
            raise DeskError("parked_gone")
        tx.drafts.remove(parked)
        half_typed = tx.drafts.page_of(by.login, page)
        if half_typed is not None:
            tx.drafts.remove(half_typed.id)
        tx.drafts.put(Draft(parked, by.login, page, parked=False, label="", content=found.content, saved_at=now))
    return found.content


def discard(store: Store, by: Session, parked: UUID, now: datetime) -> None:
    """Throw a parked page away because a person said so."""
    with store.transaction(now, actor=by.login) as tx:
        tx.drafts.remove(parked)


def parked_pages(store: Store, by: Session, *, page: str = RECEPTION) -> tuple[ParkedPage, ...]:
    """Return a clerk's parked pages, oldest first."""
    with store.reading() as rd:
        return tuple(_parked(draft) for draft in rd.drafts.parked_by(by.login) if draft.page == page)


def _parked(draft: Draft) -> ParkedPage:
    return ParkedPage(draft.id, draft.label, draft.saved_at, draft.content)
