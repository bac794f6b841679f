"""What the choice of a procedure brings with it: its questions, limits, papers, and where the caret goes on."""

from PySide6.QtCore import QObject, Qt, Signal

from desk_app.services.reception_lookups import (
    ChosenProcedure,
    Shelves,
    chosen_procedure,
)
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.outlook_words import cut_off_words
from desk_app.ui.pages.reception.refill import with_settled_fee
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.translation import say, tr


class Choosing(QObject):
    """Turns a chosen procedure into the sheet's state, its facts read off the UI thread."""

    arrived = Signal()
    """What the page needs of the procedure stands on the sheet."""

    def __init__(self, sheet: ReceptionSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._store = sheet.desk.store

    def choose_procedure(self, code: str) -> None:
        """Take a procedure by its code; the caret goes on at once, its questions come with its facts."""
        sheet = self._sheet
        state = sheet.gather()
        sheet.history.note_choice(state)
        for topic in ("favourite", "missing"):
            sheet.strip.solve(topic)
        sheet.chosen, sheet.rows = None, Shelves()
        sheet.state = state.without_procedure().model_copy(update={"procedure": code})
        sheet.show_state(sheet.state)
        self._sheet.move_on()
        self.load_procedure()

    def load_procedure(self) -> None:
        """Read what the page needs of the procedure in its state."""
        code, now = self._sheet.state.procedure, self._sheet.desk.clock()
        self._sheet.reads.read(lambda: chosen_procedure(self._store, code, now), self._procedure_arrived)

    def procedure_edited(self) -> None:
        """Take a new case, limit, unit or channel: other limits and papers may stand behind it."""
        sheet = self._sheet
        before = sheet.state
        state = sheet.procedure.read_into(sheet.gather())
        sheet.history.note_choice(before)
        if state.case != before.case or state.channel != before.channel:
            state = state.model_copy(update={"variant": None, "unit": None})
        if state.case != before.case:
            state = state.model_copy(update={"papers": None, "presented": (), "papers_waived": False})
        sheet.state = state
        sheet.procedure.show_limits(state, sheet.chosen)
        if state.case != before.case:
            sheet.show_papers()
            sheet.gather()
        sheet.strip.solve("missing")
        sheet.refresh_side()
        sheet.keeper.touch()

    def change_procedure(self) -> None:
        """Give the box back; the person stays."""
        sheet = self._sheet
        sheet.history.note_choice(sheet.gather())
        sheet.chosen, sheet.rows = None, Shelves()
        sheet.state = sheet.state.without_procedure()
        sheet.set_reading("", "")
        sheet.show_state(sheet.state)
        sheet.strip.solve("standing")
        sheet.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        sheet.keeper.touch()

    def _procedure_arrived(self, chosen: ChosenProcedure) -> None:
        sheet = self._sheet
        state = sheet.gather()
        if state.procedure != chosen.code or (sheet.chosen is not None and sheet.chosen.code == chosen.code):
            return
        sheet.chosen = chosen
        cases = chosen.cases()
        state = state.named(chosen.short_name)
        if len(cases) == 1:
            state = state.model_copy(update={"case": cases[0]})
        sheet.state = with_settled_fee(state, chosen)
        sheet.more.show_office(chosen.ground.office, back_entry=sheet.back_entry is not None)
        sheet.show_state(sheet.state)
        sheet.gather()
        sheet.refresh_side()
        self._say_standing(chosen)
        self.arrived.emit()
        self._ask_questions()
        sheet.keeper.keep()

    def _ask_questions(self) -> None:
        """Put the caret into a question about the procedure, unless the clerk is typing elsewhere."""
        sheet = self._sheet
        question = sheet.procedure.question()
        search = sheet.person.search
        waits = sheet.state.submitter is not None or (search.edit.hasFocus() and not search.text())
        if question is not None and waits:
            question.setFocus(Qt.FocusReason.OtherFocusReason)
        elif question is None and sheet.person.summary.edit.hasFocus():
            self._sheet.move_on()

    def _say_standing(self, chosen: ChosenProcedure) -> None:
        strip = self._sheet.strip
        late = cut_off_words(self._sheet.outlook.appointment, chosen)
        if chosen.warnings:
            strip.say(Kind.WARN, " ".join(say(words) for words in chosen.warnings), topic="standing")
        elif late:
            strip.say(Kind.INFO, late, topic="standing")
        else:
            strip.solve("standing")

    def say_no_favourite(self, digit: str) -> None:
        """Say that no favourite stands on a digit."""
        words = tr("Phím {digit} chưa có thủ tục thường dùng. Gõ tên thủ tục, hoặc ↓ xem danh sách.", digit=digit)
        self._sheet.strip.say(Kind.INFO, words, topic="favourite")
