"""The owners of a dossier that somebody else hands in, and on what ground (Ctrl+U)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_app.domain.events.reception import AuthorisationKind
from desk_app.models.queries.people import PersonFound
from desk_app.services.reception_lookups import find_people
from desk_app.ui.desk import Desk
from desk_app.ui.pages.reception.form_state import AuthorisationState, FormState, PersonState
from desk_app.ui.pages.reception.person import new_person
from desk_app.ui.pages.reception.pieces import FormBlock
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, Field, LineField, clean_line
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion
from desk_app.ui.widgets.tables import masked

GROUND_WORDS = (
    (AuthorisationKind.LETTER, mark("Văn bản ủy quyền")),
    (AuthorisationKind.RELATIVE, mark("Người thân")),
    (AuthorisationKind.INTRODUCTION, mark("Giấy giới thiệu")),
)


class OwnersBlock(FormBlock):
    """A box that adds owners (scan, digits, name), the owners so far, and the authorisation on one line.

    It takes the papers' place while it is open; what stands in it is kept when it closes.
    """

    edited = Signal()
    closed = Signal()
    advanced = Signal()
    """Enter in the empty box, once somebody stands above it: there are no more owners."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Chủ hồ sơ"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.head_row.insertStretch(self.head_row.count() - 1, 1000)
        done = PlainButton(tr("Xong"), self, key="Ctrl+U", kind="quiet")
        done.clicked.connect(self.closed)
        self.add_head(done)
        self._store, self._operations = desk.store, desk.operations
        self._lines: list[_OwnerLine] = []
        self.search = SuggestBox(
            self,
            placeholder=tr("chủ hồ sơ: quét thẻ, số giấy tờ, điện thoại hoặc họ tên; vợ chồng: thêm từng người"),
            empty_words=tr("Chưa có người này. Enter: thêm theo tên."),
        )
        self.search.query_changed.connect(self._look)
        self.search.chosen.connect(self._chosen)
        self.search.entered.connect(lambda text: self._add_named(text))
        self.list = QVBoxLayout()
        self.relation = LineField(tr("Quan hệ"), self, inline=True, placeholder=tr("mẹ, con, vợ…"))
        self.kind = ComboField("", self, items=tuple((kind, tr(words)) for kind, words in GROUND_WORDS))
        self.kind.combo.setAccessibleName(tr("Căn cứ nộp thay"))
        self.number = LineField(tr("Số"), self, inline=True)
        self.issued = LineField(tr("Ngày"), self, inline=True)
        for field in (self.relation, self.number, self.issued):
            field.text_changed.connect(lambda _text: self.edited.emit())
        self.kind.picked.connect(lambda _kind: self.edited.emit())
        ground = QHBoxLayout()
        ground.setSpacing(10)
        for widget, stretch in ((self.relation, 4), (self.kind, 0), (self.number, 4), (self.issued, 4)):
            ground.addWidget(widget, stretch)
        self.list.setSpacing(6)
        self.add_layout(self.list)
        self.add(self.search)
        self.add_layout(ground)
        self.content.addStretch(1)

    @property
    def owners(self) -> tuple[PersonState, ...]:
        """Return the owners so far."""
        return tuple(line.person() for line in self._lines)

    def first_box(self) -> QWidget:
        """Return the box that adds an owner."""
        return self.search.edit

    def fields(self) -> tuple[Field, ...]:
        """Return the fields that may have to be read again."""
        return tuple(field for line in self._lines for field in (line.name, line.address))

    def close_list(self) -> bool:
        """Close the list; return whether it was open."""
        return self.search.close_list()

    def show_state(self, state: FormState) -> None:
        """Show owners and authorisation."""
        grounds = state.authorisation
        self.relation.set_text(grounds.relation)
        self.kind.set_value(grounds.kind)
        self.number.set_text(grounds.number)
        self.issued.set_text(grounds.issued_on)
        self.search.clear()
        self._list(state.owners)

    def read_into(self, state: FormState) -> FormState:
        """Return the state with owners and authorisation; a name typed and not entered counts."""
        typed = clean_line(self.search.text())
        extra = (PersonState(name=typed),) if typed and not typed.isdigit() else ()
        grounds = AuthorisationState.model_validate(
            {
                "kind": self.kind.value() or AuthorisationKind.LETTER,
                "relation": self.relation.text(),
                "number": self.number.text(),
                "issued_on": self.issued.text(),
            }
        )
        return state.model_copy(update={"owners": (*self.owners, *extra), "authorisation": grounds})

    def add_owner(self, owner: PersonState) -> None:
        """Add an owner, or put one with the same number in place of what was known."""
        owners = list(self.owners)
        same = [at for at, known in enumerate(owners) if owner.id_number and known.id_number == owner.id_number]
        if same:
            owners[same[0]] = owner
        else:
            owners.append(owner)
        self.search.clear()
        self._list(tuple(owners))
        self.edited.emit()

    def remove(self, line: "_OwnerLine") -> None:
        """Take an owner off the list."""
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self.edited.emit()
        self.search.setFocus()

    def _list(self, owners: tuple[PersonState, ...]) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [_OwnerLine(owner, self) for owner in owners]
        for line in self._lines:
            line.edited.connect(self.edited)
            self.list.addWidget(line)

    def _look(self, typed: str) -> None:
        if not typed.strip():
            self.search.show_suggestions([], typed)
            return
        self._operations.read(
            self,
            lambda: find_people(self._store, typed),
            done=lambda found: self._found(found, typed),
            slot="owners",
        )

    def _found(self, found: tuple[PersonFound, ...], typed: str) -> None:
        rows = [
            Suggestion(one, one.person.name.upper(), " · ".join((masked(one.person.id_number), one.person.address)))
            for one in found
        ]
        self.search.show_suggestions(rows, typed)

    def _chosen(self, found: object) -> None:
        if isinstance(found, PersonFound):
            self.add_owner(PersonState.of(found.person, key=found.key, last_seen=found.last_seen))

    def _add_named(self, text: str) -> None:
        plain = clean_line(text)
        if not plain:
            if self._lines:
                self.advanced.emit()
            return
        self.add_owner(new_person(plain))
        if not self.owners[-1].is_named:
            self._lines[-1].name.setFocus(Qt.FocusReason.OtherFocusReason)


