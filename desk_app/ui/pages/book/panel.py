"""What a tab of the page Sổ theo dõi is: its main button at the foot, words to the strip, and files written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError, sentences
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton

sentences(sheet_not_written="Không ghi được tệp {name}. Chọn thư mục khác, hoặc đóng tệp đang mở rồi lưu lại.")

TOPIC = "book"
_BUTTON_WIDTH = 340


class Panel(QWidget):
    """One tab. Subclasses fill ``self.column`` above the foot and override what they need."""

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget, main_words: str) -> None:
        super().__init__(parent)
        self.desk, self.strip, self.session = desk, strip, desk.session
        self.setObjectName("clear")
        self.main_button = MainButton(main_words, self)
        self.main_button.setMinimumWidth(_BUTTON_WIDTH)
        self.main_button.clicked.connect(lambda: self.main_action())
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(12)
        self.foot.addStretch(1)
        self.foot.addWidget(self.main_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(self.column, 1)
        outer.addLayout(self.foot)

    def fill_foot(self, widget: QWidget) -> None:
        """Give a widget all of the foot that is left of its buttons."""
        self.foot.takeAt(0)
        self.foot.insertWidget(0, widget, 1)

    def refresh(self) -> None:
        """Read again what the tab shows; called whenever it comes up."""

    def first_box(self) -> QWidget:
        """Return the control the caret goes to."""
        return self.main_button

    def main_action(self) -> None:
        """Do the tab's main action (F9)."""

    def print_it(self) -> None:
        """Show the tab's paper to be printed (Ctrl+P)."""

    def set_compact(self, compact: bool) -> None:
        """Rearrange for a narrow window, or back."""

    def fit(self) -> None:
        """Give the columns of the tab's lists the room their text needs."""

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "foot"):
            self.fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def show_error(self, error: DeskError) -> None:
        """Say in the page what went wrong."""
        self.strip.say(Kind.BAD, sentence(error), topic=TOPIC)

    def sheet_button(self, make: Callable[[], tuple[str, Callable[[], bytes]]]) -> PlainButton:
        """Return a button that saves a table as a spreadsheet.

        make: gives the proposed name of the file and the work that makes its bytes off the UI thread.
        """
        button = PlainButton(tr("Lưu ra Excel…"), self, icon_name="download")
        button.clicked.connect(lambda: self._ask_file(*make()))
        return button

    def save_sheet(self, file: Path, make: Callable[[], bytes]) -> None:
        """Write a spreadsheet into a file the user named."""

        def write() -> str:
            content = make()
            try:
                file.write_bytes(content)
            except OSError:
                raise DeskError("sheet_not_written", name=file.name) from None
            return file.name

        said = tr("Đã lưu tệp {name}.", name=file.name)
        say = self.strip.say
        self.desk.operations.read(self, write, done=lambda _name: say(Kind.GOOD, said, topic=TOPIC), slow=True)

    def _ask_file(self, name: str, make: Callable[[], bytes]) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, tr("Lưu bảng ra tệp"), str(Path.home() / name), tr("Tệp Excel (*.xlsx)")
        )
        if chosen:
            self.save_sheet(Path(chosen).with_suffix(".xlsx"), make)
