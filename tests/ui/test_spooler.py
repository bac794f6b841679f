"""Papers out of real programs that stand for printers: nothing lost, the very bytes, the last word on each print."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pypdf
import pytest
from counter import ADMINISTRATOR, CLERK, MORNING, Cups
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.forms.form import OFFICE_FORMS
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store, open_store
from desk_app.printing.papers import render
from desk_app.services.desk_settings import PrinterChoice, choose_printer, desk_settings
from desk_app.services.form_versions import current_form
from desk_app.services.papers import Paper, dossier_paper
from desk_app.services.print_jobs import waiting_papers
from desk_app.services.print_log import PrintLine, prints_of_day
from desk_app.services.print_outcomes import prints_of
from desk_app.services.receive_command import Receive
from desk_app.services.reception import receive
from desk_app.services.session_papers import session_paper
from desk_app.services.sheet_prints import waiting_sheet
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.operations import Operations
from desk_app.ui.printers import CupsPrinters, paint
from desk_app.ui.spooler import Spooler


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    made = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


@pytest.fixture
def desk(store: Store, operations: Operations, cups: Cups) -> Iterator[Desk]:
    made = Desk(store, operations, lambda: MORNING)
    made.seat(CLERK)
    spooler = Spooler(made, cups.printers())
    made.use_printing(spooler)
    yield made
    spooler.close()


@pytest.fixture
def dossier(store: Store) -> UUID:
    with store.reading() as rd:
        return rd.dossiers.page(DossierFilter()).lines[0].id


def heard(desk: Desk, qtbot: QtBot, ask: Callable[[], object], *phases: Phase) -> PrintState:
    """Return the PrintState that ends what is asked."""
    states: list[PrintState] = []
    desk.printing.changed.connect(states.append)
    ask()
    qtbot.waitUntil(lambda: bool(states) and states[-1].phase in phases, timeout=20_000)
    desk.printing.changed.disconnect(states.append)
    return states[-1]


def folded(desk: Desk, dossier: UUID) -> Dossier:
    with desk.store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    return found


def test_the_printer_gets_the_very_bytes_that_are_previewed(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    shown = dossier_paper(desk.store, dossier, "receipt")
    state = heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.SENT, Phase.FAILED)
    assert state.phase is Phase.SENT
    assert cups.printed() == [shown.pdf]
    (printed,) = prints_of(folded(desk, dossier), "receipt")
    assert (printed.outcome, printed.pdf_digest) == ("good", sha256(shown.pdf).hexdigest())


def test_each_paper_goes_to_the_printer_chosen_for_it(desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot) -> None:
    choose_printer(desk.store, CLERK, "label", PrinterChoice(printer="slips"), MORNING)
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "label"), Phase.SENT)
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.SENT)
    assert (len(cups.printed("slips")), len(cups.printed("laser"))) == (1, 1)


def test_a_size_chosen_for_this_pc_is_used_where_the_form_has_it(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    choose_printer(desk.store, CLERK, "receipt", PrinterChoice(printer="slips", size="K80"), MORNING)
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.SENT)
    assert folded(desk, dossier).prints[-1].size == "K80"


@pytest.mark.parametrize("printer", ["refuses", "jammed", "not-there"])
def test_a_slip_that_does_not_come_out_stays_on_the_list_and_says_so(
    desk: Desk, dossier: UUID, qtbot: QtBot, printer: str, store_folder: Path
) -> None:
    ask = lambda: desk.printing.print_paper(dossier, "receipt", printer=printer)  # noqa: E731
    state = heard(desk, qtbot, ask, Phase.SENT, Phase.FAILED)
    assert state.phase is Phase.FAILED
    assert state.sentence.startswith("Hồ sơ đã tiếp nhận nhưng phiếu CHƯA in:")
    assert printer in state.sentence
    assert [(job.dossier, job.status, job.printer) for job in waiting_papers(desk.store)] == [
        (dossier, "failed", printer)
    ]
    assert folded(desk, dossier).prints == ()
    desk.store.close()
    with open_store(store_folder, now=MORNING) as again:
        assert len(waiting_papers(again)) == 1


def test_a_jammed_job_is_taken_back_so_that_it_never_comes_out_beside_its_replacement(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt", printer="jammed"), Phase.FAILED)
    assert cups.queue() == ""
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt", printer="laser"), Phase.SENT)
    assert waiting_papers(desk.store) == []


def test_a_jammed_printer_does_not_hold_back_another(desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot) -> None:
    patient = Spooler(desk, CupsPrinters(60.0, 0, cups))
    desk.use_printing(patient)
    states: list[PrintState] = []
    patient.changed.connect(states.append)

    def ends() -> list[tuple[str, Phase]]:
        return [(state.form, state.phase) for state in states if state.phase in (Phase.SENT, Phase.FAILED)]

    patient.print_paper(dossier, "receipt", printer="jammed")
    qtbot.waitUntil(lambda: bool(cups.printed("jammed")), timeout=20_000)
    patient.print_paper(dossier, "label", printer="laser")
    qtbot.waitUntil(lambda: bool(ends()), timeout=20_000)
    assert ends() == [("label", Phase.SENT)]
    cups.clear_the_jam()
    qtbot.waitUntil(lambda: patient.idle, timeout=20_000)
    assert ends() == [("label", Phase.SENT), ("receipt", Phase.SENT)]
    patient.close()


def test_no_printer_at_all_is_said_in_words(desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot) -> None:
    cups.name_printers()
    state = heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.FAILED)
    assert "chưa có máy in nào" in state.sentence


def test_a_spoiled_copy_is_replaced_unmarked_and_a_given_one_is_marked(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    moments = iter(MORNING.replace(minute=minute) for minute in range(13, 60))
    desk.clock = lambda: next(moments)
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.SENT)
    spoil = lambda: desk.printing.say_outcome(dossier, "receipt", PrintOutcome.SPOILED)  # noqa: E731
    heard(desk, qtbot, spoil, Phase.SENT, Phase.FAILED)
    first, second = cups.printed()
    assert first == second
    assert [paper.outcome for paper in prints_of(folded(desk, dossier), "receipt")] == ["spoiled", "good"]
    heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.SENT)
    assert folded(desk, dossier).prints[-1].reprint == 1
    assert cups.printed()[-1] != first


A_PERSON = "Trần Thị Mai"


class FaultyPrinters(CupsPrinters):
    """Printers of a program with a fault, whose message holds a person's name."""

    def send(self, pdf: bytes, *, printer: str, title: str) -> bool:
        raise TypeError(A_PERSON)


