"""The one keyboard map: which key means what, everywhere, and which keys are never bound."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.ui.translation import mark


class Scope(StrEnum):
    """Where a key has its meaning."""

    WINDOW = "window"
    PAGE = "page"
    FIELD = "field"
    LIST = "list"


class Act(StrEnum):
    """Everything a key can ask for (counter.md §5)."""

    HELP = "help"
    RECEPTION = "reception"
    TOP_BOX = "top_box"
    RETURN = "return"
    REFRESH = "refresh"
    HAND_OVER = "hand_over"
    DOSSIERS = "dossiers"
    LATE = "late"
    MAIN = "main"
    PARK = "park"
    PARKED = "parked"
    NEW = "new"
    NEXT_FOR_PERSON = "next_for_person"
    OWNER = "owner"
    SUPPLEMENT = "supplement"
    CORRECT = "correct"
    PRINT = "print"
    WHY = "why"
    LOCK = "lock"
    ALL_PAPERS = "all_papers"
    PREVIOUS_BLOCK = "previous_block"
    NEXT_BLOCK = "next_block"
    FIRST_BOX = "first_box"
    NEXT_STOP = "next_stop"
    PREVIOUS_STOP = "previous_stop"
    NEXT_CONTROL = "next_control"
    OPEN_LIST = "open_list"
    LINE_BREAK = "line_break"
    UNDO = "undo"
    TICK = "tick"
    CHOOSE_ALL = "choose_all"


@dataclass(frozen=True)
class Key:
    """One line of the map. keys: as Qt writes them in its portable form. says: Vietnamese, for the help page."""

    act: Act
    keys: tuple[str, ...]
    says: str
    scope: Scope = Scope.PAGE


KEYBOARD: tuple[Key, ...] = (
    Key(Act.HELP, ("F1",), mark("Trợ giúp của ô này; nội dung thủ tục")),
    Key(Act.RECEPTION, ("F2",), mark("Trang Tiếp nhận"), Scope.WINDOW),
    Key(Act.TOP_BOX, ("F3",), mark("Ô tìm ở trên cùng"), Scope.WINDOW),
    Key(Act.RETURN, ("F4",), mark("Trang Trả kết quả"), Scope.WINDOW),
    Key(Act.REFRESH, ("F5",), mark("Làm mới danh sách")),
    Key(Act.HAND_OVER, ("F6",), mark("Trang Bàn giao"), Scope.WINDOW),
    Key(Act.DOSSIERS, ("F7",), mark("Trang Hồ sơ"), Scope.WINDOW),
    Key(Act.LATE, ("F8",), mark("Trang Trễ hạn"), Scope.WINDOW),
    Key(Act.MAIN, ("F9", "Ctrl+Return", "Ctrl+Enter"), mark("Việc chính của trang, ghi trên nút"), Scope.WINDOW),
    Key(Act.PARK, ("Ctrl+S",), mark("Để chờ hồ sơ đang nhập")),
    Key(Act.PARKED, ("Ctrl+O",), mark("Hồ sơ để chờ và vừa tiếp nhận")),
    Key(Act.NEW, ("Ctrl+N",), mark("Hồ sơ mới; phần đang nhập được để chờ")),
    Key(Act.NEXT_FOR_PERSON, ("Ctrl+T",), mark("Thêm hồ sơ cho người này")),
    Key(Act.OWNER, ("Ctrl+U",), mark("Chủ hồ sơ, người được ủy quyền")),
    Key(Act.SUPPLEMENT, ("Ctrl+B",), mark("Phiếu yêu cầu bổ sung (Mẫu 02)")),
    Key(Act.CORRECT, ("Ctrl+E",), mark("Sửa hồ sơ")),
    Key(Act.PRINT, ("Ctrl+P",), mark("Xem và in lại phiếu")),
    Key(Act.WHY, ("Ctrl+I",), mark("Vì sao hẹn ngày này")),
    Key(Act.LOCK, ("Ctrl+L",), mark("Khóa màn hình, đổi người dùng"), Scope.WINDOW),
    Key(Act.ALL_PAPERS, ("Ctrl+D",), mark("Đánh dấu đủ giấy tờ phải nộp")),
    Key(Act.PREVIOUS_BLOCK, ("Ctrl+Up",), mark("Khối trước")),
    Key(Act.NEXT_BLOCK, ("Ctrl+Down",), mark("Khối sau")),
    Key(Act.FIRST_BOX, ("Esc",), mark("Đóng danh sách, rồi về ô đầu trang; không xóa gì"), Scope.WINDOW),
    Key(Act.NEXT_STOP, ("Return", "Enter"), mark("Ô tiếp theo; trong danh sách: mở hoặc chọn"), Scope.FIELD),
    Key(Act.PREVIOUS_STOP, ("Shift+Return", "Shift+Enter"), mark("Ô trước"), Scope.FIELD),
    Key(Act.NEXT_CONTROL, ("Tab", "Shift+Tab"), mark("Mọi ô và nút, tới hoặc lui"), Scope.FIELD),
    Key(Act.OPEN_LIST, ("Alt+Down",), mark("Mở danh sách thả xuống"), Scope.FIELD),
    Key(Act.LINE_BREAK, ("Alt+Return", "Alt+Enter"), mark("Xuống dòng trong ghi chú"), Scope.FIELD),
    Key(Act.UNDO, ("Ctrl+Z",), mark("Hoàn lại chữ, ô vừa xóa, dấu vừa đánh"), Scope.FIELD),
    Key(Act.TICK, ("Space",), mark("Đánh dấu; bấm nút"), Scope.FIELD),
    Key(Act.CHOOSE_ALL, ("Ctrl+A",), mark("Chọn mọi hồ sơ cần làm tiếp trong danh sách"), Scope.LIST),
)

PAGE_NUMBERS = tuple(f"Ctrl+{number}" for number in range(1, 10))
"""The pages shown, in rail order."""

_ALONE = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
}


def keys_of(act: Act) -> tuple[QKeySequence, ...]:
    """Return the key sequences of an act."""
    return tuple(QKeySequence(text, QKeySequence.SequenceFormat.PortableText) for text in _BY_ACT[act].keys)


def key_name(act: Act) -> str:
    """Return the first key of an act as buttons show it: ``F9``, ``Ctrl+S``."""
    return _BY_ACT[act].keys[0]


_BY_ACT = {key.act: key for key in KEYBOARD}


def never_bound(sequence: QKeySequence) -> str | None:
    """Return why a key sequence may never be a shortcut, or None when it may (counter.md §5).

    UniKey switches on Ctrl+Shift and Alt+Z, input methods on Ctrl+Space, scanners type with Alt+digits, Ctrl+Alt is
    AltGr, and a key that types a character is a scan's.
    """
    # PySide gives a QKeySequence items that its type stubs do not know.
    combinations = [cast("QKeyCombination", sequence[at]) for at in range(sequence.count())]  # type: ignore[index]
    for combination in combinations:
        reason = _reason(combination.key(), combination.keyboardModifiers())
        if reason:
            return reason
    return None


def _reason(key: Qt.Key, held: Qt.KeyboardModifier) -> str | None:
    control = bool(held & Qt.KeyboardModifier.ControlModifier)
    shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
    alt = bool(held & Qt.KeyboardModifier.AltModifier)
    digit = Qt.Key.Key_0 <= key <= Qt.Key.Key_9
    if control and shift:
        return "Ctrl+Shift switches UniKey"
    if control and alt:
        return "Ctrl+Alt is AltGr"
    if alt and key == Qt.Key.Key_Z:
        return "Alt+Z switches UniKey"
    if control and key == Qt.Key.Key_Space:
        return "Ctrl+Space switches input methods"
    if alt and digit:
        return "scanners type with Alt+digits"
    types_a_character = Qt.Key.Key_Space <= key < Qt.Key.Key_Escape
    if types_a_character and not control and not alt:
        return "a scan types this character"
    if key in _ALONE and not control and not alt and key != Qt.Key.Key_Escape:
        return "this key moves inside a control"
    if Qt.Key.Key_F10 == key:
        return "F10 opens the menu in Windows"
    return None


def bind(
    owner: QWidget,
    act: Act,
    slot: Callable[[], object],
    *,
    scope: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
) -> QAction:
    """Give a page or the window the key of an act; the only way to make a shortcut.

    A held key counts once. Raises ValueError for a sequence that may never be bound.
    """
    return bind_sequences(owner, keys_of(act), slot, scope=scope, name=act.value)


def bind_sequences(
    owner: QWidget,
    sequences: tuple[QKeySequence, ...],
    slot: Callable[[], object],
    *,
    scope: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
    name: str = "",
) -> QAction:
    """Bind sequences that stand in the map by their meaning (page numbers), as ``bind`` does."""
    for sequence in sequences:
        reason = never_bound(sequence)
        if reason is not None:
            raise ValueError(f"{sequence.toString()}: {reason}")
    action = QAction(owner)
    action.setObjectName(name)
    action.setShortcuts(list(sequences))
    action.setShortcutContext(scope)
    action.setAutoRepeat(False)
    # While the input method composes, a key is its own, not the page's: what is half composed is not in the field yet.
    action.triggered.connect(lambda: None if _composes() else slot())
    owner.addAction(action)
    return action


def _composes() -> bool:
    return bool(getattr(QApplication.focusWidget(), "composing", False))


def is_enter(key: int) -> bool:
    """Return whether a key code is one of the two Enter keys."""
    return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_mapped(event: QKeyEvent) -> bool:
    """Return whether a key is a page's or the window's, so that a text field must not take it for editing.

    Qt's X11 bindings edit with Ctrl+E, Ctrl+U and Ctrl+D.
    """
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText) in _CONTROL_KEYS


def is_the_pages(event: QEvent, *, can_undo: bool) -> bool:
    """Tell whether a key a field would take for editing is the page's; Ctrl+Z is, where the field has nothing left."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return is_mapped(event) or (event.matches(QKeySequence.StandardKey.Undo) and not can_undo)


_CONTROL_KEYS = {
    text for key in KEYBOARD if key.scope in (Scope.PAGE, Scope.WINDOW) for text in key.keys if text.startswith("Ctrl+")
}
