"""The parts of pages: they clean late, ring the focus, and a scan or a stray key changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from hands import Hands
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QInputMethodEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QScrollArea, QTabBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from staff import MORNING

from desk_app.services.trial_sheets import Verdict, trials
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Operations
from desk_app.ui.scan import KEEPS_SCANS, ScanGuard
from desk_app.ui.scanner_trial import ScannerTrial
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.widgets.blocks import Block, Fold
from desk_app.ui.widgets.combo import QuietCombo
from desk_app.ui.widgets.fields import CheckRow, CountCell, LineField, NoteEdit, NoteField, TextLine, clean_line
from desk_app.ui.widgets.focus import FocusRing
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog
from desk_app.ui.widgets.states import STATES, StatePill
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion, distinguishing
from desk_app.ui.widgets.tables import Batch, Column, DeskTable, PagedModel, masked

CARD = "038190001234||TRẦN THỊ MAI|12031990|Nữ|Thôn 3, xã Hồng Vân|01052021"
CODE = "H56.14-260827-0012"


class Stage(QWidget):
    """A bare window with widgets under one another."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        for widget in widgets:
            self.column.addWidget(widget)


@pytest.fixture
def show(app: QApplication, qtbot: QtBot) -> Callable[..., Stage]:
    kept: list[Stage] = []

    def stage(*widgets: QWidget) -> Stage:
        made = Stage(*widgets)
        kept.append(made)
        qtbot.addWidget(made)
        made.resize(800, 500)
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        widgets[0].setFocus()
        return made

    return stage


# -- fields ---------------------------------------------------------------------------------------------------------


def test_text_is_cleaned_when_the_field_is_left_and_not_before(show: Callable[..., Stage], hands: Hands) -> None:
    field, other = LineField("Họ và tên"), LineField("Khác")
    show(field, other)
    hands.type("Trâ\u0300n  Thị ")
    assert field.edit.text() == "Trâ\u0300n  Thị "
    other.setFocus()
    assert field.edit.text() == "Trần Thị"


def test_nothing_is_rewritten_while_the_input_method_composes(show: Callable[..., Stage]) -> None:
    field = LineField("Họ và tên")
    show(field)
    QApplication.sendEvent(field.edit, QInputMethodEvent("tra", []))
    composed = [field.edit.composing]
    done = QInputMethodEvent("", [])
    done.setCommitString("trần")
    QApplication.sendEvent(field.edit, done)
    composed.append(field.edit.composing)
    assert composed == [True, False]
    assert field.text() == "trần"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


def test_a_missing_field_says_so_in_words_until_something_is_typed(show: Callable[..., Stage], hands: Hands) -> None:
    field = LineField("Điện thoại")
    show(field)
    field.set_missing()
    assert field.blocks
    assert field.edit.accessibleDescription() == "thiếu"
    hands.type("0")
    assert not field.blocks


def test_an_amber_field_blocks_until_it_is_touched_or_scanned_again(show: Callable[..., Stage], hands: Hands) -> None:
    field = LineField("Địa chỉ")
    stage = show(LineField("x"), field)
    field.set_text("Thon 3")
    field.set_reread()
    field.setFocus()
    assert stage.focusWidget() is field.edit
    assert field.must_be_reread
    hands.enter()
    assert not field.blocks
    field.set_reread()
    field.set_text("Thôn 3")
    assert not field.blocks


def test_a_count_takes_numbers_and_puts_back_the_rest(show: Callable[..., Stage], hands: Hands) -> None:
    cell, other = CountCell(count=1), LineField("x")
    show(cell, other)
    counts: list[int] = []
    cell.count_changed.connect(counts.append)
    for typed in ("12", "ba", "9999", ""):
        cell.setFocus()
        cell.selectAll()
        hands.key(int(Qt.Key.Key_Backspace), "\b")
        hands.type(typed)
        other.setFocus()
    assert counts == [12, 0]
    assert cell.text() == "0"


def test_fields_have_the_height_of_the_grid(show: Callable[..., Stage]) -> None:
    field = LineField("Họ và tên")
    show(field)
    assert field.edit.height() == current_theme().sizes.field == 34
    for mark in (field.set_missing, field.set_reread):
        mark()
        QApplication.processEvents()
        assert field.edit.height() == 34, "a mark moves nothing"


# -- focus ring -----------------------------------------------------------------------------------------------------


def _ring(app: QApplication) -> FocusRing:
    return app.findChildren(FocusRing)[0]


