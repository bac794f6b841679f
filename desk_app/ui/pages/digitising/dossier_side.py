"""The dossiers with papers to scan, found by scan, name or the list, and the one the next file goes to."""

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.queries.digitising import ToDigitise
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.ui.desk import Desk
from desk_app.ui.pages.digitising.chosen_block import ChosenBlock
from desk_app.ui.pages.digitising.reading import Chosen, Listed, Span, read_chosen, read_list
from desk_app.ui.pages.hand_over.reading import look_for
from desk_app.ui.pages.returning.reading import dossier_of_code
from desk_app.ui.translation import tr
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_BEHIND_A_SCAN_MS = 5
"""After the list that the scan's last character asked for has opened."""
_WIDTH, _WIDTH_COMPACT = 470, 396


class DossierSide(QWidget):
    """The box, the list, the chosen dossier. The one chosen stays for the next file until it has all its scans."""

    row_changed = Signal()
    """The next file goes elsewhere."""
    settings_read = Signal(object)
    """The DeskSettings of this PC, each time the list is read."""
    refused = Signal(object)
    """The DeskError of a dossier that cannot be chosen."""
    went_on = Signal()
    """After ``go_on``: what is proposed now is for the next file."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session = desk, desk.session
        self._span, self._mine = Span.TODAY, False
        self.listed: tuple[ToDigitise, ...] = ()
        self._advance_from: datetime | None = None
        """When the dossier was received that has just got its last scan."""
        self._going_on = False
        operations = desk.operations
        spans = ((Span.TODAY, tr("Hôm nay")), (Span.WEEK, tr("7 ngày qua")), (Span.MONTH, tr("31 ngày qua")))
        self.span = ComboField(tr("Nhận trong"), self, items=spans, inline=True)
        whose = ((False, tr("Mọi cán bộ")), (True, tr("Chỉ tôi")))
        self.whose = ComboField(tr("Do ai nhận"), self, items=whose, inline=True)
        self.box = SuggestBox(
            self,
            placeholder=tr("Quét phiếu, gõ mã hoặc tên; gõ số để chọn giấy tờ"),
            quick=self._number_typed,
            empty_words=tr("Không thấy hồ sơ phù hợp"),
        )
        self.model: PagedModel[ToDigitise] = PagedModel(operations, _columns(), self)
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Hồ sơ chưa số hóa"))
        self.table.show_model(self.model)
        self.none = EmptyState(
            "done_all", tr("Không còn hồ sơ chưa số hóa"), tr("Chọn ngày khác ở trên, hoặc quét phiếu của hồ sơ."), self
        )
        self.dossiers = PanelStack(self)
        self.dossiers.addWidget(self.table)
        self.dossiers.addWidget(self.none)
        self.block = ChosenBlock(operations, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.box)
        column.addWidget(self.dossiers, 4)
        column.addWidget(self.block, 5)
        self.set_compact(False)
        self.span.picked.connect(lambda _span: self._narrowed())
        self.whose.picked.connect(lambda _mine: self._narrowed())
        self.box.query_changed.connect(self._search)
        self.box.chosen.connect(lambda key: self.choose(key) if isinstance(key, UUID) else None)
        self.box.entered.connect(self._entered)
        self.table.opened.connect(self._row_chosen)
        self.table.typed.connect(self.box.begin_with)
        self.block.typed.connect(self.box.begin_with)
        self.block.row_changed.connect(self.row_changed)
        self.block.entered.connect(self.box.setFocus)

    def set_compact(self, compact: bool) -> None:
        """Leave the picture room in a narrow window."""
        self.setFixedWidth(_WIDTH_COMPACT if compact else _WIDTH)
        self.span.set_label("" if compact else tr("Nhận trong"))
        self.whose.set_label("" if compact else tr("Do ai nhận"))

    def look(self) -> None:
        """Read the list and the chosen dossier again."""
        self.read_list()
        if self.block.chosen is not None:
            self.choose(self.block.chosen.id, keep_row=True)

    def show_week(self) -> None:
        """Ask for everybody's dossiers of the last 7 days: those the status bar counts."""
        self._span, self._mine = Span.WEEK, False
        self.span.set_value(self._span)
        self.whose.set_value(self._mine)

    def take_code(self, code: str) -> None:
        """Choose the dossier of a scanned slip."""
        self.box.clear()
        # A list that the first characters of the scan opened must not stay, nor come up behind it.
        QTimer.singleShot(_BEHIND_A_SCAN_MS, self, self.box.close_list)
        store = self._desk.store
        work = partial(_of_code, store, code)
        self._desk.operations.read(self, work, done=self._show_chosen, failed=self._refuse, slot="chosen")

    def go_on(self, dossier: UUID) -> None:
        """Show a dossier as it stands after a file; go on to the next one when nothing of it waits."""
        self._going_on = True

        def show(chosen: Chosen) -> None:
            self.block.show_chosen(chosen)
            if self.block.is_complete:
                self._advance_from = chosen.received_at
            else:
                self._arrive()
            self.read_list()

        work = partial(read_chosen, self._desk.store, dossier)
        self._desk.operations.read(self, work, done=show, failed=self._refuse, slot="chosen")
        self.box.setFocus()

    def read_list(self) -> None:
        """Read the list again."""
        actor = self._session.login if self._mine else None
        work = partial(read_list, self._desk.store, self._span, actor, self._desk.clock())
        self._desk.operations.read(self, work, done=self._list, failed=self._refuse, slot="list")

    def choose(self, dossier: UUID, *, keep_row: bool = False) -> None:
        """Let files go to a dossier. keep_row: to the paper they went to before."""
        self.box.clear()
        row = self.block.row
        paper = row.paper if keep_row and row is not None else None
        work = partial(read_chosen, self._desk.store, dossier)
        done = partial(self._show_chosen, paper=paper)
        self._desk.operations.read(self, work, done=done, failed=self._refuse, slot="chosen")

    def _narrowed(self) -> None:
        span = self.span.value()
        self._span = span if isinstance(span, Span) else Span.TODAY
        self._mine = bool(self.whose.value())
        self.read_list()

    def _list(self, listed: Listed) -> None:
        self.listed = listed.dossiers
        self.settings_read.emit(listed.settings)
        self.model.set_rows(self.listed)
        self.dossiers.setCurrentWidget(self.table if self.listed else self.none)
        if self._advance_from is not None or self.block.chosen is None:
            self._advance()
        self._mark_chosen()

    def _advance(self) -> None:
        """Propose the dossier after the one that has all its scans, else the first that waits."""
        after, self._advance_from = self._advance_from, None
        if not self.listed:
            self._arrive()
            return
        behind = [one for one in self.listed if after is not None and one.received_at > after]
        self.choose((behind or self.listed)[0].id)

    def _row_chosen(self, row: object) -> None:
        if isinstance(row, ToDigitise):
            self.choose(row.id)
            self.box.setFocus()

    def _search(self, typed: str) -> None:
        if not typed.strip() or _number(typed) is not None:
            self.box.close_list()
            return
        work = partial(look_for, self._desk.store, typed)
        self._desk.operations.read(
            self, work, done=lambda lines: self.box.show_suggestions([*map(_suggested, lines)], typed), slot="look"
        )

    def _entered(self, typed: str) -> None:
        code = parse_dossier_code(typed)
        if code is not None:
            self.take_code(code.text)

    def _number_typed(self, typed: str) -> bool:
        """Take a number of one or two digits as a paper's."""
        number = _number(typed)
        if number is None or not self.block.choose_number(number):
            return False
        self.box.clear()
        return True

    def _show_chosen(self, chosen: Chosen, paper: str | None = None) -> None:
        self.block.show_chosen(chosen, paper)
        self._mark_chosen()
        self._arrive()

    def _arrive(self) -> None:
        if self._going_on:
            self._going_on = False
            self.went_on.emit()

    def _mark_chosen(self) -> None:
        """Let the list's ring stand on the chosen dossier, or nowhere."""
        chosen = self.block.chosen
        at = next((n for n, one in enumerate(self.listed) if chosen and one.id == chosen.id), None)
        if at is not None:
            self.table.setCurrentIndex(self.model.index(at, 0))
        elif not self.table.hasFocus():
            self.table.clearSelection()

    def _refuse(self, error: DeskError) -> None:
        self.box.clear()
        self.refused.emit(error)
        self._arrive()


def _of_code(store: Store, code: str) -> Chosen:
    return read_chosen(store, dossier_of_code(store, code))


def _number(typed: str) -> int | None:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _suggested(line: DossierLine) -> Suggestion:
    return Suggestion(line.id, f"{line.owner_name} · {line.code}", line.summary or line.procedure_name)


def _columns() -> list[Column[ToDigitise]]:
    return [
        Column(tr("Chủ hồ sơ"), lambda one: one.owner_name, detail=lambda one: one.summary or one.procedure_name),
        Column(
            tr("Mã hồ sơ"),
            lambda one: one.code.rpartition("-")[2],
            118,
            detail=lambda one: f"{office_time(one.received_at):%d/%m %H:%M}",
            digits=True,
        ),
        Column(tr("Chưa quét"), lambda one: f"{one.left}/{one.papers}", 112, digits=True),
    ]
