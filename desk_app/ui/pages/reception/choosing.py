"""What the choice of a procedure brings with it: its questions, limits, papers, and where the caret goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from desk_app.services.reception_lookups import (
    ChosenProcedure,
    Shelves,
    chosen_procedure,
)
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.outlook_words import cut_off_words
from desk_app.ui.pages.reception.refill import with_settled_fee
from desk_app.ui.translation import say, tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


class Choosing(QObject):
    """Turns a chosen procedure into the page's state, its facts read off the UI thread."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._store = page.desk.store

    def choose_procedure(self, code: str) -> None:
        """Take a procedure by its code; the caret goes on at once, its questions come with its facts."""
        page = self._page
        state = page.gather()
        page.undo.note_choice(state)
        page.strip.solve("favourite")
        page.chosen, page.rows = None, Shelves()
        page.state = state.without_procedure().model_copy(update={"procedure": code})
        page.show_state(page.state)
        self.move_on()
        self.load_procedure()

    def load_procedure(self) -> None:
        """Read what the page needs of the procedure in its state."""
        code, now = self._page.state.procedure, self._page.desk.clock()
        self._page.reads.read(lambda: chosen_procedure(self._store, code, now), self._procedure_arrived)

    def procedure_edited(self) -> None:
        """Take a new case, limit, unit or channel: other limits and papers may stand behind it."""
        page = self._page
        before = page.state
        state = page.procedure.read_into(page.gather())
        page.undo.note_choice(before)
        if state.case != before.case or state.channel != before.channel:
            state = state.model_copy(update={"variant": None, "unit": None})
        if state.case != before.case:
            state = state.model_copy(update={"papers": None, "presented": (), "papers_waived": False})
        page.state = state
        page.procedure.show_limits(state, page.chosen)
        if state.case != before.case:
            page.show_papers()
            page.gather()
        page.strip.solve("missing")
        page.refresh_side()
        page.keeper.touch()

    def change_procedure(self) -> None:
        """Give the box back; the person stays."""
        page = self._page
        page.undo.note_choice(page.gather())
        page.chosen, page.rows = None, Shelves()
        page.state = page.state.without_procedure()
        page.set_reading("", "")
        page.show_state(page.state)
        page.strip.solve("standing")
        page.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        page.keeper.touch()

    def case_is_open(self) -> bool:
        """Tell whether the case must be asked before any paper is shown."""
        chosen = self._page.chosen
        return chosen is not None and len(chosen.cases()) > 1 and not self._page.state.case

    def move_on(self) -> None:
        """Put the caret where the next thing is wanted."""
        page = self._page
        box = page.first_free_box()
        box.setFocus(Qt.FocusReason.TabFocusReason)
        if box is page.person.summary.edit:
            page.person.summary.edit.end(False)

    def _procedure_arrived(self, chosen: ChosenProcedure) -> None:
        page = self._page
        state = page.gather()
        if state.procedure != chosen.code or (page.chosen is not None and page.chosen.code == chosen.code):
            return
        page.chosen = chosen
        cases = chosen.cases()
        state = state.named(chosen.short_name)
        if len(cases) == 1:
            state = state.model_copy(update={"case": cases[0]})
        page.state = with_settled_fee(state, chosen)
        page.more.show_office(chosen.ground.office, back_entry=page.back_entry is not None)
        page.show_state(page.state)
        page.gather()
        page.refresh_side()
        self._say_standing(chosen)
        self._page.submitting.look_for_twins()
        self._ask_questions()
        page.tasks.note_correction()
        page.keeper.keep()

    def _ask_questions(self) -> None:
        """Put the caret into a question about the procedure, unless the clerk is typing elsewhere."""
        page = self._page
        question = page.procedure.question()
        search = page.person.search
        waits = page.state.submitter is not None or (search.edit.hasFocus() and not search.text())
        if question is not None and waits:
            question.setFocus(Qt.FocusReason.OtherFocusReason)
        elif question is None and page.person.summary.edit.hasFocus():
            self.move_on()

    def _say_standing(self, chosen: ChosenProcedure) -> None:
        strip = self._page.strip
        late = cut_off_words(self._page.outlook.appointment, chosen)
        if chosen.warnings:
            strip.say(Kind.WARN, " ".join(say(words) for words in chosen.warnings), topic="standing")
        elif late:
            strip.say(Kind.INFO, late, topic="standing")
        else:
            strip.solve("standing")

    def say_no_favourite(self, digit: str) -> None:
        """Say that no favourite stands on a digit."""
        words = tr("Phím {digit} chưa có thủ tục thường dùng. Gõ tên thủ tục, hoặc ↓ xem danh sách.", digit=digit)
        self._page.strip.say(Kind.INFO, words, topic="favourite")
