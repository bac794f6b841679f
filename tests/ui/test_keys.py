"""The keyboard map: what is bound, what never is, and Enter's way through a page."""

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.keys import KEYBOARD, PAGE_NUMBERS, Act, Scope, bind, bind_sequences, keys_of, never_bound
from desk_app.ui.navigation import EnterNavigator, bind_blocks
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField, NoteField


def test_no_act_is_written_twice_and_no_key_means_two_things_in_one_place() -> None:
    acts = [key.act for key in KEYBOARD]
    assert len(acts) == len(set(acts)) == len(Act)
    bound = [text for key in KEYBOARD if key.scope is not Scope.FIELD for text in key.keys]
    assert len(bound) == len(set(bound))
    assert not set(bound) & set(PAGE_NUMBERS)


def test_every_bound_key_of_the_map_may_be_bound() -> None:
    for key in KEYBOARD:
        if key.scope is not Scope.FIELD:
            for sequence in keys_of(key.act):
                assert never_bound(sequence) is None, sequence.toString()
    for text in PAGE_NUMBERS:
        assert never_bound(QKeySequence(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Ctrl+Shift+A",
        "Ctrl+Shift+F5",
        "Alt+Z",
        "Ctrl+Space",
        "Alt+3",
        "Ctrl+Alt+E",
        "A",
        "Shift+A",
        "5",
        "Return",
        "F10",
    ],
)
def test_what_input_methods_and_scanners_use_is_never_bound(app: QApplication, text: str) -> None:
    assert never_bound(QKeySequence(text)) is not None
    with pytest.raises(ValueError, match=r"."):
        bind_sequences(QWidget(), (QKeySequence(text),), lambda: None)


def test_a_held_key_counts_once(app: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert not bind(widget, Act.MAIN, lambda: None).autoRepeat()


class _Form(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = LineField("Họ và tên", self)
        self.hidden = LineField("Ẩn", self)
        self.kind = ComboField("Kênh", self, items=((1, "Trực tiếp"), (2, "Trực tuyến")))
        self.note = NoteField("Ghi chú", self)
        self.tick = CheckRow("Số hóa", self)
        self.main = MainButton("Tiếp nhận và in phiếu", self)
        column = QVBoxLayout(self)
        for widget in (self.name, self.hidden, self.kind, self.note, self.tick, self.main):
            column.addWidget(widget)
        self.hidden.hide()
        self.navigator = EnterNavigator(self, [self.name, self.hidden, self.kind, self.note, self.tick, self.main])


@pytest.fixture
def form(app: QApplication, qtbot: QtBot) -> _Form:
    made = _Form()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.name.setFocus()
    return made


def _press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def test_enter_visits_every_shown_stop_and_never_presses_the_main_button(form: _Form) -> None:
    pressed: list[bool] = []
    form.main.clicked.connect(lambda: pressed.append(True))
    seen = []
    for _ in range(6):
        seen.append(QApplication.focusWidget())
        _press(Qt.Key.Key_Return)
    assert seen == [form.name.edit, form.kind.combo, form.note.edit, form.tick, form.main, form.main]
    assert not pressed
    assert not form.tick.isChecked()


def test_shift_enter_goes_back(form: _Form) -> None:
    form.note.setFocus()
    _press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is form.kind.combo


def test_alt_enter_breaks_the_line_of_a_note(form: _Form) -> None:
    form.note.setFocus()
    QTest.keyClicks(form.note.edit, "mot")
    _press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(form.note.edit, "hai")
    assert form.note.text() == "mot\nhai"


def test_enter_does_nothing_while_the_input_method_composes(form: _Form) -> None:
    form.name.edit.composing = True
    _press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.name.edit
    form.name.edit.composing = False


def test_letters_digits_and_space_leave_a_drop_down_alone(form: _Form, hands: Hands) -> None:
    form.kind.setFocus()
    hands.type("Trực tuyến 2 ")
    assert form.kind.value() == 1
    assert not form.kind.combo.view().isVisible()


def test_a_button_hears_space_and_not_enter(app: QApplication, qtbot: QtBot) -> None:
    button = PlainButton("Để chờ", key="Ctrl+S")
    qtbot.addWidget(button)
    presses: list[int] = []
    button.clicked.connect(lambda: presses.append(1))
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert presses == []
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert presses == [1]


def test_ctrl_arrows_go_from_block_to_block(form: _Form) -> None:
    bind_blocks(form, [form.name, form.note, form.main])
    _press(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is form.note.edit
    _press(Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is form.name.edit
