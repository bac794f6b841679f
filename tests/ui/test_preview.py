"""Ctrl+P: what is shown is what is printed, a spoiled copy is replaced unmarked, a file gets the very bytes."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from counter import CLERK, MORNING, Cups
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.forms.form import OFFICE_FORMS
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.papers import Paper, dossier_paper
from desk_app.services.print_jobs import paper_not_printed, waiting_papers
from desk_app.services.print_log import prints_of_day
from desk_app.services.print_outcomes import prints_of
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.session_papers import session_paper
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Operations
from desk_app.ui.preview import PreviewDialog
from desk_app.ui.spooler import Spooler
from desk_app.ui.translation import Language, Speaker
from desk_app.ui.waiting_papers import WaitingPapers

JAMMED = DeskError("printer_silent", printer="jammed")


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    made = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


@pytest.fixture
def spooler(store: Store, operations: Operations, cups: Cups, qtbot: QtBot) -> Iterator[Spooler]:
    desk = Desk(store, operations, lambda: MORNING)
    desk.seat(CLERK)
    made = Spooler(desk, cups.printers())
    desk.use_printing(made)
    names: list[tuple[str, ...]] = []
    made.read_printers(names.append)
    qtbot.waitUntil(lambda: bool(names))
    yield made
    qtbot.waitUntil(lambda: operations.idle and made.idle, timeout=20_000)
    made.close()


@pytest.fixture
def over(qtbot: QtBot, app: object) -> QWidget:
    window = QWidget()
    window.resize(1366, 697)
    window.show()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def dossier(store: Store) -> UUID:
    with store.reading() as rd:
        return rd.dossiers.page(DossierFilter()).lines[0].id


def opened(spooler: Spooler, over: QWidget, dossier: UUID, qtbot: QtBot) -> PreviewDialog:
    dialog = PreviewDialog.of_dossier(spooler._desk, over, dossier, "receipt")
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.view.pages > 0, timeout=10_000)
    return dialog


def test_f9_prints_exactly_what_is_shown(
    spooler: Spooler, over: QWidget, dossier: UUID, cups: Cups, qtbot: QtBot
) -> None:
    dialog = opened(spooler, over, dossier, qtbot)
    assert dialog.view.pages == 2
    assert dialog.paper is not None
    shown = dialog.paper.pdf
    dialog.print_it()
    qtbot.waitUntil(lambda: len(cups.printed()) == 1 and spooler.idle, timeout=10_000)
    assert cups.printed() == [shown]


def test_another_printer_may_be_chosen(
    spooler: Spooler, over: QWidget, dossier: UUID, cups: Cups, qtbot: QtBot
) -> None:
    dialog = opened(spooler, over, dossier, qtbot)
    dialog.printer.set_value("slips")
    dialog.print_it()
    qtbot.waitUntil(lambda: len(cups.printed("slips")) == 1, timeout=10_000)


def test_a_size_and_large_print_are_seen_before_they_are_printed(
    spooler: Spooler, over: QWidget, dossier: UUID, qtbot: QtBot
) -> None:
    dialog = opened(spooler, over, dossier, qtbot)
    dialog.paper_size.set_value(PaperSize.K80)
    dialog.paper_size.picked.emit(PaperSize.K80)
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.paper.size is PaperSize.K80)
    before = dialog.paper
    dialog.large.setChecked(True)
    qtbot.waitUntil(lambda: dialog.paper is not before)
    dialog.reject()


def test_a_given_copy_is_marked_and_a_spoiled_one_replaced_unmarked(
    spooler: Spooler, over: QWidget, dossier: UUID, cups: Cups, qtbot: QtBot
) -> None:
    first = dossier_paper(spooler._desk.store, dossier, "receipt").pdf
    spooler.print_paper(dossier, "receipt")
    qtbot.waitUntil(lambda: len(cups.printed()) == 1 and spooler.idle, timeout=10_000)
    spooler._desk.clock = lambda: MORNING.replace(minute=20)
    dialog = opened(spooler, over, dossier, qtbot)
    qtbot.waitUntil(lambda: not dialog.spoiled.isHidden() and dialog.paper is not None)
    assert dialog.print_button.text() == "In lại (lần 1)"
    dialog.spoiled.setChecked(True)
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.paper.pdf == first)
    dialog.print_it()
    qtbot.waitUntil(lambda: len(cups.printed()) == 2 and spooler.idle, timeout=10_000)
    assert cups.printed() == [first, first]
    with spooler._desk.store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    assert [paper.outcome for paper in prints_of(found, "receipt")] == [
        PrintOutcome.SPOILED.value,
        PrintOutcome.GOOD.value,
    ]


def test_the_slip_of_a_lot_is_marked_when_given_and_replaced_unmarked_when_spoiled(
    spooler: Spooler, over: QWidget, store: Store, cups: Cups, qtbot: QtBot
) -> None:
    desk, session = spooler._desk, uuid4()
    mai = {"procedure": "2.000635", "submitter": {"name": "Trần Thị Mai"}, "session": session}
    received = [receive(store, CLERK, checked_receive(mai), MORNING).id for _dossier in range(2)]
    first = session_paper(store, session).pdf
    spooler.print_session(session)
    qtbot.waitUntil(lambda: len(cups.printed()) == 1 and spooler.idle, timeout=10_000)
    desk.clock = lambda: MORNING.replace(minute=20)
    dialog = PreviewDialog.of_session(desk, over, session, "receipt_several")
    qtbot.waitUntil(lambda: not dialog.spoiled.isHidden() and dialog.paper is not None, timeout=10_000)
    assert dialog.print_button.text() == "In lại (lần 1)"
    dialog.spoiled.setChecked(True)
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.paper.pdf == first, timeout=10_000)
    dialog.print_it()
    qtbot.waitUntil(lambda: len(cups.printed()) == 2 and spooler.idle, timeout=10_000)
    assert cups.printed() == [first, first]
    for dossier in received:
        with store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None
        assert [paper.outcome for paper in prints_of(found, "receipt_several")] == ["spoiled", "good"]


def a_list(store: Store) -> Paper:
    """Return a hand-over list as it is made: the words of its form's first sample."""
    with store.reading() as rd:
        made = current_form(rd, OFFICE_FORMS, "hand_over", MORNING.date())
    return Paper(
        "hand_over", made.version.hash, PaperSize.A4, render(next(iter(made.samples.values())), made, PaperSize.A4)
    )


