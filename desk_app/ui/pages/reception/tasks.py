"""Beside a plain registration: park, list, one more for this person, correct, cancel, supplement, decline, print."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.fees import EXEMPTION_LABELS, ExemptionReason
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.parked import ParkedPage
from desk_app.services.reception_lookups import recent
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.card_person import exemption_of
from desk_app.ui.pages.reception.commands import fee_total
from desk_app.ui.pages.reception.correcting import Correcting
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.lot import Lots
from desk_app.ui.pages.reception.parked import Entry, Wanted, entries_of
from desk_app.ui.pages.reception.previous import Previous, received
from desk_app.ui.pages.reception.refill import state_of_reception
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.slips import TOPIC, Slips
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.pages.reception.whole_page import WholePage
from desk_app.ui.translation import tr
from desk_app.ui.widgets.menu import QuietMenu


class Tasks(QObject):
    """The page's other keys. Nothing here loses what is typed: it is parked first."""

    def __init__(
        self, sheet: ReceptionSheet, whole: WholePage, lots: Lots, correcting: Correcting, slips: Slips
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._store = sheet.desk.store
        self._whole = whole
        self._lots = lots
        self._correcting = correcting
        self._slips = slips

    # -- parking ----------------------------------------------------------------------------------------------------

    def park(self) -> None:
        """Để chờ (Ctrl+S); never registers."""
        sheet = self._sheet
        state = sheet.gather()
        if state.is_empty:
            sheet.strip.say(Kind.INFO, tr("Chưa có gì để chờ: trang đang trống."), topic="parked")
            return
        self._whole.begin(FormState())
        sheet.keeper.park(state, self._parked)
        sheet.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _parked(self, parked: ParkedPage) -> None:
        words = tr("Để chờ lúc {time} – CHƯA tiếp nhận.", time=f"{office_time(parked.at):%H:%M}")
        self._sheet.strip.say(Kind.WARN, f"{parked.label}: {words}", topic="parked")

    def new(self) -> None:
        """Begin a new dossier (Ctrl+N); what is typed is parked, a lượt or correction under way ends on this page."""
        sheet = self._sheet
        state = sheet.gather()
        if state.is_empty:
            self._whole.begin(FormState())
        elif state.session is not None and not state.procedure:
            self._lots.end()
        else:
            self.park()
        sheet.procedure.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_parked(self, parked: UUID) -> None:
        """Take a parked page back; what is typed now is parked in its place."""
        sheet = self._sheet
        before = sheet.gather()
        self._whole.begin(FormState())
        sheet.strip.solve("parked")
        sheet.keeper.take_back(parked, before)

    def list_parked(self) -> None:
        """List what is parked, guided and just received (Ctrl+O)."""
        sheet, session = self._sheet, self._sheet.session
        sheet.desk.operations.read(
            self,
            lambda: recent(self._store, session),
            done=lambda lines: sheet.parked_row.open_list(entries_of(sheet.parked, sheet.matters.guided, lines)),
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
                self._whole.open_guided(entry.id)
            case Wanted.RECENT:
                self._read_dossier(entry.id, self._show_recent)

    def _show_recent(self, dossier: Dossier) -> None:
        """Show a recent dossier at the side, where it can be corrected, printed again or cancelled."""
        sheet, reception = self._sheet, dossier.reception
        if reception is None:
            return
        words = tr("{name} · Ctrl+E sửa", name=reception.submitter.name)
        sheet.previous = received(dossier.id, reception.code, dossier.due_at, words, form="receipt")
        sheet.last = state_of_reception(dossier.id, reception)
        sheet.refresh_side()
        sheet.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- correcting and cancelling ----------------------------------------------------------------------------------

    def correct(self) -> None:
        """Sửa hồ sơ (Ctrl+E): the dossier at the side, else the last one this clerk received."""
        sheet, session = self._sheet, self._sheet.session
        shown = self._at_side()
        if shown is not None and shown.dossier is not None:
            self.correct_dossier(shown.dossier)
            return
        sheet.desk.operations.read(
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
            self._sheet.strip.say(Kind.INFO, words, topic="missing")

    def correct_dossier(self, dossier: UUID) -> None:
        """Fill the page from a dossier, to be corrected; what is typed is parked."""
        self._read_dossier(dossier, self._fill)

    def _fill(self, dossier: Dossier) -> None:
        sheet, reception = self._sheet, dossier.reception
        if reception is None or dossier.voided:
            sheet.strip.say(Kind.BAD, tr("Hồ sơ này chưa được tiếp nhận nên không có gì để sửa."), topic="missing")
            return
        typed = sheet.gather()
        if not typed.is_empty:
            sheet.keeper.park(typed, self._parked)
        self._whole.begin(FormState())
        sheet.previous = None
        self._whole.restore(state_of_reception(dossier.id, reception))
        self._correcting.await_dossier()
        sheet.task_bar.focus_box()

    def cancel(self) -> None:
        """Hủy tiếp nhận of the dossier at the side; the reason is asked, F9 does it."""
        sheet = self._sheet
        if sheet.previous is None or self._at_side() is None:
            sheet.strip.say(Kind.INFO, tr("Chọn hồ sơ cần hủy: Ctrl+O, mục Vừa tiếp nhận."), topic="cancel")
            self.list_parked()
            return
        words = tr("Hủy tiếp nhận {code}", code=sheet.previous.code)
        sheet.task_bar.begin(Task.CANCEL, words, sheet.office.correction_reasons if sheet.office else ())
        sheet.refresh_side()
        sheet.task_bar.focus_box()

    def end_task(self) -> None:
        """Go back to receiving; a correction is given up, and what was changed in it is parked."""
        sheet = self._sheet
        was = sheet.task_bar.task
        sheet.strip.solve_all(but=TOPIC)
        if was is Task.CORRECT:
            state = sheet.gather()
            self._whole.begin(FormState())
            if self._correcting.changed(state):
                sheet.keeper.park(state, self._parked)
            else:
                sheet.keeper.touch()
        sheet.task_bar.end()
        sheet.refresh_side()
        sheet.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- before acceptance ------------------------------------------------------------------------------------------

    def ask_supplement(self) -> None:
        """Yêu cầu bổ sung (Ctrl+B): F9 then prints Mẫu 02 from the unticked rows and the typed lines."""
        sheet = self._sheet
        if sheet.gather().correcting is not None:
            return
        sheet.task_bar.begin(Task.SUPPLEMENT, "", lines=sheet.state.missing_lines)
        sheet.strip.solve("missing")
        sheet.refresh_side()
        sheet.task_bar.focus_box()

    def decline(self) -> None:
        """Từ chối tiếp nhận: the reason is asked, F9 prints Mẫu 03."""
        sheet = self._sheet
        if sheet.gather().correcting is not None:
            return
        reasons = sheet.office.decline_reasons if sheet.office else ()
        sheet.task_bar.begin(Task.DECLINE, tr("Từ chối tiếp nhận (Mẫu 03)"), reasons)
        sheet.strip.solve("missing")
        sheet.refresh_side()
        sheet.task_bar.focus_box()

    def offer_exemption(self, priority: str) -> None:
        """Offer the fee exemption a priority reason suggests; a press on the strip takes it."""
        sheet = self._sheet
        reason = exemption_of(priority)
        if reason is not None and sheet.chosen is not None and fee_total(sheet.state, sheet.chosen):
            sheet.strip.say(
                Kind.INFO,
                tr("{who}: có thể được miễn lệ phí.", who=tr(EXEMPTION_LABELS[reason])),
                topic="exemption",
                action=tr("Miễn lệ phí"),
                act=lambda: self._take_exemption(reason),
            )

    def _take_exemption(self, reason: ExemptionReason) -> None:
        self._sheet.strip.solve("exemption")
        self._sheet.fees.offer_exemption(reason)

    # -- papers and the menu ----------------------------------------------------------------------------------------

    def print_again(self) -> None:
        """Ctrl+P: a paper that did not come out before any other."""
        if not self._slips.see():
            self.preview()

    def print_label(self) -> None:
        """Print the folder label of the dossier at the side."""
        shown = self._at_side()
        if shown is not None and shown.dossier is not None:
            self._slips.print_paper(shown.dossier, "label", shown.code)

    def _at_side(self) -> Previous | None:
        """Return the received dossier at the side, None where there is none."""
        shown = self._sheet.previous
        return shown if shown is not None and shown.dossier is not None and shown.form == "receipt" else None

    def preview(self) -> None:
        """See and print again the paper of the dossier at the side."""
        sheet = self._sheet
        previous = sheet.previous
        if previous is not None and previous.session is not None:
            sheet.desk.printing.preview_session(sheet, previous.session, previous.form)
        elif previous is not None and previous.dossier is not None and previous.form:
            sheet.desk.printing.preview(sheet, previous.dossier, previous.form)
        else:
            self.list_parked()

    def open_menu(self, at: QWidget) -> None:
        """Open the list of other things to do."""
        sheet = self._sheet
        menu = QuietMenu(sheet)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        typed, has_previous = not sheet.gather().is_empty, sheet.previous is not None
        in_lot = sheet.state.session is not None
        for words, slot, enabled in (
            (tr("&Từ chối tiếp nhận (Mẫu 03)"), self.decline, typed),
            (tr("Thêm &hồ sơ cho người này\tCtrl+T"), self._lots.next_for_person, typed or has_previous),
            (tr("&Kết thúc lượt"), self._lots.end, in_lot),
            (tr("Kết thúc lượt, mỗi hồ sơ một &phiếu"), partial(self._lots.end, single=True), in_lot),
            (tr("&Sửa hồ sơ\tCtrl+E"), self.correct, True),
            (tr("Hủy tiếp &nhận"), self.cancel, True),
            (tr("In nhãn &bìa hồ sơ"), self.print_label, self._at_side() is not None),
            (tr("Giấy tờ đang chọn: &dùng lại, không nộp bản giấy"), sheet.papers.mark_reused, bool(sheet.rows.submit)),
            (tr("Nhập n&gày hẹn"), sheet.type_date, sheet.chosen is not None),
            (tr("&Xem giấy hẹn\tCtrl+I"), sheet.turn_why, sheet.chosen is not None),
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
                self._sheet.strip.say(Kind.INFO, tr("Không thấy hồ sơ này trên máy này."), topic="missing")
            else:
                done(found)

        self._sheet.desk.operations.read(self, work, done=arrived, slot="dossier")
