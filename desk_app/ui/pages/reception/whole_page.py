"""Whole pages: begun, put back (Ctrl+Z), taken back, reopened for a citizen who returns."""

from uuid import UUID

from PySide6.QtCore import QObject

from desk_app.services.reception_lookups import (
    GuidedBefore,
    PersonMatters,
    Shelves,
    guided_before,
)
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.choosing import Choosing
from desk_app.ui.pages.reception.correcting import Correcting
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.refill import state_of_guided
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.submitting import Submitting
from desk_app.ui.pages.reception.twins import Twins
from desk_app.ui.translation import tr


class WholePage(QObject):
    """Brings whole states onto the page; what stands there is parked first, never lost."""

    def __init__(
        self,
        sheet: ReceptionSheet,
        choosing: Choosing,
        submitting: Submitting,
        twins: Twins,
        correcting: Correcting,
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._store = sheet.desk.store
        self._choosing = choosing
        self._submitting = submitting
        self._twins = twins
        self._correcting = correcting

    def begin(self, state: FormState) -> None:
        """Begin a page: empty, or with what stays of the one before."""
        sheet = self._sheet
        sheet.chosen, sheet.rows = None, Shelves()
        if state.submitter is None:
            sheet.matters = PersonMatters()
            sheet.procedure.set_matters(sheet.matters)
        self._twins.forget()
        sheet.task_bar.end()
        sheet.fees.more.setChecked(False)
        sheet.set_reading("", "")
        sheet.show_state(state)
        sheet.history.forget()

    def undo(self) -> None:
        """Bring back the page before the last change (Ctrl+Z)."""
        sheet = self._sheet
        now = sheet.gather()
        before = sheet.history.take(now)
        if before is None:
            sheet.strip.say(Kind.INFO, tr("Không còn gì để hoàn lại trên trang này."), topic="undo")
            return
        sheet.strip.solve("undo")
        with sheet.history.resting():
            papers_alone = before == now.model_copy(update={"papers": before.papers, "presented": before.presented})
            # The table takes back its own ticks: its open shelves and its ring stay where they are.
            if not (papers_alone and sheet.papers.table.lines.undo()):
                self._put_back(before)

    def _put_back(self, state: FormState) -> None:
        """Show the same citizen's page as it was, and read again what belongs to another choice."""
        sheet = self._sheet
        before = sheet.state
        if sheet.chosen is None or sheet.chosen.code != state.procedure:
            sheet.chosen, sheet.rows = None, Shelves()
        sheet.show_state(state)
        if state.procedure and sheet.chosen is None:
            self._choosing.load_procedure()
        if state.submitter is not None and before.submitter is None and state.submitter.is_named:
            self._submitting.read_matters(state.submitter)
        sheet.strip.solve("missing")
        self._twins.look()
        sheet.keeper.touch()
        focus = sheet.focusWidget()
        if focus is None or not focus.isVisibleTo(sheet):
            sheet.move_on()

    def restore(self, state: FormState) -> bool:
        """Bring a page back as it was typed; one that is typed on in the meantime is left alone (False)."""
        sheet = self._sheet
        if not sheet.gather().is_empty:
            return False
        self.begin(state)
        if state.correcting is not None:
            self._correcting.begin()
        elif state.submitter is not None:
            self._submitting.begin_citizen()
        if state.procedure:
            self._choosing.load_procedure()
        if state.submitter is not None and state.submitter.is_named:
            self._submitting.read_matters(state.submitter)
        sheet.move_on()
        return True

    def reopen_guided(self, before: GuidedBefore) -> None:
        """Reopen the page of a citizen who was sent home with Mẫu 02; what is typed now is parked."""
        sheet = self._sheet
        state = state_of_guided(before.dossier, before.guided)
        now = sheet.gather()
        if now.submitter is not None:
            fresh = now.submitter.model_copy(update={"key": now.submitter.key})
            state = state.model_copy(update={"submitter": fresh})
        if now.procedure and now.procedure != state.procedure:
            sheet.keeper.park(now, lambda _parked: None)
        self.begin(FormState())
        self.restore(state)
        sheet.strip.say(
            Kind.INFO,
            tr(
                "Trang đã nhập ngày {day} được mở lại; kiểm tra giấy tờ còn thiếu.",
                day=f"{before.guided.guided_at:%d/%m/%Y}",
            ),
            topic="guided",
        )

    def open_guided(self, dossier: UUID) -> None:
        """Reopen a guidance by its dossier."""
        self._sheet.reads.read(
            lambda: guided_before(self._store, dossier),
            lambda found: self.reopen_guided(found) if found is not None else None,
        )
