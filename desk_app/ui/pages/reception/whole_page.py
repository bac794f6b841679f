"""Whole pages: begun, put back, taken back, reopened for a citizen who returns, asked for by another page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from desk_app.services.reception_lookups import (
    GuidedBefore,
    PersonMatters,
    Shelves,
    guided_before,
)
from desk_app.ui.desk import ReceptionTarget
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import FormState, PersonState
from desk_app.ui.pages.reception.refill import state_of_guided
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


class WholePage(QObject):
    """Brings whole states onto the page; what stands there is parked first, never lost."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._store = page.desk.store

    def begin(self, state: FormState) -> None:
        """Begin a page: empty, or with what stays of the one before."""
        page = self._page
        page.chosen, page.rows = None, Shelves()
        if state.submitter is None:
            page.matters = PersonMatters()
            page.procedure.set_matters(page.matters)
        page.registrar.twins, page.registrar.twins_accepted = (), False
        page.task_bar.end()
        page.fees.more.setChecked(False)
        page.set_reading("", "")
        page.show_state(state)
        page.undo.forget()

    def put_back(self, state: FormState) -> None:
        """Show the same citizen's page as it was (Ctrl+Z), and read again what belongs to another choice."""
        page = self._page
        before = page.state
        if page.chosen is None or page.chosen.code != state.procedure:
            page.chosen, page.rows = None, Shelves()
        page.show_state(state)
        if state.procedure and page.chosen is None:
            self._page.choosing.load_procedure()
        if state.submitter is not None and before.submitter is None and state.submitter.is_named:
            self._page.submitting.read_matters(state.submitter)
        page.strip.solve("missing")
        self._page.submitting.look_for_twins()
        page.keeper.touch()
        focus = page.focusWidget()
        if focus is None or not focus.isVisibleTo(page):
            self._page.choosing.move_on()

    def restore(self, state: FormState) -> bool:
        """Bring a page back as it was typed; one that is typed on in the meantime is left alone (False)."""
        page = self._page
        if not page.gather().is_empty:
            return False
        self.begin(state)
        if state.correcting is not None:
            page.tasks.begin_correction()
        if state.procedure:
            self._page.choosing.load_procedure()
        if state.submitter is not None and state.submitter.is_named:
            self._page.submitting.read_matters(state.submitter)
        self._page.choosing.move_on()
        return True

    def reopen_guided(self, before: GuidedBefore) -> None:
        """Reopen the page of a citizen who was sent home with Mẫu 02; what is typed now is parked."""
        page = self._page
        state = state_of_guided(before.dossier, before.guided)
        now = page.gather()
        if now.submitter is not None:
            fresh = now.submitter.model_copy(update={"key": now.submitter.key})
            state = state.model_copy(update={"submitter": fresh})
        if now.procedure and now.procedure != state.procedure:
            page.keeper.park(now, lambda _parked: None)
        self.begin(FormState())
        self.restore(state)
        page.strip.say(
            Kind.INFO,
            tr(
                "Trang đã nhập ngày {day} được mở lại; kiểm tra giấy tờ còn thiếu.",
                day=f"{before.guided.guided_at:%d/%m/%Y}",
            ),
            topic="guided",
        )

    def open_guided(self, dossier: UUID) -> None:
        """Reopen a guidance by its dossier."""
        self._page.reads.read(
            lambda: guided_before(self._store, dossier),
            lambda found: self.reopen_guided(found) if found is not None else None,
        )

    def open_target(self, target: ReceptionTarget) -> None:
        """Do what another page asks for; what is typed here is parked first."""
        page = self._page
        if target.draft is not None:
            page.tasks.take_parked(target.draft)
            return
        if target.correct is not None:
            page.tasks.correct_dossier(target.correct)
            return
        page.tasks.new()
        if target.starts_from is not None:
            self.open_guided(target.starts_from)
            return
        if target.procedure:
            self._page.choosing.choose_procedure(target.procedure)
        if target.person is not None:
            self._page.submitting.take_person(PersonState.of(target.person))
