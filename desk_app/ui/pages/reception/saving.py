"""F9: check, ask what must be asked, write once, send the paper on its way; also Mẫu 02, Mẫu 03, correct and cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from pydantic import ValidationError
from PySide6.QtCore import QObject, Qt

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.procedures import PrintHabit
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.parked import keep_page
from desk_app.ui.desk import DossierTarget, SettingsTarget
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.reception.checks import before_refusal
from desk_app.ui.pages.reception.command_words import in_words
from desk_app.ui.pages.reception.commands import decline_command, guide_command, missing_names, receive_command
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.office_facts import OfficeFacts
from desk_app.ui.pages.reception.outlook_words import result_words
from desk_app.ui.pages.reception.previous import Previous, received
from desk_app.ui.pages.reception.refill import next_for_person
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.slips import TOPIC, Slips
from desk_app.ui.pages.reception.stops import stopped_by
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.pages.reception.tasks import Tasks
from desk_app.ui.pages.reception.twins import Twins
from desk_app.ui.pages.reception.whole_page import WholePage
from desk_app.ui.promise_words import dated
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.question import Answer, QuestionDialog

if TYPE_CHECKING:
    from desk_app.domain.events.reception import Reception
    from desk_app.services.reception import Receipt

_CLOCK = ("clock_behind", "clock_ahead_of_server", "clock_behind_server")
"""What is refused until somebody has looked at the PC's clock."""
_TOLD_AFTERWARDS = ("external_code_used", "authorisation_date_doubtful", "owners_share_id_number")
"""Warnings of a registration that the page has no place for before F9; the rest was said there."""

T = TypeVar("T")
_WRITTEN = Changes.of(Topic.DOSSIERS, Topic.PEOPLE, Topic.PRINTS)


