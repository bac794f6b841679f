"""Who hands in: typed, found or scanned, with what the desk knows of them; owners whose card is scanned."""

from PySide6.QtCore import QObject, Qt, Signal

from desk_app.domain.card import GARBLED, CardReading, person_of
from desk_app.domain.procedures import ChannelKind
from desk_app.models.queries.people import PersonFound
from desk_app.services.reception_lookups import (
    PersonMatters,
    card_matters,
    person_matters,
)
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.card_person import merged
from desk_app.ui.pages.reception.form_state import PersonState
from desk_app.ui.pages.reception.lot_papers import LotPapers
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.pages.reception.twins import Twins
from desk_app.ui.translation import tr


class Submitting(QObject):
    """Takes people onto the page and reads what the desk knows of them."""

    guided_asked = Signal(object)
    """The person was sent home with Mẫu 02 before (``GuidedBefore``), and the clerk wants that page again."""

    def __init__(self, sheet: ReceptionSheet, twins: Twins, lot_papers: LotPapers) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._store = sheet.desk.store
        self._twins = twins
        self._lot_papers = lot_papers

    def take_person(self, person: PersonState) -> None:
        """Take who hands in, and read what the desk knows of them."""
        sheet = self._sheet
        self.begin_citizen()
        sheet.history.note_choice(sheet.gather())
        sheet.state = sheet.state.model_copy(update={"submitter": person})
        sheet.show_state(sheet.state)
        if not person.is_named:
            sheet.person.identity.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not sheet.person.identity.isHidden():
            sheet.person.identity.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            sheet.move_on()
        if person.is_named and (person.key or person.id_number):
            known = person.person()
            self._sheet.reads.read(lambda: person_matters(self._store, known, person.key), self._matters_arrived)
        self._twins.look()
        sheet.keeper.keep()

    def take_card(self, card: CardReading) -> None:
        """Take a scanned card: for an owner while owners are entered, else for who hands in."""
        sheet = self._sheet
        state = sheet.gather()
        person = PersonState.of(person_of(card)).model_copy(update={"doubtful": tuple(sorted(card.doubtful))})
        known = state.submitter
        is_other = known is not None and known.id_number not in ("", card.number)
        by_post = state.session is not None and state.channel is ChannelKind.POST
        if is_other and (state.other_owner or by_post):
            sheet.state = state.model_copy(update={"other_owner": True})
            sheet.show_state(sheet.state)
            self._sheet.reads.read(
                lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found)
            )
            return
        if is_other and known is not None:
            sheet.strip.say(
                Kind.INFO,
                tr("Người nộp đã đổi theo thẻ vừa quét: {name}.", name=person.name),
                topic="card",
                action=tr("Đây là chủ hồ sơ"),
                act=lambda: self._owner_instead(known, card),
            )
        self.begin_citizen()
        if is_other:
            self._end_lot()
        if known is not None and not is_other:
            person = person.model_copy(update={"phone": known.phone, "email": known.email})
        sheet.history.note_choice(sheet.gather())
        sheet.state = sheet.state.model_copy(update={"submitter": person})
        sheet.show_state(sheet.state)
        self._sheet.reads.read(lambda: card_matters(self._store, card), lambda found: self._card_arrived(card, found))

    def change_person(self) -> None:
        """Give the box back; the procedure stays. The lượt of whoever stood there ends with its papers."""
        sheet = self._sheet
        self._end_lot()
        sheet.history.note_choice(sheet.gather())
        sheet.matters = PersonMatters()
        sheet.procedure.set_matters(sheet.matters)
        sheet.state = sheet.gather().model_copy(update={"submitter": None, "starts_from": None})
        sheet.show_state(sheet.state)
        self._twins.look()
        sheet.person.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        sheet.keeper.touch()

    def read_matters(self, person: PersonState) -> None:
        """Read what the desk knows of a person who stands on the page."""
        if not person.birth_date_is_wrong:
            known, key = person.person(), person.key
            self._sheet.reads.read(lambda: person_matters(self._store, known, key), self._matters_arrived)

    def _card_arrived(self, card: CardReading, found: PersonMatters) -> None:
        sheet = self._sheet
        state = sheet.gather()
        if state.submitter is None or state.submitter.id_number != card.number:
            return
        person = merged(card, found, state.submitter.phone, state.submitter.email)
        sheet.state = state.model_copy(update={"submitter": person})
        sheet.show_state(sheet.state)
        self._matters_arrived(found)
        self._say_doubts(person)
        first = sheet.person.reread_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            sheet.move_on()
        self._twins.look()
        sheet.keeper.keep()

    def _owner_arrived(self, card: CardReading, found: PersonMatters) -> None:
        owner = merged(card, found, "", "")
        self._sheet.owners.add_owner(owner)
        self._say_doubts(owner)
        self._sheet.edited()

    def _owner_instead(self, submitter: PersonState, card: CardReading) -> None:
        """Put the earlier person back as who hands in; the card is the owner's."""
        sheet = self._sheet
        sheet.strip.solve("card")
        sheet.state = sheet.gather().model_copy(update={"submitter": submitter, "other_owner": True})
        sheet.show_state(sheet.state)
        self._sheet.reads.read(lambda: card_matters(self._store, card), lambda found: self._owner_arrived(card, found))

    def _say_doubts(self, person: PersonState) -> None:
        strip = self._sheet.strip
        if person.doubtful:
            strip.say(Kind.WARN, tr(GARBLED), topic="card_words")
        else:
            strip.solve("card_words")

    def _matters_arrived(self, found: PersonMatters) -> None:
        sheet = self._sheet
        sheet.matters = found
        sheet.procedure.set_matters(found)
        state = sheet.state
        same = next((one for one in found.guided if one.guided.procedure.code == state.procedure), None)
        if same is not None and state.starts_from is None and state.correcting is None:
            sheet.strip.say(
                Kind.INFO,
                tr("Người này đã được hướng dẫn bổ sung ngày {day}.", day=f"{same.guided.guided_at:%d/%m/%Y}"),
                topic="guided",
                action=tr("Mở lại trang đã nhập"),
                act=lambda: self.guided_asked.emit(same),
            )

    def _end_lot(self) -> None:
        sheet = self._sheet
        state = sheet.gather()
        if state.session is not None:
            self._lot_papers.print_papers(state)
            sheet.state = state.model_copy(update={"session": None})

    def begin_citizen(self) -> None:
        """The next person is here: what was said of the one before goes; who waits has a chip."""
        sheet = self._sheet
        if sheet.task_bar.task is Task.CANCEL:
            sheet.task_bar.end()
        sheet.previous = None
        for topic in ("received", "parked", "missing"):
            sheet.strip.solve(topic)

    def take_found(self, found: object) -> None:
        """Take a person of the list as who hands in."""
        if isinstance(found, PersonFound):
            self.take_person(PersonState.of(found.person, key=found.key, last_seen=found.last_seen))
