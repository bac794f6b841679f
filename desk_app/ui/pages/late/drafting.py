"""Drafting letters: one reason and one new appointment for all, or some of their own; the drafts print at once."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.text import clean_line
from desk_app.models.store import Store
from desk_app.services.accounts import Right, Session
from desk_app.services.apologies import NUMBER_USED, LetterWanted, draft_letters, numbers_from, typed_due
from desk_app.services.apology_usual import MOST_REASONS, change_late_reasons, whole_number
from desk_app.services.late import WatchedDossier
from desk_app.services.reception import Warned
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.late.letters import LetterForm, LetterRow, LetterWork
from desk_app.ui.pages.late.reading import Matter, read_dues
from desk_app.ui.pages.late.words import DEED_WORDS, Deed, chosen_by_digit, moment_words
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField, NoteField
from desk_app.ui.widgets.labels import Paragraph

_LONG_REASON = 4000


class DraftRow(LetterRow):
    """A letter to draft, with a reason and a date of its own where the common ones do not fit."""

    def __init__(self, row: WatchedDossier, parent: QWidget) -> None:
        super().__init__(row, parent)
        self.reason = LineField("", self, placeholder=tr("Lý do riêng"), max_length=_LONG_REASON)
        self.due_box = LineField("", self, placeholder=tr("Ngày riêng"), max_length=30)
        self.reason.control.setAccessibleName(tr("Lý do riêng"))
        self.due_box.control.setAccessibleName(tr("Ngày riêng"))
        self.due_box.setFixedWidth(116)
        self.under.addWidget(self.reason, 3)
        self.under.addWidget(self.due_box)
        self.under.addWidget(self.result)


class DraftForm(LetterForm):
    """Reason and date for all, then what is a letter's own, then number and signer, which may stay blank."""

    def __init__(self, desk: Desk, rows: Sequence[WatchedDossier], matter: Matter, parent: QWidget) -> None:
        super().__init__(desk, rows, matter, tr(DEED_WORDS[Deed.DRAFT]), parent)
        self._reasons = matter.reasons
        self.reason = self.field(tr("Lý do chậm (gõ số hoặc chữ)"), max_length=_LONG_REASON)
        self.usual = Paragraph("", Role.DETAIL, self.common)
        self.edit_list = PlainButton(tr("Sửa lý do"), self.common, kind="quiet", icon_name="edit")
        self.list_box = NoteField(tr("Mỗi dòng một lý do (Alt+Enter xuống dòng)"), self.common, lines=5)
        self.save_list = PlainButton(tr("Lưu danh sách"), self.common, icon_name="save")
        self._lay_out_reasons()
        self.due = LineField(tr("Hẹn lại sau"), self.common, placeholder=tr("số ngày, hoặc ngày"), max_length=30)
        self.due_words = Paragraph("", Role.BODY, self.common)
        due_row = self.common.add_row(self.due, self.due_words, stretches=(0, 1))
        self.due.setMaximumWidth(176)
        # A date is one word: with less it would be cut through.
        self.due_words.setMinimumWidth(100)
        due_row.setAlignment(self.due_words, Qt.AlignmentFlag.AlignBottom)
        self.number = self.field(tr("Số thư đầu tiên (để trống nếu văn thư cấp)"), max_length=60)
        self.signer = self.field(tr("Người ký"))
        self.signer_title = self.field(
            tr("Chức danh trên chữ ký"), placeholder="KT. CHỦ TỊCH, PHÓ CHỦ TỊCH", max_length=300
        )
        self.signer.set_text(matter.signature.signer)
        self.signer_title.set_text(matter.signature.signer_title)
        self._fill_from_drafts()
        for box in (self.reason, *(letter.reason for letter in self._rows())):
            box.settled.connect(partial(self._settle_reason, box))
        for box in (self.due, *(letter.due_box for letter in self._rows())):
            box.settled.connect(lambda _text: self._show_dues())
        self.lay_out()
        self._show_dues()

    @override
    def letter_row(self, row: WatchedDossier) -> LetterRow:
        return DraftRow(row, self)

    @override
    def stops(self) -> list[QWidget]:
        own = [box for letter in self._rows() for box in (letter.reason, letter.due_box)]
        return [self.reason, self.due, *own, self.number, self.signer, self.signer_title]

    @override
    def ready(self) -> LetterWork:
        common = self._reason_of(self.reason)
        for letter in self._rows():
            if not (self._reason_of(letter.reason) or common):
                _missing(self.reason)
                raise DeskError("apology_reason_missing")
            if not (letter.due_box.text() or self.due.text()):
                _missing(self.due)
                raise DeskError("new_due_missing")
        number = whole_number(self.number.text(), self.matter.signature.ending)
        numbers = numbers_from(number, len(self.letters)) if number else ("",) * len(self.letters)
        wanted = [
            (letter.row.line.id, self._reason_of(letter.reason) or common, letter.due_box.text() or self.due.text(), no)
            for letter, no in zip(self._rows(), numbers, strict=True)
        ]
        signer, title = self.signer.text(), self.signer_title.text()

        def work(store: Store, session: Session, now: datetime) -> tuple[Warned, ...]:
            with store.reading() as rd:
                letters = [LetterWanted(one, why, typed_due(rd, due, now), no) for one, why, due, no in wanted]
            made = draft_letters(store, session, letters, now, signer=signer, signer_title=title)
            # What else there is to know of a letter stands in its own row of the form already.
            return tuple(warned for one in made for warned in one.warnings if warned.code == NUMBER_USED)

        says = tr("Đã lập {n} dự thảo thư xin lỗi. Đang in một tệp để trình ký.", n=len(wanted))
        return LetterWork(work, says, self.dossiers)

    def show_fault(self, error: DeskError) -> None:
        """Put the caret where a refusal of the service is to be mended."""
        if error.code in ("new_due_not_later", "new_due_unreadable"):
            _missing(self.due)

    # -- reasons --------------------------------------------------------------------------------------------------

    def _reason_of(self, box: LineField) -> str:
        return clean_line(chosen_by_digit(box.text(), self._reasons))

    def _settle_reason(self, box: LineField, _text: str) -> None:
        chosen = self._reason_of(box)
        if chosen != box.text():
            box.set_text(chosen)

    def _lay_out_reasons(self) -> None:
        self.common.add(self.usual)
        self.common.add(self.list_box)
        self.common.head_row.addWidget(self.save_list)
        self.common.head_row.addWidget(self.edit_list)
        may = self.session.may(Right.MEND) or self.session.may(Right.SET_UP)
        self.edit_list.setVisible(may)
        self.edit_list.clicked.connect(lambda: self._edit_reasons(editing=self.list_box.isHidden()))
        self.save_list.clicked.connect(self._save_reasons)
        self._edit_reasons(editing=False)

    def _edit_reasons(self, *, editing: bool) -> None:
        lines = [f"{at}  {reason}" for at, reason in enumerate(self._reasons, 1)]
        none = tr("Cơ quan chưa có danh sách lý do. Trưởng bộ phận thêm được ngay tại đây.")
        self.usual.set_text("\n".join(lines) or none)
        self.usual.setVisible(not editing)
        self.list_box.setVisible(editing)
        self.save_list.setVisible(editing)
        self.edit_list.setText(tr("Thôi sửa") if editing else tr("Sửa lý do"))
        if editing:
            self.list_box.set_text("\n".join(self._reasons))
            self.list_box.setFocus()

    def _save_reasons(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        wanted = self.list_box.text().split("\n")

        def kept(reasons: tuple[str, ...]) -> None:
            self._reasons = reasons[:MOST_REASONS]
            self._edit_reasons(editing=False)
            self.reason.setFocus()

        self.desk.operations.write(
            self,
            lambda: change_late_reasons(store, session, wanted, now),
            changes=Changes.of(Topic.SETTINGS),
            done=kept,
        )

    # -- new appointments -----------------------------------------------------------------------------------------

    def _show_dues(self) -> None:
        """Say beside each field where its new appointment falls."""
        common = self.due.text()
        texts = {common, *(letter.due_box.text() or common for letter in self._rows())}
        work = partial(read_dues, self.desk.store, texts, self.desk.clock())
        self.desk.operations.read(self, work, done=lambda found: self._say_dues(common, found), slot="dues")

    def _say_dues(self, common: str, found: dict[str, datetime | DeskError | None]) -> None:
        due = found.get(common)
        self.due_words.set_text(f"→ {moment_words(due)}" if isinstance(due, datetime) else _fault(due))
        self.due_words.set_tone(_tone(due))
        for letter in self._rows():
            due = found.get(letter.due_box.text() or common)
            local = office_time(due) if isinstance(due, datetime) else None
            letter.result.setText(f"→ {local:%d/%m/%Y %H:%M}" if local else tr("chưa rõ ngày") if due else "")
            letter.result.set_tone(_tone(due))

    # -- inside ---------------------------------------------------------------------------------------------------

    def _rows(self) -> list[DraftRow]:
        return [letter for letter in self.letters if isinstance(letter, DraftRow)]

    def _fill_from_drafts(self) -> None:
        """Begin with what a draft says that is made anew."""
        known = [self.matter.drafts[one] for one in self.dossiers if one in self.matter.drafts]
        if not known:
            return
        first = known[0]
        self.reason.set_text(first.reason)
        self.due.set_text(f"{first.new_due_at:%d/%m/%Y %H:%M}")
        self.signer.set_text(first.signer or self.matter.signature.signer)
        self.signer_title.set_text(first.signer_title or self.matter.signature.signer_title)
        self.number.set_text(first.letter_number)
        for letter in self._rows():
            draft = self.matter.drafts.get(letter.row.line.id)
            if draft is not None and draft.reason != first.reason:
                letter.reason.set_text(draft.reason)
            if draft is not None and draft.new_due_at != first.new_due_at:
                letter.due_box.set_text(f"{draft.new_due_at:%d/%m/%Y %H:%M}")


def _missing(field: LineField) -> None:
    field.set_missing()
    field.setFocus()


def _fault(due: datetime | DeskError | None) -> str:
    return sentence(due) if isinstance(due, DeskError) else ""


def _tone(due: datetime | DeskError | None) -> Tone:
    return Tone.BAD if isinstance(due, DeskError) else Tone.PLAIN
