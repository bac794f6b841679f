"""A Vietnamese input method really running: what it makes of a scanner's keys and of a hand's, and what stands then.

``typed_through_unikey.json`` was recorded in the program's own window with ibus-unikey 0.7 (spell check on, as it
comes) and keys from the X server; the persons are made up. An entry of ``heard`` is [ms, half composed, written] or
[ms, Enter]: the keys themselves never reach the field.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.ui.scan import ScanGuard
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField, NoteEdit, TextLine
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion
from desk_app.ui.widgets.tables import DeskTable

RECORDED = json.loads((Path(__file__).parent / "typed_through_unikey.json").read_text("utf-8"))
MAI, NEW = "038190435641", "001095000123"
CODE = "H56.14-260827-0012"
BACKSPACE = "←"
WINDOWS_TELEX = f"{MAI}||TRA←ÂN←←ẦN THI←Ị MAI|12031990|Nu←ư←ữ|Tho←ôn 3, xa←ã Hoa←←òa Binh←←←ình|01072021"
"""What UniKey of Windows sends for a scanner's Telex keys: Backspaces over what changes, then the letters anew."""


class Desk:
    """A field or control with the scan guard over it, on a clock that is handed in."""

    def __init__(self, app: QApplication) -> None:
        self.scans: list[Scan] = []
        self.clock = 100.0
        self.guard: ScanGuard[Scan] = ScanGuard(app, _recognised, self._take, now=lambda: self.clock, sound=False)

    def hear(self, name: str) -> None:
        """Let the field hear what it heard when the sequence was recorded."""
        began = self.clock
        for at, *what in RECORDED[name]["heard"]:
            self.clock = began + at / 1000
            if what == ["\r"]:
                Hands().enter()
                continue
            _compose(*what)

    def unikey(self, keys: str, pace: float = 0.003) -> None:
        """Send keys as UniKey of Windows does: what it let through is taken back and typed anew with its mark."""
        hands = Hands()
        for key in keys:
            self.clock += pace
            if key == BACKSPACE:
                hands.key(int(Qt.Key.Key_Backspace), "\b")
            else:
                hands.type(key)
        self.clock += pace
        hands.enter()

    def _take(self, scan: Scan) -> bool:
        self.scans.append(scan)
        return True


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


@pytest.fixture
def desk(app: QApplication) -> Iterator[Desk]:
    made = Desk(app)
    yield made
    made.guard.close()


@pytest.fixture
def show(app: QApplication, qtbot: QtBot) -> Callable[[QWidget], None]:
    kept: list[QWidget] = []

    def stage(widget: QWidget) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(600, 200)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        widget.setFocus()

    return stage


def _compose(half: str, written: str = "") -> None:
    event = QInputMethodEvent(half, [])
    event.setCommitString(written)
    field = QApplication.focusWidget()
    assert field is not None
    QApplication.sendEvent(field, event)


def _text(field: QWidget) -> str:
    if isinstance(field, QLineEdit):
        return field.text()
    assert isinstance(field, QPlainTextEdit)
    return field.toPlainText()


def _begin(field: QWidget, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
        field.moveCursor(field.textCursor().MoveOperation.End)


@pytest.mark.parametrize("make", [TextLine, QLineEdit, NoteEdit])
@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("a card by Telex keys, 3 ms each, behind half a word", "TRẦN THỊ MAI"),
        ("a card by Telex keys, 20 ms each, behind half a word", "TRẦN THỊ MAI"),
        ("a card by VNI keys, 20 ms each, behind half a word", "TRẦN THỊ MAI"),
        ("a card without its marked letters, with two pauses", "TRN TH MAI"),
    ],
)
def test_a_card_scanned_behind_half_a_word_leaves_that_word(
    desk: Desk, show: Callable[[QWidget], None], make: Callable[[], QWidget], name: str, holder: str
) -> None:
    field = make()
    show(field)
    _begin(field, "Cũ ")
    desk.hear(name)
    assert _text(field) == "Cũ nguyễn"
    [scan] = desk.scans
    assert scan.card is not None
    assert (scan.card.number, scan.card.name) == (MAI, holder)