class Registrar(QObject):
    """Does the page's one main action. While it writes, a second F9 does nothing."""

    def __init__(
        self, sheet: ReceptionSheet, whole: WholePage, tasks: Tasks, slips: Slips, twins: Twins, facts: OfficeFacts
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._whole = whole
        self._tasks = tasks
        self._slips = slips
        self._twins = twins
        self._facts = facts
        self._desk = sheet.desk
        self._by = sheet.session
        self.is_writing = False
        self.clock_checked = False
        """Somebody said that the PC's clock is right; holds until the window is opened again."""
        self._desk.operations.bug.connect(self._failed_by_a_bug)

    def _failed_by_a_bug(self, _name: str) -> None:
        """F9 works again after a fault of the program, which the window has told."""
        self.is_writing = False

    def main(self) -> None:
        """Do what the main button says, once all that is being read is here."""
        self._sheet.gather()
        if self.is_writing or self._sheet.reads.wait(self.main):
            return
        match self._sheet.task_bar.task:
            case Task.RECEIVE:
                self._receive()
            case Task.CORRECT:
                self._correct()
            case Task.SUPPLEMENT:
                self._guide()
            case Task.DECLINE:
                self._decline()
            case Task.CANCEL:
                self._cancel()

    # -- registering ------------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        if stopped_by(self._sheet, self._sheet.missing()):
            return
        doubts = self._sheet.person.new_doubts()
        if doubts:
            words = tr("{doubts} Đúng như vậy thì nhấn F9 lần nữa.", doubts=doubts)
            self._sheet.strip.say(Kind.WARN, words, topic="missing")
            return
        state, chosen = self._sheet.state.begun(), self._sheet.chosen
        assert chosen is not None
        self._sheet.state = state
        others = self._twins.besides(state)
        if others and not self._twins.are_accepted:
            self._ask_twins(others)
            return
        try:
            command = receive_command(state, chosen, self._sheet.back_entry)
        except (ValidationError, DeskError) as error:
            self._sheet.show_error(in_words(error))
            return
        command = command.model_copy(update={"clock_checked": self.clock_checked})
        store, by, now = self._desk.store, self._by, self._desk.clock()

        def work() -> Receipt:
            # Imported here: papers bring ReportLab with them, which would cost the window's start.
            from desk_app.services.reception import receive

            receipt = receive(store, by, command, now)
            keep_page(store, by, None, now)
            return receipt

        self._write(work, lambda receipt: self._received(receipt, state))

    def _received(self, receipt: Receipt, state: FormState) -> None:
        habit, prints = receipt.print_habit, False
        if state.session is not None:
            words = tr("In chung một phiếu khi kết thúc lượt")
        elif habit is PrintHabit.ALWAYS:
            words, prints = tr("Đang in phiếu"), True
        elif habit is PrintHabit.ASK:
            words = tr("Chưa in phiếu")
        else:
            words = tr("Không in phiếu (trả ngay); cần thì nhấn Ctrl+P")
        previous = received(receipt.id, receipt.code, receipt.due_at, words, form="receipt")
        said = (
            tr("Đã tiếp nhận hồ sơ {code}. Hẹn trả {when}.", code=receipt.code, when=dated(receipt.due_at))
            if receipt.due_at
            else tr("Đã tiếp nhận hồ sơ {code}. Không có ngày hẹn trả cụ thể.", code=receipt.code)
        )
        after = next_for_person(state) if state.session is not None else FormState()

        def print_slip() -> None:
            self._slips.print_paper(receipt.id, "receipt", receipt.code, large_print=state.more.large_print)

        doubts = [say(warned.words) for warned in receipt.warnings if warned.code in _TOLD_AFTERWARDS]
        asks = habit is PrintHabit.ASK and state.session is None
        self._empty(
            previous,
            " ".join((f"{said} {words}.", *doubts)),
            after,
            last=state,
            kind=Kind.WARN if doubts else Kind.GOOD,
            action=tr("In phiếu") if asks else "",
            act=print_slip if asks else None,
        )
        if prints:
            print_slip()

    def _ask_twins(self, twins: Sequence[DossierLine]) -> None:
        twin = twins[0]
        when = office_time(twin.received_at or twin.began_at)
        person = self._sheet.state.submitter
        QuestionDialog.ask(
            self._sheet,
            tr("Người này đã nộp thủ tục này"),
            tr(
                "{name} đã nộp thủ tục này lúc {when}, mã {code}, {result}. Mở hồ sơ đó, hay vẫn tiếp nhận hồ sơ mới?",
                name=person.name if person else twin.submitter_name,
                when=f"{when:%H:%M, %d/%m/%Y}",
                code=twin.code or "",
                result=result_words(twin),
            ),
            (Answer("open", tr("&Mở hồ sơ đó")), Answer("new", tr("&Vẫn tiếp nhận hồ sơ mới"))),
            lambda answer: self._twins_answered(answer, twin.id),
        )

    def _twins_answered(self, answer: str, twin: UUID) -> None:
        if answer == "new":
            self._twins.are_accepted = True
            self.main()
        else:
            self._sheet.keeper.keep()
            self._desk.open(DossierTarget(twin))

    # -- before acceptance ------------------------------------------------------------------------------------------

    def _guide(self) -> None:
        sheet = self._sheet
        if stopped_by(sheet, before_refusal(sheet.state, sheet.chosen)):
            return
        state, chosen = sheet.state, sheet.chosen
        assert chosen is not None
        if not missing_names(state, sheet.rows):
            words = tr("Chưa có giấy tờ nào cần bổ sung. Bỏ đánh dấu giấy tờ còn thiếu, hoặc gõ nội dung cần bổ sung.")
            sheet.strip.say(Kind.BAD, words, topic="missing")
            sheet.task_bar.focus_box()
            return
        try:
            command = guide_command(state, chosen, sheet.rows)
        except ValidationError as error:
            sheet.show_error(in_words(error))
            return
        store, by, now = self._desk.store, self._by, self._desk.clock()

        def work() -> UUID:
            from desk_app.services.before_acceptance import guide

            dossier = guide(store, by, command, now)
            keep_page(store, by, None, now)
            return dossier

        self._write(work, lambda dossier: self._refused(dossier, "supplement", tr("ĐÃ HƯỚNG DẪN (MẪU 02)")))

    def _decline(self) -> None:
        sheet = self._sheet
        if stopped_by(sheet, before_refusal(sheet.state, sheet.chosen)):
            return
        reason, chosen = sheet.task_bar.reason_text(), sheet.chosen
        assert chosen is not None
        if not reason:
            words = tr("Từ chối tiếp nhận cần có lý do. Chọn một lý do trong danh sách, hoặc gõ lý do.")
            sheet.strip.say(Kind.BAD, words, topic="missing")
            sheet.task_bar.focus_box()
            return
        try:
            command = decline_command(sheet.state, chosen, reason)
        except ValidationError as error:
            sheet.show_error(in_words(error))
            return
        store, by, now = self._desk.store, self._by, self._desk.clock()

        def work() -> UUID:
            from desk_app.services.before_acceptance import decline

            dossier = decline(store, by, command, now)
            keep_page(store, by, None, now)
            return dossier

        self._write(work, lambda dossier: self._refused(dossier, "decline", tr("KHÔNG TIẾP NHẬN (MẪU 03)")))

    def _refused(self, dossier: UUID, form: str, head: str) -> None:
        state = self._sheet.state
        name = state.submitter.name if state.submitter else ""
        previous = Previous(dossier, head, name, state.procedure_name, form, tr("Đang in phiếu"))
        said = (
            tr("Đã lập phiếu yêu cầu bổ sung cho {name}. Khi quay lại, tìm theo người để mở lại trang này.", name=name)
            if form == "supplement"
            else tr("Đã lập phiếu từ chối tiếp nhận cho {name}.", name=name)
        )
        self._empty(previous, said, FormState(), last=state)
        self._slips.print_paper(dossier, form, name)

    # -- afterwards -------------------------------------------------------------------------------------------------

    def _correct(self) -> None:
        sheet = self._sheet
        if stopped_by(sheet, sheet.missing()):
            return
        state, chosen, reason = sheet.state, sheet.chosen, sheet.task_bar.reason_text()
        if not reason:
            sheet.strip.say(Kind.BAD, tr("Sửa hoặc hủy hồ sơ cần có lý do."), topic="missing")
            sheet.task_bar.focus_box()
            return
        assert chosen is not None
        assert state.correcting is not None
        try:
            command = receive_command(state, chosen, sheet.back_entry)
        except (ValidationError, DeskError) as error:
            sheet.show_error(in_words(error))
            return
        store, by, now, dossier = self._desk.store, self._by, self._desk.clock(), state.correcting

        def work() -> Reception:
            from desk_app.services.mending import correct

            reception = correct(store, by, dossier, command, reason, now)
            keep_page(store, by, None, now)
            return reception

        self._write(work, lambda reception: self._corrected(dossier, reception))

    def _corrected(self, dossier: UUID, reception: Reception) -> None:
        words = tr("Đang in phiếu thay thế")
        previous = received(dossier, reception.code, reception.promised.due_at, words, form="receipt")
        said = tr("Đã sửa hồ sơ {code}. {words}.", code=reception.code, words=words)
        self._empty(previous, said, FormState(), last=self._sheet.state)
        self._slips.print_paper(dossier, "receipt", reception.code)

    def _cancel(self) -> None:
        sheet, previous = self._sheet, self._sheet.previous
        reason = sheet.task_bar.reason_text()
        if previous is None or previous.dossier is None:
            return
        if not reason:
            sheet.strip.say(Kind.BAD, tr("Sửa hoặc hủy hồ sơ cần có lý do."), topic="missing")
            sheet.task_bar.focus_box()
            return
        store, by, now, dossier = self._desk.store, self._by, self._desk.clock(), previous.dossier

        def work() -> UUID:
            from desk_app.services.mending import cancel

            cancel(store, by, dossier, reason, now)
            return dossier

        self._write(work, lambda _dossier: self._cancelled(previous))

    def _cancelled(self, previous: Previous) -> None:
        """Say that a reception was cancelled; what is typed stays."""
        self._sheet.previous = None
        self._tasks.end_task()
        words = tr("Đã hủy tiếp nhận {code}. Mã không dùng lại.", code=previous.code)
        self._sheet.strip.say(Kind.GOOD, words, topic="done")

    # -- shared -----------------------------------------------------------------------------------------------------

    def _empty(
        self,
        previous: Previous,
        said: str,
        state: FormState,
        *,
        last: FormState,
        kind: Kind = Kind.GOOD,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Empty the page for the next citizen and say what was done. action, act: one thing offered with it."""
        sheet = self._sheet
        sheet.previous, sheet.last = previous, last
        self._whole.begin(state)
        sheet.strip.solve_all(but=TOPIC)
        sheet.strip.say(kind, said, topic="received", action=action, act=act)
        sheet.keeper.list()
        self._facts.read_recent()
        sheet.first_free_box().setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        self.is_writing = True

        def finished(result: T) -> None:
            self.is_writing = False
            done(result)

        def failed(error: DeskError) -> None:
            self.is_writing = False
            self._sheet.keeper.touch()
            if error.code == "number_start_unknown":
                self._ask_last_slip(error)
            elif error.code in _CLOCK:
                self._ask_clock(error)
            else:
                self._sheet.show_error(error)

        self._sheet.keeper.forget()
        self._desk.operations.write(self, work, changes=_WRITTEN, done=finished, failed=failed)

    def _ask_clock(self, error: DeskError) -> None:
        """Offer to go on when a person has looked at the clock: one that ran ahead once must not close the desk."""
        words = tr("Đồng hồ đang đúng")
        self._sheet.strip.say(Kind.BAD, sentence(error), topic=error.code, action=words, act=self._go_on_with_clock)

    def _go_on_with_clock(self) -> None:
        self.clock_checked = True
        for code in _CLOCK:
            self._sheet.strip.solve(code)
        self.main()

    def _ask_last_slip(self, error: DeskError) -> None:
        """Lead from the refusal of a restored store to the place where the last slip is told."""
        show = partial(self._desk.open, SettingsTarget("backup"))
        words = tr("Ghi số trên phiếu cuối")
        self._sheet.strip.say(Kind.BAD, sentence(error), topic=error.code, action=words, act=show)
