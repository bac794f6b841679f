"""The tab II.06a: columns (3) to (13), the sums the form asks for with their figures, and how open questions stand."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.domain.columns_06a import Column
from desk_app.domain.statistics import grouped, identities
from desk_app.services.report_06a import By, Report06a, Row06a
from desk_app.ui.pages.statistics.figures import Cell, FigureTable, Head, Line, figure_cell
from desk_app.ui.pages.statistics.words import BY_ITEMS, OUTSIDE
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Label, Paragraph

_WIDTH = 60
_NOTES_HEIGHT, _MUCH = 96, 50
"""px the notes keep; the table takes what it needs of the rest."""


@dataclass(frozen=True)
class FigureAsked:
    """A figure of II.06a somebody wants to see the dossiers of."""

    column: Column
    row: Row06a


class ReportTab(QWidget):
    """The table, its sums, its notes."""

    asked = Signal(object)
    """FigureAsked."""
    set_asked = Signal(object)
    """A ``Counted`` that stands in no column of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.table = FigureTable(tr("Biểu II.06a"), self)
        self.table.asked.connect(self.asked)
        self.sums = Paragraph("", Role.DETAIL, self)
        self.outside = {what: PlainButton("", self, kind="quiet") for what, _words in OUTSIDE}
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(Label(tr("Xem riêng:"), Role.DETAIL, self))
        for what, button in self.outside.items():
            button.clicked.connect(partial(self.set_asked.emit, what))
            beside.addWidget(button)
        beside.addStretch(1)
        self.notes = Paragraph("", Role.DETAIL)
        inside = QWidget(self)
        inside.setObjectName("clear")
        notes = QVBoxLayout(inside)
        notes.setContentsMargins(0, 0, 8, 0)
        notes.addWidget(self.notes)
        notes.addStretch(1)
        scrolled = QScrollArea(self)
        scrolled.setWidget(inside)
        scrolled.setWidgetResizable(True)
        scrolled.setMinimumHeight(_NOTES_HEIGHT)
        scrolled.setAccessibleName(tr("Cách tính của biểu"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, _MUCH)
        column.addWidget(self.sums)
        column.addLayout(beside)
        column.addWidget(scrolled, 1)

    def show_report(self, report: Report06a) -> None:
        """Show a report."""
        self.table.show_lines(self._heads(report.by), [_line(row) for row in report.rows] + [_line(report.sum, True)])
        counts = (
            report.outside.waiting, report.outside.withdrawn, report.outside.stopped, report.outside.declined,
            report.outside.voided,
        )  # fmt: skip
        for (what, words), count in zip(OUTSIDE, counts, strict=True):
            self.outside[what].setText(f"{tr(words)} {grouped(count)}")
            self.outside[what].setEnabled(count > 0)
        self.table.setMaximumHeight(self.table.whole_height)
        checked = identities(report.sum.line)
        wrong = [words for words, holds in checked if not holds]
        balanced = not wrong and all(row.line.balanced for row in report.rows)
        if balanced:
            self.sums.set_text("✔ " + tr("Đối chiếu khớp: {sums}", sums="; ".join(words for words, _ in checked)))
            self.sums.set_tone(Tone.GOOD)
        else:
            self.sums.set_text("✘ " + tr("Đối chiếu KHÔNG KHỚP: {sums}", sums="; ".join(wrong)))
            self.sums.set_tone(Tone.BAD)
        on_time = report.indicators[1]
        ratio = on_time.ratio
        first = f"{tr(on_time.name)}: {tr(ratio.words)}" if ratio is not None else ""
        self.notes.set_text("\n".join([first, *(f"({n}) {say(note)}" for n, note in enumerate(report.footnotes, 1))]))

    def _heads(self, by: By) -> tuple[Head, ...]:
        came, done, running = tr("Hồ sơ tiếp nhận"), tr("Hồ sơ đã giải quyết"), tr("Hồ sơ đang giải quyết")
        titles = (
            (tr("Tổng số"), came), (tr("Trực\ntuyến"), came), (tr("Trực tiếp,\nbưu chính"), came),
            (tr("Từ kỳ\ntrước"), came), (tr("Tổng số"), done), (tr("Trước\nhạn"), done), (tr("Đúng\nhạn"), done),
            (tr("Quá\nhạn"), done), (tr("Tổng số"), running), (tr("Trong\nhạn"), running), (tr("Quá\nhạn"), running),
        )  # fmt: skip
        return (
            Head(tr(dict(BY_ITEMS)[by]), words=True),
            *(Head(f"{title}\n({number})", _WIDTH, group) for number, (title, group) in enumerate(titles, 3)),
        )


def _line(row: Row06a, whole: bool = False) -> Line:
    figures = [(column, row.line.figure(column)) for column in Column]
    name = say(row.name)
    cells = (figure_cell(grouped(count), FigureAsked(column, row), count) for column, count in figures)
    return Line((Cell(name), *cells), whole)
