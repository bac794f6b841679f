"""Hồ sơ › Số hóa: the next scanned file, the dossier and paper it shows, and one key that brings them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.queries.digitising import ToDigitise
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.services.digitising import Attached, attach
from desk_app.services.file_kinds import FileKind
from desk_app.services.mending import reverse
from desk_app.services.scan_folder import Disposal, ScannedFile, bring_back, clear_away, read_scan
from desk_app.ui.desk import Desk, SettingsTarget
from desk_app.ui.keys import Act, key_name
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.digitising.chosen_block import ChosenBlock
from desk_app.ui.pages.digitising.file_strip import FileStrip
from desk_app.ui.pages.digitising.file_view import FileView
from desk_app.ui.pages.digitising.folder_hand import FolderHand
from desk_app.ui.pages.digitising.queue import ScanQueue, WaitingFile
from desk_app.ui.pages.digitising.reading import Chosen, Listed, Span, read_chosen, read_list
from desk_app.ui.pages.dossiers.ask_area import AskArea
from desk_app.ui.pages.dossiers.asking import AskPanel, Way
from desk_app.ui.pages.hand_over.reading import look_for
from desk_app.ui.pages.returning.reading import dossier_of_code
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import mark, say, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import EmptyState, Label
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

UNDO_REASONS = (mark("Nhầm hồ sơ"), mark("Nhầm giấy tờ"), mark("Quét hỏng, quét lại"))
_BEHIND_A_SCAN_MS = 5
_LEFT, _LEFT_COMPACT = 470, 372
_MOST_WORDS = 34
_PAGE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: +1}
_ROW_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}


@dataclass(frozen=True)
class _Done:
    """The last file attached here, to be put aside while it is remembered. moved: where it lies, None = deleted."""

    attached: Attached
    file: ScannedFile
    moved: Path | None = None


class DigitisingPanel(QWidget):
    """F9 attaches and goes on: to the next file, the next paper, and the next dossier when one has all its scans."""

    left = Signal()
    opened = Signal(object)
    """The UUID of a dossier that is to be opened."""

    def __init__(self, desk: Desk, tell: Callable[..., None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session, self._tell = desk, desk.session, tell
        self._writing = False
        self._span, self._mine = Span.TODAY, False
        self._listed: tuple[ToDigitise, ...] = ()
        self._disposal = Disposal.MOVE
        self._last: _Done | None = None
        self._asking: AskPanel | None = None
        self._advance_from: datetime | None = None
        """When the dossier was received that has just got its last scan."""
        self.hand = FolderHand(self)
        self.queue = ScanQueue(desk.store, self.hand, self)
        self._build()
        self._connect()

    # -- what the page calls ----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what is to be digitised, and look into the folder."""
        self._read_list()
        if self.block.chosen is not None:
            self._choose(self.block.chosen.id, keep_row=True)

    def first_box(self) -> QWidget:
        """Return what takes the keys."""
        return self._asking.field if self._asking is not None else self.box

    def main_action(self) -> None:
        """Attach the file shown (F9), or do what is asked."""
        if self._writing:
            return
        if self._asking is not None:
            self._asking.buttons[0].click()
            return
        waiting, chosen, row = self.strip.current(), self.block.chosen, self.block.row
        if waiting is None:
            self._tell(Kind.INFO, tr("Chưa có tệp nào chờ gắn. Quét giấy tờ; tệp hiện ra ở đây khi máy quét ghi xong."))
        elif waiting.refusal is not None:
            self._tell(Kind.WARN, sentence(waiting.refusal))
        elif waiting.held_by:
            self._clear(waiting)
        elif chosen is None or row is None:
            self._tell(Kind.WARN, tr("Chưa chọn hồ sơ. Quét phiếu hẹn, hoặc chọn trong danh sách."))
        else:
            self._attach(waiting, chosen, row.paper)

    def take_code(self, code: str) -> None:
        """Choose the dossier of a scanned slip."""
        self.box.clear()
        # A list that the first characters of the scan opened must not stay, nor come up behind it.
        QTimer.singleShot(_BEHIND_A_SCAN_MS, self, self.box.close_list)
        store = self._desk.store
        work = partial(_of_code, store, code)
        self._desk.operations.read(self, work, done=self._show_chosen, failed=self._refuse, slot="chosen")

    def step_back(self) -> bool:
        """Close the innermost list or question; False when there is none."""
        if self._asking is not None:
            self._close_ask()
            return True
        return self.box.close_list()

    def set_compact(self, compact: bool) -> None:
        """Leave the picture room in a narrow window."""
        self._side.setFixedWidth(_LEFT_COMPACT if compact else _LEFT)

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        operations = self._desk.operations
        back = PlainButton(tr("Danh sách"), self, key=key_name(Act.FIRST_BOX), icon_name="arrow_back", kind="quiet")
        back.clicked.connect(lambda: self.left.emit())
        heading = Label(tr("Số hóa giấy tờ"), Role.CHOSEN, self)
        spans = ((Span.TODAY, tr("Hôm nay")), (Span.WEEK, tr("7 ngày qua")), (Span.MONTH, tr("31 ngày qua")))
        self.span = ComboField(tr("Nhận trong"), self, items=spans, inline=True)
        whose = ((False, tr("Mọi cán bộ")), (True, tr("Chỉ tôi")))
        self.whose = ComboField(tr("Do ai nhận"), self, items=whose, inline=True)
        self.count = Label("", Role.DETAIL, self)
        self.undo = PlainButton(tr("&Gỡ tệp vừa gắn…"), self, icon_name="undo", kind="quiet")
        self.undo.setEnabled(False)
        top = QHBoxLayout()
        top.setSpacing(12)
        for part in (back, heading, self.span, self.whose):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.count)
        top.addWidget(self.undo)
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
        self._none = EmptyState(
            "done_all", tr("Không còn hồ sơ chưa số hóa"), tr("Chọn ngày khác ở trên, hoặc quét phiếu của hồ sơ."), self
        )
        self._dossiers = QStackedWidget(self)
        self._dossiers.addWidget(self.table)
        self._dossiers.addWidget(self._none)
        self.block = ChosenBlock(operations, self)
        self.button = MainButton("", self)
        self._side = QWidget(self)
        self._side.setObjectName("clear")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(self.box)
        side.addWidget(self._dossiers, 4)
        side.addWidget(self.block, 5)
        side.addWidget(self.button)
        self.set_compact(False)
        self.strip = FileStrip(self)
        self.view = FileView(operations, self)
        self._no_folder = EmptyState(
            "folder_open",
            tr("Chưa chọn thư mục máy quét"),
            tr("Vào Thiết lập › Quét giấy tờ, chọn thư mục mà máy quét ghi tệp vào."),
            self,
        )
        self.settings = PlainButton(tr("&Chọn thư mục máy quét…"), self, icon_name="settings")
        right = QWidget(self)
        right.setObjectName("clear")
        files = QVBoxLayout(right)
        files.setContentsMargins(0, 0, 0, 0)
        files.setSpacing(8)
        files.addWidget(self.strip)
        files.addWidget(self.view, 1)
        without = QWidget(self)
        without.setObjectName("clear")
        offer = QVBoxLayout(without)
        offer.addWidget(self._no_folder, 1)
        offer.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignHCenter)
        offer.addStretch(1)
        self._files = QStackedWidget(self)
        self._files.addWidget(right)
        self._files.addWidget(without)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._side)
        columns.addWidget(self._files, 1)
        self._ask_place = AskArea(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self._ask_place)
        whole.addLayout(columns, 1)
        self._show_files()

    def _connect(self) -> None:
        self.span.picked.connect(lambda _span: self._narrowed())
        self.whose.picked.connect(lambda _mine: self._narrowed())
        self.box.query_changed.connect(self._search)
        self.box.chosen.connect(lambda key: self._choose(key) if isinstance(key, UUID) else None)
        self.box.entered.connect(self._entered)
        self.table.opened.connect(self._row_chosen)
        for typing in (self.table, self.strip, self.block):
            typing.typed.connect(self.box.begin_with)
        self.block.row_changed.connect(self._name_button)
        self.block.entered.connect(self.box.setFocus)
        self.strip.done.connect(self.box.setFocus)
        self.strip.file_chosen.connect(self._show_file)
        self.button.clicked.connect(self.main_action)
        self.undo.clicked.connect(self.ask_undo)
        self.settings.clicked.connect(lambda: self._desk.open(SettingsTarget("scan_folder")))
        self.queue.changed.connect(self._show_files)
        self.queue.gone.connect(lambda error: self._tell(Kind.WARN, sentence(error), "folder"))
        self.queue.back.connect(lambda: self._tell(Kind.GOOD, tr("Thư mục máy quét đã mở lại được."), "folder"))
        self.hand.bug.connect(self._desk.operations.bug)
        self._desk.operations.bug.connect(self._failed)
        for keyed in (self.box.edit, self.table, self.strip, self.block.table):
            keyed.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if held == Qt.KeyboardModifier.NoModifier and not self.box.is_open:
                if event.key() in _PAGE_KEYS:
                    self.view.turn(_PAGE_KEYS[Qt.Key(event.key())])
                    return True
                if watched is self.box.edit and event.key() in _ROW_KEYS and not self.box.text():
                    self.block.step(_ROW_KEYS[Qt.Key(event.key())])
                    return True
        return super().eventFilter(watched, event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and self.queue.folder is not None:
            self.queue.watch(str(self.queue.folder))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.queue.rest()
        super().hideEvent(event)

    # -- the dossiers -----------------------------------------------------------------------------------------------

    def _narrowed(self) -> None:
        span = self.span.value()
        self._span = span if isinstance(span, Span) else Span.TODAY
        self._mine = bool(self.whose.value())
        self._read_list()

    def _read_list(self) -> None:
        actor = self._session.login if self._mine else None
        work = partial(read_list, self._desk.store, self._span, actor, self._desk.clock())
        self._desk.operations.read(self, work, done=self._list, slot="list")

    def _list(self, listed: Listed) -> None:
        self._listed, self._disposal = listed.dossiers, listed.settings.scan_disposal
        folder = listed.settings.scan_folder
        if self.isVisible():
            self.queue.watch(folder)
        self._files.setCurrentIndex(0 if folder else 1)
        self.model.set_rows(self._listed)
        self._dossiers.setCurrentWidget(self.table if self._listed else self._none)
        if self._advance_from is not None or self.block.chosen is None:
            self._advance()
        self._mark_chosen()

    def _advance(self) -> None:
        """Propose the dossier after the one that has all its scans, else the first that waits."""
        after, self._advance_from = self._advance_from, None
        if not self._listed:
            return
        behind = [one for one in self._listed if after is not None and one.received_at > after]
        self._choose((behind or self._listed)[0].id)

    def _row_chosen(self, row: object) -> None:
        if isinstance(row, ToDigitise):
            self._choose(row.id)
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

    def _choose(self, dossier: UUID, *, keep_row: bool = False) -> None:
        self.box.clear()
        row = self.block.row
        paper = row.paper if keep_row and row is not None else None
        work = partial(read_chosen, self._desk.store, dossier)
        done = partial(self._show_chosen, paper=paper)
        self._desk.operations.read(self, work, done=done, failed=self._refuse, slot="chosen")

    def _show_chosen(self, chosen: Chosen, paper: str | None = None) -> None:
        self.block.show_chosen(chosen, paper)
        self._mark_chosen()

    def _mark_chosen(self) -> None:
        """Let the list's ring stand on the chosen dossier, or nowhere."""
        chosen = self.block.chosen
        at = next((n for n, one in enumerate(self._listed) if chosen and one.id == chosen.id), None)
        if at is not None:
            self.table.setCurrentIndex(self.model.index(at, 0))
        elif not self.table.hasFocus():
            self.table.clearSelection()

    def _refuse(self, error: DeskError) -> None:
        self.box.clear()
        self._tell(Kind.WARN, sentence(error))

    # -- the files --------------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        files = self.queue.files
        self.strip.show_files(files)
        words = tr("Tệp chờ gắn: {n}", n=len(files))
        if self.queue.growing:
            words = f"{words} · {tr('đang ghi: {n}', n=self.queue.growing)}"
        self.count.setText(words)
        if not files:
            self._show_file(None)
        self._name_button()

    def _show_file(self, waiting: object) -> None:
        if not isinstance(waiting, WaitingFile):
            self.view.show_words("", tr("Chưa có tệp nào chờ. Quét giấy tờ; tệp hiện ra khi máy quét ghi xong."))
        elif waiting.refusal is not None:
            self.view.show_words(waiting.file.name, sentence(waiting.refusal), Tone.BAD)
        elif waiting.kind is not None:
            self.hand.run(
                partial(read_scan, waiting.file),
                partial(self._show_content, waiting, waiting.kind),
                partial(self._not_readable, waiting),
            )
        self._name_button()

    def _show_content(self, waiting: WaitingFile, kind: FileKind, content: bytes) -> None:
        if self.strip.current() == waiting:
            self.view.show_file(waiting.file.name, content, kind)

    def _not_readable(self, waiting: WaitingFile, error: DeskError) -> None:
        if self.strip.current() == waiting:
            self.view.show_words(waiting.file.name, sentence(error), Tone.BAD)

    def _name_button(self) -> None:
        waiting, row = self.strip.current(), self.block.row
        if waiting is not None and waiting.held_by:
            words = tr("Đã gắn vào {code}: dọn tệp", code=waiting.held_by[0])
        elif row is not None:
            name = say(row.name)
            words = tr("Gắn: {paper}", paper=name if len(name) <= _MOST_WORDS else f"{name[: _MOST_WORDS - 1]}…")
        else:
            words = tr("Gắn tệp")
        self.button.setText(words.replace("&", "&&"))

    # -- writing ----------------------------------------------------------------------------------------------------

    def _attach(self, waiting: WaitingFile, chosen: Chosen, paper: str) -> None:
        self._writing = True
        store, session, now = self._desk.store, self._session, self._desk.clock()

        def write(content: bytes) -> None:
            self._desk.operations.write(
                self,
                partial(attach, store, session, chosen.id, paper, waiting.file.name, content, now),
                changes=Changes.of(Topic.DOSSIERS),
                done=partial(self._attached, waiting),
                failed=self._not_attached,
            )

        self.hand.run(partial(read_scan, waiting.file), write, self._not_attached)

    def _attached(self, waiting: WaitingFile, done: Attached) -> None:
        self._last = _Done(done, waiting.file)
        self.undo.setEnabled(not done.already)
        row = self.block.row
        self._tell(
            Kind.GOOD,
            tr("Đã gắn {name} vào {code}: {paper}.", name=waiting.file.name, code=done.code, paper=say(row.name))
            if row is not None
            else tr("Đã gắn {name} vào {code}.", name=waiting.file.name, code=done.code),
        )
        self.queue.take(waiting.file)
        work = partial(clear_away, waiting.file.path, done.content, self._disposal)
        self.hand.run(work, partial(self._cleared, done), partial(self._not_cleared, waiting.file))
        self._writing = False
        self._after(done.dossier)

    def _after(self, dossier: UUID) -> None:
        """Show the dossier as it stands now; go on to the next one when nothing of it waits."""

        def show(chosen: Chosen) -> None:
            self.block.show_chosen(chosen)
            if self.block.is_complete:
                self._advance_from = chosen.received_at
            self._read_list()

        work = partial(read_chosen, self._desk.store, dossier)
        self._desk.operations.read(self, work, done=show, slot="chosen")
        self.box.setFocus()

    def _cleared(self, done: Attached, moved: Path | None) -> None:
        if self._last is not None and self._last.attached == done:
            self._last = _Done(done, self._last.file, moved)

    def _not_cleared(self, file: ScannedFile, error: DeskError) -> None:
        self.queue.give_back(file)
        self._tell(Kind.WARN, sentence(error), "cleared")

    def _clear(self, waiting: WaitingFile) -> None:
        """Take away a file that was attached in a round that was broken off."""
        self.queue.take(waiting.file)
        work = partial(clear_away, waiting.file.path, waiting.content, self._disposal)
        self.hand.run(work, lambda _moved: self.queue.look(), partial(self._not_cleared, waiting.file))

    def _not_attached(self, error: DeskError) -> None:
        self._writing = False
        self._tell(Kind.BAD, sentence(error))
        self.queue.look()

    def _failed(self, _name: str) -> None:
        """Take keys again after an unexpected failure: the window has said so, and the file is where it was."""
        self._writing = False

    # -- putting aside ----------------------------------------------------------------------------------------------

    def ask_undo(self) -> None:
        """Ask why the last file is put aside."""
        if self._last is None or self._asking is not None:
            return
        name, code = self._last.file.name, self._last.attached.code
        self._asking = AskPanel(
            tr("Gỡ tệp {name} khỏi hồ sơ {code}", name=name, code=code),
            tr("Tệp trở lại danh sách chờ gắn. Lịch sử của hồ sơ giữ cả việc gắn và việc gỡ."),
            tr("Lý do"),
            (Way(tr("Gỡ &tệp này"), self._undo, danger=True),),
            self._close_ask,
            self,
            reasons=tuple(tr(reason) for reason in UNDO_REASONS),
        )
        self._ask_place.put(self._asking)
        self._dossiers.hide()
        self._asking.field.setFocus()
        self.button.setText(tr("Gỡ tệp này"))

    def _close_ask(self) -> None:
        self._asking = None
        self._ask_place.clear()
        self._dossiers.show()
        self._name_button()
        self.box.setFocus()

    def _undo(self, reason: str) -> None:
        last = self._last
        if last is None:
            return
        self._writing = True
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self,
            partial(reverse, store, session, last.attached.dossier, last.attached.event, reason, now),
            changes=Changes.of(Topic.DOSSIERS),
            done=lambda _event: self._undone(last),
            failed=self._not_attached,
        )

    def _undone(self, last: _Done) -> None:
        self._writing, self._last = False, None
        self.undo.setEnabled(False)
        self._close_ask()
        words = tr("Đã gỡ {name} khỏi {code}. Tệp chờ gắn lại.", name=last.file.name, code=last.attached.code)
        self._tell(Kind.GOOD, words)
        store = self._desk.store

        def back() -> Path:
            return bring_back(last.file.path, last.moved, store.attachments.get(last.attached.content))

        failed = partial(self._not_cleared, last.file)
        self.hand.run(back, lambda _path: self.queue.give_back(last.file), failed)
        self._choose(last.attached.dossier)
        self._read_list()


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
        Column(tr("Chưa quét"), lambda one: f"{one.left}/{one.papers}", 100, digits=True),
    ]