def test_a_code_scanned_slowly_behind_half_a_word_leaves_that_word(desk: Desk, show: Callable[[QWidget], None]) -> None:
    field = LineField("Nội dung")
    show(field)
    _begin(field.edit, "Cũ ")
    desk.hear("a dossier code, 20 ms each, behind half a word")
    assert field.edit.text() == "Cũ nguyễn"
    assert [str(scan.code) for scan in desk.scans] == [CODE]


def test_a_card_typed_for_another_method_is_marked_to_be_read_again(
    desk: Desk, show: Callable[[QWidget], None]
) -> None:
    show(LineField("Nội dung"))
    desk.hear("a new card of eleven fields by Telex keys, in VNI")
    [scan] = desk.scans
    assert scan.card is not None
    assert scan.card.number == NEW
    assert scan.card.doubtful == {"name", "address"}


@pytest.mark.parametrize("make", [TextLine, QLineEdit, NoteEdit])
def test_a_note_composed_by_hand_stays_though_it_ends_in_a_code(
    desk: Desk, show: Callable[[QWidget], None], make: Callable[[], QWidget]
) -> None:
    field = make()
    show(field)
    desk.hear("a note typed by hand that ends in a code")
    assert _text(field) == f"bổ sung cho {CODE}"
    assert desk.scans == []


def test_a_name_composed_fast_loses_no_letter(desk: Desk, show: Callable[[QWidget], None]) -> None:
    field = LineField("Họ tên")
    show(field)
    desk.hear("a name typed fast by hand")
    assert field.edit.text() == "Nguyễn Thị Hượng"
    assert desk.scans == []


def test_a_word_given_up_is_not_put_back(desk: Desk, show: Callable[[QWidget], None]) -> None:
    field = TextLine()
    show(field)
    for half in ("n", "ng", ""):
        desk.clock += 0.3
        QApplication.sendEvent(field, QInputMethodEvent(half, []))
    desk.clock += 0.3
    desk.unikey(CODE)
    assert field.text() == ""
    assert [str(scan.code) for scan in desk.scans] == [CODE]


def test_a_scan_that_paused_leaves_nothing_of_itself_before_what_stood_there(
    desk: Desk, show: Callable[[QWidget], None]
) -> None:
    field = TextLine()
    show(field)
    field.setText("0912000345")
    field.setCursorPosition(0)
    card = f"{MAI}||TRAN THI MAI|12031990|Nu|Thon 3|01072021"
    for part in (card[:20], card[20:]):
        desk.clock += 0.4
        Hands().type(part)
    Hands().enter()
    assert field.text() == "0912000345"
    assert len(desk.scans) == 1


@pytest.mark.parametrize("make", [TextLine, NoteEdit, lambda: PlainButton("Sửa")])
def test_a_card_through_unikey_of_windows_is_read_whole_wherever_the_focus_is(
    desk: Desk, show: Callable[[QWidget], None], make: Callable[[], QWidget]
) -> None:
    field = make()
    show(field)
    _begin(field, "cho cháu ")
    desk.clock += 5
    desk.unikey(WINDOWS_TELEX)
    [scan] = desk.scans
    assert scan.card is not None
    assert (scan.card.name, scan.card.address) == ("TRẦN THỊ MAI", "Thôn 3, xã Hòa Bình")
    assert scan.card.doubtful == frozenset()
    if isinstance(field, QLineEdit | QPlainTextEdit):
        assert _text(field) == "cho cháu "


