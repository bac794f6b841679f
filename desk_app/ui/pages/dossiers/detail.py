"""One dossier opened: where it is, everything known of it, and only the actions that are legal now."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError
from desk_app.domain.events import Apologised, Returned
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.later_steps import StepGround, last_move, step_ground
from desk_app.services.session_papers import SESSION_PAPERS
from desk_app.ui.desk import Desk, LateTarget, ReceptionTarget, ReturnTarget
from desk_app.ui.keys import Act
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.dossiers.ask_area import AskArea
from desk_app.ui.pages.dossiers.asking import AskPanel
from desk_app.ui.pages.dossiers.choices import Choice, ChoiceList
from desk_app.ui.pages.dossiers.content import DossierContent
from desk_app.ui.pages.dossiers.facts import PromiseBlock
from desk_app.ui.pages.dossiers.head import Action, DetailHead
from desk_app.ui.pages.dossiers.mends import Mends, OwingWork, Work
from desk_app.ui.pages.dossiers.reading import Opened, read_dossier
from desk_app.ui.pages.dossiers.step_form import StepDeed
from desk_app.ui.pages.dossiers.step_panel import StepPanel
from desk_app.ui.pages.dossiers.timeline import TimelineBlock, ToCheckBlock
from desk_app.ui.pages.dossiers.words import due_words
from desk_app.ui.preview import FORM_TITLES
from desk_app.ui.translation import say, sentence, tr

_LEAST_CONTENT = 24
"""px left of the dossier under a panel that asks."""


class DetailPanel(QWidget):
    """Shows one dossier; reads it again when it changes. tell: says a sentence in the page's strip."""

    left = Signal()
    """The way back to the list was asked for."""
    opened = Signal()
    """The dossier stands on the screen."""
    files_asked = Signal(object)
    """The UUID of the dossier whose scanned files are to be looked at."""

    def __init__(
        self, desk: Desk, session: Session, tell: Callable[[Kind, str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session, self._tell = desk, session, tell
        self._compact = False
        self._wanted: UUID | None = None
        self._then: Act | None = None
        self._shown: Opened | None = None
        self._why: PromiseBlock | None = None
        self.ask: AskPanel | None = None
        self.choices: ChoiceList | None = None
        self.step: StepPanel | None = None
        self._writing = self._from_list = self._steps_wait = False
        self._mends = Mends(self, self)
        self.to_check: ToCheckBlock | None = None
        self.timeline: TimelineBlock | None = None
        self._build()
        desk.operations.bug.connect(self._failed)

    # -- what the page calls ----------------------------------------------------------------------------------------

    @property
    def dossier(self) -> UUID | None:
        """Return the dossier that is open, or being opened."""
        return self._wanted

    @property
    def shown(self) -> Opened | None:
        """Return what stands on the screen."""
        return self._shown

    def open(self, dossier: UUID, then: Act | None = None) -> None:
        """Read and show a dossier. then: an action to take once it is there."""
        if dossier != self._wanted:
            self.close_ask()
            self._shown = None
            self.head.setVisible(False)
            self._scroll.setWidget(QWidget())
        self._wanted, self._then = dossier, then
        self._read(dossier)

    def reload(self) -> None:
        """Read the open dossier again."""
        if self._wanted is not None:
            self._read(self._wanted)

    def leave(self) -> None:
        """Forget the dossier."""
        self.close_ask()
        self._wanted, self._shown = None, None

    def step_back(self) -> bool:
        """Close the panel that asks; return False when none is open. A step goes back to the list it came from."""
        if self._asking is None or self._writing:
            return self._writing
        if self.step is not None and self._from_list:
            self.ask_step()
            return True
        self.close_ask()
        self._scroll.setFocus()
        return True

    def first_box(self) -> QWidget:
        """Return what takes the keys: the asking panel, else the content, which scrolls."""
        return self._asking.field if self._asking is not None else self._scroll

    def set_compact(self, compact: bool) -> None:
        """Use shorter words on the buttons, or the full ones."""
        self._compact = compact
        self._show_actions()

    def show_again(self) -> None:
        """Lay out what is shown anew, for another text size."""
        if self._shown is not None:
            self._show(self._shown)

    def act(self, act: Act) -> None:
        """Do what a key asks for, or say why not."""
        if self._shown is None:
            return
        offers = self._shown.offers
        if act is Act.MAIN and self._asking is not None:
            if self.step is not None and not self._writing:
                self.step.write()
        elif act is Act.WHY:
            self._toggle_why()
        elif act is Act.PRINT and offers.print_form:
            self._preview(offers.print_form)
        elif act is Act.CORRECT and offers.correct:
            self._correct()
        elif act is Act.MAIN and offers.start:
            self._start()
        elif act is not Act.MAIN and offers.why_not is not None:
            self._tell(Kind.WARN, say(offers.why_not))

    def _failed(self, _name: str) -> None:
        """Take keys again after an unexpected failure: the window has said so, and nothing was written."""
        self._writing = False

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.head = DetailHead(self)
        self.head.left.connect(self.left)
        self._ask_place = AskArea(self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Nội dung hồ sơ"))
        self._scroll.setMinimumHeight(_LEAST_CONTENT)
        # What asks comes first: the dossier takes what is left.
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.head)
        outer.addWidget(self._ask_place)
        outer.addWidget(self._scroll, 1)
        self.head.hide()

    def _read(self, dossier: UUID) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.read(
            self,
            lambda: read_dossier(store, session, dossier, now),
            done=self._arrived,
            failed=self._missing,
            slot="dossier",
        )

    def _missing(self, error: DeskError) -> None:
        self.left.emit()
        self._tell(Kind.WARN, sentence(error))

    def _arrived(self, opened: Opened) -> None:
        if opened.view.id != self._wanted:
            return
        fresh = self._shown is None
        if self._shown != opened:
            self._show(opened)
        if fresh:
            self._scroll.setFocus()
            self.opened.emit()
        if self._steps_wait:
            self._steps_wait = False
            self.ask_step()
        then, self._then = self._then, None
        if then is not None:
            self.act(then)

    def _show(self, opened: Opened) -> None:
        place = self._scroll.verticalScrollBar().value() if self._shown is not None else 0
        why_open = self._why is not None and self._shown is not None and self._why.why.is_open
        self._shown = opened
        self.head.show_dossier(opened.view)
        self._show_actions()
        content = DossierContent(opened, self._mends)
        self._why, self.to_check, self.timeline = content.why, content.to_check, content.timeline
        if self._why is not None:
            self._why.why.set_open(why_open)
        had_focus = self._scroll.hasFocus() or self._scroll.isAncestorOf(self.focusWidget() or self)
        self._scroll.setWidget(content)
        content.show()
        self.head.show()
        if place:
            layout = content.layout()
            if layout is not None:
                layout.activate()
            self._scroll.verticalScrollBar().setValue(place)
        if had_focus:
            self._scroll.setFocus()

    def _show_actions(self) -> None:
        """Offer what is legal now; nothing else has a button."""
        if self._shown is None:
            return
        offers = self._shown.offers
        reprint = tr("In lại phiếu") if self._compact else tr("Xem, in lại phiếu")
        wanted = (
            (offers.start, Action("start", tr("Tiếp nhận hồ sơ này"), self._start, Act.MAIN, "accent")),
            (bool(offers.print_form), Action("print", reprint, lambda: self.act(Act.PRINT), Act.PRINT)),
            (len(offers.papers) > 1, Action("papers", tr("&Giấy tờ để in…"), self._ask_paper)),
            (offers.files > 0, Action("files", tr("&Tệp quét ({n})", n=offers.files), self._ask_files)),
            (bool(offers.steps), Action("steps", tr("&Bước khác…"), self.ask_step)),
            (offers.correct, Action("correct", tr("Sửa hồ sơ"), self._correct, Act.CORRECT)),
            (offers.note, Action("note", tr("Ghi chú"), self._mends.ask_note)),
            (offers.cancel, Action("cancel", tr("Hủy tiếp nhận"), self._mends.ask_cancelling, None, "danger")),
            (offers.erase, Action("erase", tr("Xóa dữ liệu cá nhân"), self._mends.ask_erasing, None, "danger")),
        )
        self.head.offer([action for offered, action in wanted if offered], offers.why_not, self.width())

    # -- actions ----------------------------------------------------------------------------------------------------

    def _toggle_why(self) -> None:
        if self._why is None:
            self._tell(Kind.INFO, tr("Hồ sơ này không có ngày hẹn để giải thích."))
            return
        self._why.why.set_open(not self._why.why.is_open)
        content = self._scroll.widget()
        layout = content.layout() if content is not None else None
        if layout is not None:
            layout.activate()
        self._scroll.ensureWidgetVisible(self._why.why)

    def _ask_files(self) -> None:
        self.files_asked.emit(self._wanted)

    def _preview(self, form: str) -> None:
        together = None if self._shown is None else self._shown.offers.session
        if form in SESSION_PAPERS and together is not None:
            self._desk.printing.preview_session(self, together, form)
        elif self._wanted is not None:
            self._desk.printing.preview(self, self._wanted, form)

    def _correct(self) -> None:
        if self._wanted is not None:
            self._desk.open(ReceptionTarget(correct=self._wanted))

    def _start(self) -> None:
        if self._wanted is not None:
            self._desk.open(ReceptionTarget(starts_from=self._wanted))

    def _ask_paper(self) -> None:
        """Show the dossier's papers to choose from; the chosen one is shown, to be printed."""
        if self._shown is None:
            return
        papers = self._shown.offers.papers
        choices = [Choice(number, form, tr(FORM_TITLES[form])) for number, form in enumerate(papers, 1)]
        self._put_choices(tr("Giấy tờ để in"), choices, self._preview)

    # -- what is asked before something is written -----------------------------------------------------------------

    @property
    def _asking(self) -> AskPanel | ChoiceList | StepPanel | None:
        return self.ask or self.choices or self.step

    def put_ask(self, panel: AskPanel) -> None:
        """Show a panel that asks for a reason or a remark."""
        self.close_ask()
        self.ask = panel
        self._stand(panel)

    def ask_step_when_there(self) -> None:
        """Show the list of steps as soon as the dossier is read."""
        self._steps_wait = True

    def ask_step(self) -> None:
        """Show every later step: what is legal to choose, the others with why not."""
        if self._shown is None or not self._shown.offers.steps:
            return
        offers = self._shown.offers.steps
        choices = [
            Choice(offer.number, offer.kind, say(offer.words), "" if offer.refusal is None else sentence(offer.refusal))
            for offer in offers
        ]
        self._put_choices(tr("Bước khác"), choices, self._choose_step)

    def _put_choices(self, title: str, choices: list[Choice], choose: Callable[[str], object]) -> None:
        self.close_ask()
        self.choices = ChoiceList(title, choices, choose, self.step_back, self.width() - 48, self._ask_place.viewport())
        self._stand(self.choices)

    def _choose_step(self, kind: str) -> None:
        assert self._wanted is not None
        if kind == Returned.KIND:
            self._desk.open(ReturnTarget(self._wanted))
        elif kind == Apologised.KIND:
            self._desk.open(LateTarget(self._wanted))
        else:
            self.begin_step(kind)

    def begin_step(self, kind: str) -> None:
        """Show the panel of one step, once it is known what it needs."""
        dossier, store, now = self._wanted, self._desk.store, self._desk.clock()
        if dossier is None:
            return
        self._from_list = self.choices is not None
        self._desk.operations.read(
            self,
            lambda: step_ground(store, dossier, kind, now),
            done=lambda ground: self._put_step(kind, ground),
            failed=lambda error: self._tell(Kind.WARN, sentence(error)),
            slot="step",
        )

    def _put_step(self, kind: str, ground: StepGround) -> None:
        if ground.dossier.id != self._wanted:
            return
        self.close_ask()
        self.step = StepPanel(kind, ground, self._do_step, self.step_back, self._desk.clock, self._ask_place.viewport())
        self._stand(self.step)

    def _stand(self, panel: AskPanel | ChoiceList | StepPanel) -> None:
        self._ask_place.put(panel)
        panel.field.setFocus(Qt.FocusReason.TabFocusReason)

    def close_ask(self) -> None:
        """Put the asking panel away; what was typed in it goes with it."""
        self.ask = self.choices = self.step = None
        self._ask_place.clear()

    # -- writing ----------------------------------------------------------------------------------------------------

    def write(self, work: Work, words: str) -> None:
        """Write, close the panel and say so; what went wrong is said in the page."""
        self._write(work, lambda _result: self._tell(Kind.GOOD, words), None)

    def write_and_print(self, work: OwingWork, words: str) -> None:
        """Write, print at once the papers that are owed by it, and say so."""
        dossier = self._wanted
        assert dossier is not None, "written over no dossier"
        owed: list[str] = []

        def done(_result: object) -> None:
            for form in owed:
                self._desk.printing.print_paper(dossier, form)
            self._tell(Kind.GOOD, f"{words} {tr('Đang in phiếu cập nhật.')}" if owed else words)

        self._write(lambda store, session, now: owed.extend(work(store, session, now)), done, None)

    def _do_step(self, deed: StepDeed, at: datetime | None) -> None:
        dossier = self._wanted
        if dossier is None:
            return

        def done(result: object) -> None:
            for form in deed.prints:
                self._desk.printing.print_paper(dossier, form)
            self._tell(Kind.GOOD, " ".join(part for part in (deed.says, _moved(result)) if part))

        def work(into: Store, session: Session, now: datetime) -> object:
            deed.work(into, session, now, at)
            return last_move(into, dossier) if deed.moves else None

        self._write(work, done, self.step.show_error if self.step is not None else None)

    def _write(
        self, work: Work, then: Callable[[object], object], refused: Callable[[DeskError], object] | None
    ) -> None:
        if self._wanted is None or self._writing:
            return
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._writing = True

        def done(result: object) -> None:
            self._writing = False
            self.close_ask()
            self._scroll.setFocus()
            then(result)

        def failed(error: DeskError) -> None:
            self._writing = False
            if refused is not None:
                refused(error)
            else:
                self._tell(Kind.BAD, sentence(error))

        changes = Changes.of(Topic.DOSSIERS, Topic.PRINTS, ids=(str(self._wanted),))
        self._desk.operations.write(self, lambda: work(store, session, now), changes=changes, done=done, failed=failed)


def _moved(result: object) -> str:
    """Return the appointment before and after, where a step moved it."""
    if not isinstance(result, tuple):
        return ""
    old, new = result
    return tr(
        "Hẹn trả mới: {new} (trước đó {old}). Đang in phiếu hẹn cập nhật.", new=due_words(new), old=due_words(old)
    )
