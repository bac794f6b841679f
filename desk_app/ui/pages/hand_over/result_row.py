"""One result in the lot: number, day of signing, on what it stands, copies, shelf, excerpt; Enter goes on."""

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.steps import ResultKind
from desk_app.services.hand_over import ResultBack
from desk_app.ui.icons import icon
from desk_app.ui.pages.hand_over.lists import shown_code
from desk_app.ui.pages.hand_over.reading import LotRow, typed_day
from desk_app.ui.pages.hand_over.words import FORMS
from desk_app.ui.pages.reception.pieces import PickBox
from desk_app.ui.theme import Role, Tone, set_look
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.fields import CountCell, TextLine, clean_line
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.tabular import TabularLabel

sentences(result_day_unreadable="Ngày ký “{text}” của hồ sơ {code} chưa đúng. Ghi như 03/09/2026.")

HEADS = (
    mark("Hồ sơ trong lượt"),
    mark("Số kết quả"),
    mark("Ngày ký"),
    mark("Hình thức"),
    mark("Số bản"),
    mark("Kệ"),
    mark("Trích yếu"),
)
NUMBER, EXCERPT = 1, len(HEADS) - 1
WIDTHS = (188, 136, 104, 104, 56, 64, 0)
NARROW_WIDTHS = (116, 58, 102, 90, 40, 52, 0)
"""px of each column where a row has one line, and at least where it has two; 0 takes what is left."""

Typed = tuple[str, str, str, str, str, str, str]
"""number, day, form, copies, shelf, excerpt as they stand in the cells, and the shelf taken from the row above."""


class ResultRow:
    """The controls of one dossier. The shelf follows the row above until it is typed here."""

    def __init__(self, row: LotRow, today: date, parent: QWidget) -> None:
        self.row = row
        self._today = today
        self.who = QWidget(parent)
        self.who.setObjectName("clear")
        self.code = TabularLabel(row.code, Role.BODY, self.who)
        self.below = ElidedLabel("", Role.DETAIL, self.who)
        words = QVBoxLayout(self.who)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.code)
        words.addWidget(self.below)
        self.number = _line(parent, HEADS[1])
        self.signed = _line(parent, HEADS[2])
        self.form = PickBox("", parent)
        self.form.label.hide()
        self.form.box.edit.setAccessibleName(tr(HEADS[3]))
        self.form.set_items([(kind, tr(said)) for kind, said in FORMS])
        self.form.set_value(ResultKind.PAPER)
        self.copies = CountCell(parent, count=1)
        self.copies.setMinimumWidth(0)
        self.copies.setMaximumWidth(2000)
        self.copies.setAccessibleName(tr(HEADS[4]))
        self.shelf = _line(parent, HEADS[5])
        self.excerpt = _line(parent, HEADS[6])
        self.excerpt.setPlaceholderText(tr(HEADS[6]))
        self.drop = QToolButton(parent)
        self.drop.setIcon(icon("close", "second"))
        self.drop.setFixedWidth(28)
        self.drop.setToolTip(tr("Bỏ khỏi lượt"))
        self.drop.setAccessibleName(tr("Bỏ khỏi lượt"))
        self._followed = ""
        self.signed.settled.connect(self._settle_day)
        # A long excerpt is read from its beginning.
        self.excerpt.settled.connect(lambda _text: self.excerpt.setCursorPosition(0))
        self.show_row(row)

    @property
    def dossier(self) -> UUID:
        """Return whose result it is."""
        return self.row.dossier

    @property
    def cells(self) -> tuple[QWidget, ...]:
        """Return the cells behind the dossier, in the order of the heads."""
        return (self.number, self.signed, self.form, self.copies, self.shelf, self.excerpt)

    def widgets(self) -> tuple[QWidget, ...]:
        """Return everything of the row, column by column."""
        return (self.who, *self.cells, self.drop)

    def stops(self) -> list[QWidget]:
        """Return the stops of Enter."""
        return [self.number, self.signed, self.form.stop, self.copies, self.shelf, self.excerpt]

    def show_code(self, *, short: bool) -> None:
        """Show the code, without its agency where there is no room."""
        self.code.set_text(shown_code(self.row.code, short))
        self.code.setToolTip(self.row.code)

    def show_row(self, row: LotRow) -> None:
        """Show whose it is and where it lies, or why it can no longer come."""
        self.row = row
        if row.refusal is not None:
            self.below.setText("✘ " + sentence(row.refusal))
            self.below.set_tone(Tone.BAD)
            return
        self.below.setText(f"{row.owner} · {row.unit or tr('tại quầy')}")
        self.below.set_tone(Tone.PLAIN)

    def follow(self, shelf: str) -> None:
        """Take the shelf of the row above, unless another was typed here."""
        if self.shelf.text() == self._followed and not self.shelf.hasFocus():
            self._followed = shelf
            self.shelf.setText(shelf)

    def result(self) -> ResultBack:
        """Return the result as typed. Raises DeskError ``result_day_unreadable`` with the caret in the cell."""
        day, text = self._day(), self.signed.text().strip()
        if text and day is None:
            self.signed.setFocus()
            raise DeskError("result_day_unreadable", text=text, code=self.row.code)
        return self._result(day)

    def shown(self) -> ResultBack:
        """Return the result as it stands in the cells now; a day that cannot be read is left out."""
        return self._result(self._day())

    def typed(self) -> Typed:
        """Return what stands in the cells, to be put back."""
        form = self._kind().value
        cells = (self.number.text(), self.signed.text(), form, self.copies.text())
        return (*cells, self.shelf.text(), self.excerpt.text(), self._followed)

    def put_back(self, typed: Typed) -> None:
        """Put back what ``typed`` returned."""
        number, day, form, copies, shelf, excerpt, self._followed = typed
        self.number.setText(number)
        self.signed.setText(day)
        self.form.set_value(ResultKind(form))
        self.copies.set_count(_count(copies))
        self.shelf.setText(shelf)
        self.excerpt.setText(excerpt)

    def show_warned(self, warned: bool) -> None:
        """Mark the number's cell amber while something about the result is unusual."""
        set_look(self.number, state="reread" if warned else "")

    def _day(self) -> date | None:
        return typed_day(self.signed.text(), self._today)

    def _settle_day(self, _text: str) -> None:
        day = self._day()
        unreadable = day is None and bool(self.signed.text().strip())
        set_look(self.signed, state="missing" if unreadable else "")
        if day is not None:
            self.signed.setText(f"{day:%d/%m/%Y}")
            self.signed.setCursorPosition(0)

    def _kind(self) -> ResultKind:
        value = self.form.value()
        return value if isinstance(value, ResultKind) else ResultKind.PAPER

    def _result(self, day: date | None) -> ResultBack:
        return ResultBack(
            self.dossier,
            number=clean_line(self.number.text()),
            signed_on=day,
            form=self._kind(),
            copies=_count(self.copies.text()),
            shelf=clean_line(self.shelf.text()),
            excerpt=clean_line(self.excerpt.text()),
        )


_SCAN_LENGTH = 1000
"""A shelf is short, but a card may be scanned into its cell and must arrive whole to be known as one."""


def _line(parent: QWidget, words: str) -> TextLine:
    line = TextLine(parent)
    line.setProperty("cell", True)
    line.setMaxLength(_SCAN_LENGTH)
    line.setAccessibleName(tr(words))
    return line


def _count(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else 0
