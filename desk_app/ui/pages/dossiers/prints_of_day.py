"""All that was printed on a day: who, which paper, which copy, what became of it; Enter opens the dossier."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.people import parse_date
from desk_app.services.print_log import PrintLine, prints_of_day
from desk_app.ui.desk import Desk
from desk_app.ui.keys import Act, key_name
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel


class PrintsOfDay(QWidget):
    """The office's log of prints, a day at a time; today's when it comes up."""

    left = Signal()
    """The way back to the list was asked for."""
    opened = Signal(object)
    """The UUID of the dossier whose line was chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk = desk
        self._day: date | None = None
        back = PlainButton(tr("Danh sách"), self, key=key_name(Act.FIRST_BOX), icon_name="arrow_back", kind="quiet")
        back.clicked.connect(lambda: self.left.emit())
        heading = Label(tr("Giấy đã in trong ngày"), Role.CHOSEN, self)
        self.day = LineField(tr("Ngày"), self, inline=True, placeholder="27/08/2026", max_length=20)
        self.day.setFixedWidth(200)
        self.day.edit.returnPressed.connect(self._entered)
        self.count = Label("", Role.DETAIL, self)
        self.model: PagedModel[PrintLine] = PagedModel(desk.operations, _columns(), self)
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Giấy đã in trong ngày"))
        self.table.show_model(self.model)
        self.table.opened.connect(self._choose)
        self._none = EmptyState(
            "print", tr("Ngày này chưa in giấy nào"), tr("Gõ ngày khác ở trên, hoặc nhấn Esc để về danh sách."), self
        )
        self._results = QStackedWidget(self)
        self._results.addWidget(self.table)
        self._results.addWidget(self._none)
        top = QHBoxLayout()
        top.setSpacing(12)
        for part in (back, heading, self.day):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._results, 1)

    def look(self) -> None:
        """Read today's prints, and put the caret where another day is typed."""
        today = office_time(self._desk.clock()).date()
        self.day.set_text(f"{today:%d/%m/%Y}")
        self.day.setFocus(Qt.FocusReason.TabFocusReason)
        self._read(today)

    def reload(self) -> None:
        """Read the same day again."""
        if self._day is not None:
            self._read(self._day)

    def _entered(self) -> None:
        typed = self.day.text()
        day = parse_date(typed) if typed else office_time(self._desk.clock()).date()
        if day is None:
            self.day.set_missing()
        elif day == self._day and self.model.rowCount():
            self.table.setFocus()
        else:
            self._read(day)

    def _read(self, day: date) -> None:
        self._day = day
        store = self._desk.store
        self._desk.operations.read(self, lambda: prints_of_day(store, day), done=self._show, slot="prints")

    def _show(self, lines: tuple[PrintLine, ...]) -> None:
        self.model.set_rows(lines)
        self.count.setText(tr("{n} bản in", n=len(lines)))
        self._results.setCurrentWidget(self.table if lines else self._none)

    def _choose(self, row: object) -> None:
        if isinstance(row, PrintLine) and row.dossier is not None:
            self.opened.emit(row.dossier)


def _code(line: PrintLine) -> str:
    return line.code or (tr("chưa có mã") if line.dossier is not None else "–")


def _columns() -> list[Column[PrintLine]]:
    return [
        Column(tr("Lúc"), lambda line: f"{office_time(line.at):%H:%M}", 72, digits=True),
        Column(tr("Tên giấy"), lambda line: line.title or say(line.form), detail=lambda line: say(line.copy)),
        Column(tr("Mã hồ sơ"), _code, 220, digits=True),
        Column(tr("Người in"), lambda line: line.who, 220, detail=lambda line: line.desk),
        Column(
            tr("Kết quả in"),
            lambda line: say(line.outcome),
            260,
            detail=lambda line: " · ".join(part for part in (line.printer, line.size) if part),
        ),
    ]
