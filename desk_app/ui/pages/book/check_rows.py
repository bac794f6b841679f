"""Rows of the tab Chốt ngày: what is to be done or only looked at, the money, the days closed so far."""

from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from typing_extensions import override

from desk_app.domain.dates import paper_date, paper_time
from desk_app.domain.fees import money
from desk_app.models.queries.book import ClosedPart
from desk_app.services.day_checks import Check, CheckLine, MoneyLine
from desk_app.services.statistics import METHOD_WORDS
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.pages.book.words import part_said
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.tables import ROW_ROLE, CellDelegate, Column

_Index = QModelIndex | QPersistentModelIndex
_ICON = 18


class CheckDelegate(CellDelegate):
    """Before each line its mark: open, to be looked at, or nothing to do; the words say the same."""

    @override
    def paint_content(self, painter: QPainter, rect: QRect, index: _Index, selected: bool) -> None:
        row = index.data(ROW_ROLE)
        if index.column() or not isinstance(row, CheckLine):
            super().paint_content(painter, rect, index, selected)
            return
        theme = current_theme()
        name, role = _mark(row)
        picture = icon_pixmap(name, role, _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left(), rect.center().y() - _ICON // 2, picture)
        inside = rect.adjusted(_ICON + 10, 0, 0, 0)
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(theme.colour("on_selected" if selected else "text"))
        shown = QFontMetrics(painter.font()).elidedText(say(row.words), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def check_columns() -> list[Column[CheckLine]]:
    """Return the columns of the check list."""
    return [
        Column(tr("Nội dung"), lambda row: say(row.words)),
        Column(tr("Số lượng"), lambda row: str(row.count), 92, right=True, digits=True),
        Column("", _standing, 132),
    ]


def money_columns() -> list[Column[MoneyLine]]:
    """Return the columns of the money."""
    return [
        Column(tr("Người thu, khoản thu"), lambda row: f"{row.clerk} · {row.name}", detail=_receipts),
        Column(tr("Số tiền"), lambda row: money(Decimal(row.amount)), 116, right=True, digits=True),
    ]


def closed_columns() -> list[Column[ClosedPart]]:
    """Return the columns of the closed days."""
    return [
        Column(tr("Ngày"), lambda row: paper_date(row.day), detail=lambda row: part_said(row.number)),
        Column(tr("Chốt lúc"), lambda row: paper_time(row.kept_at), 112, detail=lambda row: paper_date(row.kept_at)),
    ]


def _mark(row: CheckLine) -> tuple[str, str]:
    if row.open:
        return "error", "warn"
    if row.count:
        return "visibility", "accent"
    return "check_circle", "good" if row.note is None else "second"


def _standing(row: CheckLine) -> str:
    if row.check is Check.MONEY and row.count:
        return money(Decimal(row.amount))
    if row.note is not None:
        return say(row.note)
    if row.open:
        return tr("Chưa xong")
    return tr("Để xem lại") if row.count else tr("Không có")


def _receipts(row: MoneyLine) -> str:
    method = {"cash": tr("tiền mặt"), "transfer": tr("chuyển khoản")}.get(row.method, METHOD_WORDS.get(row.method, ""))
    counted = tr("{n} lượt", n=row.count)
    receipts = tr("biên lai {numbers}", numbers=row.receipts) if row.receipts else ""
    missing = tr("{n} chưa ghi số biên lai", n=row.without_receipt) if row.without_receipt else ""
    return " · ".join(part for part in (receipts, missing, counted, method) if part)
