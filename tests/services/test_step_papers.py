"""Papers that steps owe the citizen: one of a kind in the queue, none of a step that is undone."""

from datetime import timedelta
from uuid import UUID

from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.events import PrintOutcome
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.mending import cancel, reverse
from desk_app.services.papers import Paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212"}
MISSING = {"missing": [{"name": "Trích lục"}]}


def received(store: Store) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), MORNING).id


def step(store: Store, dossier: UUID, kind: str, minutes: int, **fields: object) -> UUID:
    return take_step(store, CLERK, dossier, kind, fields, MORNING + timedelta(minutes=minutes)).envelope.event_id


def undone(store: Store, dossier: UUID, target: UUID, minutes: int) -> UUID:
    now = MORNING + timedelta(minutes=minutes)
    return reverse(store, SUPERVISOR, dossier, target, "Ghi nhầm", now).envelope.event_id


def printed(store: Store, dossier: UUID, form: str) -> None:
    paper = Paper(form, "0" * 64, PaperSize.A4, b"%PDF-")
    paper_printed(store, CLERK, dossier, paper, PrintOutcome.GOOD, "Máy in", MORNING)


def waiting(store: Store, dossier: UUID) -> list[str]:
    with store.reading() as rd:
        return [job.form for job in rd.print_queue.of_dossier(dossier)]


def test_the_paper_of_an_undone_step_no_longer_waits_to_be_printed(store: Store) -> None:
    dossier = received(store)
    request = step(store, dossier, "SupplementRequested", 1, **MISSING)
    assert waiting(store, dossier) == ["receipt", "supplement"]
    undone(store, dossier, request, 2)
    assert waiting(store, dossier) == ["receipt"]
    stop = step(store, dossier, "Stopped", 3, reason="Hết thời hạn")
    assert waiting(store, dossier) == ["receipt", "stop"]
    undone(store, dossier, stop, 4)
    assert waiting(store, dossier) == ["receipt"]


def test_an_undone_new_appointment_owes_the_slip_with_the_one_that_holds_again(store: Store) -> None:
    dossier = received(store)
    step(store, dossier, "SupplementRequested", 1, **MISSING)
    taken = step(store, dossier, "Supplemented", 2, due_at="2026-10-01T17:00", due_reason="Hẹn riêng")
    printed(store, dossier, "supplement")
    printed(store, dossier, "receipt")
    assert waiting(store, dossier) == []
    undone(store, dossier, taken, 3)
    assert waiting(store, dossier) == ["receipt"]


def test_two_papers_of_a_kind_are_one_since_both_would_say_the_same(store: Store) -> None:
    dossier = received(store)
    for minute in (1, 3):
        step(store, dossier, "SupplementRequested", minute, **MISSING)
        step(store, dossier, "Supplemented", minute + 1)
    assert sorted(waiting(store, dossier)) == ["receipt", "supplement"]


def test_a_step_that_stands_again_owes_its_paper_again(store: Store) -> None:
    dossier = received(store)
    stop = step(store, dossier, "Stopped", 1, reason="Hết thời hạn")
    undoing = undone(store, dossier, stop, 2)
    assert waiting(store, dossier) == ["receipt"]
    undone(store, dossier, undoing, 3)
    assert waiting(store, dossier) == ["receipt", "stop"]


def test_a_reception_that_stands_again_owes_its_slip_again(store: Store) -> None:
    dossier = received(store)
    cancel(store, SUPERVISOR, dossier, "Tiếp nhận trùng", MORNING)
    assert waiting(store, dossier) == []
    with store.reading() as rd:
        cancelling = rd.dossiers.events_of(dossier)[-1].envelope.event_id
    undone(store, dossier, cancelling, 1)
    assert waiting(store, dossier) == ["receipt"]
