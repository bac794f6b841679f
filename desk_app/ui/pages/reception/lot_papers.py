"""The papers a lượt ends with: one slip for its dossiers and the list both sides sign, or single slips."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject

from desk_app.domain.procedures import ChannelKind
from desk_app.models.queries.dossiers import DossierLine
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.previous import Previous
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.slips import LIST, SLIP, Slips
from desk_app.ui.translation import tr


class LotPapers(QObject):
    """Prints what a lượt ends with and says it."""

    def __init__(self, sheet: ReceptionSheet, slips: Slips) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._slips = slips

    def print_papers(self, state: FormState, *, single: bool = False) -> None:
        """Print what a lượt ends with: one slip and the list of its dossiers, or single slips.

        One dossier gets its own slip. What a post-office employee brings is listed for both sides' signatures always.
        """
        session = state.session
        if session is None:
            return
        sheet, store = self._sheet, self._sheet.desk.store

        def work() -> tuple[DossierLine, ...]:
            with store.reading() as rd:
                return tuple(line for line in rd.dossiers.of_session(session) if not line.voided)

        sheet.desk.operations.read(self, work, done=lambda lines: self._print(state, session, lines, single=single))

    def _print(self, state: FormState, session: UUID, lines: Sequence[DossierLine], *, single: bool) -> None:
        sheet, slips = self._sheet, self._slips
        name = state.submitter.name if state.submitter else ""
        if not lines:
            sheet.strip.say(Kind.INFO, tr("Đã kết thúc lượt: chưa có hồ sơ nào được tiếp nhận."), topic="received")
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
        sheet.strip.say(Kind.GOOD, f"{tr('Đã kết thúc lượt: {n} hồ sơ.', n=len(lines))} {said}", topic="received")
        if not one_each and sheet.state.submitter is None:
            count = tr("{n} hồ sơ", n=len(lines))
            sheet.previous = Previous(
                None, tr("ĐÃ KẾT THÚC LƯỢT"), count, name, SLIP, tr("Đang in phiếu"), session=session
            )
            sheet.refresh_side()
