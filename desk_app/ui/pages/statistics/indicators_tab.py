"""The tab of indicators: each of QĐ 766 with its two numbers and their dossiers, or why our data does not carry it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.statistics import ROUNDING_WORDS, grouped
from desk_app.services.indicators import Indicator
from desk_app.ui.pages.statistics.figures import Cell, FigureTable, Head, Line, figure_cell
from desk_app.ui.pages.statistics.words import NO_DATA
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.labels import Paragraph

_NUMBER, _SHARE = 110, 160


class IndicatorsTab(QWidget):
    """The table of indicators."""

    asked = Signal(object)
    """A ``Counted``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.table = FigureTable(tr("Chỉ số theo Quyết định 766"), self, two_lines=True)
        self.table.asked.connect(self.asked)
        words = tr("Tỷ lệ {rounding}; tử số và mẫu số mở danh sách hồ sơ.", rounding=tr(ROUNDING_WORDS))
        note = Paragraph(words, Role.DETAIL, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(note)

    def show_indicators(self, indicators: tuple[Indicator, ...]) -> None:
        """Show the indicators of a period."""
        heads = (
            Head(tr("Chỉ số (QĐ 766/QĐ-TTg)"), words=True),
            Head(tr("Tử số"), _NUMBER),
            Head(tr("Mẫu số"), _NUMBER),
            Head(tr("Tỷ lệ"), _SHARE),
        )
        self.table.show_lines(heads, [_line(one) for one in indicators])


def _line(one: Indicator) -> Line:
    name = tr(one.name)
    if one.ratio is None:
        why = f"{tr(one.group)} · {tr(one.why)}"
        return Line((Cell(name, says=f"{name}\n{why}", detail=why), Cell("–"), Cell("–"), Cell(tr(NO_DATA))))
    ratio = one.ratio
    return Line(
        (
            Cell(name, says=f"{name}\n{tr(one.group)}", detail=tr(one.group)),
            figure_cell(grouped(ratio.numerator), one.numerator, ratio.numerator),
            figure_cell(grouped(ratio.denominator), one.denominator, ratio.denominator),
            Cell(tr(ratio.share_words)),
        )
    )
