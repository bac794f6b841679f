"""The tab of money: what each clerk took of each kind, in cash and by transfer; the dossiers behind each amount."""

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.fees import money
from desk_app.domain.statistics import grouped
from desk_app.models.queries.reports import FeeSum
from desk_app.ui.pages.statistics.figures import Cell, FigureTable, Head, Line
from desk_app.ui.pages.statistics.reading import FeeFigure, Seen
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.labels import Paragraph

_AMOUNT, _COUNT = 128, 80
_WAYS = ("cash", "transfer", "")


class FeesTab(QWidget):
    """Clerk by clerk, kind by kind."""

    asked = Signal(object)
    """A ``FeeFigure``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.table = FigureTable(tr("Phí, lệ phí theo người thu và khoản thu"), self)
        self.table.asked.connect(self.asked)
        self.note = Paragraph("", Role.DETAIL, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)

    def show_money(self, seen: Seen) -> None:
        """Show the money of a period."""
        heads = (
            Head(tr("Người thu"), words=True),
            Head(tr("Khoản thu"), words=True),
            Head(tr("Số lượt"), _COUNT),
            Head(tr("Tiền mặt"), _AMOUNT),
            Head(tr("Chuyển khoản"), _AMOUNT),
            Head(tr("Chưa ghi"), _AMOUNT),
            Head(tr("Cộng"), _AMOUNT),
        )
        lines = []
        clerks = dict.fromkeys(one.taken_by for one in seen.sums)
        for clerk in clerks:
            taken = [one for one in seen.sums if one.taken_by == clerk]
            shown = seen.names.get(clerk, clerk)
            kinds = dict.fromkeys(one.name for one in taken)
            for kind in kinds:
                of_kind = [one for one in taken if one.name == kind]
                lines.append(_line(shown, kind or tr("Khoản chưa ghi tên"), of_kind, FeeFigure(clerk, kind)))
            if len(kinds) > 1:
                lines.append(_line(shown, tr("Cộng"), taken, FeeFigure(clerk), whole=True))
        if len(clerks) != 1 or not lines or not lines[-1].whole:
            lines.append(_line(tr("Tổng số"), "", seen.sums, FeeFigure(), whole=True))
        self.table.show_lines(heads, lines)
        words = [tr("Tiền quầy đã thu trong kỳ, tính bằng đồng; không gồm nghĩa vụ tài chính nộp ở nơi khác.")]
        if seen.foreign:
            words.append(tr("Có {n} lượt thu bằng ngoại tệ, không cộng ở đây.", n=seen.foreign))
        self.note.set_text(" ".join(words))


def _line(clerk: str, kind: str, sums: Iterable[FeeSum], figure: FeeFigure, *, whole: bool = False) -> Line:
    taken = list(sums)
    count = sum(one.count for one in taken)
    ways = tuple(
        _cell([one for one in taken if (one.method if one.method in _WAYS else "") == way], figure, way)
        for way in _WAYS
    )
    opened = figure if count else None
    return Line((Cell(clerk), Cell(kind), Cell(grouped(count), opened), *ways, _cell(taken, figure, None)), whole)


def _cell(taken: list[FeeSum], figure: FeeFigure, method: str | None) -> Cell:
    amount = sum((one.amount for one in taken), Decimal(0))
    if not taken:
        return Cell("–")
    return Cell(
        money(amount),
        FeeFigure(figure.taken_by, figure.name, method),
        tr("{amount}; Enter mở danh sách hồ sơ", amount=money(amount)),
    )
