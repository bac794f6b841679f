"""The guided first run: steps at the left, one at the right; it ends with an open store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.backup import restore
from desk_app.models.store import Store
from desk_app.services.accounts import Role as AccountRole
from desk_app.services.accounts import Session
from desk_app.services.office import new_office
from desk_app.services.sample import sample_store
from desk_app.ui.desk import Desk
from desk_app.ui.first_run.answers import Answers, office_of_answers
from desk_app.ui.first_run.before import AccountsStep, Beginning, BeginStep, DeskStep, HoursStep, OfficeStep
from desk_app.ui.first_run.step import Step
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Operations, catch_bugs
from desk_app.ui.printers import Printers
from desk_app.ui.spooler import Spooler
from desk_app.ui.theme import Role, Tone
from desk_app.ui.tokens import LEAST_WINDOW
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.focus import FocusRing
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.room import Room

sentences(
    first_run_folder_taken="Thư mục {folder} đã có tệp khác nên không tạo kho ở đó. Dọn thư mục hoặc đặt DESK_STORE.",
)

_NEXT = mark("Tiếp tục")
_MORE_STEPS = (
    mark("Mã khôi phục"),
    mark("Danh mục thủ tục"),
    mark("Đơn vị thời hạn"),
    mark("Thử máy quét"),
    mark("Thử máy in"),
)


@dataclass(frozen=True)
class _Made:
    """A store just made. code: its recovery code, "" for a restored one, which keeps the code it has."""

    store: Store
    code: str


class FirstRun(QWidget):
    """The guide's window. ``ended`` comes when it is done or left; ``store`` is open then, or None."""

    ended = Signal()

    def __init__(self, folder: Path, clock: Callable[[], datetime], printers: Printers | None = None) -> None:
        super().__init__()
        self.setWindowTitle(tr("Quầy Một Cửa"))
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*LEAST_WINDOW)
        self._folder, self._clock, self._printers = folder, clock, printers
        self._operations = Operations()
        catch_bugs(self._operations)
        self._operations.bug.connect(self._show_bug)
        self._desk: Desk | None = None
        self._spooler: Spooler | None = None
        self._is_over = False
        self._is_making = False
        self.store: Store | None = None
        self.answers = Answers()
        self.strip = MessageStrip(self)
        self.heading = Label("", Role.TITLE, self)
        self._names = QVBoxLayout()
        self._names.setSpacing(10)
        self._stack = QStackedWidget(self)
        self.back = PlainButton(tr("Quay lại"), self, icon_name="arrow_back")
        self.next = MainButton(tr(_NEXT), self)
        self.back.clicked.connect(lambda: self._go(-1))
        self.next.clicked.connect(self.go_on)
        self.begin = BeginStep(self)
        self.steps: list[Step] = []
        self._done_names: list[str] = []
        self._lay_out()
        bind(self, Act.MAIN, self.go_on)
        self._set_steps(
            [
                self.begin,
                OfficeStep(self, self.answers),
                DeskStep(self, self.answers),
                HoursStep(self, self.answers),
                AccountsStep(self, self.answers),
            ]
        )
        self.begin.choices[Beginning.NEW].toggled.connect(lambda _on: self._show())
        self._show()

    @property
    def step(self) -> Step:
        """Return the step that is up."""
        return self.steps[self._at]

    @property
    def desk(self) -> Desk | None:
        """Return the desk of the new store, None before there is one."""
        return self._desk

    def go_on(self) -> None:
        """Go to the next step (F9); the last one before the store makes it, the very last one ends the guide."""
        if not self.next.isEnabled():
            return
        try:
            self.step.complete()
        except DeskError as error:
            self.strip.say(Kind.WARN, sentence(error), topic="step")
            return
        self.strip.solve("step")
        if self._desk is None and (self.step is self.steps[-1] or self.begin.beginning is not Beginning.NEW):
            self._make()
        elif self.step is self.steps[-1]:
            self._end()
        else:
            self._go(+1)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_making:
            event.ignore()
            return
        if self._desk is not None and not self._is_over and self._at == 0:
            # The code is shown once: leaving now would lose it.
            try:
                self.step.complete()
            except DeskError as error:
                self.strip.say(Kind.WARN, sentence(error), topic="step")
                event.ignore()
                return
        if not self._is_over:
            self._end()
        super().closeEvent(event)

    # -- making the store -------------------------------------------------------------------------------------------

    def _make(self) -> None:
        try:
            work = self._maker()
        except DeskError as error:
            self.strip.say(Kind.BAD, sentence(error), topic="step")
            return
        self._is_making = True
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self.strip.say(Kind.INFO, tr("Đang tạo kho hồ sơ…"), topic="step")
        self._operations.write(self, work, changes=Changes(), done=self._made, failed=self._not_made)

    def _maker(self) -> Callable[[], _Made]:
        folder, now = self._folder, self._clock()
        if folder.is_dir() and any(folder.iterdir()):
            raise DeskError("first_run_folder_taken", folder=folder)
        match self.begin.beginning:
            case Beginning.SAMPLE:
                return lambda: _Made(*sample_store(folder, now))
            case Beginning.BACKUP:
                file, code = Path(self.begin.file.text()), self.begin.code.text() or None
                return lambda: _Made(restore(file, folder, recovery_code=code, now=now), "")
            case Beginning.NEW:
                office, passwords = office_of_answers(self.answers)
                return lambda: _Made(*new_office(folder, office, passwords, now))

    def _made(self, made: _Made) -> None:
        self.store = made.store
        self._is_making = False
        self.next.setEnabled(True)
        self.strip.solve("step")
        if not made.code:
            self._end()
            return
        self._desk = Desk(made.store, self._operations, self._clock, self)
        self._desk.seat(_administrator(made.store))
        self._spooler = Spooler(self._desk, self._printers, self)
        self._desk.use_printing(self._spooler)
        if self.begin.beginning is Beginning.SAMPLE:
            self.steps = [self.begin]
        self._set_steps(self._steps_after(self._desk, made.code))
        self._show()

    def _steps_after(self, desk: Desk, code: str) -> list[Step]:
        # They bring ReportLab and the pages of the window with them: not before there is a store to use them on.
        from desk_app.ui.first_run.after import CatalogueStep, PrinterStep, RecoveryStep, ScannerStep, UnitsStep

        sample = self.begin.beginning is Beginning.SAMPLE
        recovery = RecoveryStep(self, desk, self.strip, code)
        machines: list[Step] = [ScannerStep(self, desk, self.strip), PrinterStep(self, desk, self.strip)]
        if sample:
            return [recovery, *machines]
        return [recovery, CatalogueStep(self, desk, self.strip), UnitsStep(self, desk, self.strip), *machines]

    def _not_made(self, error: DeskError) -> None:
        self._say_not_made(sentence(error))

    def _end(self) -> None:
        self._is_over = True
        if self._spooler is not None:
            self._spooler.close()
        self._operations.close()
        self.hide()
        self.ended.emit()

    def _show_bug(self, name: str) -> None:
        self._say_not_made(tr("Phần mềm gặp trục trặc ({name}). Thử lại; nếu vẫn vậy, báo người cài đặt.", name=name))

    def _say_not_made(self, words: str) -> None:
        self._is_making = False
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        self.strip.say(Kind.BAD, words, topic="step")

    # -- from step to step ------------------------------------------------------------------------------------------

    def _set_steps(self, steps: list[Step]) -> None:
        self._done_names += [step.heading() for step in self.steps]
        while (old := self._stack.widget(0)) is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self.steps = steps
        self._at = 0
        for step in steps:
            # Each scrolls by itself, so that one tall step gives no other a scroll bar.
            self._stack.addWidget(Room(step, self, is_form=step.is_form))

    def _go(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self.steps) - 1)
        self._show()

    def _show(self) -> None:
        step = self.step
        self._stack.setCurrentIndex(self._at)
        self.heading.setText(step.heading())
        self.back.setVisible(step.can_go_back and self._at > 0)
        self.back.setEnabled(True)
        making = self._desk is None and self.begin.beginning is not Beginning.NEW
        words = mark("Tạo kho hồ sơ") if making else (step.next_words or _NEXT)
        self.next.setText(tr(words))
        self.next.updateGeometry()
        self._show_names()
        step.on_shown()
        first = step.first_box()
        (first or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_names(self) -> None:
        while self._names.count():
            item = self._names.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        names = [step.heading() for step in self.steps]
        if self._desk is None:
            short = self.begin.beginning is not Beginning.NEW
            names = names[:1] if short else names + [tr(name) for name in _MORE_STEPS]
        names = [*self._done_names, *names]
        for at, name in enumerate(names):
            here = at == self._at + len(self._done_names)
            label = Label(f"{at + 1}. {name}", Role.CHOSEN if here else Role.BODY, self)
            label.set_tone(Tone.INFO if here else Tone.PLAIN)
            self._names.addWidget(label)
        self._names.addStretch(1)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(24, 24, 16, 24)
        left.setSpacing(20)
        left.addWidget(Label(tr("Thiết lập lần đầu"), Role.TITLE, self))
        left.addLayout(self._names, 1)
        side = QFrame(self)
        side.setObjectName("rail")
        side.setLayout(left)
        side.setFixedWidth(248)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        self.next.setMinimumWidth(260)
        right = QVBoxLayout()
        right.setContentsMargins(24, 8, 24, 20)
        right.setSpacing(8)
        right.addWidget(self.strip)
        right.addWidget(self.heading)
        right.addWidget(self._stack, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(right, 1)


def run_first_run(folder: Path, clock: Callable[[], datetime]) -> Store | None:
    """Guide through the first run and return the open store; None when it was left before there was one."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and not app.findChildren(FocusRing):
        FocusRing(app)
    guide = FirstRun(folder, clock)
    loop = QEventLoop()
    guide.ended.connect(loop.quit)
    guide.showMaximized()
    loop.exec()
    guide.deleteLater()
    return guide.store


def _administrator(store: Store) -> Session:
    """Return the session of the office's first administrator, who is the one sitting here."""
    with store.reading() as rd:
        account = next(found for found in rd.accounts.all() if found.role == AccountRole.ADMINISTRATOR)
    return Session(account.login, account.display_name, AccountRole.ADMINISTRATOR, account.counter)