def test_a_spoiled_list_is_replaced_unmarked_and_a_given_one_marked(
    spooler: Spooler, over: QWidget, store: Store, cups: Cups, qtbot: QtBot
) -> None:
    title, desk = "Danh sách bàn giao hồ sơ", spooler._desk
    first = a_list(store).pdf

    def shown(minute: int) -> PreviewDialog:
        desk.clock = lambda: MORNING.replace(minute=minute)
        spooler.preview_sheet(over, title, lambda: a_list(store))
        dialog = over.findChildren(PreviewDialog)[-1]
        qtbot.waitUntil(lambda: dialog.paper is not None and desk.operations.idle, timeout=10_000)
        return dialog

    def out(dialog: PreviewDialog, copies: int) -> None:
        dialog.print_it()
        qtbot.waitUntil(lambda: len(cups.printed()) == copies and spooler.idle, timeout=10_000)

    dialog = shown(12)
    assert dialog.spoiled.isHidden()
    out(dialog, 1)
    dialog = shown(13)
    assert not dialog.spoiled.isHidden()
    assert dialog.print_button.text() == "In lại (lần 1)"
    dialog.spoiled.setChecked(True)
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.paper.pdf == first)
    out(dialog, 2)
    dialog = shown(14)
    assert dialog.print_button.text() == "In lại (lần 1)", "one copy is good, however often it was tried"
    out(dialog, 3)
    assert cups.printed()[:2] == [first, first]
    assert "In lại lần 1" in PdfReader(BytesIO(cups.printed()[2])).pages[0].extract_text()
    told = [(line.title, str(line.outcome), str(line.copy)) for line in prints_of_day(store, MORNING.date())]
    assert [line[0] for line in told] == [title] * 3
    assert [line[2] for line in told] == ["Bản đầu", "Bản đầu", "In lại lần 1"]
    assert [line.spoiled for line in prints_of_day(store, MORNING.date())] == [True, False, False]


