"""Beside a plain registration: park, list, one more for this person, correct, cancel, supplement, decline, print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from desk_app.domain.codes import group_digits
from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.fees import EXEMPTION_LABELS, ExemptionReason
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.queries.papers import BackEntry
from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.parked import ParkedPage
from desk_app.services.reception_lookups import recent
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.card_person import exemption_of
from desk_app.ui.pages.reception.commands import fee_total, missing_names
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.outlook_words import recent_words
from desk_app.ui.pages.reception.parked import Entry, Wanted, entries_of
from desk_app.ui.pages.reception.previous import Previous, received
from desk_app.ui.pages.reception.refill import state_of_reception
from desk_app.ui.pages.reception.slips import TOPIC
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.translation import tr
from desk_app.ui.widgets.menu import QuietMenu

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


class Tasks(QObject):
    """The page's other keys. Nothing here loses what is typed: it is parked first."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._store = page.desk.store
        self.office: OfficeSettings | None = None
        self.recent_words = ""
        self._uncorrected: FormState | None = None
        """The page as a correction began, to tell whether anything was changed; None: it was parked in between."""
        self._notes_correction = False

    def read_office(self) -> None:
        """Read the office's lists and whether a back-entry session stands open."""

        def work() -> tuple[OfficeSettings, tuple[BackEntry, ...]]:
            with self._store.reading() as rd:
                return office_settings(rd), tuple(rd.back_entries.open())

        self._page.desk.operations.read(self, work, done=self._office_arrived, slot="office")

    def _office_arrived(self, found: tuple[OfficeSettings, tuple[BackEntry, ...]]) -> None:
        self.office, opened = found
        self._page.back_entry = opened[-1].id if opened else None
        self._page.more.show_office(self.office, back_entry=bool(opened))
        self._page.authentication.show_office(self.office.usual_documents)
        if self._page.task_bar.task is Task.CORRECT:
            self._page.task_bar.offer(self.office.correction_reasons)

    def read_recent(self) -> None:
        """Read the clerk's last dossiers for the side of the empty page."""
        session = self._page.session
        self._page.desk.operations.read(
            self, lambda: recent(self._store, session), done=self._recent_arrived, slot="recent_words"
        )

    def _recent_arrived(self, lines: Sequence[DossierLine]) -> None:
        self.recent_words = recent_words(lines)
        self._page.refresh_side()

    # -- parking ----------------------------------------------------------------------------------------------------

    def park(self) -> None:
        """Để chờ (Ctrl+S); never registers."""
        page = self._page
        state = page.gather()
        if state.is_empty:
            page.strip.say(Kind.INFO, tr("Chưa có gì để chờ: trang đang trống."), topic="parked")
            return
        page.whole.begin(FormState())
        page.keeper.park(state, self._parked)
        page.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _parked(self, parked: ParkedPage) -> None:
        words = tr("Để chờ lúc {time} – CHƯA tiếp nhận.", time=f"{office_time(parked.at):%H:%M}")
        self._page.strip.say(Kind.WARN, f"{parked.label}: {words}", topic="parked")

    def new(self) -> None:
        """Begin a new dossier (Ctrl+N); what is typed is parked, a lượt or correction under way ends on this page."""
        page = self._page
        state = page.gather()
        if state.is_empty:
            page.whole.begin(FormState())
        elif state.session is not None and not state.procedure:
            page.lots.end()
        else:
            self.park()
        page.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_parked(self, parked: UUID) -> None:
        """Take a parked page back; what is typed now is parked in its place."""
        page = self._page
        before = page.gather()
        page.whole.begin(FormState())
        page.strip.solve("parked")
        page.keeper.take_back(parked, before)

    def list_parked(self) -> None:
        """List what is parked, guided and just received (Ctrl+O)."""
        page, session = self._page, self._page.session
        page.desk.operations.read(
            self,
            lambda: recent(self._store, session),
            done=lambda lines: page.parked_row.open_list(entries_of(page.parked, page.matters.guided, lines)),
            slot="recent",
        )

    def open_entry(self, entry: object) -> None:
        """Open a row of the list."""
        if not isinstance(entry, Entry):
            return
        match entry.wanted:
            case Wanted.PARKED:
                self.take_parked(entry.id)
            case Wanted.GUIDED:
                self._page.whole.open_guided(entry.id)
            case Wanted.RECENT:
                self._read_dossier(entry.id, self._show_recent)

    def _show_recent(self, dossier: Dossier) -> None:
        """Show a recent dossier at the side, where it can be corrected, printed again or cancelled."""
        page, reception = self._page, dossier.reception
        if reception is None:
            return
        words = tr("{name} · Ctrl+E sửa", name=reception.submitter.name)
        page.previous = received(dossier.id, reception.code, dossier.due_at, words, form="receipt")
        page.last = state_of_reception(dossier.id, reception)
        page.refresh_side()
        page.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- correcting and cancelling ----------------------------------------------------------------------------------

    def correct(self) -> None:
        """Sửa hồ sơ (Ctrl+E): the dossier at the side, else the last one this clerk received."""
        page, session = self._page, self._page.session
        shown = self._at_side()
        if shown is not None and shown.dossier is not None:
            self.correct_dossier(shown.dossier)
            return
        page.desk.operations.read(
            self,
            lambda: next(iter(recent(self._store, session)), None),
            done=self._correct_last,
            slot="recent",
        )

    def _correct_last(self, line: DossierLine | None) -> None:
        if line is not None:
            self.correct_dossier(line.id)
        else:
            words = tr("Chưa có hồ sơ nào để sửa: tài khoản này chưa tiếp nhận hồ sơ nào.")
            self._page.strip.say(Kind.INFO, words, topic="missing")

    def correct_dossier(self, dossier: UUID) -> None:
        """Fill the page from a dossier, to be corrected; what is typed is parked."""
        self._read_dossier(dossier, self._fill)

    def _fill(self, dossier: Dossier) -> None:
        page, reception = self._page, dossier.reception
        if reception is None or dossier.voided:
            page.strip.say(Kind.BAD, tr("Hồ sơ này chưa được tiếp nhận nên không có gì để sửa."), topic="missing")
            return
        typed = page.gather()
        if not typed.is_empty:
            page.keeper.park(typed, self._parked)
        page.whole.begin(FormState())
        page.previous = None
        page.whole.restore(state_of_reception(dossier.id, reception))
        self._notes_correction = True
        page.task_bar.focus_box()

    def note_correction(self) -> None:
        """Remember the page as its dossier stands, once all of it is here."""
        if self._notes_correction:
            self._notes_correction = False
            self._uncorrected = self._page.gather()

    def begin_correction(self) -> None:
        """Show that the page corrects a dossier, and ask for the reason."""
        page = self._page
        self._uncorrected, self._notes_correction = None, False
        words = tr("Đang sửa hồ sơ {code}", code=group_digits(page.state.correcting_code))
        page.task_bar.begin(Task.CORRECT, words, self.office.correction_reasons if self.office else ())
        page.refresh_side()

    def cancel(self) -> None:
        """Hủy tiếp nhận of the dossier at the side; the reason is asked, F9 does it."""
        page = self._page
        if page.previous is None or self._at_side() is None:
            page.strip.say(Kind.INFO, tr("Chọn hồ sơ cần hủy: Ctrl+O, mục Vừa tiếp nhận."), topic="cancel")
            self.list_parked()
            return
        words = tr("Hủy tiếp nhận {code}", code=page.previous.code)
        page.task_bar.begin(Task.CANCEL, words, self.office.correction_reasons if self.office else ())
        page.refresh_side()
        page.task_bar.focus_box()

    def end_task(self) -> None:
        """Go back to receiving; a correction is given up, and what was changed in it is parked."""
        page = self._page
        was = page.task_bar.task
        page.strip.solve_all(but=TOPIC)
        if was is Task.CORRECT:
            state = page.gather()
            page.whole.begin(FormState())
            if state != self._uncorrected:
                page.keeper.park(state, self._parked)
            else:
                page.keeper.touch()
        page.task_bar.end()
        page.refresh_side()
        page.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- before acceptance ------------------------------------------------------------------------------------------

    def ask_supplement(self) -> None:
        """Yêu cầu bổ sung (Ctrl+B): F9 then prints Mẫu 02 from the unticked rows and the typed lines."""
        page = self._page
        if page.gather().correcting is not None:
            return
        page.task_bar.begin(Task.SUPPLEMENT, "", lines=page.state.missing_lines)
        page.strip.solve("missing")
        page.refresh_side()
        page.task_bar.focus_box()

    def decline(self) -> None:
        """Từ chối tiếp nhận: the reason is asked, F9 prints Mẫu 03."""
        page = self._page
        if page.gather().correcting is not None:
            return
        reasons = self.office.decline_reasons if self.office else ()
        page.task_bar.begin(Task.DECLINE, tr("Từ chối tiếp nhận (Mẫu 03)"), reasons)
        page.strip.solve("missing")
        page.refresh_side()
        page.task_bar.focus_box()

    def show_words(self) -> None:
        """Keep the counts in the row above the form true."""
        page = self._page
        if page.task_bar.task is Task.SUPPLEMENT:
            n = len(missing_names(page.state, page.rows))
            page.task_bar.set_words(tr("Yêu cầu bổ sung (Mẫu 02): {n} nội dung", n=n))
        page.parked_row.show_session(page.lots.words())

    def offer_exemption(self, priority: str) -> None:
        """Offer the fee exemption a priority reason suggests; a press on the strip takes it."""
        page = self._page
        reason = exemption_of(priority)
        if reason is not None and page.chosen is not None and fee_total(page.state, page.chosen):
            page.strip.say(
                Kind.INFO,
                tr("{who}: có thể được miễn lệ phí.", who=tr(EXEMPTION_LABELS[reason])),
                topic="exemption",
                action=tr("Miễn lệ phí"),
                act=lambda: self._take_exemption(reason),
            )

    def _take_exemption(self, reason: ExemptionReason) -> None:
        self._page.strip.solve("exemption")
        self._page.fees.offer_exemption(reason)

    # -- papers and the menu ----------------------------------------------------------------------------------------

    def print_again(self) -> None:
        """Ctrl+P: a paper that did not come out before any other."""
        if not self._page.slips.see():
            self.preview()

    def print_label(self) -> None:
        """Print the folder label of the dossier at the side."""
        shown = self._at_side()
        if shown is not None and shown.dossier is not None:
            self._page.slips.print_paper(shown.dossier, "label", shown.code)

    def _at_side(self) -> Previous | None:
        """Return the received dossier at the side, None where there is none."""
        shown = self._page.previous
        return shown if shown is not None and shown.dossier is not None and shown.form == "receipt" else None

    def preview(self) -> None:
        """See and print again the paper of the dossier at the side."""
        page = self._page
        previous = page.previous
        if previous is not None and previous.session is not None:
            page.desk.printing.preview_session(page, previous.session, previous.form)
        elif previous is not None and previous.dossier is not None and previous.form:
            page.desk.printing.preview(page, previous.dossier, previous.form)
        else:
            self.list_parked()

    def open_menu(self, at: QWidget) -> None:
        """Open the list of other things to do."""
        page = self._page
        menu = QuietMenu(page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        typed, has_previous = not page.gather().is_empty, page.previous is not None
        in_lot = page.state.session is not None
        for words, slot, enabled in (
            (tr("&Từ chối tiếp nhận (Mẫu 03)"), self.decline, typed),
            (tr("Thêm &hồ sơ cho người này\tCtrl+T"), page.lots.next_for_person, typed or has_previous),
            (tr("&Kết thúc lượt"), page.lots.end, in_lot),
            (tr("Kết thúc lượt, mỗi hồ sơ một &phiếu"), partial(page.lots.end, single=True), in_lot),
            (tr("&Sửa hồ sơ\tCtrl+E"), self.correct, True),
            (tr("Hủy tiếp &nhận"), self.cancel, True),
            (tr("In nhãn &bìa hồ sơ"), self.print_label, self._at_side() is not None),
            (tr("Giấy tờ đang chọn: &dùng lại, không nộp bản giấy"), page.papers.mark_reused, bool(page.rows.submit)),
            (tr("Nhập n&gày hẹn"), page.type_date, page.chosen is not None),
            (tr("&Xem giấy hẹn\tCtrl+I"), page.turn_why, page.chosen is not None),
        ):
            action = menu.addAction(words)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _on=False, do=slot: do())
        menu.popup(at.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _read_dossier(self, dossier: UUID, done: Callable[[Dossier], object]) -> None:
        def work() -> Dossier | None:
            with self._store.reading() as rd:
                return rd.dossiers.by_id(dossier)

        def arrived(found: Dossier | None) -> None:
            if found is None:
                self._page.strip.say(Kind.INFO, tr("Không thấy hồ sơ này trên máy này."), topic="missing")
            else:
                done(found)

        self._page.desk.operations.read(self, work, done=arrived, slot="dossier")
