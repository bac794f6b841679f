"""The promised date at reading distance, and the names of weekdays."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.tabular import TabularLabel

WEEKDAYS = (
    mark("Thứ Hai"),
    mark("Thứ Ba"),
    mark("Thứ Tư"),
    mark("Thứ Năm"),
    mark("Thứ Sáu"),
    mark("Thứ Bảy"),
    mark("Chủ Nhật"),
)


def weekday_name(moment: datetime) -> str:
    """Return the weekday of a local moment in the user's language."""
    return tr(WEEKDAYS[moment.weekday()])


class BigDate(QWidget):
    """The promised date at reading distance: weekday, then date and hour in one line of 28 px bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label(tr("HẸN TRẢ"), Role.HEAD, self)
        self._weekday = Label("", Role.CHOSEN, self)
        self._date = TabularLabel("", Role.DATE, self)
        self._words = Paragraph("", Role.CHOSEN, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self._weekday, self._date, self._words):
            column.addWidget(part)
        self.show_words(tr("Chưa chọn thủ tục"))

    def show_date(self, moment: datetime) -> None:
        """Show a promised moment (local time of the office)."""
        self._weekday.setText(weekday_name(moment))
        self._date.set_text(f"{moment:%d/%m/%Y  %H:%M}")
        self._words.hide()
        self._weekday.show()
        self._date.show()

    def show_words(self, text: str) -> None:
        """Say why there is no date: “Không có ngày hẹn trả cụ thể”, “Chưa tính được”."""
        self._words.set_text(text)
        self._weekday.hide()
        self._date.hide()
        self._words.show()
