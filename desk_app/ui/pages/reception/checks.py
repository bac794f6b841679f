"""What still stands between the page and F9, in the order of its stops; pure."""

from dataclasses import dataclass
from enum import StrEnum

from desk_app.domain.fees import Exemption
from desk_app.domain.people import parse_date
from desk_app.services.reception_lookups import ChosenProcedure, Shelves
from desk_app.ui.pages.reception.commands import Outlook, amount_of, moment_of, unticked
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.translation import mark


class Place(StrEnum):
    """Where on the page the caret has to go."""

    PROCEDURE = "procedure"
    CASE = "case"
    VARIANT = "variant"
    UNIT = "unit"
    PERSON = "person"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    REREAD = "reread"
    OWNER = "owner"
    AUTHORISED_ON = "authorised_on"
    DOCUMENTS = "documents"
    FEE_AMOUNT = "fee_amount"
    FEE_REASON = "fee_reason"
    RECEIVED_AT = "received_at"
    DUE = "due"
    DUE_REASON = "due_reason"
    PROVISIONAL = "provisional"
    PAPERS = "papers"


@dataclass(frozen=True)
class Missing:
    """One thing still wanted. words: what the page calls it, Vietnamese source. count: how many, for papers."""

    place: Place
    words: str
    count: int = 0


WORDS = {
    Place.PROCEDURE: mark("thủ tục"),
    Place.CASE: mark("trường hợp"),
    Place.VARIANT: mark("mức thời hạn"),
    Place.UNIT: mark("đơn vị thời hạn"),
    Place.PERSON: mark("người nộp"),
    Place.NAME: mark("họ tên người nộp"),
    Place.BIRTH_DATE: mark("ngày sinh đúng (ví dụ 12/03/1990)"),
    Place.REREAD: mark("ô màu vàng đọc lại theo thẻ"),
    Place.OWNER: mark("họ tên chủ hồ sơ"),
    Place.AUTHORISED_ON: mark("ngày văn bản ủy quyền đúng (ví dụ 20/08/2026)"),
    Place.DOCUMENTS: mark("văn bản, số trang, số bản chứng thực"),
    Place.FEE_AMOUNT: mark("số tiền đúng (ví dụ 70.000)"),
    Place.FEE_REASON: mark("lý do miễn, giảm"),
    Place.RECEIVED_AT: mark("giờ ghi trên phiếu dự phòng (ví dụ 27/08/2026 08:15)"),
    Place.DUE: mark("ngày hẹn trả"),
    Place.DUE_REASON: mark("lý do của ngày hẹn nhập tay"),
    Place.PROVISIONAL: mark("chấp nhận ngày dự kiến"),
    Place.PAPERS: mark("giấy tờ phải nộp"),
}


_RIGHT_DUE = mark("ngày hẹn trả đúng, sau lúc nhận hồ sơ (ví dụ 04/09/2026 17:00)")


def missing(state: FormState, chosen: ChosenProcedure | None, rows: Shelves, outlook: Outlook) -> tuple[Missing, ...]:
    """Return what is still wanted before the page may be registered, first things first."""
    places = [*_procedure(state, chosen, outlook), *_people(state), *_money(state, chosen)]
    if state.more.received_at and moment_of(state.more.received_at, None) is None:
        places.append(Place.RECEIVED_AT)
    places += _date(state, chosen, outlook)
    found = [Missing(place, _words(place, state)) for place in places]
    if chosen is not None and not chosen.ground.layer.authentication and not state.papers_waived:
        left = unticked(state, rows)
        if left:
            found.append(Missing(Place.PAPERS, WORDS[Place.PAPERS], len(left)))
    return tuple(found)


def _words(place: Place, state: FormState) -> str:
    """Return what the page calls it: a date that is typed but cannot be is not simply missing."""
    return _RIGHT_DUE if place is Place.DUE and state.due_on else WORDS[place]


def before_refusal(state: FormState, chosen: ChosenProcedure | None) -> tuple[Missing, ...]:
    """Return what Mẫu 02 and Mẫu 03 cannot do without: the procedure and a person whose words are sure."""
    places = [] if chosen is not None else [Place.PROCEDURE]
    return tuple(Missing(place, WORDS[place]) for place in [*places, *_people(state)])


def _procedure(state: FormState, chosen: ChosenProcedure | None, outlook: Outlook) -> list[Place]:
    if chosen is None:
        return [Place.PROCEDURE]
    if outlook.words == "choose_case":
        return [Place.CASE]
    if outlook.words == "choose_variant":
        return [Place.VARIANT]
    return [Place.UNIT] if outlook.unit_missing and not state.due_on else []


def _people(state: FormState) -> list[Place]:
    person = state.submitter
    if person is None:
        return [Place.PERSON]
    places = []
    if not person.is_named:
        places.append(Place.NAME)
    if person.birth_date_is_wrong:
        places.append(Place.BIRTH_DATE)
    if person.doubtful or any(owner.doubtful for owner in state.owners):
        places.append(Place.REREAD)
    if state.other_owner:
        if not any(owner.is_named for owner in state.owners) or any(o.birth_date_is_wrong for o in state.owners):
            places.append(Place.OWNER)
        if state.authorisation.issued_on and parse_date(state.authorisation.issued_on) is None:
            places.append(Place.AUTHORISED_ON)
    return places


def _money(state: FormState, chosen: ChosenProcedure | None) -> list[Place]:
    if chosen is None:
        return []
    places = []
    if chosen.ground.layer.authentication:
        rows = [row for row in state.documents if not row.is_empty]
        if not rows or not all(row.is_complete for row in rows):
            places.append(Place.DOCUMENTS)
    fee = state.fee
    if fee.amount and amount_of(fee.amount) is None:
        places.append(Place.FEE_AMOUNT)
    if fee.exemption is not Exemption.NONE and fee.reason is None:
        places.append(Place.FEE_REASON)
    if fee.exemption is Exemption.REDUCED and amount_of(fee.reduced_to) is None:
        places.append(Place.FEE_AMOUNT)
    return places


def _date(state: FormState, chosen: ChosenProcedure | None, outlook: Outlook) -> list[Place]:
    if state.due_on:
        if moment_of(state.due_on, chosen) is None or outlook.words == "due_before_received":
            return [Place.DUE]
        return [] if state.due_reason.strip() else [Place.DUE_REASON]
    if chosen is None or outlook.words in ("choose_case", "choose_variant") or outlook.unit_missing:
        return []
    if outlook.appointment is None:
        return [Place.DUE]
    return [Place.PROVISIONAL] if outlook.needs_acceptance and not state.provisional_accepted else []