def test_the_ring_lies_two_pixels_away_from_whatever_has_the_focus(
    app: QApplication, show: Callable[..., Stage]
) -> None:
    field, tick = LineField("Họ và tên"), CheckRow("Số hóa")
    stage = show(field, tick)
    for control in (field.edit, tick):
        control.setFocus()
        ring = _ring(app)
        assert ring.target is control
        overlay = ring.overlay
        assert overlay is not None
        around = QRect(control.mapTo(stage, control.rect().topLeft()), control.size())
        assert overlay.geometry() == around.adjusted(-4, -4, 4, 4)


def test_the_ring_is_seen(app: QApplication, show: Callable[..., Stage]) -> None:
    field = LineField("Họ và tên")
    stage = show(field)
    picture = stage.grab().toImage()
    accent = current_theme().colour("accent")
    edge = field.edit.mapTo(stage, field.edit.rect().topLeft())
    middle = edge.x() + field.edit.width() // 2
    assert picture.pixelColor(middle, edge.y() - 3) == accent
    assert picture.pixelColor(middle, edge.y() - 1) != accent


def test_the_ring_follows_a_scrolled_control(app: QApplication, qtbot: QtBot) -> None:
    area, inside = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(inside)
    fields = [LineField(str(n)) for n in range(30)]
    for field in fields:
        column.addWidget(field)
    area.setWidget(inside)
    area.resize(300, 200)
    area.show()
    qtbot.waitExposed(area)
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    fields[1].setFocus()
    overlay = _ring(app).overlay
    assert overlay is not None
    before = overlay.mapTo(area, overlay.rect().topLeft()).y()
    area.verticalScrollBar().setValue(20)
    assert overlay.mapTo(area, overlay.rect().topLeft()).y() == before - 20


def test_an_empty_list_is_ringed_until_its_rows_have_come(
    app: QApplication, operations: Operations, show: Callable[..., Stage], qtbot: QtBot
) -> None:
    table = DeskTable()
    model = PagedModel[str](operations, [Column("Tên", str)], table)
    table.show_model(model)
    show(table)
    overlay = _ring(app).overlay
    assert overlay is not None
    assert overlay.isVisible()
    model.set_rows(["một", "hai"])
    qtbot.waitUntil(lambda: not overlay.isVisible())
    assert table.currentIndex().row() == 0
    model.set_rows([])
    qtbot.waitUntil(overlay.isVisible)


def test_of_a_row_of_tabs_the_one_that_is_up_is_ringed(
    app: QApplication, show: Callable[..., Stage], qtbot: QtBot
) -> None:
    tabs = QTabBar()
    tabs.setExpanding(False)
    for words in ("Chuyển đi", "Nhận kết quả về"):
        tabs.addTab(words)
    stage = show(tabs)
    for place in range(2):
        tabs.setCurrentIndex(place)
        around = tabs.tabRect(place).translated(tabs.mapTo(stage, QPoint(0, 0))).adjusted(-4, -4, 4, 4)
        overlay = _ring(app).overlay
        assert overlay is not None
        qtbot.wait(1)
        assert overlay.geometry() == around


# -- the search box -------------------------------------------------------------------------------------------------

ROWS = (Suggestion("a", "Đăng ký kết hôn", "1.000894"), Suggestion("b", "Đăng ký kết hôn lưu động", "1.000593"))


def test_the_list_is_walked_with_arrows_and_chosen_with_enter(show: Callable[..., Stage], hands: Hands) -> None:
    box = SuggestBox(delay=0)
    show(box)
    chosen: list[object] = []
    box.chosen.connect(chosen.append)
    box.query_changed.connect(lambda text: box.show_suggestions(ROWS, text))
    hands.type("kết hôn")
    QApplication.processEvents()
    opened = [box.is_open]
    hands.key(int(Qt.Key.Key_Down))
    hands.enter()
    assert chosen == ["b"]
    assert [*opened, box.is_open] == [True, False]
    assert box.text() == "kết hôn"


def test_enter_waits_for_the_answer_to_what_was_typed(show: Callable[..., Stage], hands: Hands) -> None:
    box = SuggestBox(delay=10_000)
    show(box)
    asked: list[str] = []
    chosen: list[object] = []
    box.query_changed.connect(asked.append)
    box.chosen.connect(chosen.append)
    hands.type("hon")
    hands.enter()
    assert asked == ["hon"]
    assert chosen == []
    box.show_suggestions(ROWS, "ho")
    assert chosen == []
    box.show_suggestions(ROWS, "hon")
    assert chosen == ["a"]


