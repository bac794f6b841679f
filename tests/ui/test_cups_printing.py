"""What CUPS is told of a paper and what is believed of its answers: nothing cut, doubled or counted that never came."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from counter import CLERK, MORNING, Cups
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.printing.raster import PageSize, page_sizes
from desk_app.services.desk_settings import PrinterChoice, choose_printer
from desk_app.services.papers import dossier_paper
from desk_app.services.print_jobs import waiting_papers
from desk_app.services.receive_command import Receive
from desk_app.services.reception import receive
from desk_app.ui.cups import CupsLibrary, JobEnd, RollPaper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.operations import Operations
from desk_app.ui.preview import PreviewDialog
from desk_app.ui.printers import CupsPrinters, lp_options
from desk_app.ui.spooler import Spooler

A4, A5, STICKER = PageSize(210.0, 297.0), PageSize(148.0, 210.0), PageSize(70.0, 37.0)
A4_LANDSCAPE, ROLL = PageSize(297.0, 210.0), PageSize(80.0, 237.2)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    made = Cups(tmp_path / "bin")
    made.name_printers("laser", "slips", "jammed", "refuses", "paused", "closed", "drops", "forgets", "kẹt")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


@pytest.fixture
def slip(store: Store) -> bytes:
    return dossier_paper(store, a_dossier(store), "receipt").pdf


@pytest.fixture
def desk(store: Store, operations: Operations, cups: Cups) -> Iterator[Desk]:
    made = Desk(store, operations, lambda: MORNING)
    made.seat(CLERK)
    spooler = Spooler(made, cups.printers())
    made.use_printing(spooler)
    yield made
    spooler.close()


def a_dossier(store: Store) -> UUID:
    with store.reading() as rd:
        return rd.dossiers.page(DossierFilter()).lines[0].id


def refused(cups: Cups, pdf: bytes, printer: str) -> str:
    with pytest.raises(DeskError) as caught:
        cups.printers().send(pdf, printer=printer, title="receipt")
    return caught.value.code


def ended(desk: Desk, qtbot: QtBot, states: list[PrintState]) -> PrintState:
    qtbot.waitUntil(lambda: bool(states) and states[-1].phase in (Phase.SENT, Phase.FAILED), timeout=20_000)
    return states[-1]


# -- how a paper lies on its sheet --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "media"),
    [(A4, "media=A4"), (A4_LANDSCAPE, "media=A4"), (A5, "media=A5"), (ROLL, "media=Custom.80.00x238mm")],
)
def test_the_sheet_is_named_so_that_another_default_of_the_printer_cuts_nothing(page: PageSize, media: str) -> None:
    assert media in lp_options((page, page))


def test_a_sticker_lies_on_what_its_printer_holds() -> None:
    assert not any("media" in option for option in lp_options((STICKER,)))


@pytest.mark.parametrize(("set_up_for", "width"), [(72.0, "72.00"), (79.73, "79.73"), (None, "80.00"), (48.0, "80.00")])
def test_a_roll_is_as_wide_as_its_printer_and_as_long_as_the_longest_copy(set_up_for: float | None, width: str) -> None:
    pages = (ROLL, PageSize(80.0, 261.9))
    assert f"media=Custom.{width}x262mm" in lp_options(pages, None if set_up_for is None else RollPaper(set_up_for))


def test_a_slip_for_a_roll_lies_whole_on_a_sheet_where_its_printer_holds_sheets() -> None:
    assert "media=A4" in lp_options((ROLL, ROLL), RollPaper(215.9))
    assert "media=Custom.80.00x310mm" in lp_options((PageSize(80.0, 309.5),), RollPaper(215.9))


def test_a_roll_printer_of_fixed_lengths_takes_the_page_that_holds_the_slip() -> None:
    page = "custom_72x297mm_72x297mm"
    assert f"media={page}" in lp_options((ROLL, ROLL), RollPaper(72.0, page))


def test_two_copies_never_share_a_sheet_nor_become_four() -> None:
    told = " ".join(lp_options((A4, A4)))
    for option in ("-n 1", "print-scaling=none", "number-up=1", "sides=one-sided"):
        assert option in told


def test_lp_is_told_the_width_of_the_roll_that_the_printer_says(store: Store, cups: Cups) -> None:
    pdf = dossier_paper(store, a_dossier(store), "receipt", PaperSize.K80).pdf
    cups.printers().send(pdf, printer="slips", title="receipt")
    assert "media=Custom.72.00x" in cups.told("slips")
    cups.printers().send(pdf, printer="laser", title="receipt")
    assert "media=Custom.80.00x" in cups.told("laser")


# -- what is believed -----------------------------------------------------------------------------------------------


def test_a_job_that_left_the_queue_unprinted_does_not_count_as_printed(desk: Desk, qtbot: QtBot) -> None:
    dossier, states = a_dossier(desk.store), list[PrintState]()
    desk.printing.changed.connect(states.append)
    desk.printing.print_paper(dossier, "receipt", printer="drops")
    state = ended(desk, qtbot, states)
    assert state.phase is Phase.FAILED
    assert "máy in drops đã bỏ giấy này, không in ra" in state.sentence
    (job,) = waiting_papers(desk.store)
    assert (job.dossier, job.form, job.printer) == (dossier, "receipt", "drops")


def test_a_printer_deleted_while_its_job_waits_is_said_to_be_missing(cups: Cups, slip: bytes) -> None:
    def delete() -> None:
        cups.name_printers("laser")
        (cups.folder / "lp.queue").unlink()

    class Deleted(Cups):
        def ending(self, job: str) -> JobEnd | None:
            return JobEnd.DROPPED

    library = Deleted.__new__(Deleted)
    library.folder = cups.folder
    threading.Timer(0.6, delete).start()
    with pytest.raises(DeskError) as caught:
        CupsPrinters(10.0, 0, library).send(slip, printer="jammed", title="receipt")
    assert caught.value.code == "printer_missing"


def test_what_cups_does_not_remember_is_not_called_good(cups: Cups, slip: bytes) -> None:
    assert cups.printers().send(slip, printer="forgets", title="receipt") is False
    assert cups.printers().send(slip, printer="laser", title="receipt") is True


def test_a_job_of_a_printer_whose_name_has_marks_is_waited_for(cups: Cups, slip: bytes) -> None:
    assert refused(cups, slip, "kẹt") == "printer_silent"
    assert cups.queue() == ""


def test_a_paused_printer_is_said_at_once_and_keeps_nothing(cups: Cups, slip: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(DeskError, match="máy in paused đang tạm dừng"):
        CupsPrinters(60.0, 0, cups).send(slip, printer="paused", title="receipt")
    assert time.monotonic() - begun < 30
    assert cups.queue() == ""


@pytest.mark.parametrize(
    ("printer", "code"), [("closed", "printer_refuses"), ("refuses", "printer_silent"), ("gone", "printer_missing")]
)
def test_a_refusal_says_its_own_reason(cups: Cups, slip: bytes, printer: str, code: str) -> None:
    assert refused(cups, slip, printer) == code


def test_a_pc_without_printers_says_whether_printing_runs_at_all(
    cups: Cups, slip: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cups.go_down()
    assert refused(cups, slip, "") == "printing_down"
    cups.come_back()
    cups.name_printers()
    assert refused(cups, slip, "") == "no_printer"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(cups, slip, "") == "printing_missing"


def test_printing_that_stops_half_way_is_said_and_its_job_taken_back_when_it_runs_again(
    cups: Cups, slip: bytes
) -> None:
    printers = cups.printers()
    threading.Timer(0.5, cups.go_down).start()
    with pytest.raises(DeskError) as caught:
        printers.send(slip, printer="jammed", title="receipt")
    assert caught.value.code == "printing_lost"
    assert cups.queue() != ""
    cups.come_back()
    assert printers.send(slip, printer="laser", title="receipt") is True
    assert cups.queue() == ""


def test_a_printing_service_that_only_restarts_loses_nothing(cups: Cups, slip: bytes) -> None:
    cups.go_down_after_taking()
    threading.Timer(0.6, cups.come_back).start()
    assert CupsPrinters(10.0, 0, cups).send(slip, printer="laser", title="receipt") is True


def test_a_paper_that_came_out_while_it_was_taken_back_is_printed(cups: Cups, slip: bytes) -> None:
    class TooLate(Cups):
        def taken_back(self) -> list[str]:
            return []

    late = TooLate.__new__(TooLate)
    late.folder = cups.folder
    assert CupsPrinters(0.5, 0, late).send(slip, printer="jammed", title="receipt") is True


def test_without_cupss_library_nobody_can_tell_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk_app.ui.cups._library", lambda: None)
    library = CupsLibrary()
    assert (library.ending("laser-1"), library.roll("laser", 238)) == (None, None)


# -- the size chosen for this PC ------------------------------------------------------------------------------------


def test_the_preview_shows_and_prints_the_size_chosen_for_this_pc(desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    choose_printer(desk.store, CLERK, "receipt", PrinterChoice(printer="slips", size="K80"), MORNING)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    desk.printing.preview(window, a_dossier(desk.store))
    dialog = window.findChild(PreviewDialog)
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(lambda: dialog.paper is not None, timeout=20_000)
    assert dialog.paper is not None
    assert dialog.paper.size is PaperSize.K80
    states: list[PrintState] = []
    desk.printing.changed.connect(states.append)
    dialog.print_it()
    assert ended(desk, qtbot, states).phase is Phase.SENT
    (printed,) = cups.printed("slips")
    assert round(page_sizes(printed)[0].width_mm) == 80


def test_the_one_slip_of_a_lot_takes_the_size_chosen_for_slips(desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    choose_printer(desk.store, CLERK, "receipt", PrinterChoice(printer="slips", size="K80"), MORNING)
    session = uuid4()
    for procedure in ("2.000635", "1.004873"):
        command = Receive.model_validate(
            {"procedure": procedure, "submitter": {"name": "Trần Thị Mai"}, "session": session, "unit": "working_day"}
        )
        receive(desk.store, CLERK, command, MORNING)
    states: list[PrintState] = []
    desk.printing.changed.connect(states.append)
    desk.printing.print_session(session)
    assert ended(desk, qtbot, states).phase is Phase.SENT
    (printed,) = cups.printed("slips")
    assert round(page_sizes(printed)[0].width_mm) == 80
