"""Who hands in: typed, found or scanned, with what the desk knows of them; owners whose card is scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from desk_app.domain.card import GARBLED, CardReading, person_of
from desk_app.domain.procedures import ChannelKind
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.queries.people import PersonFound
from desk_app.services.reception_lookups import (
    PersonMatters,
    card_matters,
    person_matters,
)
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.card_person import merged
from desk_app.ui.pages.reception.form_state import PersonState
from desk_app.ui.pages.reception.outlook_words import result_words
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


class Submitting(QObject):
    """Takes people onto the page and reads what the desk knows of them."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._store = page.desk.store

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
            self._page.choosing.move_on()
        if person.is_named and (person.key or person.id_number):
            known = person.person()
            self._page.reads.read(lambda: person_matters(self._store, known, person.key), self._matters_arrived)
        self.look_for_twins()
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
            self._page.reads.read(
                lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found)
            )
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
        self._page.reads.read(lambda: card_matters(self._store, card), lambda found: self._card_arrived(card, found))

    def change_person(self) -> None:
        """Give the box back; the procedure stays. The lượt of whoever stood there ends with its papers."""
        page = self._page
        self._end_lot()
        page.undo.note_choice(page.gather())
        page.matters = PersonMatters()
        page.procedure.set_matters(page.matters)
        page.state = page.gather().model_copy(update={"submitter": None, "starts_from": None})
        page.show_state(page.state)
        self.look_for_twins()
        page.person.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        page.keeper.touch()

    def read_matters(self, person: PersonState) -> None:
        """Read what the desk knows of a person who stands on the page."""
        if not person.birth_date_is_wrong:
            known, key = person.person(), person.key
            self._page.reads.read(lambda: person_matters(self._store, known, key), self._matters_arrived)

    def look_for_twins(self) -> None:
        """Look for dossiers of this person and procedure that are open or of today."""
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

        self._page.reads.read(work, lambda found: self._twins_arrived(found, number, code))

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
            self._page.choosing.move_on()
        self.look_for_twins()
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
        self._page.reads.read(lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found))

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
                act=lambda: self._page.whole.reopen_guided(same),
            )

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

    def take_found(self, found: object) -> None:
        """Take a person of the list as who hands in."""
        if isinstance(found, PersonFound):
            self.take_person(PersonState.of(found.person, key=found.key, last_seen=found.last_seen))