def test_a_choice_wider_than_its_field_ends_in_dots_and_is_told_whole_on_hover(
    show: Callable[..., Stage],
) -> None:
    words = "Mẫu số 01 – Giấy tiếp nhận hồ sơ và hẹn trả kết quả của bộ phận một cửa"
    combo = QuietCombo()
    combo.addItems([words, "A5"])
    show(combo)
    combo.setFixedWidth(160)
    combo.grab()
    assert combo.toolTip() == words
    combo.setCurrentIndex(1)
    combo.grab()
    assert combo.toolTip() == ""


def test_esc_closes_the_list_and_keeps_the_text(show: Callable[..., Stage], hands: Hands) -> None:
    box = SuggestBox()
    show(box)
    hands.type("hon")
    box.show_suggestions(ROWS)
    hands.key(int(Qt.Key.Key_Escape))
    assert not box.is_open
    assert box.text() == "hon"


def test_a_digit_and_enter_may_be_a_favourite(show: Callable[..., Stage], hands: Hands) -> None:
    taken: list[str] = []

    def quick(text: str) -> bool:
        taken.append(text)
        return text == "2"

    box = SuggestBox(quick=quick)
    show(box)
    hands.type("2")
    hands.enter()
    assert taken == ["2"]
    assert not box.is_open


def test_the_list_grows_downwards(show: Callable[..., Stage]) -> None:
    box = SuggestBox()
    stage = show(box, NoteField("Ghi chú"))
    box.edit.setText("hon")
    box.show_suggestions(ROWS)
    drop = stage.findChild(QWidget, "dropList")
    assert drop is not None
    assert drop.y() >= box.geometry().bottom()


def test_a_list_that_outlives_its_box_by_a_moment_still_has_its_rows(show: Callable[..., Stage]) -> None:
    box = SuggestBox()
    show(box)
    box.show_suggestions(ROWS)
    # Not deleteLater: the tests send that at once, box and list go in one turn and Qt has nothing to warn of.
    delete(box)
    QApplication.processEvents()


def test_only_the_words_that_tell_neighbours_apart_are_marked() -> None:
    marks = distinguishing(["Đăng ký kết hôn lưu động", "Đăng ký kết hôn", "Cấp thẻ căn cước"])
    assert marks == [[False] * 4 + [True] * 2, [False] * 4, [False] * 4]


# -- questions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def question(app: QApplication, qtbot: QtBot) -> QuestionDialog:
    clock = [0.0]
    made = QuestionDialog(
        "Hồ sơ trùng", "Mở hồ sơ đó?", (Answer("open", "&Mở"), Answer("new", "Tiếp &nhận mới")), now=lambda: clock[0]
    )
    made.setProperty("clock", clock)
    made.clock = clock  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.buttons["open"].setFocus()
    return made


def test_a_scan_answers_no_question(question: QuestionDialog, hands: Hands) -> None:
    question.buttons["new"].setFocus()
    question.clock[0] = 10.0  # type: ignore[attr-defined]
    hands.scan(CARD)
    assert question.isVisible()


def test_enter_answers_no_question_however_late(question: QuestionDialog, hands: Hands) -> None:
    question.clock[0] = 10.0  # type: ignore[attr-defined]
    hands.enter()
    assert question.isVisible()


def test_space_answers_after_a_moment_and_the_safe_answer_has_the_focus(question: QuestionDialog, hands: Hands) -> None:
    hands.key(int(Qt.Key.Key_Space), " ")
    assert question.isVisible()
    question.clock[0] = 1.0  # type: ignore[attr-defined]
    hands.key(int(Qt.Key.Key_Space), " ")
    assert not question.isVisible()
    assert question.answer == "open"


def test_esc_is_the_safe_answer(question: QuestionDialog, hands: Hands) -> None:
    hands.key(int(Qt.Key.Key_Escape))
    assert not question.isVisible()
    assert question.answer == "open"


# -- scans ----------------------------------------------------------------------------------------------------------


@dataclass
class Scans:
    guard: ScanGuard[str]
    got: list[str]
    clock: list[float]


def _recognise(text: str) -> str | None:
    text = text.strip()
    if text.count("|") >= 6 and text[:12].isdigit():
        return text
    return text if text.startswith("H56.14-") and text[-4:].isdigit() else None


@pytest.fixture
def scans(app: QApplication) -> Iterator[Scans]:
    got: list[str] = []
    clock = [0.0]

    def deliver(scan: str) -> bool:
        got.append(scan)
        return True

    guard = ScanGuard(app, _recognise, deliver, now=lambda: clock[0], sound=False)
    yield Scans(guard, got, clock)
    guard.close()


