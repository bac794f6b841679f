"""The box on top: a card, a dossier code, a slip's address, a name, a phone, a procedure, each led to its page."""

from collections.abc import Iterator

from desk_app.domain.card import person_of
from desk_app.domain.codes import ScanKind, parse_scan
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.ui.desk import DossierTarget, ProcedureTarget, ReceptionTarget
from desk_app.ui.translation import tr
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.suggest import Suggestion
from desk_app.ui.widgets.tables import masked

_DOSSIERS, _PEOPLE, _PROCEDURES = 4, 2, 3


def find(store: Store, typed: str) -> tuple[Suggestion, ...]:
    """Return what a typed or scanned text may mean, dossiers first; the key of each is the Target to open."""
    scan = parse_scan(typed)
    with store.reading() as rd:
        if scan.kind is ScanKind.CARD and scan.card is not None:
            return tuple(_by_card(rd, scan.card.number)) or (_new_person(scan.card.name, typed),)
        if scan.kind is ScanKind.DOSSIER and scan.code is not None:
            return tuple(_dossier(line) for line in rd.dossiers.search(scan.code.text, _DOSSIERS))
        return (
            *(_dossier(line) for line in rd.dossiers.search(typed, _DOSSIERS)),
            *_people(rd, typed),
            *_procedures(rd, typed),
        )


def _by_card(rd: Reading, number: str) -> Iterator[Suggestion]:
    for line in rd.dossiers.search(number, _DOSSIERS):
        yield _dossier(line)
    yield from _people(rd, number)


def _new_person(name: str, typed: str) -> Suggestion:
    card = parse_scan(typed).card
    person = person_of(card) if card is not None else None
    return Suggestion(ReceptionTarget(person=person), name, tr("Chưa có hồ sơ nào. Tiếp nhận hồ sơ mới"))


def _people(rd: Reading, typed: str) -> Iterator[Suggestion]:
    for found in rd.people.search(typed, _PEOPLE):
        detail = " · ".join(part for part in (masked(found.person.id_number), found.person.address) if part)
        words = tr("Tiếp nhận hồ sơ cho người này")
        yield Suggestion(ReceptionTarget(person=found.person), found.person.name, f"{words} · {detail}")


def _procedures(rd: Reading, typed: str) -> Iterator[Suggestion]:
    for line in rd.procedures.search(typed, limit=_PROCEDURES):
        detail = f"{tr('Thủ tục')} · {line.code} · {line.field}"
        yield Suggestion(ProcedureTarget(line.code), line.short_name or line.name, detail)


def _dossier(line: DossierLine) -> Suggestion:
    state = "voided" if line.voided else _STATES[line.state]
    parts = (line.owner_name, tr(STATES[state][0]), line.summary or line.procedure_name)
    detail = " · ".join(part for part in parts if part)
    return Suggestion(DossierTarget(line.id), line.code or tr("Đã hướng dẫn"), detail)


_STATES = {
    State.NONE: "guided",
    State.SUBMITTED: "submitted",
    State.RECEIVED: "received",
    State.DECLINED: "declined",
    State.PROCESSING: "processing",
    State.SUPPLEMENT_WAIT: "supplement",
    State.PAYMENT_WAIT: "payment",
    State.WITHDRAWN: "withdrawn",
    State.STOPPED: "stopped",
    State.RESULT_READY: "ready",
    State.RETURNED: "returned",
}
