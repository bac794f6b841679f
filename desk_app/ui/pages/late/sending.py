"""Writing down that signed letters went out: on paper, by post, as a message, or into a hand."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.domain.dates import at_office, office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.apologies import send_apologies
from desk_app.services.late import WatchedDossier
from desk_app.services.reception import Warned
from desk_app.ui.desk import Desk
from desk_app.ui.pages.late.letters import LetterForm, LetterRow, LetterWork
from desk_app.ui.pages.late.reading import Matter
from desk_app.ui.pages.late.signing import SignRow, day_of
from desk_app.ui.pages.late.words import DEED_WORDS, HOWS, Deed, chosen_by_digit, moment_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.labels import Paragraph

sentences(sending_way_missing="Chưa chọn cách gửi thư xin lỗi. Gõ số trong danh sách hoặc ghi cách gửi.")


class SendForm(LetterForm):
    """How and on which day."""

    def __init__(self, desk: Desk, rows: Sequence[WatchedDossier], matter: Matter, parent: QWidget) -> None:
        super().__init__(desk, rows, matter, tr(DEED_WORDS[Deed.SEND]), parent)
        self.how = self.field(tr("Cách gửi (gõ số hoặc chữ)"))
        self.common.add(
            Paragraph("\n".join(f"{at}  {tr(how)}" for at, how in enumerate(HOWS, 1)), Role.DETAIL, self.common)
        )
        self.day = self.field(tr("Ngày gửi"), max_length=20)
        self.day.set_text(f"{office_time(desk.clock()):%d/%m/%Y}")
        self.how.settled.connect(lambda _text: self._settle())
        self.lay_out()

    @override
    def letter_row(self, row: WatchedDossier) -> LetterRow:
        letter = row.letter
        assert letter is not None
        says = tr("Hẹn lại {day}", day=moment_words(letter.letter.new_due_at))
        made = SignRow(row, says, self)
        made.number.setText(tr("Số {number}", number=letter.letter.letter_number))
        return made

    @override
    def stops(self) -> list[QWidget]:
        return [self.how, self.day]

    @override
    def ready(self) -> LetterWork:
        how = self._how()
        if not how:
            self.how.set_missing()
            self.how.setFocus()
            raise DeskError("sending_way_missing")
        now = office_time(self.desk.clock())
        day = day_of(self.day, now.date())
        # Of an earlier day only the day is known; it ends before the next one begins.
        sent_at = None if day == now.date() else at_office(day, time()) + timedelta(days=1, minutes=-1)
        dossiers = self.dossiers

        def work(store: Store, session: Session, now: datetime) -> tuple[Warned, ...]:
            send_apologies(store, session, dossiers, how, now, sent_at=sent_at)
            return ()

        return LetterWork(work, tr("Đã ghi nhận gửi {n} thư xin lỗi ({how}).", n=len(dossiers), how=tr(how)))

    def _how(self) -> str:
        """Return the way as it is kept: of the list's words the Vietnamese ones, whatever the window speaks."""
        chosen = chosen_by_digit(self.how.text(), HOWS)
        return {tr(how): how for how in HOWS}.get(chosen, chosen)

    def _settle(self) -> None:
        if self._how():
            self.how.set_text(tr(self._how()))