@pytest.mark.parametrize("make", [TextLine, NoteEdit, QLineEdit])
def test_a_scan_in_any_field_puts_its_text_back(
    scans: Scans, show: Callable[..., Stage], hands: Hands, make: Callable[[], QWidget]
) -> None:
    field = make()
    show(CheckRow("x"), field)
    field.setFocus()
    hands.type("cho cháu ")
    scans.clock[0] = 5.0
    hands.scan(CARD)
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]
    assert text == "cho cháu "
    assert scans.got == [CARD]


def test_a_scan_in_the_same_breath_as_typing_is_still_found(
    scans: Scans, show: Callable[..., Stage], hands: Hands
) -> None:
    field = LineField("Nội dung")
    show(field)
    hands.type("cho cháu")
    hands.scan(CODE)
    assert scans.got == [CODE]
    assert field.edit.text() == "cho cháu"


@pytest.mark.parametrize("make", [lambda: LineField("x"), lambda: CheckRow("x"), lambda: NoteEdit()])
def test_a_scan_is_whole_though_the_machine_stood_still_between_its_keys(
    scans: Scans, show: Callable[..., Stage], hands: Hands, make: Callable[[], QWidget]
) -> None:
    show(make())
    stalled = count(0, 0.4)
    scans.guard._now = lambda: next(stalled)
    hands.scan(CARD)
    assert scans.got == [CARD]