class _OwnerLine(QWidget):
    """One owner: name, number and address, to be edited; doubtful ones are amber until touched."""

    edited = Signal()

    def __init__(self, owner: PersonState, panel: OwnersBlock) -> None:
        super().__init__(panel)
        self._owner = owner
        self.name = LineField(tr("Họ tên"), self, inline=True)
        self.number = LineField(tr("Số giấy tờ"), self, inline=True)
        self.address = LineField(tr("Địa chỉ"), self, inline=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for field, stretch, name in ((self.name, 5, "name"), (self.number, 4, ""), (self.address, 5, "address")):
            row.addWidget(field, stretch)
            field.text_changed.connect(lambda _text: self.edited.emit())
            field.settled.connect(lambda _text: self.edited.emit())
            field.setProperty("part", name)
        digits = QFontMetrics(current_theme().font(Role.BODY)).horizontalAdvance("0" * 12)
        self.number.edit.setMinimumWidth(digits + 24)
        self.name.set_text(owner.name)
        self.number.set_text(owner.id_number)
        self.address.set_text(owner.address)
        self.name.set_reread("name" in owner.doubtful)
        self.address.set_reread("address" in owner.doubtful)
        out = PlainButton(tr("Bỏ"), self, kind="quiet")
        out.setAccessibleName(tr("Bỏ {name}", name=owner.name))
        out.clicked.connect(lambda: panel.remove(self))
        row.addWidget(out)

    def person(self) -> PersonState:
        """Return the owner as typed."""
        doubts = {"name": self.name, "address": self.address}
        return self._owner.model_copy(
            update={
                "name": self.name.text(),
                "id_number": self.number.text(),
                "address": self.address.text(),
                "doubtful": tuple(name for name, field in doubts.items() if field.must_be_reread),
            }
        )
