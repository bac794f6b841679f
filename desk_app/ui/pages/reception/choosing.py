"""What a choice on the page brings with it: a procedure, a person, a card, a page taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from desk_app.domain.card import GARBLED, CardReading, person_of
from desk_app.domain.errors import DeskError
from desk_app.domain.procedures import ChannelKind
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.reception_lookups import (
    ChosenProcedure,
    GuidedBefore,
    PersonMatters,
    Shelves,
    card_matters,
    chosen_procedure,
    guided_before,
    person_matters,
)
from desk_app.ui.desk import ReceptionTarget
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.card_person import merged
from desk_app.ui.pages.reception.form_state import FormState, PersonState
from desk_app.ui.pages.reception.outlook_words import cut_off_words, result_words
from desk_app.ui.pages.reception.refill import state_of_guided, with_settled_fee
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.translation import say, tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage

T = TypeVar("T")


class Choosing(QObject):
    """Turns choices into the page's state, reads what they need off the UI thread, and moves the caret on."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._store = page.desk.store
        self._reads = 0
        self._after_reads: Callable[[], object] | None = None
        page.desk.operations.bug.connect(self._failed_by_a_bug)

    def _failed_by_a_bug(self, _name: str) -> None:
        """Nothing waits for a read that a fault of the program has ended."""
        self._reads = 0
        self._after_reads = None

    # -- reads F9 waits for -----------------------------------------------------------------------------------------

    def wait_for_reads(self, then: Callable[[], object]) -> bool:
        """Return whether something is still being read; ``then`` is called once it is all here."""
        self._after_reads = then if self._reads else None
        return self._reads > 0

    def _read(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Read something F9 must not overtake."""
        self._reads += 1

        def arrived(result: T) -> None:
            self._reads = max(0, self._reads - 1)
            done(result)
            self._go_on()

        def failed(error: DeskError) -> None:
            self._reads = max(0, self._reads - 1)
            self._after_reads = None
            self._page.show_error(error)

        self._page.desk.operations.read(self, work, done=arrived, failed=failed)

    def _go_on(self) -> None:
        then = self._after_reads
        if then is not None and not self._reads:
            self._after_reads = None
            then()

    # -- procedure --------------------------------------------------------------------------------------------------

    def choose_procedure(self, code: str) -> None:
        """Take a procedure by its code; the caret goes on at once, its questions come with its facts."""
        page = self._page
        state = page.gather()
        page.undo.note_choice(state)
        page.strip.solve("favourite")
        page.chosen, page.rows = None, Shelves()
        page.state = state.without_procedure().model_copy(update={"procedure": code})
        page.show_state(page.state)
        self._move_on()
        self.load_procedure()

    def load_procedure(self) -> None:
        """Read what the page needs of the procedure in its state."""
        code, now = self._page.state.procedure, self._page.desk.clock()
        self._read(lambda: chosen_procedure(self._store, code, now), self._procedure_arrived)

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
        self._look_for_twins()
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
            self._move_on()

    def _say_standing(self, chosen: ChosenProcedure) -> None:
        strip = self._page.strip
        late = cut_off_words(self._page.outlook.appointment, chosen)
        if chosen.warnings:
            strip.say(Kind.WARN, " ".join(say(words) for words in chosen.warnings), topic="standing")
        elif late:
            strip.say(Kind.INFO, late, topic="standing")
        else:
            strip.solve("standing")

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

    # -- person -----------------------------------------------------------------------------------------------------

    def take_person(self, person: PersonState) -> None:
        """Take who hands in, and read what the desk knows of them."""
        page = self._page
        self._begin_citizen()
        page.undo.note_choice(page.gather())
        page.state = page.state.model_copy(update={"submitter": person})
        page.show_state(page.state)
        if not person.is_named:
            page.person.identity.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not page.person.identity.isHidden():
            page.person.identity.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._move_on()
        if person.is_named and (person.key or person.id_number):
            known = person.person()
            self._read(lambda: person_matters(self._store, known, person.key), self._matters_arrived)
        self._look_for_twins()
        page.keeper.keep()

    def take_card(self, card: CardReading) -> None:
        """Take a scanned card: for an owner while owners are entered, else for who hands in."""
        page = self._page
        state = page.gather()
        person = PersonState.of(person_of(card)).model_copy(update={"doubtful": tuple(sorted(card.doubtful))})
        known = state.submitter
        is_other = known is not None and known.id_number not in ("", card.number)
        by_post = state.session is not None and state.channel is ChannelKind.POST
        if is_other and (state.other_owner or by_post):
            page.state = state.model_copy(update={"other_owner": True})
            page.show_state(page.state)
            self._read(lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found))
            return
        if is_other and known is not None:
            page.strip.say(
                Kind.INFO,
                tr("Người nộp đã đổi theo thẻ vừa quét: {name}.", name=person.name),
                topic="card",
                action=tr("Đây là chủ hồ sơ"),
                act=lambda: self._owner_instead(known, card),
            )
        self._begin_citizen()
        if is_other:
            self._end_lot()
        if known is not None and not is_other:
            person = person.model_copy(update={"phone": known.phone, "email": known.email})
        page.undo.note_choice(page.gather())
        page.state = page.state.model_copy(update={"submitter": person})
        page.show_state(page.state)
        self._read(lambda: card_matters(self._store, card), lambda found: self._card_arrived(card, found))

    def _card_arrived(self, card: CardReading, found: PersonMatters) -> None:
        page = self._page
        state = page.gather()
        if state.submitter is None or state.submitter.id_number != card.number:
            return
        person = merged(card, found, state.submitter.phone, state.submitter.email)
        page.state = state.model_copy(update={"submitter": person})
        page.show_state(page.state)
        self._matters_arrived(found)
        self._say_doubts(person)
        first = page.person.reread_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._move_on()
        self._look_for_twins()
        page.keeper.keep()

    def _owner_arrived(self, card: CardReading, found: PersonMatters) -> None:
        owner = merged(card, found, "", "")
        self._page.owners.add_owner(owner)
        self._say_doubts(owner)
        self._page.edited()

    def _owner_instead(self, submitter: PersonState, card: CardReading) -> None:
        """Put the earlier person back as who hands in; the card is the owner's."""
        page = self._page
        page.strip.solve("card")
        page.state = page.gather().model_copy(update={"submitter": submitter, "other_owner": True})
        page.show_state(page.state)
        self._read(lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found))

    def _say_doubts(self, person: PersonState) -> None:
        strip = self._page.strip
        if person.doubtful:
            strip.say(Kind.WARN, tr(GARBLED), topic="card_words")
        else:
            strip.solve("card_words")

    def _matters_arrived(self, found: PersonMatters) -> None:
        page = self._page
        page.matters = found
        page.procedure.set_matters(found)
        state = page.state
        same = next((one for one in found.guided if one.guided.procedure.code == state.procedure), None)
        if same is not None and state.starts_from is None and state.correcting is None:
            page.strip.say(
                Kind.INFO,
                tr("Người này đã được hướng dẫn bổ sung ngày {day}.", day=f"{same.guided.guided_at:%d/%m/%Y}"),
                topic="guided",
                action=tr("Mở lại trang đã nhập"),
                act=lambda: self.reopen_guided(same),
            )

    def change_person(self) -> None:
        """Give the box back; the procedure stays. The lượt of whoever stood there ends with its papers."""
        page = self._page
        self._end_lot()
        page.undo.note_choice(page.gather())
        page.matters = PersonMatters()
        page.procedure.set_matters(page.matters)
        page.state = page.gather().model_copy(update={"submitter": None, "starts_from": None})
        page.show_state(page.state)
        self._look_for_twins()
        page.person.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        page.keeper.touch()

    def _end_lot(self) -> None:
        page = self._page
        state = page.gather()
        if state.session is not None:
            page.lots.print_papers(state)
            page.state = state.model_copy(update={"session": None})

    def _begin_citizen(self) -> None:
        """The next person is here: what was said of the one before goes."""
        page = self._page
        if page.task_bar.task is Task.CANCEL:
            page.task_bar.end()
        page.previous = None
        page.strip.solve("received")

    def _look_for_twins(self) -> None:
        page = self._page
        page.registrar.twins, page.registrar.twins_accepted = (), False
        page.strip.solve("twins")
        state = page.state
        number = state.submitter.id_number if state.submitter else ""
        if not number or page.chosen is None or state.correcting is not None:
            return
        code, now = page.chosen.code, page.desk.clock()

        def work() -> tuple[DossierLine, ...]:
            from desk_app.services.reception import twins

            return twins(self._store, number, code, now)

        self._read(work, lambda found: self._twins_arrived(found, number, code))

    def _twins_arrived(self, found: tuple[DossierLine, ...], number: str, code: str) -> None:
        page = self._page
        person = page.state.submitter
        if person is None or person.id_number != number or page.state.procedure != code:
            return
        page.registrar.twins = found
        others = [twin for twin in found if page.state.session is None or twin.session != page.state.session]
        if others:
            twin = others[0]
            words = tr(
                "Người này có hồ sơ cùng thủ tục, mã {code}, {result}.",
                code=twin.code or "",
                result=result_words(twin),
            )
            page.strip.say(Kind.WARN, words, topic="twins")

    # -- whole pages ------------------------------------------------------------------------------------------------

    def begin(self, state: FormState) -> None:
        """Begin a page: empty, or with what stays of the one before."""
        page = self._page
        page.chosen, page.rows = None, Shelves()
        if state.submitter is None:
            page.matters = PersonMatters()
            page.procedure.set_matters(page.matters)
        page.registrar.twins, page.registrar.twins_accepted = (), False
        page.task_bar.end()
        page.fees.more.setChecked(False)
        page.set_reading("", "")
        page.show_state(state)
        page.undo.forget()

    def put_back(self, state: FormState) -> None:
        """Show the same citizen's page as it was (Ctrl+Z), and read again what belongs to another choice."""
        page = self._page
        before = page.state
        if page.chosen is None or page.chosen.code != state.procedure:
            page.chosen, page.rows = None, Shelves()
        page.show_state(state)
        if state.procedure and page.chosen is None:
            self.load_procedure()
        if state.submitter is not None and before.submitter is None and state.submitter.is_named:
            self._read_matters(state.submitter)
        page.strip.solve("missing")
        self._look_for_twins()
        page.keeper.touch()
        focus = page.focusWidget()
        if focus is None or not focus.isVisibleTo(page):
            self._move_on()

    def restore(self, state: FormState) -> bool:
        """Bring a page back as it was typed; one that is typed on in the meantime is left alone (False)."""
        page = self._page
        if not page.gather().is_empty:
            return False
        self.begin(state)
        if state.correcting is not None:
            page.tasks.begin_correction()
        if state.procedure:
            self.load_procedure()
        if state.submitter is not None and state.submitter.is_named:
            self._read_matters(state.submitter)
        self._move_on()
        return True

    def _read_matters(self, person: PersonState) -> None:
        if not person.birth_date_is_wrong:
            known, key = person.person(), person.key
            self._read(lambda: person_matters(self._store, known, key), self._matters_arrived)

    def reopen_guided(self, before: GuidedBefore) -> None:
        """Reopen the page of a citizen who was sent home with Mẫu 02; what is typed now is parked."""
        page = self._page
        state = state_of_guided(before.dossier, before.guided)
        now = page.gather()
        if now.submitter is not None:
            fresh = now.submitter.model_copy(update={"key": now.submitter.key})
            state = state.model_copy(update={"submitter": fresh})
        if now.procedure and now.procedure != state.procedure:
            page.keeper.park(now, lambda _parked: None)
        self.begin(FormState())
        self.restore(state)
        page.strip.say(
            Kind.INFO,
            tr(
                "Trang đã nhập ngày {day} được mở lại; kiểm tra giấy tờ còn thiếu.",
                day=f"{before.guided.guided_at:%d/%m/%Y}",
            ),
            topic="guided",
        )

    def open_guided(self, dossier: UUID) -> None:
        """Reopen a guidance by its dossier."""
        self._read(
            lambda: guided_before(self._store, dossier),
            lambda found: self.reopen_guided(found) if found is not None else None,
        )

    def open_target(self, target: ReceptionTarget) -> None:
        """Do what another page asks for; what is typed here is parked first."""
        page = self._page
        if target.draft is not None:
            page.tasks.take_parked(target.draft)
            return
        if target.correct is not None:
            page.tasks.correct_dossier(target.correct)
            return
        page.tasks.new()
        if target.starts_from is not None:
            self.open_guided(target.starts_from)
            return
        if target.procedure:
            self.choose_procedure(target.procedure)
        if target.person is not None:
            self.take_person(PersonState.of(target.person))

    # -- caret ------------------------------------------------------------------------------------------------------

    def _move_on(self) -> None:
        page = self._page
        box = page.first_free_box()
        box.setFocus(Qt.FocusReason.TabFocusReason)
        if box is page.person.summary.edit:
            page.person.summary.edit.end(False)
