"""One dossier read for the page: its view, and what this person may do with it now."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Refunded
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Role, Session
from desk_app.services.dossier_papers import papers_of
from desk_app.services.dossier_view import DossierView, dossier_view
from desk_app.services.later_steps import StepOffer, step_offers
from desk_app.services.mending import may_mend_now, reversible
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.said import Said, said


@dataclass(frozen=True)
class Offers:
    """What the page offers. why_not: why a dossier cannot be corrected or cancelled here, None when it can.

    undo: the steps of the history that may be undone one by one. papers: every form that has something to print.
    session: the lượt it was handed in with. files: how many scanned files it holds. steps: every later step, each with
    why it may not be taken now; () for those who take none.
    """

    print_form: str = ""
    papers: tuple[str, ...] = ()
    session: UUID | None = None
    files: int = 0
    steps: tuple[StepOffer, ...] = ()
    correct: bool = False
    cancel: bool = False
    note: bool = False
    settle: bool = False
    erase: bool = False
    undo: frozenset[UUID] = frozenset()
    start: bool = False
    why_not: Said | None = None


@dataclass(frozen=True)
class Opened:
    """A dossier, what is offered with it, and the office's reasons for a correction."""

    view: DossierView
    offers: Offers
    reasons: tuple[str, ...]


def read_dossier(store: Store, session: Session, dossier: UUID, now: datetime) -> Opened:
    """Return a dossier for the page; run off the UI thread. Raises DeskError ``dossier_not_here``."""
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
        if found is None:
            raise DeskError("dossier_not_here")
        office = office_settings(rd)
        names = {account.login: account.display_name for account in rd.accounts.all()}
        events = rd.dossiers.events_of(dossier)
        calendar, own_desk = office_calendar(rd, office), rd.identity().desk_id
        view = dossier_view(found, events, names, calendar, now, own_desk=own_desk)
        may_mend = may_mend_now(rd, session, dossier, now)
        receives = session.may(Right.RECEIVE)
        offered = replace(
            offers(view, session, may_mend),
            erase=session.may(Right.MEND) and "Erased" in view.legal and not found.erased and bool(view.code),
            undo=_undo(found, view) if may_mend else frozenset(),
            papers=papers_of(rd, found) if receives else (),
            session=None if found.reception is None else found.reception.session,
            files=len(found.attachments),
            steps=_steps(rd, found) if receives and view.code else (),
        )
        return Opened(view, offered, office.correction_reasons)


def offers(view: DossierView, session: Session, may_mend: bool) -> Offers:
    """Return what the state of a dossier and the rights of a person allow. may_mend: the rule of who and when."""
    receives = session.may(Right.RECEIVE)
    accepted = bool(view.code)
    standing = accepted and view.standing.state != "voided"
    return Offers(
        print_form=view.paper if receives and "Printed" in view.legal else "",
        correct=may_mend and standing and "Corrected" in view.legal,
        cancel=may_mend and standing and "Reversed" in view.legal,
        note=receives and "Noted" in view.legal,
        settle=session.may(Right.MEND) and bool(view.to_check),
        start=receives and view.is_guided and "Received" in view.legal,
        why_not=_why_not(view, session, may_mend),
    )


def _steps(rd: Reading, dossier: Dossier) -> tuple[StepOffer, ...]:
    """Return every later step; of a cancelled dossier only while there is money to give back."""
    offered = step_offers(rd, dossier)
    if dossier.voided and not any(offer.kind == Refunded.KIND and offer.refusal is None for offer in offered):
        return ()
    return offered


def _undo(dossier: Dossier, view: DossierView) -> frozenset[UUID]:
    """Return the steps a person may undo. What came out of a printer did; a spoiled copy is said in the preview."""
    if not view.code or view.standing.state == "voided":
        return frozenset()
    printed = {entry.event_id for entry in dossier.timeline if entry.kind == "Printed"}
    return reversible(dossier) - printed


def _why_not(view: DossierView, session: Session, may_mend: bool) -> Said | None:
    if view.standing.state == "voided":
        return said("Hồ sơ đã hủy tiếp nhận nên không sửa, không in phiếu.")
    if session.role is Role.ADMINISTRATOR:
        return said("Quản trị chỉ xem hồ sơ; sửa, hủy, in là việc của người tiếp nhận.")
    if not view.code:
        return said("Hồ sơ chưa được tiếp nhận nên chưa có gì để sửa hoặc hủy.")
    if not may_mend:
        return said("Sửa, hủy: chỉ người tiếp nhận, trong ngày, khi chưa bàn giao; sau đó nhờ trưởng bộ phận.")
    return None
