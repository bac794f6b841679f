"""What a page of the window is, and what it owes the window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError
from desk_app.ui.field_help import field_help
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.translation import mark, sentence
from desk_app.ui.widgets.room import Room


class Page(QWidget):
    """One page of the rail. Subclasses lay out ``self.body`` and override what they need.

    The window calls ``on_shown`` each time the page comes up, hands scans to ``on_scan``, F9 to ``main_action``,
    F5 to ``refresh``, Esc to ``step_back`` and then to ``first_box``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setProperty("noRing", True)
        self.strip = MessageStrip(self)
        self.body = QWidget(self)
        self.body.setObjectName("clear")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 4, 16, 12)
        outer.setSpacing(4)
        outer.addWidget(self.strip)
        # In a low window (150 % on 1366×768) a page scrolls before it is squeezed; what it says stays in sight.
        outer.addWidget(Room(self.body, self), 1)
        bind(self, Act.HELP, lambda: self.help())

    def title(self) -> str:
        """Return the page's name in the user's language."""
        return ""

    def first_box(self) -> QWidget | None:
        """Return the control the caret goes to when the page comes up and on Esc."""
        return None

    def main_action(self) -> None:
        """Do the page's one main action (F9); the window has already held back a double press."""

    def on_scan(self, scan: object) -> bool:
        """Take a scan (a value of ``domain.codes``); return False when this page has no use for it."""
        return False

    def on_shown(self) -> None:
        """Refresh what may have changed while another page was up."""

    def refresh(self) -> None:
        """Read the page's list again (F5); does nothing on forms."""

    def help(self) -> None:
        """Say what the field with the caret is for (F1)."""
        name, said = field_help(QApplication.focusWidget())
        if said:
            self.strip.say(Kind.INFO, f"{name}: {said}" if name else said, topic="help")

    def step_back(self) -> bool:
        """Close the innermost open list or panel (Esc); return False when none is open."""
        return False

    def set_compact(self, compact: bool) -> None:
        """Rearrange for a window narrower than 1,200 logical px, or back."""

    def keep(self) -> object | None:
        """Return what was typed and not saved, before the page is built anew (language change, change of clerk)."""
        return None

    def take_back(self, kept: object) -> None:
        """Put back what ``keep`` returned."""

    def show_error(self, error: DeskError) -> None:
        """Say in the page what went wrong and what to do."""
        self.strip.say(Kind.BAD, sentence(error), topic=error.code)


RECEPTION = mark("Tiếp nhận")
RETURN = mark("Trả kết quả")
HAND_OVER = mark("Bàn giao")
DOSSIERS = mark("Hồ sơ")
LATE = mark("Trễ hạn")
PROCEDURES = mark("Thủ tục")
FOLLOW_UP_BOOK = mark("Sổ theo dõi")
STATISTICS = mark("Thống kê")
SETTINGS = mark("Thiết lập")
"""The nine words of the rail, by how often they are used; the window shows those it is given."""


@dataclass(frozen=True)
class PageSpec:
    """One line of the rail. name: Vietnamese source string. icon: Material Symbols name. act: its F-key, if any.

    factory: makes the page as a child of the widget it is given. A page that is moved to its place when it stands is
    dressed once more, all it holds with it: a third of the time in which it comes up.
    """

    name: str
    icon: str
    factory: Callable[[QWidget], Page]
    act: Act | None = None
