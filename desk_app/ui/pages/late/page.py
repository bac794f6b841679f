"""The page Trễ hạn (F8): what is late or soon will be, its apologies from draft to sending, periods for inspectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import Scan
from desk_app.domain.errors import DeskError
from desk_app.services.accounts import Right
from desk_app.services.apologies import discard_draft
from desk_app.services.late import Stage, WatchedDossier, WatchFilter
from desk_app.services.reception import Warned
from desk_app.ui.desk import Desk, LateTarget, Target
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import LATE, Page
from desk_app.ui.pages.late.asking import ask_discard, ask_second
from desk_app.ui.pages.late.bar import PERIOD_TAB, GroupTabs
from desk_app.ui.pages.late.choosing import apologised_before, deed_for
from desk_app.ui.pages.late.drafting import DraftForm
from desk_app.ui.pages.late.letter_files import LetterFiles
from desk_app.ui.pages.late.letters import LetterForm, LetterWork
from desk_app.ui.pages.late.period import PeriodKept, PeriodPanel
from desk_app.ui.pages.late.reading import Matter, Watched, read_matter, read_watched
from desk_app.ui.pages.late.sending import SendForm
from desk_app.ui.pages.late.signing import SignForm
from desk_app.ui.pages.late.watch_list import WatchList
from desk_app.ui.pages.late.words import Deed
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.room import PanelStack

_FORMS: dict[Deed, type[DraftForm] | type[SignForm] | type[SendForm]] = {
    Deed.DRAFT: DraftForm,
    Deed.SIGN: SignForm,
    Deed.SEND: SendForm,
}


@dataclass(frozen=True)
class _Left:
    """A form somebody went away from: Esc discards nothing."""

    deed: Deed
    dossiers: tuple[UUID, ...]
    typed: tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew. deed, typed: of the form that was open, None where none was."""

    tab: int
    filter: WatchFilter
    chosen: tuple[UUID, ...]
    period: PeriodKept
    deed: Deed | None
    typed: tuple[str, ...]