def test_a_scan_whose_keys_overtook_one_another_is_read_in_the_order_they_were_pressed(
    desk: Desk, show: Callable[[QWidget], None]
) -> None:
    """Heard through IBus with its plain English engine: two keys late, the stamps of the X server are right."""
    field = LineField("Nội dung")
    show(field)
    _begin(field.edit, "Cũ ")
    desk.clock += 5
    heard = [(643, "5"), (641, "H"), (645, "6"), (649, "1"), (651, "4"), (653, "-"), (655, "2"), (658, "6"), (659, "0")]
    heard += [
        (661, "8"),
        (663, "2"),
        (647, "."),
        (665, "7"),
        (667, "-"),
        (669, "0"),
        (672, "0"),
        (673, "1"),
        (675, "2"),
    ]
    hands = Hands()
    for stamp, key in heard:
        hands.key(0, key, stamp=49_760_000 + stamp)
    hands.key(int(Qt.Key.Key_Return), "\r", stamp=49_760_677)
    assert [str(scan.code) for scan in desk.scans] == [CODE]
    assert field.edit.text() == "Cũ "


@pytest.mark.parametrize("editable", [False, True])
def test_no_input_method_composes_over_cells(show: Callable[[QWidget], None], editable: bool) -> None:
    table = DeskTable(editable=editable)
    table.setModel(QStandardItemModel(2, 2))
    show(table)
    table.setCurrentIndex(table.model().index(0, 1))
    asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(table, asked)
    assert not asked.value(Qt.InputMethodQuery.ImEnabled)


@pytest.mark.parametrize("make", [TextLine, NoteEdit])
def test_an_enter_before_the_word_it_ends_waits_for_it(
    desk: Desk, show: Callable[[QWidget], None], make: Callable[[], QWidget]
) -> None:
    """fcitx5 behind the interface of IBus lets the Enter through first and writes the word then."""
    field = make()
    show(field)
    _compose("", f"{MAI}||TRAN THI MAI|12031990|Nu|Thon 3|")
    for at in range(1, 9):
        _compose("01072021"[:at])
    Hands().enter()
    assert desk.scans == []
    _compose("", "01072021")
    QApplication.processEvents()
    assert [scan.card.number for scan in desk.scans if scan.card] == [MAI]
    assert _text(field) == ""


@pytest.mark.parametrize("make", [TextLine, NoteEdit])
def test_a_tab_before_the_word_it_ends_leaves_no_word_behind(
    app: QApplication, show: Callable[[QWidget], None], make: Callable[[], QWidget]
) -> None:
    both, field, other = QWidget(), make(), TextLine()
    column = QVBoxLayout(both)
    column.addWidget(field)
    column.addWidget(other)
    show(both)
    field.setFocus()
    _compose("việt")
    Hands().key(int(Qt.Key.Key_Tab), "\t")
    _compose("", "việt")
    app.processEvents()
    assert (_text(field), other.text()) == ("việt", "")
    assert other.hasFocus()


def test_an_enter_that_ended_nothing_is_not_pressed_again(show: Callable[[QWidget], None]) -> None:
    field = TextLine()
    show(field)
    pressed: list[bool] = []
    field.returnPressed.connect(lambda: pressed.append(True))
    _compose("ngu")
    Hands().enter()
    _compose("ngươ")
    _compose("", "người")
    QApplication.processEvents()
    assert pressed == []
    assert field.text() == "người"


def test_a_list_answers_the_word_half_composed_and_enter_chooses_what_was_seen(show: Callable[[QWidget], None]) -> None:
    box = SuggestBox(delay=0)
    show(box)
    asked: list[str] = []
    chosen: list[object] = []
    box.chosen.connect(chosen.append)
    box.query_changed.connect(asked.append)
    box.query_changed.connect(lambda text: box.show_suggestions((Suggestion(text, text, ""),), text))
    _compose("kết")
    _compose("", "kết ")
    _compose("hôn")
    QApplication.processEvents()
    assert asked[-1] == "kết hôn"
    assert [row.key for row in box.suggestions] == ["kết hôn"]
    assert box.is_open
    _compose("", "hôn")
    Hands().enter()
    QApplication.processEvents()
    assert chosen == ["kết hôn"]
    assert box.text() == "kết hôn"
