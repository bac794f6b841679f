"""A lượt: several dossiers handed in at one go, and the papers it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Qt

from desk_app.domain.procedures import ChannelKind
from desk_app.models.queries.dossiers import DossierLine
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.previous import Previous
from desk_app.ui.pages.reception.refill import next_for_person
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage

SLIP, LIST = "receipt_several", "reception_list"
"""The one slip for all dossiers of a lượt, and the landscape list both sides sign."""


class Lots(QObject):
    """Ctrl+T and “Kết thúc lượt”. A lượt never ends without its papers, whichever key ends it."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page

    def words(self) -> str:
        """Return what the row above the form says of a lượt, "" where none is open."""
        state = self._page.state
        if state.session is None or state.submitter is None:
            return ""
        return tr("Lượt của {name}", name=state.submitter.name)

    def next_for_person(self) -> None:
        """Thêm hồ sơ cho người này (Ctrl+T).

        On a typed page: this dossier and the next belong to one lượt, and F9 keeps the person. On an empty page: the
        person of the dossier before begins one.
        """
        page = self._page
        state = page.gather()
        session = state.session or uuid4()
        if state.submitter is not None:
            page.state = state.model_copy(update={"session": session})
            page.strip.say(
                Kind.INFO,
                tr(
                    "Lượt nhiều hồ sơ của {name}: F9 từng hồ sơ, “Kết thúc lượt” in một phiếu.",
                    name=state.submitter.name,
                ),
                topic="session",
            )
            page.refresh_side()
            page.keeper.touch()
            return
        if page.last is None or page.last.submitter is None:
            page.strip.say(Kind.INFO, tr("Chọn người nộp trước, rồi mới mở lượt nhiều hồ sơ."), topic="session")
            return
        kept = next_for_person(page.last.model_copy(update={"session": session}))
        page.whole.begin(kept)
        if state.procedure:
            page.choosing.choose_procedure(state.procedure)
        page.previous = None
        page.refresh_side()
        page.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)
        page.keeper.touch()

    def end(self, *, single: bool = False) -> None:
        """Kết thúc lượt; a dossier typed and not registered stays on the page. single: a slip for each dossier."""
        page = self._page
        state = page.gather()
        if state.session is None:
            page.strip.say(Kind.INFO, tr("Không có lượt nào đang mở. Ctrl+T mở lượt cho người này."), topic="session")
            return
        rest = state.model_copy(update={"session": None})
        page.whole.begin(rest if state.procedure else FormState())
        if state.procedure:
            page.choosing.load_procedure()
        self.print_papers(state, single=single)
        page.keeper.touch()

    def print_papers(self, state: FormState, *, single: bool = False) -> None:
        """Print what a lượt ends with: one slip and the list of its dossiers, or single slips.

        One dossier gets its own slip. What a post-office employee brings is listed for both sides' signatures always.
        """
        session = state.session
        if session is None:
            return
        page, store = self._page, self._page.desk.store

        def work() -> tuple[DossierLine, ...]:
            with store.reading() as rd:
                return tuple(line for line in rd.dossiers.of_session(session) if not line.voided)

        page.desk.operations.read(self, work, done=lambda lines: self._print(state, session, lines, single=single))

    def _print(self, state: FormState, session: UUID, lines: Sequence[DossierLine], *, single: bool) -> None:
        page, slips = self._page, self._page.slips
        name = state.submitter.name if state.submitter else ""
        if not lines:
            page.strip.say(Kind.INFO, tr("Đã kết thúc lượt: chưa có hồ sơ nào được tiếp nhận."), topic="received")
            return
        one_each, is_post = single or len(lines) == 1, state.channel is ChannelKind.POST
        if one_each:
            for line in lines:
                slips.print_paper(line.id, "receipt", line.code or "", large_print=state.more.large_print)
        else:
            slips.print_session(session, SLIP, name)
        if is_post or not one_each:
            slips.print_session(session, LIST, name)
        said = {
            (True, False): tr("Đang in {n} phiếu.", n=len(lines)),
            (True, True): tr("Đang in {n} phiếu và danh sách giao nhận.", n=len(lines)),
        }.get((one_each, is_post), tr("Đang in một phiếu chung và danh sách giao nhận."))
        page.strip.say(Kind.GOOD, f"{tr('Đã kết thúc lượt: {n} hồ sơ.', n=len(lines))} {said}", topic="received")
        if not one_each and page.state.submitter is None:
            count = tr("{n} hồ sơ", n=len(lines))
            page.previous = Previous(
                None, tr("ĐÃ KẾT THÚC LƯỢT"), count, name, SLIP, tr("Đang in phiếu"), session=session
            )
            page.refresh_side()