class LatePage(Page):
    """Watches deadlines. Ctrl+A chooses, F9 opens the form of what is next and then writes it, Esc goes back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, desk.session
        self._writing = False
        self._kept: _Kept | None = None
        self._deed: Deed | None = None
        self._left: _Left | None = None
        self._asked: UUID | None = None
        self.form: LetterForm | None = None
        self._build()
        for act, slot in ((Act.PRINT, self._print), (Act.CORRECT, self._correct)):
            bind(self, act, slot)
        desk.operations.changed.connect(self._changed)
        desk.operations.bug.connect(self._failed)

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(LATE)

    @override
    def first_box(self) -> QWidget:
        if self.form is not None:
            return self.form.first_box()
        if self.is_period:
            return self.period.first_box()
        return self.list.first_box() or self.tabs

    @override
    def main_action(self) -> None:
        if self._writing:
            return
        self.strip.solve("deed")
        if self.form is not None:
            self._write(self.form)
        elif self.is_period:
            self.period.print_list()
            self.strip.say(Kind.INFO, tr("Đang in danh sách quá hạn."), topic="print")
        else:
            self._begin()

    @override
    def on_scan(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or scan.code is None or self.form is not None or self.is_period:
            return False
        return self.list.go_to_code(scan.code.text)

    @override
    def on_shown(self) -> None:
        self._read()
        if self.is_period:
            self.period.reload()

    @override
    def refresh(self) -> None:
        self.on_shown()

    @override
    def step_back(self) -> bool:
        if self.form is not None:
            self._leave_form()
            return True
        return False

    @override
    def set_compact(self, compact: bool) -> None:
        self.tabs.set_compact(compact)
        self.list.set_compact(compact)
        self.period.set_compact(compact)

    @override
    def keep(self) -> object | None:
        return _Kept(
            self.tabs.currentIndex(),
            self.list.bar.choice(),
            tuple(self.list.ticked),
            self.period.keep(),
            self._deed if self.form is not None else None,
            self.form.typed() if self.form is not None else (),
        )

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self._kept = kept
            self.period.take_back(kept.period)
            self.tabs.setCurrentIndex(kept.tab)
            self._read()

    def open_target(self, target: Target) -> None:
        """Choose a dossier among all that are watched; a form that is open keeps what was typed in it."""
        if isinstance(target, LateTarget):
            self._leave_form()
            self._asked = target.dossier
            self.list.bar.choose(WatchFilter())
            self.tabs.setCurrentIndex(0)
            self._read()

    @property
    def is_period(self) -> bool:
        """Return whether the inspector's list is up."""
        return self.tabs.currentIndex() == PERIOD_TAB

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.tabs = GroupTabs(self.body)
        self.list = WatchList(self._desk, self.body)
        self.period = PeriodPanel(self._desk, self.body)
        self.letters = LetterFiles(self._desk, self.strip, self.body)
        self._stack = PanelStack(self.body)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.period)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.letters.progress)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(lambda _at: self._tab_changed())
        self.tabs.list_asked.connect(lambda: self.first_box().setFocus())
        for table in (self.list.table, self.period.table):
            table.sideways.connect(self._sideways)
        self.list.counted.connect(self.tabs.show_counts)
        self.list.said.connect(lambda words: self.strip.say(Kind.INFO, words, topic="chosen"))
        self.list.main.clicked.connect(self.main_action)
        self.list.print.clicked.connect(self._print)
        self.list.correct.clicked.connect(self._correct)
        self.list.discard_asked.connect(self._ask_discard)
        self.list.attach_asked.connect(self._ask_scan)
        self.period.main.clicked.connect(self.main_action)
        self.period.letters_asked.connect(self.letters.print)
        self.period.failed.connect(self.show_error)

    def _tab_changed(self) -> None:
        self.strip.solve("chosen")
        if self.is_period:
            self._stack.setCurrentWidget(self.period)
            self.period.reload()
            return
        self._stack.setCurrentWidget(self.list)
        self.list.show_group(self.tabs.group())

    def _sideways(self, by: int) -> None:
        """Go to the neighbouring tab with the caret in its list, or in the tabs where that list is empty."""
        self.tabs.step(by)
        if self.is_period:
            self.period.table.setFocus()
        else:
            (self.list.first_box() or self.tabs).setFocus()

    # -- reading ----------------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.DOSSIERS, Topic.CALENDAR, Topic.SETTINGS) and self.isVisible():
            self.on_shown()

    def _read(self) -> None:
        work = partial(read_watched, self._desk.store, self._desk.clock())
        self._desk.operations.read(self, work, done=self._show, slot="watched", slow=True)

    def _show(self, watched: Watched) -> None:
        had_focus = self.tabs.hasFocus() or self.hasFocus()
        self.list.show_watched(watched)
        asked, self._asked = self._asked, None
        if asked is not None:
            self._choose_asked(asked)
            return
        kept, self._kept = self._kept, None
        if kept is not None:
            self.list.bar.choose(kept.filter)
            self.list.choose(kept.chosen)
            if kept.deed is not None:
                self._open_form(kept.deed, self.list.chosen(), kept.typed)
        elif had_focus and self.form is None and not self.is_period and self.list.first_box() is not None:
            self.list.table.setFocus()

    def _choose_asked(self, dossier: UUID) -> None:
        self.list.choose(())
        if self.list.go_to(dossier):
            self.list.table.setFocus()
            return
        words = tr("Hồ sơ này chưa sắp đến hạn nên chưa có trong Trễ hạn; thư xin lỗi lập khi sắp trễ hoặc đã trễ hẹn.")
        self.strip.say(Kind.WARN, words, topic="deed")

    # -- the forms --------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Open the form of what is next for the dossiers chosen; a second apology is asked about first."""
        rows = self.list.chosen()
        try:
            self._session.require(Right.RECEIVE)
            deed = deed_for(rows)
        except DeskError as error:
            self.strip.say(Kind.WARN, sentence(error), topic="deed")
            return
        again = apologised_before(rows) if deed is Deed.DRAFT else ()
        if again:
            ask_second(self, again, lambda: self._open_form(Deed.DRAFT, rows))
            return
        self._open_form(deed, rows)

    def _open_form(self, deed: Deed, rows: Sequence[WatchedDossier], typed: Sequence[str] = ()) -> None:
        work = partial(read_matter, self._desk.store)
        self._desk.operations.read(
            self, work, done=lambda matter: self._show_form(deed, rows, matter, typed), slot="form"
        )

    def _show_form(self, deed: Deed, rows: Sequence[WatchedDossier], matter: Matter, typed: Sequence[str]) -> None:
        if self.form is not None or self.is_period or not rows:
            return
        self.strip.solve_all()
        self._deed = deed
        self.form = _FORMS[deed](self._desk, rows, matter, self._stack)
        self.form.left.connect(self._leave_form)
        self.form.main.clicked.connect(self.main_action)
        left = self._left
        if not typed and left is not None and (left.deed, left.dossiers) == (deed, self.form.dossiers):
            typed = left.typed
        self.form.put_back(typed)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        self.tabs.hide()
        self.form.first_box().setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_form(self) -> None:
        form, self.form = self.form, None
        if form is None:
            return
        if self._deed is not None:
            self._left = _Left(self._deed, form.dossiers, form.typed())
        self.strip.solve("deed")
        self.tabs.show()
        self._stack.setCurrentWidget(self.list)
        self.first_box().setFocus()
        self._stack.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _write(self, form: LetterForm) -> None:
        try:
            job = form.ready()
        except DeskError as error:
            self.strip.say(Kind.WARN, sentence(error), topic="deed")
            return
        self._writing = True
        self._desk.operations.write(
            self,
            partial(job.work, self._desk.store, self._session, self._desk.clock()),
            changes=Changes.of(Topic.DOSSIERS, ids=tuple(map(str, form.dossiers))),
            done=lambda warned: self._written(job, warned),
            failed=self._refused,
        )

    def _written(self, job: LetterWork, warned: tuple[Warned, ...]) -> None:
        self._writing = False
        self.list.choose(())
        self._leave_form()
        self._left = None
        self.strip.solve_all()
        kind = Kind.WARN if warned else Kind.GOOD
        self.strip.say(kind, " ".join([job.says, *(say(one.words) for one in warned)]), topic="done")
        if job.prints:
            self.letters.print(job.prints)

    def _refused(self, error: DeskError) -> None:
        self._writing = False
        self.strip.say(Kind.BAD, sentence(error), topic="deed")
        if isinstance(self.form, DraftForm):
            self.form.show_fault(error)

    def _failed(self, _name: str) -> None:
        """Take keys again after an unexpected failure: the window has said so, and nothing was written."""
        self._writing = False

    # -- drafts -----------------------------------------------------------------------------------------------------

    def _correct(self) -> None:
        """Make the chosen drafts anew (Ctrl+E), beginning with what they say."""
        rows = self.list.chosen()
        if self.form is None and not self.is_period and rows and all(row.stage is Stage.DRAFTED for row in rows):
            self._open_form(Deed.DRAFT, rows)

    def _ask_discard(self) -> None:
        rows = tuple(row for row in self.list.chosen() if row.stage is Stage.DRAFTED)
        if not rows:
            return
        dossiers = [row.line.id for row in rows]
        ask_discard(self, len(rows), lambda: self._discard(dossiers))

    def _discard(self, dossiers: Sequence[UUID]) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()

        def work() -> None:
            for dossier in dossiers:
                discard_draft(store, session, dossier, now)

        said = tr("Đã bỏ {n} dự thảo.", n=len(dossiers))
        self._desk.operations.write(
            self,
            work,
            changes=Changes.of(Topic.DOSSIERS, ids=tuple(map(str, dossiers))),
            done=lambda _none: self.strip.say(Kind.GOOD, said, topic="done"),
        )

    # -- papers -----------------------------------------------------------------------------------------------------

    def _ask_scan(self) -> None:
        rows = self.list.chosen()
        if len(rows) == 1:
            self.letters.ask_scan(rows[0].line.id)

    def _print(self) -> None:
        """Show the letters of the chosen ones (Ctrl+P); in the inspector's list print all of its letters."""
        if self.form is not None:
            return
        if self.is_period:
            self.letters.print(self.period.dossiers())
        else:
            self.letters.show([row.line.id for row in self.list.chosen() if row.stage is not Stage.NONE])