def test_the_file_holds_the_very_bytes(
    spooler: Spooler, over: QWidget, dossier: UUID, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(spooler, over, dossier, qtbot)
    file = tmp_path / "phiếu hẹn.pdf"
    dialog.save_to(file)
    qtbot.waitUntil(lambda: dialog.strip.shown is not None)
    assert dialog.paper is not None
    assert file.read_bytes() == dialog.paper.pdf
    dialog.strip.solve_all()
    dialog.save_to(tmp_path / "không có" / "phiếu.pdf")
    qtbot.waitUntil(lambda: dialog.strip.shown is not None)
    assert dialog.strip.shown is not None
    assert "Không ghi được tệp" in dialog.strip.shown[1]
    dialog.reject()


def test_a_paper_that_is_not_there_is_said_and_cannot_be_printed(
    spooler: Spooler, over: QWidget, dossier: UUID, qtbot: QtBot
) -> None:
    dialog = PreviewDialog.of_dossier(spooler._desk, over, dossier, "decline")
    qtbot.waitUntil(lambda: dialog.strip.shown is not None)
    assert not dialog.print_button.isEnabled()
    dialog.reject()


def test_the_list_prints_all_in_order_and_empties(
    spooler: Spooler, over: QWidget, store: Store, cups: Cups, qtbot: QtBot
) -> None:
    with store.reading() as rd:
        some = [line.id for line in rd.dossiers.page(DossierFilter()).lines[:3]]
    for one in some:
        paper_not_printed(store, CLERK, one, "receipt", "jammed", JAMMED, MORNING)
    dialog = WaitingPapers.open_over(spooler._desk, over)
    qtbot.waitUntil(lambda: len(dialog.model.rows()) == 3)
    dialog.print_them()
    qtbot.waitUntil(lambda: waiting_papers(store) == [] and dialog.model.rows() == [], timeout=15_000)
    assert len(cups.printed()) == 3
    dialog.reject()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.VIETNAMESE, "máy in jammed không trả lời. Nhấn Ctrl+P để in lại hoặc chọn máy in khác."),
        (
            Language.ENGLISH,
            "printer jammed does not answer. Press Ctrl+P to print again or choose another printer.",
        ),
    ],
)
def test_why_a_paper_waits_is_told_in_the_language_of_whoever_looks(
    app: QApplication, spooler: Spooler, over: QWidget, store: Store, qtbot: QtBot, language: Language, told: str
) -> None:
    with store.reading() as rd:
        one, other = (line.id for line in rd.dossiers.page(DossierFilter()).lines[:2])
    paper_not_printed(store, CLERK, one, "receipt", "jammed", JAMMED, MORNING)
    paper_not_printed(store, CLERK, other, "receipt", "jammed", JAMMED, MORNING)
    with store.transaction(MORNING, "older") as tx:
        (kept,) = tx.print_queue.of_dossier(other)
        tx.print_queue.put(replace(kept, error="máy in {1} kẹt giấy"))
    speaker = Speaker(app, language)
    dialog = WaitingPapers.open_over(spooler._desk, over)
    qtbot.waitUntil(lambda: len(dialog.model.rows()) == 2)
    shown = [dialog.model.index(row, 2).data() for row in range(2)]
    speaker.speak(Language.VIETNAMESE)
    assert sorted(shown) == sorted([told, "máy in {1} kẹt giấy"])
    dialog.reject()


def test_a_paper_nobody_needs_leaves_the_list_only_by_a_persons_word(
    spooler: Spooler, over: QWidget, store: Store, dossier: UUID, qtbot: QtBot
) -> None:
    paper_not_printed(store, CLERK, dossier, "receipt", "jammed", JAMMED, MORNING)
    dialog = WaitingPapers.open_over(spooler._desk, over)
    qtbot.waitUntil(lambda: len(dialog.model.rows()) == 1)
    dialog._drop(dialog.model.rows()[0])
    qtbot.waitUntil(lambda: dialog.model.rows() == [])
    assert waiting_papers(store) == []
    dialog.reject()
