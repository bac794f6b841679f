"""What stands on the page: the state, what was read for it, and how both are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_app.services.parked import ParkedPage
from desk_app.services.reception_lookups import ChosenProcedure, PersonMatters, Shelves, shelves
from desk_app.ui.desk import Desk
from desk_app.ui.pages.reception.body import ReceptionBody
from desk_app.ui.pages.reception.checks import Missing, missing
from desk_app.ui.pages.reception.commands import (
    Outlook,
    asks_per_case,
    authenticated_rows,
    fee_total,
    missing_names,
    outlook,
    unticked,
)
from desk_app.ui.pages.reception.form_state import FeeState, FormState
from desk_app.ui.pages.reception.history import History
from desk_app.ui.pages.reception.keeping import Keeper
from desk_app.ui.pages.reception.outlook_words import side_facts
from desk_app.ui.pages.reception.previous import Previous
from desk_app.ui.pages.reception.reads import Reads
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.services.accounts import Session
    from desk_app.services.office_settings import OfficeSettings


class ReceptionSheet(ReceptionBody):
    """One clerk's sheet: ``state`` is what stands on it; the blocks show it and read it back.

    What is done with it (choosing, registering, parking…) works on the sheet from outside.
    """

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
        """What was last registered here, for one more dossier of the same person."""
        self.parked: tuple[ParkedPage, ...] = ()
        self.office: OfficeSettings | None = None
        self.back_entry: UUID | None = None
        """The back-entry session that stands open."""
        self.recent_words = ""
        self._showing = False
        self._reading = ("", "")
        self.history = History()
        self.reads = Reads(desk.operations, self.show_error, self)
        self.keeper = Keeper(desk, self.session, self.gather, self._show_parked, self)

    # -- the state --------------------------------------------------------------------------------------------------

    def gather(self) -> FormState:
        """Read every block into the state and return it."""
        state = self.owners.read_into(self.person.read_into(self.state))
        state = self.fees.read_into(self.more.read_into(state))
        if self.chosen is not None:
            state = self.procedure.read_into(state)
            if self.chosen.ground.layer.authentication:
                state = self.authentication.read_into(state)
            elif not self.case_is_open():
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
        self.rows = shelves(chosen.ground, state.case) if chosen and not self.case_is_open() else Shelves()
        self.papers.show_papers(state, self.rows)
        if chosen is not None and not self.case_is_open():
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
            self.state, self.chosen, self.outlook, wanted, self.task_bar.task, self._reading, self.recent_words
        )
        self.side.show_facts(facts)
        # The date of what is being typed never leaves the screen, also where one line is all there is.
        self.bar.show_facts(facts, self.previous if self.chosen is None else None)
        self.side.show_previous(self.previous)
        self._show_counts()

    def edited(self) -> None:
        """Take what was typed into the state, work everything out again, and keep it soon."""
        if self._showing:
            return
        before = self.state
        if self.gather() != before:
            self.history.note_edit(before, self.state)
        self.person.show_owners(self.state.owners if self.state.other_owner else ())
        self.strip.solve("missing")
        self.refresh_side()
        self.keeper.touch()

    # -- what a person said to a doubt --------------------------------------------------------------------------------

    def waive_papers(self) -> None:
        """Register although required papers are not ticked: a person said so."""
        self._accept("papers_waived")

    def accept_provisional(self) -> None:
        """Take the proposed date: a person said so."""
        self._accept("provisional_accepted")

    def _accept(self, field: str) -> None:
        self.history.note_choice(self.gather())
        self.state = self.state.model_copy(update={field: True})
        self.strip.solve("missing")
        self.refresh_side()
        self.side.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keeper.touch()

    # -- questions ----------------------------------------------------------------------------------------------------

    def missing(self) -> tuple[Missing, ...]:
        """Return what still stands between the page and F9."""
        return missing(self.state, self.chosen, self.rows, self.outlook)

    def case_is_open(self) -> bool:
        """Tell whether the case must be asked before any paper is shown."""
        return self.chosen is not None and len(self.chosen.cases()) > 1 and not self.state.case

    def first_unticked(self) -> str:
        """Return the first required paper that is not ticked, "" where all are."""
        return next(iter(unticked(self.state, self.rows)), "")

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

    def move_on(self) -> None:
        """Put the caret where the next thing is wanted."""
        box = self.first_free_box()
        box.setFocus(Qt.FocusReason.TabFocusReason)
        if box is self.person.summary.edit:
            self.person.summary.edit.end(False)

    # -- the reading place ---------------------------------------------------------------------------------------------

    def open_reading(self, head: str, text: str) -> None:
        """Show a text in the side's fixed place."""
        self.set_reading(head, text)
        self.refresh_side()

    def set_reading(self, head: str, text: str) -> None:
        """Change what stands in the reading place at the next refresh."""
        self._reading = (head, text)

    # -- inside -------------------------------------------------------------------------------------------------------

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

    def _show_counts(self) -> None:
        """Keep the counts in the row above the form true: contents to supplement, whose lượt is open."""
        state = self.state
        if self.task_bar.task is Task.SUPPLEMENT:
            n = len(missing_names(state, self.rows))
            self.task_bar.set_words(tr("Mẫu 02: {n} nội dung", n=n))
        person = state.submitter if state.session is not None else None
        self.parked_row.show_session(tr("Lượt của {name}", name=person.name) if person is not None else "")

    def _show_parked(self, parked: tuple[ParkedPage, ...]) -> None:
        self.parked = parked
        self.parked_row.show_parked(parked)
