"""The files a dossier holds, looked at in the window: never written to the disk but where a supervisor saves one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dossier import AttachedFile
from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.accounts import Right
from desk_app.services.digitising import export, paper_name
from desk_app.services.file_kinds import FileKind, examine
from desk_app.services.mending import reverse
from desk_app.services.said import Said
from desk_app.ui.desk import Desk
from desk_app.ui.keys import Act, key_name
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Progress, Running, Topic
from desk_app.ui.pages.digitising.file_view import FileView
from desk_app.ui.pages.digitising.taking_off import taking_off
from desk_app.ui.pages.dossiers.ask_area import AskArea
from desk_app.ui.pages.dossiers.asking import AskPanel
from desk_app.ui.pages.dossiers.words import short_moment
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_LEFT = 440
_MEBIBYTE, _KIBIBYTE = 1024 * 1024, 1024


@dataclass(frozen=True)
class Held:
    """A file of a dossier. who: the display name of whoever attached it."""

    file: AttachedFile
    paper: Said
    at: datetime
    who: str


def read_held(store: Store, dossier: UUID) -> tuple[str, tuple[Held, ...]]:
    """Return a dossier's code and its files, oldest first. Raises DeskError ``dossier_not_here``."""
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
        if found is None:
            raise DeskError("dossier_not_here")
        names = {account.login: account.display_name for account in rd.accounts.all()}
    entries = {entry.event_id: entry for entry in found.timeline}
    return found.code, tuple(
        Held(
            file,
            paper_name(found, file.paper),
            entries[file.event_id].occurred_at,
            names.get(entries[file.event_id].actor, entries[file.event_id].actor),
        )
        for file in found.attachments
    )