def test_two_equal_scans_at_once_are_one(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    show(LineField("x"))
    hands.scan(CODE)
    scans.clock[0] = 1.0
    hands.scan(CODE)
    assert scans.got == [CODE]
    scans.clock[0] = 4.0
    hands.scan(CODE)
    assert scans.got == [CODE, CODE]


def test_words_typed_by_hand_that_end_in_a_code_stay(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    field = LineField("Nội dung")
    show(field)
    for character in f"theo {CODE}":
        scans.clock[0] += 0.5
        hands.type(character)
    scans.clock[0] += 0.5
    hands.enter()
    assert scans.got == []
    assert field.text() == f"theo {CODE}"


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)
@pytest.mark.parametrize("make", [TextLine, NoteEdit])
def test_a_scan_over_the_menu_of_a_field_chooses_nothing_from_it(
    make: type[TextLine | NoteEdit], show: Callable[..., Stage], hands: Hands
) -> None:
    editor = make()
    show(editor)
    hands.type("mai")
    at = QPoint(5, 5)
    QApplication.sendEvent(editor, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, editor.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), "Shift+F10 opens it in Windows"
    undo, *_others = menu.actions()
    menu.setActiveAction(undo)
    QTest.keyClicks(menu, f"{undo.text().strip('&')[0]}D{CODE}")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    menu.close()
    assert (editor.text() if isinstance(editor, TextLine) else editor.toPlainText()) == "mai"


def test_a_field_that_keeps_scans_keeps_them(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    field = LineField("Mã ngoài")
    field.edit.setProperty(KEEPS_SCANS, True)
    show(field)
    hands.scan(CODE)
    assert scans.got == []
    assert field.text() == CODE


def test_the_scanners_trial_keeps_its_card_to_itself(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    trial = ScannerTrial()
    show(trial)
    trial.begin("H56.14", MORNING)
    trial.box.edit.setFocus()
    for each in trials("H56.14", MORNING):
        hands.scan(each.payload)
    assert scans.got == [], "nobody stands at the counter"
    assert trial.verdicts == (Verdict.GOOD,) * 4


def test_a_scan_over_a_tick_ticks_nothing_and_arrives(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    tick = CheckRow("Đã đối chiếu")
    show(tick)
    hands.scan(CARD)
    assert not tick.isChecked()
    assert scans.got == [CARD]


# -- tables ---------------------------------------------------------------------------------------------------------


def _wait_for_more(model: PagedModel[int], before: int, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: model.rowCount() > before)


def test_a_list_comes_piece_by_piece_by_key(operations: Operations, qtbot: QtBot) -> None:
    asked: list[object] = []

    def fetch(key: object | None) -> Batch[int]:
        asked.append(key)
        first = key if isinstance(key, int) else 0
        last = first + 50
        return Batch(range(first, last), last if last < 120 else None, total=150)

    model = PagedModel[int](operations, [Column("Số", str)])
    model.look(fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 50)
    while model.canFetchMore(model.index(-1, -1)):
        before = model.rowCount()
        model.fetchMore(model.index(-1, -1))
        _wait_for_more(model, before, qtbot)
    assert asked == [None, 50, 100]
    assert model.rows() == list(range(150))


def test_a_scan_over_a_list_moves_nothing_and_is_handed_out(
    operations: Operations, show: Callable[..., Stage], hands: Hands
) -> None:
    table = DeskTable()
    model = PagedModel[str](operations, [Column("Tên", str)], table)
    table.show_model(model)
    model.set_rows(["Hoa", "Mai", "0912"])
    show(table)
    typed: list[str] = []
    opened: list[object] = []
    table.typed.connect(typed.append)
    table.opened.connect(opened.append)
    hands.type("0912 Mai")
    assert table.current_row() == "Hoa"
    assert "".join(typed) == "0912Mai"
    hands.key(int(Qt.Key.Key_Down))
    hands.enter()
    assert opened == ["Mai"]


def test_a_scan_over_counts_and_ticks_changes_none(scans: Scans, show: Callable[..., Stage], hands: Hands) -> None:
    table = DeskTable(editable=True)
    model = QStandardItemModel(2, 2)
    for row in range(2):
        tick, count = QStandardItem("Tờ khai"), QStandardItem("1")
        tick.setCheckable(True)
        tick.setEditable(False)
        model.setItem(row, 0, tick)
        model.setItem(row, 1, count)
    table.setModel(model)
    show(table)
    for column in (1, 0):
        table.setCurrentIndex(model.index(0, column))
        scans.clock[0] += 10
        hands.scan(CARD)
        assert [model.item(row, 1).text() for row in range(2)] == ["1", "1"]
        assert model.item(0, 0).checkState() == Qt.CheckState.Unchecked
    assert scans.got == [CARD, CARD]


def test_personal_numbers_are_masked() -> None:
    assert masked("038190001212") == "0381900•••12"
    assert masked("0912000345") == "0912•••345"
    assert masked("12345") == "1••••"
    assert masked("") == ""


# -- words ----------------------------------------------------------------------------------------------------------


def test_every_state_is_a_word_and_an_icon(app: QApplication, qtbot: QtBot) -> None:
    for state in STATES:
        pill = StatePill(state, n=3)
        qtbot.addWidget(pill)
        assert pill.accessibleName()
        assert pill.has_icon


def test_messages_stay_until_solved_and_nothing_moves(show: Callable[..., Stage]) -> None:
    strip, below = MessageStrip(), Label("x")
    show(strip, below)
    place = below.geometry()
    strip.say(Kind.WARN, "Còn 2 giấy tờ phải nộp chưa đánh dấu.", topic="papers")
    strip.say(Kind.BAD, "Chưa tiếp nhận: còn thiếu Điện thoại.", topic="missing")
    QApplication.processEvents()
    assert below.geometry() == place
    assert strip.shown == (Kind.BAD, "Chưa tiếp nhận: còn thiếu Điện thoại.")
    strip.solve("missing")
    assert strip.shown == (Kind.WARN, "Còn 2 giấy tờ phải nộp chưa đánh dấu.")
    strip.solve_all()
    assert strip.shown is None


def test_a_fold_opens_with_space_only(show: Callable[..., Stage], hands: Hands) -> None:
    block = Block(3, "Giấy tờ")
    fold = Fold("Lưu ý (20)", Label("…"))
    block.add(fold)
    show(block)
    fold.setFocus()
    hands.enter()
    assert not fold.is_open
    hands.key(int(Qt.Key.Key_Space), " ")
    assert fold.is_open


@pytest.mark.parametrize("role", [Role.BODY, Role.DETAIL, Role.CHOSEN, Role.TITLE])
@pytest.mark.parametrize("make", [Label, Paragraph])
def test_the_highest_mark_is_drawn_whole(
    show: Callable[..., Stage], role: Role, make: Callable[[str, Role], QWidget]
) -> None:
    """The same word lower on the page has the same ink: nothing is cut at the top of its label."""
    label = make("ẾỖẬ", role)
    show(CheckRow("x"), label)
    picture = label.grab().toImage()
    ground = picture.pixelColor(picture.width() - 1, 0)
    rows = [y for y in range(picture.height()) if any(picture.pixelColor(x, y) != ground for x in range(80))]
    font = current_theme().font(role)
    inked = QFontMetrics(font).tightBoundingRect("ẾỖẬ").height()
    assert rows[-1] - rows[0] + 1 >= inked - 1
