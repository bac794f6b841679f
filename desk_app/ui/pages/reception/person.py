"""Block 2: who hands in; found by last digits, name or card, or entered anew, then phone, address and content."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.people import IdKind, PersonKind, classify_id, mask_phone, person_warnings, written_date
from desk_app.models.queries.people import PersonFound
from desk_app.services.reception_lookups import find_people
from desk_app.ui.desk import Desk
from desk_app.ui.pages.reception.form_state import FormState, PersonState
from desk_app.ui.pages.reception.identity import IdentityRow, summary_of
from desk_app.ui.pages.reception.pieces import FormBlock, came_by_hand
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, LineField
from desk_app.ui.widgets.labels import ElidedLabel, plain_tip
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion
from desk_app.ui.widgets.tables import masked

_NEW = "new"
MOST_OWNER_CHARACTERS = 20


class PersonBlock(FormBlock):
    """The box that finds a person, and after the choice the person in its place."""

    person_found = Signal(object)
    """A PersonFound a person chose."""
    person_entered = Signal(object)
    """A PersonState begun by a name or a number the desk does not know."""
    change_asked = Signal()
    edited = Signal()
    owners_asked = Signal(bool)
    """Whether the owners are to be shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(2, tr("Người nộp"), parent)
        self._store, self._operations = desk.store, desk.operations
        self._person: PersonState | None = None
        self._summary_default = ""
        self._build(desk)

    def _build(self, desk: Desk) -> None:
        self.who = ElidedLabel("", Role.CHOSEN, self)
        self.add_head(self.who, 1)
        self.edit_identity = PlainButton(tr("Sửa"), self, kind="quiet")
        self.edit_identity.clicked.connect(self.open_identity)
        self.change = PlainButton(tr("Đổi"), self, kind="quiet")
        self.change.clicked.connect(self.change_asked)
        self.add_head(self.edit_identity)
        self.add_head(self.change)
        self.search = SuggestBox(
            self,
            placeholder=tr("quét thẻ, số giấy tờ, số điện thoại, họ tên"),
            empty_words=tr("Chưa có người này. Enter: nhập người mới."),
        )
        self.search.query_changed.connect(self._look)
        self.search.chosen.connect(self._chosen)
        self.search.entered.connect(self._entered)
        self.identity = IdentityRow(self)
        self.identity.edited.connect(self._edited)
        self.phone = LineField(tr("Điện thoại"), self, inline=True)
        self.address = LineField(tr("Địa chỉ"), self, inline=True)
        self.other_owner = CheckRow(tr("Chủ hồ sơ khác"), self)
        self.other_owner.toggled.connect(self._toggle_owners)
        self.summary = LineField(tr("Nội dung"), self, inline=True)
        for field in (self.phone, self.address, self.summary):
            field.text_changed.connect(lambda _text: self._edited())
            field.edit.settled.connect(lambda _text: self._settle())
        self.summary.edit.installEventFilter(self)
        self.doubts = ElidedLabel("", Role.DETAIL, self)
        self.doubts.set_tone(Tone.WARN)
        self.add(self.search)
        self.add(self.identity)
        self.contact = self.add_row(self.phone, self.address, self.other_owner, stretches=(5, 10, 0))
        self.add(self.summary)
        self.add(self.doubts)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.summary.edit and event.type() == QEvent.Type.FocusIn and came_by_hand(event):
            # The content is written on (“… cho cháu Nguyễn Gia Bảo”), not over.
            QTimer.singleShot(0, self, lambda: self.summary.edit.end(False))
        return False

    def show_state(self, state: FormState) -> None:
        """Show the person, or the box that finds one."""
        person = state.submitter
        self._person = person
        has = person is not None
        for part in (self.who, self.edit_identity, self.change, self.phone, self.address, self.other_owner):
            part.setVisible(has)
        self.summary.setVisible(has or bool(state.procedure))
        self.search.setVisible(not has)
        if person is None:
            self.search.clear()
            self.identity.hide()
            self.doubts.hide()
        else:
            self._show_person(person)
        self.other_owner.blockSignals(True)
        self.other_owner.setChecked(state.other_owner)
        self.other_owner.blockSignals(False)
        self.show_owners(state.owners if state.other_owner else ())
        self.show_summary(state.summary, state.procedure_name)

    def show_summary(self, summary: str, default: str) -> None:
        """Show the content line; an untouched one follows the procedure."""
        self._summary_default = default
        self.summary.edit.setText(summary or default)

    def read_into(self, state: FormState) -> FormState:
        """Return the state with what stands in this block."""
        summary = self.summary.text()
        found = {"summary": "" if summary == self._summary_default else summary}
        if self._person is None:
            return state.model_copy(update=found)
        person = self.identity.read_into(self._person) if self.identity.isVisibleTo(self) else self._person
        doubtful = set(person.doubtful)
        if not self.address.must_be_reread:
            doubtful.discard("address")
        self._person = person.model_copy(
            update={"phone": self.phone.text(), "address": self.address.text(), "doubtful": tuple(sorted(doubtful))}
        )
        return state.model_copy(
            update={**found, "submitter": self._person, "other_owner": self.other_owner.isChecked()}
        )

    def open_identity(self) -> None:
        """Open the row in which name, number, birth date and sex are edited."""
        self.identity.show()
        self.edit_identity.hide()
        self.identity.name.setFocus()

    def show_owners(self, owners: tuple[PersonState, ...]) -> None:
        """Name the owners beside the tick."""
        named = [owner.name for owner in owners if owner.is_named]
        first, more = (named[0], len(named) - 1) if named else ("", 0)
        shown = first if len(first) <= MOST_OWNER_CHARACTERS else f"{first[: MOST_OWNER_CHARACTERS - 1]}…"
        words = f"{shown} +{more}" if more else shown
        text = tr("Chủ hồ sơ: {names}", names=words) if named else tr("Chủ hồ sơ khác")
        self.other_owner.setText(text.replace("&", "&&"))
        self.other_owner.setToolTip(plain_tip(", ".join(named)))

    def ask_owners(self) -> bool:
        """Tick “Chủ hồ sơ khác” and show the owners (Ctrl+U); False while nobody hands in."""
        if self._person is None:
            return False
        if self.other_owner.isChecked():
            self.owners_asked.emit(True)
        else:
            self.other_owner.setChecked(True)
        return True

    def begin_with(self, text: str) -> None:
        """Take a first character that was typed elsewhere."""
        self.search.begin_with(text)

    def reread_field(self) -> QWidget | None:
        """Return the first field still to be read against the card."""
        fields = [*self.identity.fields(), self.address]
        return next((field for field in fields if field.must_be_reread), None)

    def new_doubts(self) -> str:
        """Return what looks wrong with a number still under the caret, "" where it was shown before F9 was pressed."""
        shown = self.doubts.text()
        self._settle()
        return self.doubts.text() if self.doubts.text() != shown else ""

    def close_list(self) -> bool:
        """Close whichever list is open; return whether one was."""
        return self.search.close_list()

    def _show_person(self, person: PersonState) -> None:
        self.identity.show_person(person)
        is_sure = bool(person.id_number and person.is_named and not person.birth_date_is_wrong)
        open_row = bool(set(person.doubtful) - {"address"}) or not is_sure
        self.identity.setVisible(open_row)
        self.edit_identity.setVisible(not open_row)
        self.who.setText(summary_of(person))
        self.phone.set_text(person.phone)
        digits = QFontMetrics(current_theme().font(Role.BODY)).horizontalAdvance("0" * 11)
        self.phone.edit.setMinimumWidth(digits + 20)
        self.address.set_text(person.address)
        self.address.set_reread("address" in person.doubtful)
        self._show_doubts()

    def _show_doubts(self) -> None:
        """Say in one line what looks wrong with a number; a warning, never a stop."""
        try:
            warnings = person_warnings(self._person.person()) if self._person else ()
        except ValueError:
            warnings = ()
        self.doubts.setText(" ".join(say(words) for words in warnings))
        self.doubts.setVisible(bool(warnings))

    def _settle(self) -> None:
        self.read_into(FormState())
        if self._person is not None:
            self.who.setText(summary_of(self._person))
            self._show_doubts()

    def _edited(self) -> None:
        self.edited.emit()

    def _toggle_owners(self, on: bool) -> None:
        self.edited.emit()
        self.owners_asked.emit(on)

    def _look(self, typed: str) -> None:
        if not typed.strip():
            self.search.show_suggestions([], typed)
            return
        self._operations.read(
            self,
            lambda: find_people(self._store, typed),
            done=lambda found: self._found(found, typed),
            slot="people",
        )

    def _found(self, found: tuple[PersonFound, ...], typed: str) -> None:
        rows = [Suggestion(one, one.person.name.upper(), detail_of(one)) for one in found]
        if rows and not typed.strip().isdigit():
            rows.append(Suggestion(_NEW, tr("Người mới: {name}", name=typed.strip())))
        self.search.show_suggestions(rows, typed)

    def _chosen(self, key: object) -> None:
        if key == _NEW:
            self._entered(self.search.text())
        else:
            self.person_found.emit(key)

    def _entered(self, text: str) -> None:
        plain = text.strip()
        if plain:
            self.person_entered.emit(new_person(plain))


def new_person(typed: str) -> PersonState:
    """Return a new person begun by what was typed: a number of a document, a phone, or a name."""
    digits = "".join(typed.split())
    if digits.isascii() and digits.isdigit():
        kind = classify_id(digits)
        is_phone = kind not in (IdKind.CITIZEN, IdKind.OLD_ID) and digits.startswith("0")
        return PersonState(phone=digits) if is_phone else PersonState(id_number=digits)
    return PersonState(name=typed, kind=PersonKind.CITIZEN)


def detail_of(found: PersonFound) -> str:
    """Return the second line of a person in the list; numbers are masked there."""
    person = found.person
    seen = tr("gần nhất {day}", day=f"{office_time(found.last_seen):%d/%m/%Y}")
    parts = (
        written_date(person.birth_date),
        masked(person.id_number),
        mask_phone(person.phone),
        person.address,
        seen,
    )
    return " · ".join(part for part in parts if part)
