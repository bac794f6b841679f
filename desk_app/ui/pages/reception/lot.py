"""A lượt: several dossiers handed in at one go, begun and ended by the clerk."""

from uuid import uuid4

from PySide6.QtCore import QObject, Qt

from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.choosing import Choosing
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.lot_papers import LotPapers
from desk_app.ui.pages.reception.refill import next_for_person
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.whole_page import WholePage
from desk_app.ui.translation import tr


class Lots(QObject):
    """Ctrl+T and “Kết thúc lượt”. A lượt never ends without its papers, whichever key ends it."""

    def __init__(self, sheet: ReceptionSheet, whole: WholePage, choosing: Choosing, papers: LotPapers) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._whole = whole
        self._choosing = choosing
        self._papers = papers

    def next_for_person(self) -> None:
        """Thêm hồ sơ cho người này (Ctrl+T).

        On a typed page: this dossier and the next belong to one lượt, and F9 keeps the person. On an empty page: the
        person of the dossier before begins one.
        """
        sheet = self._sheet
        state = sheet.gather()
        session = state.session or uuid4()
        if state.submitter is not None:
            sheet.state = state.model_copy(update={"session": session})
            sheet.strip.say(
                Kind.INFO,
                tr(
                    "Lượt nhiều hồ sơ của {name}: F9 từng hồ sơ, “Kết thúc lượt” in một phiếu.",
                    name=state.submitter.name,
                ),
                topic="session",
            )
            sheet.refresh_side()
            sheet.keeper.touch()
            return
        if sheet.last is None or sheet.last.submitter is None:
            sheet.strip.say(Kind.INFO, tr("Chọn người nộp trước, rồi mới mở lượt nhiều hồ sơ."), topic="session")
            return
        kept = next_for_person(sheet.last.model_copy(update={"session": session}))
        self._whole.begin(kept)
        if state.procedure:
            self._choosing.choose_procedure(state.procedure)
        sheet.previous = None
        sheet.refresh_side()
        sheet.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)
        sheet.keeper.touch()

    def end(self, *, single: bool = False) -> None:
        """Kết thúc lượt; a dossier typed and not registered stays on the page. single: a slip for each dossier."""
        sheet = self._sheet
        state = sheet.gather()
        if state.session is None:
            sheet.strip.say(Kind.INFO, tr("Không có lượt nào đang mở. Ctrl+T mở lượt cho người này."), topic="session")
            return
        rest = state.model_copy(update={"session": None})
        self._whole.begin(rest if state.procedure else FormState())
        if state.procedure:
            self._choosing.load_procedure()
        self._papers.print_papers(state, single=single)
        sheet.keeper.touch()
