"""The row in which a person's name, kind, number, birth date and sex are entered, or read again from the card."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.people import Gender, PersonKind
from desk_app.ui.pages.reception.form_state import PersonState
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import ComboField, Field, LineField
from desk_app.ui.widgets.tables import masked

KIND_WORDS = (
    (PersonKind.CITIZEN, mark("Công dân")),
    (PersonKind.BUSINESS, mark("Doanh nghiệp")),
    (PersonKind.AGENCY, mark("Cơ quan")),
    (PersonKind.OTHER, mark("Tổ chức khác")),
)
GENDER_WORDS = (("", mark("–")), (Gender.MALE.value, mark("nam")), (Gender.FEMALE.value, mark("nữ")))


class IdentityRow(QWidget):
    """Name and kind, then number, birth date and sex; doubtful ones are amber until touched."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = LineField(tr("Họ tên"), self, inline=True)
        self.number = LineField(tr("Số giấy tờ"), self, inline=True)
        self.birth = LineField(tr("Ngày sinh"), self, inline=True)
        self.gender = ComboField("", self, items=tuple((value, tr(words)) for value, words in GENDER_WORDS))
        self.kind = ComboField("", self, items=tuple((kind, tr(words)) for kind, words in KIND_WORDS))
        self.gender.combo.setAccessibleName(tr("Giới tính"))
        self.kind.combo.setAccessibleName(tr("Loại người nộp"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.name, 0, 0, 1, 3)
        grid.addWidget(self.number, 1, 0)
        grid.addWidget(self.birth, 1, 1)
        grid.addWidget(self.gender, 1, 2)
        grid.addWidget(self.kind, 0, 3)
        for at, stretch in enumerate((6, 5, 0, 0)):
            grid.setColumnStretch(at, stretch)
        for field in (self.name, self.number, self.birth):
            field.text_changed.connect(lambda _text: self.edited.emit())
            field.settled.connect(lambda _text: self.edited.emit())
        for combo in (self.gender, self.kind):
            combo.picked.connect(lambda _value: self.edited.emit())

    def fields(self) -> tuple[Field, ...]:
        """Return the fields that may have to be read again."""
        return (self.name, self.number, self.birth, self.gender)

    def show_person(self, person: PersonState) -> None:
        """Show a person; what is doubtful is amber."""
        self.name.set_text(person.name)
        self.number.set_text(person.id_number)
        self.birth.set_text(person.birth_date)
        self.gender.set_value(person.gender if person.gender in ("male", "female") else "")
        self.kind.set_value(person.kind)
        for field, name in ((self.name, "name"), (self.birth, "birth_date"), (self.gender, "gender")):
            field.set_reread(name in person.doubtful)

    def read_into(self, person: PersonState) -> PersonState:
        """Return the person with what stands in the row; a touched field is no longer doubtful."""
        doubtful = set(person.doubtful)
        for field, name in ((self.name, "name"), (self.birth, "birth_date"), (self.gender, "gender")):
            if not field.must_be_reread:
                doubtful.discard(name)
        return person.model_copy(
            update={
                "name": self.name.text(),
                "id_number": self.number.text(),
                "birth_date": self.birth.text(),
                "gender": self.gender.value() or "",
                "kind": self.kind.value() or PersonKind.CITIZEN,
                "doubtful": tuple(sorted(doubtful)),
            }
        )


def summary_of(person: PersonState) -> str:
    """Return a person in one line: NAME · sex · born · number masked · when last seen."""
    gender = next((tr(words) for value, words in GENDER_WORDS if value and value == person.gender), "")
    seen = tr("gần nhất {day}", day=f"{office_time(person.last_seen):%d/%m}") if person.last_seen else ""
    parts = (person.name.upper(), gender, person.birth_date, masked(person.id_number), seen)
    return " · ".join(part for part in parts if part)
