"""Hồ sơ › Số hóa: the next scanned file, the dossier and paper it shows, and one key that brings them together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.services.desk_settings import DeskSettings
from desk_app.services.digitising import Attached, PaperRow, attach
from desk_app.services.file_kinds import FileKind
from desk_app.services.mending import reverse
from desk_app.services.scan_folder import Disposal, ScannedFile, bring_back, clear_away, read_scan
from desk_app.ui.desk import Desk, SettingsTarget
from desk_app.ui.keys import Act, key_name
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.digitising.dossier_side import DossierSide
from desk_app.ui.pages.digitising.file_strip import FileStrip
from desk_app.ui.pages.digitising.file_view import FileView
from desk_app.ui.pages.digitising.folder_hand import FolderHand
from desk_app.ui.pages.digitising.queue import ScanQueue, WaitingFile
from desk_app.ui.pages.digitising.reading import Chosen
from desk_app.ui.pages.digitising.taking_off import taking_off
from desk_app.ui.pages.dossiers.ask_area import AskArea
from desk_app.ui.pages.dossiers.asking import AskPanel
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.room import PanelStack

_MOST_WORDS, _MOST_WORDS_COMPACT = 34, 20
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
    """The way back to the list was asked for."""

    def __init__(self, desk: Desk, tell: Callable[..., None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session, self._tell = desk, desk.session, tell
        self._writing = self._compact = False
        self._disposal = Disposal.MOVE
        self._last: _Done | None = None
        self._asking: AskPanel | None = None
        self.hand = FolderHand(self)
        self.queue = ScanQueue(desk.store, self.hand, self)
        self._build()
        self._connect()

    # -- what the page calls ----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what is to be digitised, and look into the folder."""
        self.side.look()

    def take_code(self, code: str) -> None:
        """Choose the dossier of a scanned slip."""
        self.side.take_code(code)

    def first_box(self) -> QWidget:
        """Return what takes the keys."""
        return self._asking.field if self._asking is not None else self.side.box

    def main_action(self) -> None:
        """Attach the file shown (F9), or do what is asked."""
        if self._writing:
            return
        if self._asking is not None:
            self._asking.buttons[0].click()
            return
        waiting, chosen, row = self.strip.current(), self.side.block.chosen, self.side.block.row
        if waiting is None:
            self._tell(Kind.INFO, tr("Chưa có tệp nào chờ gắn. Quét giấy tờ; tệp hiện ra ở đây khi máy quét ghi xong."))
        elif waiting.refusal is not None:
            self._tell(Kind.WARN, sentence(waiting.refusal))
        elif waiting.held_by:
            self._clear(waiting)
        elif chosen is None or row is None:
            self._tell(Kind.WARN, tr("Chưa chọn hồ sơ. Quét phiếu hẹn, hoặc chọn trong danh sách."))
        else:
            self._attach(waiting, chosen, row)

    def step_back(self) -> bool:
        """Close the innermost list or question; False when there is none."""
        if self._asking is not None:
            self._close_ask()
            return True
        return self.side.box.close_list()

    def set_compact(self, compact: bool) -> None:
        """Leave the picture room in a narrow window."""
        self._compact = compact
        self.side.set_compact(compact)
        self._heading.setVisible(not compact)
        self.count.setVisible(not compact)
        self.undo.setText(tr("&Gỡ…") if compact else tr("&Gỡ tệp vừa gắn…"))
        self._name_button()

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        operations = self._desk.operations
        back = PlainButton(tr("Danh sách"), self, key=key_name(Act.FIRST_BOX), icon_name="arrow_back", kind="quiet")
        back.clicked.connect(lambda: self.left.emit())
        self._heading = Label(tr("Số hóa giấy tờ"), Role.CHOSEN, self)
        self.side = DossierSide(self._desk, self)
        self.count = Label("", Role.DETAIL, self)
        self.undo = PlainButton(tr("&Gỡ tệp vừa gắn…"), self, icon_name="undo", kind="quiet")
        self.undo.setEnabled(False)
        top = QHBoxLayout()
        top.setSpacing(12)
        for part in (back, self._heading, self.side.span, self.side.whose):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.count)
        top.addWidget(self.undo)
        self.button = MainButton("", self)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.side, 1)
        left.addWidget(self.button)
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
        self._files = PanelStack(self)
        self._files.addWidget(right)
        self._files.addWidget(without)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left)
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
        box = self.side.box
        self.side.row_changed.connect(self._name_button)
        self.side.settings_read.connect(self._settings)
        self.side.refused.connect(lambda error: self._tell(Kind.WARN, sentence(error)))
        self.side.went_on.connect(self._ready)
        self.strip.typed.connect(box.begin_with)
        self.strip.done.connect(box.setFocus)
        self.strip.file_chosen.connect(self._show_file)
        self.button.clicked.connect(self.main_action)
        self.undo.clicked.connect(self.ask_undo)
        self.settings.clicked.connect(lambda: self._desk.open(SettingsTarget("scan_folder")))
        self.queue.changed.connect(self._show_files)
        self.queue.gone.connect(lambda error: self._tell(Kind.WARN, sentence(error), "folder"))
        self.queue.back.connect(lambda: self._tell(Kind.GOOD, tr("Thư mục máy quét đã mở lại được."), "folder"))
        self.hand.bug.connect(self._desk.operations.bug)
        self._desk.operations.bug.connect(self._ready)
        for keyed in (box.edit, self.side.table, self.strip, self.side.block.table):
            keyed.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        box = self.side.box
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not box.is_open:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if held == Qt.KeyboardModifier.NoModifier:
                if event.key() in _PAGE_KEYS:
                    self.view.turn(_PAGE_KEYS[Qt.Key(event.key())])
                    return True
                if watched is box.edit and event.key() in _ROW_KEYS and not box.text():
                    self.side.block.step(_ROW_KEYS[Qt.Key(event.key())])
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

    def _settings(self, settings: DeskSettings) -> None:
        self._disposal = settings.scan_disposal
        if self.isVisible():
            self.queue.watch(settings.scan_folder)
        self._files.setCurrentIndex(0 if settings.scan_folder else 1)

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
        waiting, row = self.strip.current(), self.side.block.row
        if waiting is not None and waiting.held_by:
            words = tr("Đã gắn vào {code}: dọn tệp", code=waiting.held_by[0])
        elif row is not None:
            name = say(row.name)
            most = _MOST_WORDS_COMPACT if self._compact else _MOST_WORDS
            words = tr("Gắn: {paper}", paper=name if len(name) <= most else f"{name[: most - 1]}…")
        else:
            words = tr("Gắn tệp")
        self.button.setText(words.replace("&", "&&"))

    # -- writing ----------------------------------------------------------------------------------------------------

    def _attach(self, waiting: WaitingFile, chosen: Chosen, row: PaperRow) -> None:
        self._writing = True
        store, session, now = self._desk.store, self._session, self._desk.clock()

        def write(content: bytes) -> None:
            self._desk.operations.write(
                self,
                partial(attach, store, session, chosen.id, row.paper, waiting.file.name, content, now),
                changes=Changes.of(Topic.DOSSIERS),
                done=partial(self._attached, waiting, row),
                failed=self._not_attached,
            )

        self.hand.run(partial(read_scan, waiting.file), write, self._not_attached)

    def _attached(self, waiting: WaitingFile, row: PaperRow, done: Attached) -> None:
        self._last = _Done(done, waiting.file)
        self.undo.setEnabled(not done.already)
        named = {"name": waiting.file.name, "code": done.code, "paper": say(row.name)}
        self._tell(Kind.GOOD, tr("Đã gắn {name} vào {code}: {paper}.", **named))
        self.queue.take(waiting.file)
        work = partial(clear_away, waiting.file.path, done.content, self._disposal)
        self.hand.run(work, partial(self._cleared, done), partial(self._not_cleared, waiting.file))
        # Keys wait until the next paper is proposed: a quick one must not put the next file on this one's paper.
        self.side.go_on(done.dossier)

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

    def _ready(self, _name: str = "") -> None:
        """Take keys again; also after an unexpected failure: the window has said so, the file is where it was."""
        self._writing = False

    # -- putting aside ----------------------------------------------------------------------------------------------

    def ask_undo(self) -> None:
        """Ask why the last file is put aside."""
        if self._last is None or self._asking is not None:
            return
        name, code = self._last.file.name, self._last.attached.code
        words = tr("Tệp trở lại danh sách chờ gắn. Lịch sử của hồ sơ giữ cả việc gắn và việc gỡ.")
        self._asking = taking_off(name, code, words, self._undo, self._close_ask, self)
        self._ask_place.put(self._asking)
        self.side.dossiers.hide()
        self._asking.field.setFocus()
        self.button.setText(tr("Gỡ tệp này"))

    def _close_ask(self) -> None:
        self._asking = None
        self._ask_place.clear()
        self.side.dossiers.show()
        self._name_button()
        self.side.box.setFocus()

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
        self.side.choose(last.attached.dossier)
        self.side.read_list()
