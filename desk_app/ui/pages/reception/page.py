"""The page Tiếp nhận: four blocks, the slip at the side, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desk_app.domain.codes import Scan, ScanKind
from desk_app.services.parked import ParkedPage
from desk_app.services.reception_lookups import ChosenProcedure, PersonMatters, Shelves, shelves
from desk_app.ui.desk import Desk, PrintState, ReceptionTarget, Target
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.reception.body import ReceptionBody
from desk_app.ui.pages.reception.caret import point_at
from desk_app.ui.pages.reception.checks import Missing, Place, missing
from desk_app.ui.pages.reception.choosing import Choosing
from desk_app.ui.pages.reception.commands import (
    Outlook,
    asks_per_case,
    authenticated_rows,
    fee_total,
    outlook,
    unticked,
)
from desk_app.ui.pages.reception.form_state import FeeState, FormState, from_json, to_json
from desk_app.ui.pages.reception.help import explain_fields, help_of
from desk_app.ui.pages.reception.keeping import Keeper
from desk_app.ui.pages.reception.lot import Lots
from desk_app.ui.pages.reception.outlook_words import side_facts
from desk_app.ui.pages.reception.previous import Previous
from desk_app.ui.pages.reception.reads import Reads
from desk_app.ui.pages.reception.saving import Registrar
from desk_app.ui.pages.reception.slips import TOPIC, Slips
from desk_app.ui.pages.reception.submitting import Submitting
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.pages.reception.tasks import Tasks
from desk_app.ui.pages.reception.undo import Undo
from desk_app.ui.pages.reception.whole_page import WholePage
from desk_app.ui.pages.reception.wiring import bind_keys, connect
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.services.accounts import Session


class ReceptionPage(ReceptionBody):
    """One clerk's reception page. ``state`` is what stands on it; the blocks show it and read it back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.session: Session = desk.session
        self.state = FormState()
        self.chosen: ChosenProcedure | None = None
        self.rows = Shelves()
        self.matters = PersonMatters()
        self.outlook = Outlook()
        self.previous: Previous | None = None
        self.last: FormState | None = None
        self.back_entry: UUID | None = None
        self._showing = False
        self._reading = ("", "")
        self.parked: tuple[ParkedPage, ...] = ()
        self.registrar = Registrar(self)
        self.reads = Reads(self)
        self.choosing = Choosing(self)
        self.submitting = Submitting(self)
        self.whole = WholePage(self)
        self.tasks = Tasks(self)
        self.slips = Slips(self)
        self.lots = Lots(self)
        self.undo = Undo(self)
        self.keeper = Keeper(desk, self.session, self.gather, self.whole.restore, self._show_parked, self)
        connect(self)
        bind_keys(self)
        explain_fields(self)
        self.show_state(FormState())
        self.keeper.open()
        self.tasks.read_recent()
        self.tasks.read_office()

    # -- what the window asks ---------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr("Tiếp nhận")

    @override
    def first_box(self) -> QWidget | None:
        if not self.state.procedure:
            return self.procedure.search.edit
        return self.person.search.edit if self.state.submitter is None else self.person.phone.edit

    @override
    def main_action(self) -> None:
        self.gather()
        if not self.reads.wait(self.main_action):
            self.registrar.main()

    @override
    def on_scan(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or scan.kind is not ScanKind.CARD or scan.card is None:
            return False
        self.submitting.take_card(scan.card)
        return True

    @override
    def step_back(self) -> bool:
        lists = (self.procedure, self.person, self.owners, self.authentication, self.more, self.parked_row)
        closed = [block.close_list() for block in lists]
        if any(closed):
            return True
        if not self.more.isHidden():
            self.fees.more.setChecked(False)
            return True
        if not self.owners.isHidden():
            self.show_owners(False)
            return True
        if self.side.close_why():
            return True
        if self.compact and self.side.isVisible():
            self.side.hide()
            return True
        if self.task_bar.task is not Task.RECEIVE:
            self.tasks.end_task()
            return True
        return False

    @override
    def help(self) -> None:
        focus = QApplication.focusWidget()
        self.open_side()
        self.open_reading(*help_of(self, focus))

    @override
    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self.refresh_side()

    @override
    def keep(self) -> object | None:
        return None if self.gather().is_empty else to_json(self.state)

    @override
    def take_back(self, kept: object) -> None:
        state = from_json(kept)
        if state is not None:
            self.whole.restore(state)

    @override
    def on_shown(self) -> None:
        self.keeper.list()
        self.tasks.read_office()
        self.refresh_side()

    def open_target(self, target: Target) -> None:
        """Begin or mend a reception somebody asked for on another page."""
        if isinstance(target, ReceptionTarget):
            self.whole.open_target(target)

    # -- the state --------------------------------------------------------------------------------------------------

    def gather(self) -> FormState:
        """Read every block into the state and return it."""
        state = self.owners.read_into(self.person.read_into(self.state))
        state = self.fees.read_into(self.more.read_into(state))
        if self.chosen is not None:
            state = self.procedure.read_into(state)
            if self.chosen.ground.layer.authentication:
                state = self.authentication.read_into(state)
            elif not self.choosing.case_is_open():
                state = self.papers.read_into(state)
        self.state = state.model_copy(
            update={"due_on": self.side.due_on.text(), "due_reason": self.side.due_reason.text()}
        )
        if self.task_bar.task is Task.SUPPLEMENT:
            self.state = self.state.model_copy(update={"missing_lines": self.task_bar.typed_lines()})
        return self.state

    def show_state(self, state: FormState) -> None:
        """Show a state in every block; what it needs of the procedure must have been read."""
        self._showing = True
        self.state = state
        self.procedure.show_state(state, self.chosen)
        self.person.show_state(state)
        self.owners.show_state(state)
        if not state.other_owner:
            self.owners.hide()
        self.fees.show_state(state)
        self.more.show_state(state)
        self.side.show_due(state.due_on, state.due_reason)
        self.show_papers()
        self._showing = False
        self.refresh_side()

    def show_papers(self) -> None:
        """Show the papers of the case chosen, or the authentication block in their place."""
        chosen, state = self.chosen, self.state
        self.rows = shelves(chosen.ground, state.case) if chosen and not self.choosing.case_is_open() else Shelves()
        self.papers.show_papers(state, self.rows)
        if chosen is not None and not self.choosing.case_is_open():
            self.papers.show_bare()
        self.authentication.show_state(state)
        self.is_authentication = chosen is not None and chosen.ground.layer.authentication
        self.arrange()
        self.set_stops()

    def refresh_side(self) -> None:
        """Work out the promise, the fee and what is still wanted, and show them."""
        now = self.desk.clock()
        self.outlook = outlook(self.state, self.chosen, now) if self.chosen else Outlook()
        self._show_amounts()
        wanted = self.missing() if self.task_bar.task in (Task.RECEIVE, Task.CORRECT) else ()
        facts = side_facts(
            self.state, self.chosen, self.outlook, wanted, self.task_bar.task, self._reading, self.tasks.recent_words
        )
        self.side.show_facts(facts)
        # The date of what is being typed never leaves the screen, also where one line is all there is.
        self.bar.show_facts(facts, self.previous if self.chosen is None else None)
        self.side.show_previous(self.previous)
        self.tasks.show_words()

    def missing(self) -> tuple[Missing, ...]:
        """Return what still stands between the page and F9."""
        return missing(self.state, self.chosen, self.rows, self.outlook)

    def after_deed(
        self,
        previous: Previous,
        said: str,
        state: FormState,
        *,
        last: FormState,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Empty the page for the next citizen and say what was done. action, act: one thing offered with it."""
        self.previous, self.last = previous, last
        self.whole.begin(state)
        self.strip.solve_all(but=TOPIC)
        self.strip.say(Kind.GOOD, said, topic="received", action=action, act=act)
        self.keeper.list()
        self.tasks.read_recent()
        self.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    def cancelled(self, previous: Previous) -> None:
        """Say that a reception was cancelled; what is typed stays."""
        self.previous = None
        self.tasks.end_task()
        self.strip.say(Kind.GOOD, tr("Đã hủy tiếp nhận {code}. Mã không dùng lại.", code=previous.code), topic="done")

    def waive_papers(self) -> None:
        """Register although required papers are not ticked: a person said so."""
        self.undo.note_choice(self.gather())
        self.state = self.state.model_copy(update={"papers_waived": True})
        self.strip.solve("missing")
        self.refresh_side()
        self.side.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def unit_question(self) -> str:
        """Return message 7 for the limit that lacks its unit."""
        rows = self.chosen.variants(self.state.channel, self.state.case) if self.chosen else ()
        row = rows[min(self.state.variant or 0, len(rows) - 1)] if rows else None
        number = (row.limit.text or f"{row.limit.amount:f}") if row and row.limit.amount is not None else ""
        return tr(
            "Thủ tục công bố thời hạn “{number}” nhưng không ghi đơn vị. Chọn đơn vị cho hồ sơ này; trưởng bộ phận sẽ "
            "xác nhận cho các hồ sơ sau.",
            number=number,
        )

    def first_free_box(self) -> QWidget:
        """Return the first box that still wants something of the next dossier."""
        if not self.state.procedure:
            return self.procedure.search.edit
        question = self.procedure.question()
        if question is not None:
            return question
        if self.state.submitter is None:
            return self.person.search.edit
        if not self.person.phone.text():
            return self.person.phone.edit
        if self.chosen is not None and self.chosen.ground.layer.authentication:
            return self.authentication.first_box()
        return self.person.summary.edit

    def point_at(self, place: Place) -> None:
        """Put the caret where something is missing and mark the field."""
        point_at(self, place)

    def open_reading(self, head: str, text: str) -> None:
        """Show a text in the side's fixed place."""
        self.set_reading(head, text)
        self.refresh_side()

    def set_reading(self, head: str, text: str) -> None:
        """Change what stands in the reading place at the next refresh."""
        self._reading = (head, text)

    def first_unticked(self) -> str:
        """Return the first required paper that is not ticked, "" where all are."""
        return next(iter(unticked(self.state, self.rows)), "")

    # -- inside -----------------------------------------------------------------------------------------------------

    def edited(self) -> None:
        """Take what was typed into the state, work everything out again, and keep it soon."""
        if self._showing:
            return
        before = self.state
        if self.gather() != before:
            self.undo.note_edit(before, self.state)
        self.person.show_owners(self.state.owners if self.state.other_owner else ())
        self.strip.solve("missing")
        self.refresh_side()
        self.keeper.touch()

    def accept_provisional(self) -> None:
        """Take the proposed date: a person said so."""
        self.undo.note_choice(self.gather())
        self.state = self.state.model_copy(update={"provisional_accepted": True})
        self.strip.solve("missing")
        self.refresh_side()
        self.side.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keeper.touch()

    def _show_amounts(self) -> None:
        if self.chosen is None:
            self.fees.show_amount(Decimal(0), Decimal(0))
            return
        plain = self.state.model_copy(update={"fee": FeeState()})
        self.fees.show_amount(
            fee_total(plain, self.chosen),
            fee_total(self.state, self.chosen),
            per_case=asks_per_case(self.state, self.chosen),
        )
        if self.chosen.ground.layer.authentication:
            self.authentication.show_amounts(authenticated_rows(self.state, self.chosen), fee_total(plain, self.chosen))

    def _show_parked(self, parked: tuple[ParkedPage, ...]) -> None:
        self.parked = parked
        self.parked_row.show_parked(parked)

    def printed(self, printed: PrintState) -> None:
        """Show what became of the paper of the dossier at the side."""
        if self.previous is not None:
            self.previous = self.previous.printed(printed)
            self.refresh_side()

    def changed_elsewhere(self, changes: Changes) -> None:
        """Read again what another page may have changed."""
        if changes.touches(Topic.PROCEDURES, Topic.SETTINGS, Topic.CALENDAR):
            self.procedure.load_favourites()
            self.tasks.read_office()
