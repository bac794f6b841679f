"""What a dossier promises: the date the citizen was told, those before it, and why, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.appointment import Appointment
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.dossier import Dossier
from desk_app.domain.dossier_fields import FIELDS, Fact, fact
from desk_app.domain.events import Event, Paid, Supplemented
from desk_app.domain.events.reception import Reception
from desk_app.domain.states import State
from desk_app.services.dossier_standing import finished_words
from desk_app.services.said import Said, dated_said, said


@dataclass(frozen=True)
class Promised:
    """The appointment. due_at: what the citizen was told last, office time; None = no fixed date.

    on_hold: what is said while the clock stands still, None while it runs. appointment: the count behind the date, day
    by day.
    """

    due_at: datetime | None
    on_hold: Said | None
    facts: tuple[Fact, ...]
    appointment: Appointment


def promised(dossier: Dossier, events: Sequence[Event]) -> Promised | None:
    """Return the promise of a dossier, None where nothing was promised or it was cancelled."""
    reception = dossier.reception
    if reception is None or dossier.voided:
        return None
    current = _appointment(dossier, events, reception)
    told, due, first = dossier.shown_due_at, dossier.due_at, dossier.original_due_at
    facts = [fact(said("Hẹn ban đầu"), dated_said(first)) if first and first != due else None]
    if dossier.apologies:
        letter = dossier.apologies[-1].letter
        facts.append(fact(said("Hạn theo quy định"), dated_said(due)) if due else None)
        number = letter.letter_number or paper_date(letter.signed_on)
        again = said("{due}, thư {n}", due=dated_said(letter.new_due_at), n=number)
        facts.append(fact(said("Đã xin lỗi, hẹn lại"), again))
    facts.append(fact(said("Xong lúc"), finished_words(dossier)))
    facts.append(fact(FIELDS["due_reason"], reception.due_reason))
    return Promised(
        due_at=office_time(told) if told else None,
        on_hold=_on_hold(dossier),
        facts=tuple(one for one in facts if one is not None),
        appointment=current,
    )


def _on_hold(dossier: Dossier) -> Said | None:
    if dossier.state is State.SUPPLEMENT_WAIT:
        return said("Đang tạm dừng: ngày hẹn tính lại khi công dân bổ sung xong.")
    if dossier.state is State.PAYMENT_WAIT:
        return said("Đang tạm dừng: ngày hẹn tính lại khi công dân nộp xong.")
    return None


def _appointment(dossier: Dossier, events: Sequence[Event], reception: Reception) -> Appointment:
    """Return the explained appointment behind the last promise: that of a supplement or payment, or the reception's."""
    last = dossier.promises[-1].event_id if dossier.promises else None
    body = next((event.body for event in events if event.envelope.event_id == last), None)
    if isinstance(body, Supplemented | Paid) and body.promise is not None:
        return body.promise.new
    return reception.promised