def test_a_fault_of_the_program_is_told_in_a_sentence_and_without_what_it_knows_of_a_person(
    desk: Desk, dossier: UUID, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    bugs: list[str] = []
    faulty = Spooler(desk, FaultyPrinters())
    desk.use_printing(faulty)
    desk.operations.bug.connect(bugs.append)
    state = heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.FAILED)
    assert state.sentence == (
        "Hồ sơ đã tiếp nhận nhưng phiếu CHƯA in: phần mềm gặp trục trặc (TypeError). Nhấn Ctrl+P để in lại; "
        "nếu vẫn vậy, báo quản trị tên này."
    )
    assert bugs == ["TypeError"]
    assert "in send" in caplog.text
    assert A_PERSON not in caplog.text
    faulty.close()


def test_who_may_not_receive_prints_no_slip(desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot) -> None:
    desk.seat(ADMINISTRATOR)
    state = heard(desk, qtbot, lambda: desk.printing.print_paper(dossier, "receipt"), Phase.FAILED)
    assert "cán bộ tiếp nhận" in state.sentence
    assert cups.printed() == []


def test_a_sheet_is_made_off_the_ui_thread_and_printed(desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def make() -> Paper:
        threads.append(threading.current_thread())
        return dossier_paper(desk.store, dossier, "explanation")

    heard(desk, qtbot, lambda: desk.printing.print_sheet("Tờ giải thích", make), Phase.SENT)
    assert threads[0] is not threading.main_thread()
    assert len(cups.printed("laser")) == 1


def a_list(store: Store, form: str = "hand_over") -> Paper:
    """Return a list as it is made: the words of its form's first sample."""
    with store.reading() as rd:
        made = current_form(rd, OFFICE_FORMS, form, MORNING.date())
    data = next(iter(made.samples.values()))
    return Paper(form, made.version.hash, PaperSize.A4, render(data, made, PaperSize.A4))


def sheets_of_day(store: Store) -> list[PrintLine]:
    return [line for line in prints_of_day(store, MORNING.date()) if line.dossier is None]


def test_a_list_is_written_down_with_who_printed_what_and_which_copy(desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    make, name = partial(a_list, desk.store), "Danh sách bàn giao hồ sơ"
    for _copy in range(3):
        heard(desk, qtbot, lambda: desk.printing.print_sheet(name, make), Phase.SENT)
    heard(
        desk, qtbot, lambda: desk.printing.print_sheet("Niêm yết", partial(a_list, desk.store, "posting")), Phase.SENT
    )
    told = [(line.title, line.who, str(line.copy)) for line in sheets_of_day(desk.store)]
    who = CLERK.display_name
    assert told == [
        (name, who, "Bản đầu"),
        (name, who, "In lại lần 1"),
        (name, who, "In lại lần 2"),
        ("Niêm yết", who, "Bản đầu"),
    ]
    first, second, third, _posting = cups.printed()
    assert first == make().pdf
    for pdf, mark in ((first, ""), (second, "In lại lần 1"), (third, "In lại lần 2")):
        for page in pypdf.PdfReader(BytesIO(pdf)).pages:
            assert mark in page.extract_text()
            assert ("In lại lần" in page.extract_text()) == bool(mark)


def test_a_list_that_did_not_come_out_is_counted_and_outlives_the_program(
    desk: Desk, cups: Cups, store_folder: Path, qtbot: QtBot
) -> None:
    make = partial(a_list, desk.store)
    printing = partial(desk.printing.print_sheet, "Danh sách bàn giao hồ sơ", make)
    for _try in range(2):
        heard(desk, qtbot, partial(printing, printer="jammed"), Phase.FAILED)
    (job,) = waiting_papers(desk.store)
    assert (job.dossier, job.title, job.form, job.status) == (None, "Danh sách bàn giao hồ sơ", "hand_over", "failed")
    assert sheets_of_day(desk.store) == []
    desk.store.close()
    with open_store(store_folder, now=MORNING) as again:
        desk.use_store(again)
        assert waiting_sheet(again, job.id)[1].pdf == a_list(again).pdf
        heard(desk, qtbot, lambda: desk.printing.print_waiting(job.id, job.title), Phase.SENT)
        assert waiting_papers(again) == []
        assert [line.title for line in sheets_of_day(again)] == [job.title]
        with pytest.raises(DeskError, match="không còn trong danh sách"):
            waiting_sheet(again, job.id)
    assert len(cups.printed("laser")) == 1


def test_a_trial_page_leaves_no_trace(desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    make = lambda: replace(a_list(desk.store), trial=True)  # noqa: E731
    heard(desk, qtbot, lambda: desk.printing.print_sheet("Mẫu in thử", make), Phase.SENT)
    heard(desk, qtbot, lambda: desk.printing.print_sheet("Mẫu in thử", make, printer="refuses"), Phase.FAILED)
    assert waiting_papers(desk.store) == []
    assert sheets_of_day(desk.store) == []


def test_choices_of_this_pc_survive_and_strange_ones_fall_back(store: Store) -> None:
    choose_printer(store, CLERK, "label", PrinterChoice(printer="slips"), MORNING)
    with store.transaction(MORNING, "newer") as tx:
        tx.settings.set("desk", {**tx.settings.get("desk"), "hologram": True})
    with store.reading() as rd:
        assert desk_settings(rd).choice_for("label").printer == "slips"


def test_dots_reach_qts_printer_page_by_page(qapp: object, store: Store, dossier: UUID, tmp_path: Path) -> None:
    pdf = dossier_paper(store, dossier, "receipt").pdf
    device = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "out.pdf"))
    device.setResolution(150)
    assert paint(pdf, device)
    from desk_app.printing.raster import page_sizes

    sizes = page_sizes((tmp_path / "out.pdf").read_bytes())
    assert len(sizes) == len(page_sizes(pdf))
    assert (round(sizes[0].width_mm), round(sizes[0].height_mm)) == (210, 297)


def test_a_lots_slip_and_its_list_come_out_and_are_written_down(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    session = uuid4()
    for procedure in ("2.000635", "1.004873"):
        command = Receive.model_validate(
            {"procedure": procedure, "submitter": {"name": "Trần Thị Mai"}, "session": session, "unit": "working_day"}
        )
        receive(desk.store, CLERK, command, MORNING)
    forms = ("receipt_several", "reception_list")
    shown = [session_paper(desk.store, session, form_name=form).pdf for form in forms]
    for form in forms:
        ask = partial(desk.printing.print_session, session, form)
        state = heard(desk, qtbot, ask, Phase.SENT, Phase.FAILED)
        assert (state.phase, state.form, state.session) == (Phase.SENT, form, session)
    assert cups.printed() == shown
    with desk.store.reading() as rd:
        lines = rd.dossiers.of_session(session)
    assert len(lines) == 2
    assert [print_.form for print_ in folded(desk, lines[0].id).prints] == ["receipt_several", "reception_list"]


def test_a_lots_slip_that_did_not_come_out_leaves_the_list_when_it_does(
    desk: Desk, cups: Cups, dossier: UUID, qtbot: QtBot
) -> None:
    session = uuid4()
    command = Receive.model_validate(
        {"procedure": "2.000635", "submitter": {"name": "Trần Thị Mai"}, "session": session}
    )
    receive(desk.store, CLERK, command, MORNING)
    before = len(waiting_papers(desk.store))
    cups.name_printers("refuses")
    ask = partial(desk.printing.print_session, session, printer="refuses")
    assert heard(desk, qtbot, ask, Phase.SENT, Phase.FAILED).phase is Phase.FAILED
    assert len(waiting_papers(desk.store)) == before + 1
    cups.name_printers("laser")
    ask = partial(desk.printing.print_session, session, printer="laser")
    assert heard(desk, qtbot, ask, Phase.SENT, Phase.FAILED).phase is Phase.SENT
    assert len(waiting_papers(desk.store)) == before
