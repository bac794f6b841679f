"""Writing down that drafted letters were signed: numbers in a row, the day, who signed."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.people import parse_date
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.apologies import Signed, numbers_from, sign_apologies
from desk_app.services.apology_usual import whole_number
from desk_app.services.late import WatchedDossier
from desk_app.services.reception import Warned
from desk_app.ui.desk import Desk
from desk_app.ui.pages.late.letters import LetterForm, LetterRow, LetterWork
from desk_app.ui.pages.late.reading import Matter
from desk_app.ui.pages.late.words import DEED_WORDS, Deed, moment_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import ElidedLabel, Label

sentences(day_unreadable="Ngày “{text}” chưa đọc được. Ghi ngày như 08/09/2026.")


def day_of(field: LineField, today: date) -> date:
    """Return the day typed into a field, today for a blank one; ``8/9`` is of this year.

    Raises DeskError ``day_unreadable`` with the caret in the field.
    """
    typed = field.text()
    if not typed:
        return today
    found = parse_date(typed) or parse_date(f"{typed.rstrip('/')}/{today.year}")
    if found is None:
        field.set_missing()
        field.setFocus()
        raise DeskError("day_unreadable", text=typed)
    return found


class SignRow(LetterRow):
    """A drafted letter, and the number it will have."""

    def __init__(self, row: WatchedDossier, says: str, parent: QWidget) -> None:
        super().__init__(row, parent)
        self.says = ElidedLabel(says, Role.DETAIL, self)
        self.number = Label("", Role.BODY, self)
        self.under.addWidget(self.says, 1)
        self.under.addWidget(self.number)


class SignForm(LetterForm):
    """The first number, the day and the signer; who signed last stands there already."""

    def __init__(self, desk: Desk, rows: Sequence[WatchedDossier], matter: Matter, parent: QWidget) -> None:
        self._drafts = matter.drafts
        super().__init__(desk, rows, matter, tr(DEED_WORDS[Deed.SIGN]), parent)
        drafts = [matter.drafts[row.line.id] for row in rows if row.line.id in matter.drafts]
        numbered = all(draft.letter_number for draft in drafts) and bool(drafts)
        keeps = tr("để trống: giữ số của dự thảo") if numbered else tr("ví dụ 12, các thư sau 13, 14…")
        self.number = self.field(tr("Số thư đầu tiên"), placeholder=keeps, max_length=60)
        self.day = self.field(tr("Ngày ký"), max_length=20)
        self.signer = self.field(tr("Người ký"))
        self.signer_title = self.field(
            tr("Chức danh trên chữ ký"), placeholder="KT. CHỦ TỊCH, PHÓ CHỦ TỊCH", max_length=300
        )
        self.day.set_text(f"{office_time(desk.clock()):%d/%m/%Y}")
        self.signer.set_text(_one_of([draft.signer for draft in drafts]) or matter.signature.signer)
        self.signer_title.set_text(_one_of([draft.signer_title for draft in drafts]) or matter.signature.signer_title)
        self.number.text_changed.connect(lambda _text: self._show_numbers())
        self.lay_out()
        self._show_numbers()

    @override
    def letter_row(self, row: WatchedDossier) -> LetterRow:
        draft = self._drafts.get(row.line.id)
        says = "" if draft is None else tr("Hẹn lại {day}", day=f"{moment_words(draft.new_due_at)} · {draft.reason}")
        return SignRow(row, says, self)

    @override
    def stops(self) -> list[QWidget]:
        return [self.number, self.day, self.signer, self.signer_title]

    @override
    def ready(self) -> LetterWork:
        numbers = self._numbers()
        if not all(numbers):
            self.number.set_missing()
            self.number.setFocus()
            bare = next(one.row.line.code or "" for one, no in zip(self.letters, numbers, strict=True) if not no)
            raise DeskError("apology_number_missing", code=bare)
        if not self.signer.text():
            self.signer.set_missing()
            self.signer.setFocus()
            raise DeskError("signer_missing")
        day = day_of(self.day, office_time(self.desk.clock()).date())
        signer, title = self.signer.text(), self.signer_title.text()
        letters = [Signed(one, no, day, signer, title) for one, no in zip(self.dossiers, numbers, strict=True)]

        def work(store: Store, session: Session, now: datetime) -> tuple[Warned, ...]:
            return sign_apologies(store, session, letters, now)

        first, last = numbers[0], numbers[-1]
        shown = first if first == last else f"{first} – {last}"
        return LetterWork(work, tr("Đã ghi nhận {n} thư xin lỗi đã ký: {shown}.", n=len(letters), shown=shown))

    def _numbers(self) -> tuple[str, ...]:
        typed = whole_number(self.number.text(), self.matter.signature.ending)
        if typed:
            return numbers_from(typed, len(self.letters))
        drafts = [self._drafts.get(one) for one in self.dossiers]
        return tuple("" if draft is None else draft.letter_number for draft in drafts)

    def _show_numbers(self) -> None:
        for letter, number in zip(self.letters, self._numbers(), strict=True):
            if isinstance(letter, SignRow):
                letter.number.setText(tr("Số {number}", number=number or "…"))


def _one_of(texts: Sequence[str]) -> str:
    """Return what all texts say; "" where they differ or there are none."""
    return texts[0] if texts and all(text == texts[0] for text in texts) else ""
