"""F1: what the field with the caret is for, in a sentence or two, then how its kind of control is used."""

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import TextLine

_USES: tuple[tuple[type[QWidget], str], ...] = (
    (QPlainTextEdit, mark("Enter sang ô tiếp theo, Alt+Enter xuống dòng, Ctrl+Z hoàn lại.")),
    (QLineEdit, mark("Enter sang ô tiếp theo, Ctrl+Z hoàn lại.")),
    (QComboBox, mark("Alt+↓ mở danh sách, ↑ ↓ chọn.")),
    (QCheckBox, mark("Phím cách đánh dấu hoặc bỏ dấu.")),
    (QAbstractButton, mark("Phím cách bấm nút; Enter không bấm.")),
    (QAbstractItemView, mark("↑ ↓ chọn dòng, Enter mở, gõ chữ để tìm.")),
)
_SEARCHES = mark("Gõ để tìm, ↑ ↓ rồi Enter để chọn.")


def explain(control: QWidget, sentence: str, *, name: str = "") -> None:
    """Give a control its own help. sentence: in the user's language. name: where its label does not say it."""
    control.setWhatsThis(sentence)
    if name:
        control.setProperty("helpName", name)


def field_help(focus: QWidget | None) -> tuple[str, str]:
    """Return the name and the help of the control with the focus; both empty where nothing has it."""
    if focus is None:
        return "", ""
    own = _nearest(focus)
    name = str((own or focus).property("helpName") or "") or focus.accessibleName() or _words_on(focus)
    said = own.whatsThis() if own is not None else ""
    return name, " ".join(part for part in (said, _use(focus)) if part)


def _nearest(control: QWidget) -> QWidget | None:
    """Return the control itself or the nearest one around it that was explained, within its page."""
    at: QWidget | None = control
    while at is not None and not at.isWindow():
        if at.whatsThis():
            return at
        at = at.parentWidget()
    return None


def _words_on(control: QWidget) -> str:
    return control.text().replace("&", "") if isinstance(control, QAbstractButton) else ""


def _use(control: QWidget) -> str:
    if isinstance(control, TextLine) and control.takes_enter:
        return tr(_SEARCHES)
    return next((tr(words) for kind, words in _USES if isinstance(control, kind)), "")
