"""Who takes the result: the owner, somebody with a ground to act for the owner, the post, or nobody's hand at all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget
from typing_extensions import override

from desk_app.domain.card import CardReading, person_of
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.reception import Authorisation, AuthorisationKind
from desk_app.domain.people import Person
from desk_app.domain.syllables import impossible_name_words
from desk_app.services.step_checks import is_owner
from desk_app.ui.pages.returning.room import fits_one_row
from desk_app.ui.pages.returning.words import GROUNDS, WAYS, Way
from desk_app.ui.scan import KEEPS_SCANS
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tables import masked

sentences(
    recipient_incomplete="Chưa trả: nhập họ tên người nhận đúng theo giấy tờ của họ.",
    slip_not_seen="Chưa trả: không có phiếu hẹn. Quét thẻ người nhận, hoặc đánh dấu “đã đối chiếu giấy tờ”.",
)

_WIDEST_NUMBER = "0" * 12


class RecipientBlock(Block):
    """Asks who takes it. Another's card opens the grounds and shuts the owner's way until it is put away.

    by_slip: the dossier was opened by its slip. ways: those offered; the first is chosen beforehand.
    """

    way_changed = Signal(object)

    def __init__(
        self, dossier: Dossier, parent: QWidget | None = None, *, by_slip: bool, ways: tuple[Way, ...] = tuple(Way)
    ) -> None:
        super().__init__(0, tr("Người nhận"), parent)
        self._dossier = dossier
        self._card: CardReading | None = None
        self._matched: Person | None = None
        self.has_slip = CheckRow(tr("Có phiếu hẹn"), self, checked=by_slip)
        self.head_row.addWidget(self.has_slip)
        self._build_ways(ways)
        self.match = Paragraph("", Role.BODY, self)
        self.put_away = PlainButton(tr("Bỏ thẻ đã quét"), self, kind="quiet")
        self.put_away.clicked.connect(self.forget_card)
        self.papers_compared = CheckRow(tr("Mất phiếu: đã đối chiếu giấy tờ"), self)
        row = self.add_row(self.match, self.put_away, self.papers_compared, stretches=(1, 0, 0))
        row.setAlignment(self.match, Qt.AlignmentFlag.AlignVCenter)
        self._build_grounds()
        self.tracking = LineField(tr("Mã vận đơn"), self, max_length=100)
        self.tracking.edit.setProperty(KEEPS_SCANS, True)
        self.add(self.tracking)
        self.has_slip.toggled.connect(lambda _on: self._show())
        self._show()

    # -- what the page asks -----------------------------------------------------------------------------------------

    @property
    def way(self) -> Way:
        """Return the way chosen."""
        return next(way for way, button in self.buttons.items() if button.isChecked())

    @property
    def is_foreign(self) -> bool:
        """Tell whether a card was scanned that is not an owner's."""
        return self._card is not None and self._matched is None

    def choose(self, way: Way) -> None:
        """Choose a way that is offered."""
        self.buttons[way].setChecked(True)

    def take_card(self, card: CardReading) -> bool:
        """Compare a scanned card with the owners; return whether it is one's. Another's opens the grounds."""
        person = person_of(card)
        self._card = card
        self._matched = next((one for one in self._dossier.owners if _same(self._dossier, one, person)), None)
        if self._matched is not None:
            self.choose(Way.OWNER)
        else:
            self.choose(Way.AUTHORISED)
            self.name.set_text(person.name)
            self.number.set_text(person.id_number)
            self.name.set_reread("name" in card.doubtful or bool(impossible_name_words(card.name)))
            self.ground.edit.clear()
            self.ground.setFocus()
        self._show()
        return self._matched is not None

    def forget_card(self) -> None:
        """Put the scanned card away: who it named is no longer who takes the result."""
        self._card = self._matched = None
        self.name.set_text("")
        self.number.set_text("")
        self.ground.set_text("")
        self.choose(next(iter(self.buttons)))
        self._show()

    def recipient(self) -> Person:
        """Return who takes it. Raises DeskError ``not_the_owner``, ``recipient_incomplete`` with the caret in place."""
        if self.way is Way.OWNER and self.is_foreign:
            raise DeskError("not_the_owner")
        if self.way is not Way.AUTHORISED:
            if self._card is not None and self._matched is not None and not self._matched.id_number:
                return person_of(self._card)
            return self._matched or self._dossier.owners[0]
        if not self.name.text() or self.name.must_be_reread:
            if not self.name.text():
                self.name.set_missing()
            self.name.setFocus()
            raise DeskError("recipient_incomplete")
        scanned = person_of(self._card) if self._card is not None and self._matched is None else None
        typed = {"name": self.name.text(), "id_number": self.number.text()}
        return Person.model_validate({**(dict(scanned) if scanned is not None else {}), **typed})

    def authorisation(self) -> Authorisation | None:
        """Return the ground, None for the owner. Raises DeskError ``not_the_owner`` where none was chosen."""
        if self.way is not Way.AUTHORISED:
            return None
        kind = self._kind()
        if kind is None:
            self.ground.set_missing()
            self.ground.setFocus()
            raise DeskError("not_the_owner")
        if kind is AuthorisationKind.RELATIVE:
            return Authorisation(kind=kind, relation=self.document.text())
        return Authorisation(kind=kind, number=self.document.text())

    def check_slip(self) -> None:
        """Raise DeskError ``slip_not_seen`` where there is neither a slip, nor compared papers, nor a card."""
        by_hand = self.way in (Way.OWNER, Way.AUTHORISED)
        seen = self.has_slip.isChecked() or self.papers_compared.isChecked() or self._card is not None
        if by_hand and not seen:
            self.papers_compared.setFocus()
            raise DeskError("slip_not_seen")

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build_ways(self, ways: tuple[Way, ...]) -> None:
        self._group = QButtonGroup(self)
        self.buttons: dict[Way, QRadioButton] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        for way, words in WAYS:
            if way in ways:
                button = QRadioButton(tr(words), self)
                button.toggled.connect(self._way_toggled)
                self._group.addButton(button)
                self.buttons[way] = button
                row.addWidget(button)
        row.addStretch(1)
        self.add_layout(row)
        first = self.buttons[ways[0]]
        first.blockSignals(True)
        first.setChecked(True)
        first.blockSignals(False)

    def _build_grounds(self) -> None:
        self.grounds = QWidget(self)
        self.grounds.setObjectName("clear")
        self._grid = QGridLayout(self.grounds)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self.name = LineField(tr("Họ tên người nhận"), self.grounds)
        self.number = LineField(tr("Số giấy tờ"), self.grounds, max_length=100)
        self.ground = LineField(tr("Căn cứ nhận thay (gõ số)"), self.grounds, max_length=1000)
        self.document = LineField(tr("Số văn bản, quan hệ"), self.grounds)
        usual = "   ".join(f"{at} {tr(words)}" for at, (_kind, words) in enumerate(GROUNDS, 1))
        self._usual = Paragraph(usual, Role.DETAIL, self.grounds)
        self._lay_grounds()
        self.ground.settled.connect(self._settle_ground)
        self.add(self.grounds)

    def _lay_grounds(self) -> None:
        """Stand the four fields in one row where there is room, else in two."""
        wide = fits_one_row(self.width())
        # The number on a card is read whole, whatever the size of the letters.
        self.number.setMinimumWidth(
            QFontMetrics(current_theme().font(Role.BODY)).horizontalAdvance(_WIDEST_NUMBER) + 28
        )
        fields = (self.name, self.number, self.ground, self.document)
        for at, field in enumerate(fields):
            self._grid.addWidget(field, at // (4 if wide else 2), at % (4 if wide else 2))
        for column in range(4):
            stretch = (3, 2, 3, 2)[column] if wide else (3, 2, 0, 0)[column]
            self._grid.setColumnStretch(column, stretch)
        self._grid.addWidget(self._usual, 2, 0, 1, 4 if wide else 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_grounds()

    def _way_toggled(self, on: bool) -> None:
        if on:
            self._show()
            self.way_changed.emit(self.way)

    def _settle_ground(self, _typed: str) -> None:
        kind = self._kind()
        self.ground.set_text("" if kind is None else tr(dict(GROUNDS)[kind]))

    def _kind(self) -> AuthorisationKind | None:
        """Return the ground typed, by its digit or its words."""
        typed = self.ground.text()
        for at, (kind, words) in enumerate(GROUNDS, 1):
            if typed in (str(at), tr(words)):
                return kind
        return None

    def _show(self) -> None:
        """Show what the way chosen asks for, and what the scanned card says."""
        by_hand = self.way in (Way.OWNER, Way.AUTHORISED)
        self.grounds.setVisible(self.way is Way.AUTHORISED)
        self.tracking.setVisible(self.way is Way.POST)
        self.has_slip.setVisible(by_hand)
        self.papers_compared.setVisible(by_hand and not self.has_slip.isChecked() and self._card is None)
        self.match.setVisible(by_hand)
        self.put_away.setVisible(by_hand and self._card is not None)
        words, tone = self._match_words()
        self.match.set_text(words)
        self.match.set_tone(tone)

    def _match_words(self) -> tuple[str, Tone]:
        if self._card is None:
            if self.way is Way.OWNER:
                names = "; ".join(owner.name for owner in self._dossier.owners)
                return tr("Trả cho {name}. Quét thẻ người nhận để đối chiếu.", name=names), Tone.PLAIN
            return tr("Quét thẻ người nhận, hoặc gõ theo giấy tờ."), Tone.PLAIN
        shown = f"{self._card.name} {masked(self._card.number)}"
        if self._matched is None:
            return tr("✘ Thẻ KHÔNG phải của chủ hồ sơ: {shown}", shown=shown), Tone.WARN
        if self._matched.id_number:
            shown = f"{self._matched.name} {masked(self._card.number)}"
            return tr("✔ Thẻ khớp chủ hồ sơ: {shown}", shown=shown), Tone.GOOD
        return tr("✔ Khớp họ tên (hồ sơ không ghi số giấy tờ): {shown}", shown=shown), Tone.GOOD


def _same(dossier: Dossier, owner: Person, person: Person) -> bool:
    """Tell whether a card is this owner's: the same rule as the service's, of one owner."""
    if owner.id_number and person.id_number:
        return owner.id_number == person.id_number
    return is_owner(dossier, person) and owner.name == person.name