class HeldFiles(QWidget):
    """↑ ↓ choose a file, PgUp PgDn turn its pages; taken off with a reason, saved elsewhere by a supervisor."""

    left = Signal()

    def __init__(self, desk: Desk, tell: Callable[..., None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session, self._tell = desk, desk.session, tell
        self._dossier: UUID | None = None
        self._code = ""
        self._asking: AskPanel | None = None
        self._fetching: Running | None = None
        back = PlainButton(tr("Hồ sơ"), self, key=key_name(Act.FIRST_BOX), icon_name="arrow_back", kind="quiet")
        back.clicked.connect(lambda: self.left.emit())
        self.heading = ElidedLabel("", Role.CHOSEN, self)
        self.save = PlainButton(tr("&Lưu ra tệp…"), self, icon_name="save", kind="quiet")
        self.save.setVisible(self._session.may(Right.MEND))
        self.take_off = PlainButton(tr("&Gỡ tệp…"), self, icon_name="undo", kind="quiet")
        self.take_off.setVisible(self._session.may(Right.RECEIVE))
        self.model: PagedModel[Held] = PagedModel(desk.operations, _columns(), self)
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Tệp của hồ sơ"))
        self.table.show_model(self.model)
        self.table.setFixedWidth(_LEFT)
        self.view = FileView(desk.operations, self)
        self._none = EmptyState(
            "attach_file",
            tr("Hồ sơ chưa có tệp quét nào"),
            tr("Mở Hồ sơ › Số hóa để gắn tệp quét vào giấy tờ."),
            self,
        )
        self._ask_place = AskArea(self)
        self._lay_out(back)
        self.table.current_changed.connect(self._show_row)
        self.table.installEventFilter(self)
        self.save.clicked.connect(self._ask_target)
        self.take_off.clicked.connect(self.ask_taking_off)

    def open(self, dossier: UUID) -> None:
        """Show the files of a dossier."""
        self._close_ask()
        self._dossier = dossier
        self.model.set_rows(())
        self.view.show_words("", "")
        self.look()

    def look(self) -> None:
        """Read the files again."""
        if self._dossier is not None:
            work = partial(read_held, self._desk.store, self._dossier)
            self._desk.operations.read(self, work, done=self._show, slot="held")

    def first_box(self) -> QWidget:
        """Return what takes the keys."""
        return self._asking.field if self._asking is not None else self.table

    def main_action(self) -> None:
        """Do what is asked (F9); looking alone has no main action."""
        if self._asking is not None:
            self._asking.buttons[0].click()

    def step_back(self) -> bool:
        """Close the question; False when none is open."""
        was = self._asking is not None
        self._close_ask()
        return was

    def _lay_out(self, back: QWidget) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(back)
        top.addWidget(self.heading, 1)
        top.addWidget(self.save)
        top.addWidget(self.take_off)
        files = QWidget(self)
        files.setObjectName("clear")
        columns = QHBoxLayout(files)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(16)
        columns.addWidget(self.table)
        columns.addWidget(self.view, 1)
        self._stack = PanelStack(self)
        self._stack.addWidget(files)
        self._stack.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self._ask_place)
        whole.addWidget(self._stack, 1)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: +1}
            if event.key() in steps:
                self.view.turn(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _show(self, answer: tuple[str, tuple[Held, ...]]) -> None:
        self._code, held = answer
        self.heading.setText(tr("Tệp của hồ sơ {code}", code=self._code))
        if held and held == tuple(self.model.rows()):
            # Something else changed: whoever reads a page, or waits for a file, is not disturbed.
            self.table.setFocus()
            if not self.view.is_drawn and (self._fetching is None or self._fetching.finished):
                self._show_row(self.table.current_row())
            return
        self.model.set_rows(held)
        self._stack.setCurrentIndex(0 if held else 1)
        for button in (self.save, self.take_off):
            button.setEnabled(bool(held))
        if held:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus()
        self._show_row(self.table.current_row() if held else None)

    def _show_row(self, row: object) -> None:
        if self._fetching is not None:
            # Whoever looks at another file no longer waits for this one.
            self._fetching.cancel()
            self._fetching = None
        if not isinstance(row, Held):
            self.view.show_words("", "")
            return
        file, store = row.file, self._desk.store

        def read() -> tuple[bytes, FileKind]:
            content = store.attachments.get(file.content)
            return content, examine(content)

        self._desk.operations.read(
            self,
            read,
            done=lambda answer: self.view.show_file(file.name, *answer),
            failed=partial(self._not_here, row),
            slot="content",
        )

    def _not_here(self, row: Held, error: DeskError) -> None:
        """Fetch a file of another desk, beside everything else that goes on; say why a file cannot be shown."""
        file, store, clock = row.file, self._desk.store, self._desk.clock
        if error.code != "attachment_missing":
            self.view.show_words(file.name, sentence(error), Tone.BAD)
            return
        calls = self._desk.syncing.calls

        def fetch(progress: Progress) -> bytes:
            from desk_app.services.attachment_exchange import fetch_attachment

            return fetch_attachment(store, file.content, file.size, clock, progress.report, calls)

        def if_shown(show: Callable[[], object]) -> None:
            if self._current() == row:
                show()

        def told(done: int, total: int, _text: str) -> None:
            share = done * 100 // max(1, total)
            words = tr("Đang tải tệp từ máy chủ… {share} % của {size}", share=share, size=_size(total))
            if_shown(lambda: self.view.show_words(file.name, words))

        def failed(why: DeskError) -> None:
            if_shown(lambda: self.view.show_words(file.name, sentence(why), Tone.BAD))

        self._fetching = self._desk.syncing.aside.long(
            self,
            fetch,
            changes=Changes(),
            done=lambda _content: if_shown(lambda: self._show_row(row)),
            failed=failed,
            progressed=told,
        )

    def _current(self) -> Held | None:
        row = self.table.current_row()
        return row if isinstance(row, Held) and self._stack.currentIndex() == 0 else None

    def ask_taking_off(self) -> None:
        """Ask why the chosen file is taken off."""
        held = self._current()
        if held is None or self._asking is not None:
            return
        words = tr("Tệp không còn hiện ở hồ sơ; lịch sử giữ cả việc gắn và việc gỡ.")
        do = partial(self._take_off, held)
        self._asking = taking_off(held.file.name, self._code, words, do, self._close_ask, self)
        self._ask_place.put(self._asking)
        self._asking.field.setFocus()

    def _close_ask(self) -> None:
        if self._asking is not None:
            self._asking = None
            self._ask_place.clear()
            self.table.setFocus()

    def _take_off(self, held: Held, reason: str) -> None:
        dossier = self._dossier
        if dossier is None:
            return

        def done(_event: object) -> None:
            self._close_ask()
            self._tell(Kind.GOOD, tr("Đã gỡ {name} khỏi {code}.", name=held.file.name, code=self._code))
            self.look()

        self._desk.operations.write(
            self,
            partial(reverse, self._desk.store, self._session, dossier, held.file.event_id, reason, self._desk.clock()),
            changes=Changes.of(Topic.DOSSIERS),
            done=done,
            failed=lambda error: self._tell(Kind.BAD, sentence(error)),
        )

    def _ask_target(self) -> None:
        held = self._current()
        if held is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(self, tr("Lưu tệp ra ngoài kho"), held.file.name)
        if chosen:
            self.save_to(held, Path(chosen))

    def save_to(self, held: Held, target: Path) -> None:
        """Save a file outside the store; the dossier's remarks say so."""
        assert self._dossier is not None
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self,
            partial(export, store, session, self._dossier, held.file.event_id, target, now),
            changes=Changes.of(Topic.DOSSIERS),
            done=lambda file: self._tell(Kind.GOOD, tr("Đã lưu {name}. Hồ sơ ghi lại việc này.", name=file.name)),
            failed=lambda error: self._tell(Kind.BAD, sentence(error)),
        )


def _columns() -> list[Column[Held]]:
    return [
        Column(
            tr("Giấy tờ"), lambda one: say(one.paper), detail=lambda one: f"{one.file.name} · {_size(one.file.size)}"
        ),
        Column(tr("Gắn lúc"), lambda one: short_moment(one.at), 168, detail=lambda one: one.who, digits=True),
    ]


def _detail(one: Held) -> str:
    return f"{one.file.name} · {_size(one.file.size)}"


def _size(size: int) -> str:
    if size >= _MEBIBYTE:
        return f"{size / _MEBIBYTE:.1f} MB".replace(".", ",")
    return f"{max(1, size // _KIBIBYTE)} kB"
