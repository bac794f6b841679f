"""The page Trả kết quả (F4): scan, read what the dossier waits for, F9 does it, and the page is empty again."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.card import CardReading
from desk_app.domain.codes import Scan, ScanKind, parse_dossier_code
from desk_app.domain.errors import DeskError
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.dossier_standing import STATE_NAMES
from desk_app.ui.desk import Desk, DossierTarget, ReturnTarget, Target
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import RETURN, Page
from desk_app.ui.pages.returning.opened import Deed, OpenedPanel
from desk_app.ui.pages.returning.reading import (
    Opened,
    Waiting,
    dossier_of_code,
    look_for,
    lying_since,
    read_opened,
    read_waiting,
)
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    typed: str
    opened: UUID | None
    by_slip: bool


class ReturningPage(Page):
    """Gives results back. A slip opens its dossier, a card its owner's or compares; F9 is the dossier's one action."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, desk.session
        self._writing = False
        self._waiting = Waiting()
        self.panel: OpenedPanel | None = None
        self._build()
        desk.operations.changed.connect(self._changed)
        desk.operations.bug.connect(self._failed)

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(RETURN)

    @override
    def first_box(self) -> QWidget:
        return self.box

    @override
    def main_action(self) -> None:
        if self.panel is None or self._writing:
            return
        self.strip.solve("deed")
        try:
            deed = self.panel.deed()
        except DeskError as error:
            self.strip.say(Kind.WARN, sentence(error), topic="deed")
            self.panel.show_focus()
            return
        if deed is None:
            view = self.panel.view
            words = " ".join(say(part) for part in (view.first_line, view.detail) if part is not None)
            self.strip.say(Kind.WARN, words, topic="deed")
            return
        self._do(deed)

    @override
    def on_scan(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or self._writing:
            return isinstance(scan, Scan)
        # What the scanner typed into the box is not looked for: the scan itself says what is wanted.
        self.box.clear()
        if scan.kind is ScanKind.CARD and scan.card is not None:
            self._take_card(scan.card)
            return True
        if scan.code is not None:
            self._open_code(scan.code.text)
            return True
        return False

    @override
    def on_shown(self) -> None:
        self._read_waiting()
        self._reread()

    @override
    def refresh(self) -> None:
        self.on_shown()

    @override
    def step_back(self) -> bool:
        if self.box.close_list():
            return True
        if self.panel is None or self._writing or not self.box.edit.hasFocus():
            return False
        self._empty()
        return True

    @override
    def keep(self) -> object | None:
        opened = self.panel.view.dossier.id if self.panel is not None else None
        return _Kept(self.box.text(), opened, self.panel is not None and self.panel.by_slip)

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self.box.set_text(kept.typed)
            if kept.opened is not None:
                self._open(kept.opened, by_slip=kept.by_slip)

    def open_target(self, target: Target) -> None:
        """Open a dossier that another page asks for; its citizen has shown no slip yet."""
        if isinstance(target, ReturnTarget) and not self._writing:
            self._open(target.dossier, by_slip=False)

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.box = SuggestBox(
            self.body,
            placeholder=tr("Quét phiếu, thẻ căn cước hoặc gõ mã, tên, số điện thoại"),
            empty_words=tr("Không thấy hồ sơ phù hợp"),
        )
        self.box.query_changed.connect(self._look)
        self.box.chosen.connect(self._chosen)
        self.box.entered.connect(self._entered)
        self.today = PlainButton("", self.body, kind="quiet", icon_name="today")
        self.uncollected = PlainButton("", self.body, kind="quiet", icon_name="inventory_2")
        self.today.clicked.connect(lambda: self._list(self._waiting.today, self._waiting.today_count))
        self.uncollected.clicked.connect(lambda: self._list(self._waiting.uncollected, self._waiting.uncollected_count))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.box, 1)
        top.addWidget(self.today)
        top.addWidget(self.uncollected)
        self._stack = PanelStack(self.body)
        self._none = EmptyState(
            "assignment_turned_in",
            tr("Quét phiếu hẹn của người đến nhận"),
            tr("Hoặc quét thẻ căn cước, gõ mã, tên, 4 số cuối điện thoại. Số ở góc phải mở danh sách đang chờ."),
            self._stack,
        )
        self._stack.addWidget(self._none)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self._show_waiting(self._waiting)

    def _show(self, opened: Opened, *, by_slip: bool) -> None:
        old = self.panel
        self.panel = OpenedPanel(opened, self.main_action, self._do, self._stack, by_slip=by_slip)
        target = DossierTarget(opened.view.dossier.id, steps=True)
        self.panel.facts.show_dossier.clicked.connect(lambda: self._desk.open(target))
        self._stack.addWidget(self.panel)
        self._stack.setCurrentWidget(self.panel)
        self._drop(old)
        self.box.clear()
        self.box.setFocus()

    def _empty(self) -> None:
        """Be ready for the next citizen."""
        old, self.panel = self.panel, None
        self._stack.setCurrentWidget(self._none)
        self.box.clear()
        self.box.setFocus()
        self._drop(old)

    def _drop(self, old: OpenedPanel | None) -> None:
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            # Not now: a signal of one of its buttons may be what led here.
            QTimer.singleShot(0, old, old.deleteLater)

    # -- finding ----------------------------------------------------------------------------------------------------

    def _look(self, typed: str) -> None:
        if not typed.strip():
            if self.box.edit.hasFocus():
                self._list((*self._waiting.today, *self._waiting.uncollected))
            return
        store = self._desk.store
        self._desk.operations.read(
            self, partial(look_for, store, typed), done=lambda lines: self._offer(lines, typed), slot="look"
        )

    def _offer(self, lines: tuple[DossierLine, ...], typed: str) -> None:
        self.box.show_suggestions([_suggested(line) for line in lines], typed)

    def _list(self, lines: tuple[DossierLine, ...], count: int = 0) -> None:
        """Let a list of who is waited for drop below the box. count: how many there are, where it may be cut."""
        if count > len(lines):
            words = tr(
                "Danh sách hiện {shown} hồ sơ đầu trong {n}. Gõ mã, tên hoặc số điện thoại để tìm hồ sơ khác.",
                shown=len(lines),
                n=count,
            )
            self.strip.say(Kind.INFO, words, topic="found")
        self.box.clear()
        self.box.setFocus()
        self.box.show_suggestions([_suggested(line) for line in lines], "")

    def _chosen(self, key: object) -> None:
        if isinstance(key, UUID):
            self._open(key, by_slip=False)

    def _entered(self, typed: str) -> None:
        code = parse_dossier_code(typed)
        if code is not None:
            self._open_code(code.text)

    def _open_code(self, code: str) -> None:
        work = partial(dossier_of_code, self._desk.store, code)
        self._desk.operations.read(
            self, work, done=lambda found: self._open(found, by_slip=True), failed=self._not_found, slot="open"
        )

    def _take_card(self, card: CardReading) -> None:
        """Compare a card with the dossier on the page; on an empty page find what its owner waits for."""
        if self.panel is not None and self.panel.take_card(card):
            self.strip.solve("deed")
            return
        work = partial(look_for, self._desk.store, card.number)
        self._desk.operations.read(self, work, done=partial(self._found_of_card, card), slot="open")

    def _found_of_card(self, card: CardReading, lines: tuple[DossierLine, ...]) -> None:
        ready = [line for line in lines if line.state is State.RESULT_READY]
        waiting = ready or [line for line in lines if line.open]
        if not lines:
            words = tr("{name} chưa có hồ sơ nào trên máy này. Quét phiếu hẹn, hoặc gõ mã hồ sơ.", name=card.name)
            self.strip.say(Kind.WARN, words, topic="found")
            return
        if len(ready) == 1 or len(waiting) == 1:
            self._open(waiting[0].id, by_slip=False, card=card)
            return
        self._empty()
        self.box.show_suggestions([_suggested(line) for line in lines], "")

    def _open(self, dossier: UUID, *, by_slip: bool, card: CardReading | None = None) -> None:
        work = partial(read_opened, self._desk.store, dossier, self._desk.clock())

        def show(opened: Opened) -> None:
            self.strip.solve_all()
            self._show(opened, by_slip=by_slip)
            if card is not None and self.panel is not None:
                self.panel.take_card(card)

        self._desk.operations.read(self, work, done=show, failed=self._not_found, slot="open")

    def _not_found(self, error: DeskError) -> None:
        self._empty()
        self.strip.say(Kind.WARN, sentence(error), topic="found")

    # -- writing ----------------------------------------------------------------------------------------------------

    def _do(self, deed: Deed) -> None:
        if self._writing:
            return
        self._writing = True
        work = partial(deed.work, self._desk.store, self._session, self._desk.clock())
        self._desk.operations.write(
            self,
            work,
            changes=Changes.of(Topic.DOSSIERS),
            done=lambda _done: self._done(deed),
            failed=self._refused,
        )

    def _done(self, deed: Deed) -> None:
        self._writing = False
        for dossier, form in deed.prints:
            self._desk.printing.print_paper(dossier, form)
        self._empty()
        self.strip.solve_all()
        self.strip.say(Kind.GOOD, deed.says, topic="done")

    def _refused(self, error: DeskError) -> None:
        self._writing = False
        self.strip.say(Kind.BAD, sentence(error), topic="deed")
        if self.panel is not None:
            self.panel.show_focus()
        self._reread()

    def _failed(self, _name: str) -> None:
        """Take keys again after an unexpected failure: the window has said so, and nothing was written."""
        self._writing = False

    # -- who is waited for ------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.DOSSIERS) and self.isVisible():
            self.on_shown()

    def _read_waiting(self) -> None:
        work = partial(read_waiting, self._desk.store, self._desk.clock())
        self._desk.operations.read(self, work, done=self._show_waiting, slot="waiting", slow=True)

    def _show_waiting(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self.today.setText(tr("Chờ trả hôm nay {n}", n=waiting.today_count))
        self.uncollected.setText(tr("Chưa đến nhận {n}", n=waiting.uncollected_count))
        self.today.setEnabled(bool(waiting.today))
        self.uncollected.setEnabled(bool(waiting.uncollected))

    def _reread(self) -> None:
        """Read the dossier on the page again; what was typed stays while the dossier is the same."""
        if self.panel is None or self._writing:
            return
        panel = self.panel
        work = partial(read_opened, self._desk.store, panel.view.dossier.id, self._desk.clock())

        def show(opened: Opened) -> None:
            if self.panel is panel and opened.view.dossier != panel.view.dossier:
                self._show(opened, by_slip=panel.by_slip)

        self._desk.operations.read(self, work, done=show, slot="reread")


def _suggested(line: DossierLine) -> Suggestion:
    """Return a line of the list: code and owner; state, what it is about, and since when the result lies here."""
    state = "voided" if line.voided else STATE_NAMES[line.state]
    since = lying_since(line) if line.state is State.RESULT_READY else ""
    parts = (
        tr(STATES[state][0]),
        tr("từ {day}", day=since) if since else "",
        line.summary or line.procedure_name,
    )
    return Suggestion(line.id, f"{line.owner_name} · {line.code}", " · ".join(part for part in parts if part))
