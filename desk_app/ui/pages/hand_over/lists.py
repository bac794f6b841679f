"""The lists of the page Bàn giao: what waits, what lies with units, what is in the lot; Space or Enter moves a row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time, short_date
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.hand_over import ToHandOver
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.operations import Operations
from desk_app.ui.pages.hand_over.reading import LotRow, clock_words
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE, TYPES
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.tables import DETAIL_ROLE, STATE_ROLE, CellDelegate, Column, DeskTable, PagedModel, R
from desk_app.ui.widgets.tabular import draw_tabular

LIST_WIDTH, NARROW_LIST_WIDTH = 256, 190
"""px of the list of what lies with units: a code and its line of words."""
_STATE_WIDTH, _NOTE_WIDTH = 160, 140
_OWNER_WIDTH = 216


class MovingTable(DeskTable):
    """A list whose row Space, Enter or a double click moves; letters and digits go to the box above."""

    moved = Signal(object)
    """The row's value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, two_lines=True)
        self.opened.connect(self.moved)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Space and held == Qt.KeyboardModifier.NoModifier:
            row = self.current_row()
            if row is not None and not event.isAutoRepeat():
                self.moved.emit(row)
            return
        super().keyPressEvent(event)


class ListBlock(QWidget, Generic[R]):
    """A heading with its count, the list below it, and what an empty one says. narrow: columns hidden when compact."""

    def __init__(
        self,
        operations: Operations,
        columns: Sequence[Column[R]],
        empty: EmptyState,
        name: str,
        parent: QWidget | None = None,
        *,
        narrow: tuple[int, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._narrow = narrow
        self.head = Label("", Role.HEAD, self)
        self.table = MovingTable(self)
        self.table.setAccessibleName(name)
        self.model: PagedModel[R] = PagedModel(operations, columns, self)
        self.table.show_model(self.model)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)

    def show_rows(self, rows: Sequence[R], head: str, columns: Sequence[Column[R]] | None = None) -> None:
        """Show rows under a heading, with new words in the same columns; the ring stays where it was among them."""
        if columns is not None:
            self.model.columns[:] = columns
        place = max(self.table.currentIndex().row(), 0)
        self.head.setText(head)
        self.model.set_rows(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.setCurrentIndex(self.model.index(min(place, len(rows) - 1), 0))

    def fit(self, compact: bool) -> None:
        """Hide the columns a narrow window has no room for, and give the others theirs at the text size in force."""
        scale = text_scale()
        for at, column in enumerate(self.model.columns):
            self.table.setColumnHidden(at, compact and at in self._narrow)
            if column.width:
                self.table.horizontalHeader().resizeSection(at, round(column.width * scale))


def text_scale() -> float:
    """Return how much larger than usual the text is."""
    return current_theme().type(Role.BODY).size / TYPES[Role.BODY].size


def shown_code(code: str, short: bool) -> str:
    """Return a code as a list shows it; where there is no room, without the agency, which is nearly always our own."""
    return code.split("-", 1)[-1] if short else code


def waiting_columns(now: datetime) -> list[Column[ToHandOver]]:
    """Return the columns of what still lies at the desk. now: for the words of its moments."""

    def due(row: ToHandOver) -> tuple[str, dict[str, object]]:
        return ("hand_over_late" if row.overdue else "hand_over_by"), {"n": clock_words(row.due, now)}

    return [
        Column(tr("Mã hồ sơ"), lambda row: row.line.code or "", detail=lambda row: _what(row.line), digits=True),
        Column(tr("Chủ hồ sơ"), lambda row: row.line.owner_name, _OWNER_WIDTH, detail=lambda row: row.unit),
        Column(tr("Phải chuyển"), lambda row: clock_words(row.due, now), _STATE_WIDTH, state=due),
    ]


def away_columns(now: datetime, *, short: bool = False) -> list[Column[DossierLine]]:
    """Return the one column of what lies with the units: the code, when it is promised and where it is.

    short: codes without their agency.
    """

    def below(line: DossierLine) -> str:
        state, words = due_words(line, now)
        return " · ".join((tr(STATES[state][0]) if state else words, line.unit))

    def state(line: DossierLine) -> tuple[str, dict[str, object]]:
        return due_words(line, now)[0], {"unit": line.unit}

    def code(line: DossierLine) -> str:
        return shown_code(line.code or "", short)

    return [Column(tr("Mã hồ sơ"), code, detail=below, state=state, digits=True)]


def due_words(line: DossierLine, now: datetime) -> tuple[str, str]:
    """Return the state of a promise that is due or past ("" while it is neither), and its day in words."""
    if line.due_at is None:
        return "", tr("không hẹn")
    if line.due_at < now:
        return "overdue", ""
    if office_time(line.due_at).date() == office_time(now).date():
        return "due_today", ""
    return "", tr("hẹn {day}", day=short_date(office_time(line.due_at).date()))


class AwayDelegate(CellDelegate):
    """Paints a code and below it, for what is due, the state's icon before its word."""

    @override
    def paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        found = index.data(STATE_ROLE)
        state = str(found[0]) if isinstance(found, tuple) else ""
        theme = current_theme()
        half = rect.height() // 2
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(theme.colour("on_selected" if selected else "text"))
        draw_tabular(painter, QRectF(rect.left(), rect.top(), rect.width(), half), index.data())
        lower = QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half)
        role = "on_selected" if selected else "second"
        if state:
            _word, name, tone = STATES[state]
            role = ROLE_OF_TONE[tone]
            pixmap = icon_pixmap(name, role, 16, painter.device().devicePixelRatioF())
            painter.drawPixmap(lower.left(), lower.center().y() - 8, pixmap)
            lower.setLeft(lower.left() + 20)
        painter.setFont(theme.font(Role.DETAIL))
        painter.setPen(theme.colour(role))
        words = QFontMetrics(painter.font()).elidedText(
            str(index.data(DETAIL_ROLE)), Qt.TextElideMode.ElideRight, lower.width()
        )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
        painter.drawText(lower, int(side), words)


def lot_columns(unit: str, *, short: bool = False) -> list[Column[LotRow]]:
    """Return the columns of a lot that goes to a unit. short: codes without their agency."""

    def note(row: LotRow) -> tuple[str, dict[str, object]]:
        if row.refusal is not None:
            return "cannot_go", {}
        return ("other_unit", {"n": row.goes_to}) if row.goes_to and unit and row.goes_to != unit else ("", {})

    def words(row: LotRow) -> str:
        if row.refusal is not None:
            return sentence(row.refusal)
        return tr("Thuộc {n}", n=row.goes_to) if note(row)[0] else ""

    return [
        Column(
            tr("Mã hồ sơ"),
            lambda row: shown_code(row.code, short),
            detail=lambda row: f"{row.owner} · {row.what}",
            digits=True,
        ),
        Column(tr("Lưu ý"), words, _NOTE_WIDTH, state=note),
    ]


def _what(line: DossierLine) -> str:
    return line.summary or line.procedure_name
