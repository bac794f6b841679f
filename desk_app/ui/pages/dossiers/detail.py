"""One dossier opened: where it is, everything known of it, and only the actions that are legal now."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError
from desk_app.domain.events import Decision
from desk_app.services.accounts import Session
from desk_app.services.dossier_timeline import Line, ToCheck
from desk_app.services.mending import cancel, reverse
from desk_app.services.settling import settle
from desk_app.services.steps import take_step
from desk_app.ui.desk import Desk, ReceptionTarget
from desk_app.ui.keys import Act
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.dossiers.asking import AskPanel, Way
from desk_app.ui.pages.dossiers.facts import PromiseBlock, notes_block, prints_block, section_block
from desk_app.ui.pages.dossiers.head import Action, DetailHead
from desk_app.ui.pages.dossiers.reading import Opened, read_dossier
from desk_app.ui.pages.dossiers.timeline import TimelineBlock, ToCheckBlock
from desk_app.ui.pages.dossiers.words import short_moment
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.question import Answer, QuestionDialog


class DetailPanel(QWidget):
    """Shows one dossier; reads it again when it changes. tell: says a sentence in the page's strip."""

    left = Signal()
    """The way back to the list was asked for."""
    opened = Signal()
    """The dossier stands on the screen."""

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
        self.to_check: ToCheckBlock | None = None
        self.timeline: TimelineBlock | None = None
        self._build()

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
        """Close the panel that asks; return False when none is open."""
        if self.ask is None:
            return False
        self.close_ask()
        self._scroll.setFocus()
        return True

    def first_box(self) -> QWidget:
        """Return what takes the keys: the asking panel, else the content, which scrolls."""
        return self.ask.field if self.ask is not None else self._scroll

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
        if act is Act.WHY:
            self._toggle_why()
        elif act is Act.PRINT and offers.print_form:
            self._preview(offers.print_form)
        elif act is Act.CORRECT and offers.correct:
            self._correct()
        elif act is Act.MAIN and offers.start:
            self._start()
        elif act is not Act.MAIN and offers.why_not is not None:
            self._tell(Kind.WARN, say(offers.why_not))

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.head = DetailHead(self)
        self.head.left.connect(self.left)
        self._ask_place = QVBoxLayout()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Nội dung hồ sơ"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.head)
        outer.addLayout(self._ask_place)
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
        then, self._then = self._then, None
        if then is not None:
            self.act(then)

    def _show(self, opened: Opened) -> None:
        place = self._scroll.verticalScrollBar().value() if self._shown is not None else 0
        why_open = self._why is not None and self._shown is not None and self._why.why.is_open
        self._shown = opened
        self.head.show_dossier(opened.view)
        self._show_actions()
        content = QWidget()
        content.setObjectName("clear")
        columns = QHBoxLayout(content)
        columns.setContentsMargins(2, 2, 8, 2)
        columns.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)
        self._fill_left(left, content, opened)
        self._fill_right(right, content, opened)
        left.addStretch(1)
        right.addStretch(1)
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

    def _fill_left(self, column: QVBoxLayout, content: QWidget, opened: Opened) -> None:
        self.to_check = None
        if opened.view.to_check:
            settles = self._ask_settling if opened.offers.settle else None
            self.to_check = ToCheckBlock(opened.view.to_check, settles, content)
            column.addWidget(self.to_check)
        for section in opened.view.sections:
            column.addWidget(section_block(section, content))

    def _fill_right(self, column: QVBoxLayout, content: QWidget, opened: Opened) -> None:
        view = opened.view
        self._why = None if view.promised is None else PromiseBlock(view.promised, content)
        if self._why is not None:
            column.addWidget(self._why)
        if view.notes:
            column.addWidget(notes_block(view.notes, content))
        self.timeline = TimelineBlock(view.history, opened.offers.undo, self._ask_undoing, content)
        column.addWidget(self.timeline)
        if view.prints:
            column.addWidget(prints_block(view.prints, content))

    def _show_actions(self) -> None:
        """Offer what is legal now; nothing else has a button."""
        if self._shown is None:
            return
        offers = self._shown.offers
        reprint = tr("In lại phiếu") if self._compact else tr("Xem, in lại phiếu")
        wanted = (
            (offers.start, Action("start", tr("Tiếp nhận hồ sơ này"), self._start, Act.MAIN, "accent")),
            (bool(offers.print_form), Action("print", reprint, lambda: self.act(Act.PRINT), Act.PRINT)),
            (offers.label, Action("label", tr("In nhãn"), lambda: self._preview("label"))),
            (offers.label, Action("explanation", tr("Cách tính ngày hẹn"), lambda: self._preview("explanation"))),
            (offers.correct, Action("correct", tr("Sửa hồ sơ"), self._correct, Act.CORRECT)),
            (offers.note, Action("note", tr("Ghi chú"), self._ask_note)),
            (offers.cancel, Action("cancel", tr("Hủy tiếp nhận"), self._ask_cancelling, None, "danger")),
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

    def _preview(self, form: str) -> None:
        if self._wanted is not None:
            self._desk.printing.preview(self, self._wanted, form)

    def _correct(self) -> None:
        if self._wanted is not None:
            self._desk.open(ReceptionTarget(correct=self._wanted))

    def _start(self) -> None:
        if self._wanted is not None:
            self._desk.open(ReceptionTarget(starts_from=self._wanted))

    def _ask_note(self) -> None:
        ways = (Way(tr("Ghi lại"), self._note),)
        self._ask(AskPanel(tr("Ghi chú"), "", tr("Nội dung ghi chú"), ways, self.step_back, self, long=True))

    def _ask_cancelling(self) -> None:
        assert self._shown is not None
        text = tr("Mã hồ sơ không dùng lại; sổ theo dõi vẫn giữ dòng này và gạch bỏ. Thu lại phiếu đã giao công dân.")
        ways = (Way(tr("Hủy tiếp nhận"), self._confirm_cancelling, danger=True),)
        panel = AskPanel(
            tr("Hủy tiếp nhận"), text, tr("Lý do hủy"), ways, self.step_back, self, reasons=self._shown.reasons
        )
        self._ask(panel)

    def _ask_settling(self, thing: ToCheck) -> None:
        assert self._shown is not None
        accept = Way(tr("Công nhận là đã xảy ra"), lambda reason: self._settle(thing, Decision.ACCEPT, reason))
        aside = Way(tr("Không tính việc này"), lambda reason: self._settle(thing, Decision.SET_ASIDE, reason))
        ways = (accept, aside) if thing.acceptable else (aside,)
        self._ask(
            AskPanel(tr("Quyết định việc cần kiểm tra"), say(thing.what), tr("Lý do"), ways, self.step_back, self)
        )

    def _ask_undoing(self, line: Line) -> None:
        assert self._shown is not None
        step = f"{say(line.what)} · {short_moment(line.at)} · {line.who}"
        text = tr("{step}. Hồ sơ trở lại như chưa có bước này; lịch sử vẫn giữ cả bước và lý do hủy.", step=step)
        ways = (Way(tr("Hủy bước này"), lambda reason: self._undo(line, reason), danger=True),)
        panel = AskPanel(
            tr("Hủy bước này"), text, tr("Lý do hủy"), ways, self.step_back, self, reasons=self._shown.reasons
        )
        self._ask(panel)

    def _ask(self, panel: AskPanel) -> None:
        self.close_ask()
        self.ask = panel
        self._ask_place.addWidget(panel)
        panel.show()
        panel.field.setFocus()

    def close_ask(self) -> None:
        """Put the asking panel away; what was typed in it goes with it."""
        if self.ask is not None:
            self._ask_place.removeWidget(self.ask)
            self.ask.hide()
            self.ask.deleteLater()
            self.ask = None

    def _note(self, text: str) -> None:
        dossier, fields = self._wanted, {"text": text}
        store, session, now = self._desk.store, self._session, self._desk.clock()
        if dossier is not None:
            self._write(dossier, lambda: take_step(store, session, dossier, "Noted", fields, now), tr("Đã ghi chú."))

    def _settle(self, thing: ToCheck, decision: Decision, reason: str) -> None:
        dossier, store, session, now = self._wanted, self._desk.store, self._session, self._desk.clock()
        if dossier is not None:
            self._write(
                dossier,
                lambda: settle(store, session, dossier, thing.event_id, decision, reason, now),
                tr("Đã ghi quyết định của trưởng bộ phận."),
            )

    def _undo(self, line: Line, reason: str) -> None:
        dossier, store, session, now = self._wanted, self._desk.store, self._session, self._desk.clock()
        if dossier is not None:
            words = tr("Đã hủy bước “{step}”.", step=say(line.what))
            self._write(dossier, lambda: reverse(store, session, dossier, line.event_id, reason, now), words)

    def _confirm_cancelling(self, reason: str) -> None:
        assert self._shown is not None
        view = self._shown.view
        answers = (Answer("keep", tr("&Không hủy")), Answer("cancel", tr("Hủ&y tiếp nhận"), danger=True))
        QuestionDialog.ask(
            self,
            tr("Hủy tiếp nhận hồ sơ {code}?", code=view.code),
            tr("Lý do: {reason}. Không lấy lại được; muốn nhận lại phải tiếp nhận hồ sơ mới.", reason=reason),
            answers,
            lambda answer: self._cancel(view.id, view.code, reason) if answer == "cancel" else None,
            icon_name="cancel",
        )

    def _cancel(self, dossier: UUID, code: str, reason: str) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        words = tr("Đã hủy tiếp nhận hồ sơ {code}.", code=code)
        self._write(dossier, lambda: cancel(store, session, dossier, reason, now), words)

    def _write(self, dossier: UUID, work: Callable[[], object], words: str) -> None:
        def done(_result: object) -> None:
            self.close_ask()
            self._scroll.setFocus()
            self._tell(Kind.GOOD, words)

        changes = Changes.of(Topic.DOSSIERS, Topic.PRINTS, ids=(str(dossier),))
        self._desk.operations.write(self, work, changes=changes, done=done)
