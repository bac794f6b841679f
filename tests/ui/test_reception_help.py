"""F1, Alt+Enter and Ctrl+Z on the reception page, and the keys and words that must say what is wrong."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from reception_desk import Counter
from staff import CLERK, MORNING

from desk_app.models.store import Store
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.theme import LIGHT, Role, Sizes, Theme, apply_theme, current_theme

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def _reading(counter: Counter) -> tuple[str, str]:
    side = counter.page.side
    return side.reading_head.text(), side.reading.plain_text()


def _undo(counter: Counter) -> None:
    counter.press(Qt.Key.Key_Z, CONTROL)


def test_f1_explains_the_field_before_anything_is_chosen(counter: Counter) -> None:
    counter.press(Qt.Key.Key_F1)
    head, text = _reading(counter)
    assert head == "Trợ giúp: Thủ tục"
    assert "1–9" in text
    counter.page.person.search.edit.setFocus()
    counter.press(Qt.Key.Key_F1)
    head, text = _reading(counter)
    assert head == "Trợ giúp: Người nộp"
    assert "4 số cuối" in text


def test_f1_after_the_choice_adds_the_procedures_sheet(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.person.phone.edit.setFocus()
    counter.press(Qt.Key.Key_F1)
    head, text = _reading(counter)
    assert head == "Trợ giúp: Điện thoại"
    assert text.startswith("Số di động 10 số")
    assert counter.page.chosen is not None
    assert counter.page.chosen.name in text


def test_every_field_of_the_page_has_its_own_help(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    silent = []
    blocks = (page.procedure, page.person, page.papers, page.fees, page.more, page.owners, page.authentication)
    for block in (*blocks, page.task_bar, page.side):
        for control in block.findChildren(QWidget):
            types = type(control).__name__ in ("TextLine", "CountCell", "NoteEdit", "QuietCombo", "PapersTable")
            if types and not _helped(control):
                silent.append(f"{type(block).__name__}: {control.accessibleName()}")
    assert not silent


def _helped(control: QWidget) -> bool:
    at: QWidget | None = control
    while at is not None:
        if at.whatsThis():
            return True
        at = at.parentWidget()
    return False


def test_a_note_takes_lines_with_alt_enter_and_enter_moves_on(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.fees.more.setChecked(True)
    note = counter.page.more.note
    note.edit.setFocus()
    low = note.edit.height()
    counter.type("dòng một")
    counter.press(Qt.Key.Key_Return, ALT)
    counter.type("dòng hai")
    assert note.text() == "dòng một\ndòng hai"
    assert note.edit.height() > low, "both lines are in sight"
    counter.press(Qt.Key.Key_Return)
    assert counter.focus is not note.edit
    assert note.text() == "dòng một\ndòng hai"
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.note == "dòng một\ndòng hai"


def test_a_refusal_says_its_reason_and_what_the_clerk_writes_behind_it(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.tasks.decline()
    counter.settle()
    counter.type("1⏎")
    counter.page.task_bar.lines.edit.setFocus()
    counter.type("Điểm a")
    counter.press(Qt.Key.Key_Return, ALT)
    counter.type("Điểm b")
    counter.f9()
    declined = next(iter(counter.tray.papers))[0]
    with counter.store.reading() as rd:
        dossier = rd.dossiers.by_id(declined)
    assert dossier is not None
    assert dossier.declined is not None
    assert dossier.declined.reason.split("\n")[1:] == ["Điểm a", "Điểm b"]


def test_a_supplement_asks_for_each_line(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.control("B")
    assert counter.page.task_bar.task is Task.SUPPLEMENT
    counter.type("Ảnh thẻ")
    counter.press(Qt.Key.Key_Return, ALT)
    counter.type("Giấy ủy quyền")
    assert counter.page.task_bar.typed_lines().split("\n") == ["Ảnh thẻ", "Giấy ủy quyền"]
    assert "2 nội dung" in counter.page.task_bar.words.text()


def test_ctrl_z_brings_back_a_cleared_procedure_and_a_cleared_person(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.page.gather()
    counter.page.procedure.change.click()
    counter.page.person.change.click()
    counter.settle()
    assert counter.page.gather().is_empty
    _undo(counter)
    person, submitter = counter.page.gather().submitter, before.submitter
    assert person is not None
    assert submitter is not None
    assert person.id_number == submitter.id_number
    _undo(counter)
    after = counter.page.gather()
    assert (after.procedure, after.papers) == (before.procedure, before.papers)
    assert counter.page.chosen is not None
    counter.f9()
    assert counter.last_dossier().reception is not None


def test_ctrl_z_takes_back_ticks_and_counts_from_wherever_the_caret_is(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    page = counter.page
    page.papers.table.setFocus()
    before = page.gather()
    counter.press(Qt.Key.Key_Space)
    ticked = page.gather()
    assert ticked.papers != before.papers
    page.person.phone.edit.setFocus()
    _undo(counter)
    assert page.gather().papers == before.papers
    page.papers.digitised.click()
    page.papers.table.setFocus()
    _undo(counter)
    assert not page.gather().digitised


def test_ctrl_z_takes_back_typing_in_its_field_and_after_the_field_is_left(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    phone = counter.page.person.phone.edit
    before = phone.text()
    phone.setFocus()
    phone.selectAll()
    counter.type("0999")
    counter.page.person.address.edit.setFocus()
    counter.settle()
    _undo(counter)
    assert phone.text() == before


def test_ctrl_z_brings_back_an_owner_taken_off_the_list(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.control("U")
    counter.type("Lê Văn Bình⏎")
    counter.settle()
    owners = counter.page.owners
    (line,) = owners._lines
    owners.remove(line)
    assert not owners.owners
    _undo(counter)
    assert [owner.name for owner in owners.owners] == ["Lê Văn Bình"]


def test_nothing_left_to_undo_is_said_and_the_citizen_before_never_comes_back(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    _undo(counter)
    assert counter.page.gather().is_empty
    assert "Không còn gì để hoàn lại" in counter.said()


def test_a_digit_without_a_favourite_says_so_and_takes_nothing(counter: Counter) -> None:
    counter.type("0⏎")
    assert counter.page.gather().is_empty
    assert "Phím 0 chưa có thủ tục" in counter.said()
    assert not counter.page.procedure.search.text()
    counter.type("2⏎")
    assert counter.page.gather().procedure
    assert "Phím 0" not in counter.said()


def test_a_phone_that_cannot_be_one_is_told_before_anything_is_registered(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.count()
    phone = counter.page.person.phone.edit
    phone.setFocus()
    phone.selectAll()
    counter.type("abc")
    counter.f9()
    assert counter.count() == before
    assert "ký tự lạ" in counter.said()
    counter.f9()
    assert counter.count() == before + 1, "a doubt warns and never refuses"


def test_a_phone_that_was_told_while_typing_takes_no_second_press(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.count()
    phone = counter.page.person.phone.edit
    phone.setFocus()
    phone.selectAll()
    counter.type("12⏎")
    assert "2 chữ số" in counter.page.person.doubts.text()
    counter.f9()
    assert counter.count() == before + 1


@pytest.mark.parametrize(("width", "extra"), [(1366, 0), (1000, 0), (1000, 4)])
def test_a_list_of_reasons_is_as_wide_as_its_words(app: QApplication, store: Store, width: int, extra: int) -> None:
    apply_theme(app, Theme(LIGHT, Sizes(extra)))
    counter = Counter(app, store, CLERK, lambda: MORNING)
    try:
        counter.window.resize(width, 697)
        counter.type("2⏎0214⏎")
        counter.page.tasks.decline()
        counter.settle(0.06)
        box = counter.page.task_bar.reason.box
        assert box.is_open
        drop = box._drop
        assert drop is not None
        metrics = QFontMetrics(current_theme().font(Role.BODY))
        for row in box.suggestions:
            assert metrics.horizontalAdvance(row.head) < box._view.viewport().width() - 24 - 40
        assert drop.geometry().right() < counter.window.width()
        counter.close()
    finally:
        apply_theme(app, Theme(LIGHT))
