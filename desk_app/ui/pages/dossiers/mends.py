"""What a person may mend in an opened dossier: a remark, a cancellation, a step undone, a thing to check decided."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desk_app.domain.dossier_timeline import Line, ToCheck
from desk_app.domain.events import Decision
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.erasing import Erase, erase
from desk_app.services.mending import cancel, reverse
from desk_app.services.print_jobs import waiting_papers_of
from desk_app.services.settling import settle
from desk_app.services.steps import take_step
from desk_app.ui.pages.dossiers.asking import AskPanel, Way
from desk_app.ui.pages.dossiers.reading import Opened
from desk_app.ui.pages.dossiers.words import short_moment
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.question import Answer, QuestionDialog

_ERASING_LAWS = ("Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "Nghị định số 356/2025/NĐ-CP")
"""The texts in force from 1/1/2026, as they are named in Vietnamese; a number picks one."""

Work = Callable[[Store, Session, datetime], object]
OwingWork = Callable[[Store, Session, datetime], Sequence[str]]
"""Gives back the forms of the papers that are owed by what it wrote."""


class Host(Protocol):
    """Where it is asked and written: the opened dossier."""

    @property
    def shown(self) -> Opened | None:
        """The dossier on the screen."""

    def put_ask(self, panel: AskPanel) -> None:
        """Show a panel that asks."""

    def step_back(self) -> bool:
        """Put the panel away."""

    def write(self, work: Work, words: str) -> None:
        """Write, and say words when it is done."""

    def write_and_print(self, work: OwingWork, words: str) -> None:
        """Write, print what is owed by it, and say words when it is done."""


class Mends:
    """Asks for the reason of each mending and writes it. over: the widget questions stand over."""

    def __init__(self, host: Host, over: QWidget) -> None:
        self._host, self._over = host, over

    def ask_note(self) -> None:
        """Ask for a remark."""
        ways = (Way(tr("Ghi lại"), self._note),)
        self._ask(tr("Ghi chú"), "", tr("Nội dung ghi chú"), ways, long=True)

    def ask_cancelling(self) -> None:
        """Ask why a reception is cancelled."""
        text = tr("Mã hồ sơ không dùng lại; sổ theo dõi vẫn giữ dòng này và gạch bỏ. Thu lại phiếu đã giao công dân.")
        ways = (Way(tr("Hủy tiếp nhận"), self._confirm_cancelling, danger=True),)
        self._ask(tr("Hủy tiếp nhận"), text, tr("Lý do hủy"), ways, reasons=self._opened.reasons)

    def ask_settling(self, thing: ToCheck) -> None:
        """Ask a supervisor what to make of a thing to check."""
        accept = Way(tr("Công nhận là đã xảy ra"), lambda reason: self._settle(thing, Decision.ACCEPT, reason))
        aside = Way(tr("Không tính việc này"), lambda reason: self._settle(thing, Decision.SET_ASIDE, reason))
        ways = (accept, aside) if thing.acceptable else (aside,)
        self._ask(tr("Quyết định việc cần kiểm tra"), say(thing.what), tr("Lý do"), ways)

    def ask_undoing(self, line: Line) -> None:
        """Ask why a step is taken back."""
        step = f"{say(line.what)} · {short_moment(line.at)} · {line.who}"
        text = tr("{step}. Hồ sơ trở lại như chưa có bước này; lịch sử vẫn giữ cả bước và lý do hủy.", step=step)
        ways = (Way(tr("Hủy bước này"), lambda reason: self._undo(line, reason), danger=True),)
        self._ask(tr("Hủy bước này"), text, tr("Lý do hủy"), ways, reasons=self._opened.reasons)

    def ask_erasing(self) -> None:
        """Ask a supervisor on what law personal data is erased, then why."""
        text = tr(
            "Xóa theo yêu cầu của pháp luật: tên, số giấy tờ, địa chỉ, tệp và bản in đã lưu của hồ sơ này mất hẳn; "
            "chỉ còn phần để thống kê và sổ theo dõi. Còn lại nguyên: bản chốt ngày đã ký và giữ từng chữ theo luật "
            "lưu trữ, và các bản sao lưu làm trước lúc này cho đến khi được bỏ."
        )
        ways = (Way(tr("Tiếp tục"), lambda basis: self._ask_why_erase(text, basis)),)
        self._ask(tr("Xóa dữ liệu cá nhân"), text, tr("Căn cứ pháp lý (số, tên văn bản)"), ways, reasons=_ERASING_LAWS)

    def _ask_why_erase(self, text: str, basis: str) -> None:
        ways = (Way(tr("Xóa dữ liệu cá nhân"), lambda reason: self._confirm_erasing(basis, reason), danger=True),)
        self._ask(tr("Xóa dữ liệu cá nhân"), text, tr("Lý do xóa"), ways)

    def _confirm_erasing(self, basis: str, reason: str) -> None:
        view = self._opened.view
        command = Erase(reason=reason, legal_basis=basis)
        says = tr("Đã xóa dữ liệu cá nhân của hồ sơ {code}.", code=view.code)

        def go(answer: str) -> None:
            if answer == "erase":
                self._host.write(lambda store, session, now: erase(store, session, view.id, command, now), says)

        QuestionDialog.ask(
            self._over,
            tr("Xóa hẳn dữ liệu cá nhân của hồ sơ {code}?", code=view.code),
            tr("Căn cứ: {basis}. Lý do: {reason}. Không lấy lại được.", basis=basis, reason=reason),
            (Answer("keep", tr("Khô&ng xóa")), Answer("erase", tr("&Xóa hẳn"), danger=True)),
            go,
            icon_name="visibility_off",
        )

    @property
    def _opened(self) -> Opened:
        shown = self._host.shown
        assert shown is not None, "asked over no dossier"
        return shown

    def _ask(
        self,
        title: str,
        text: str,
        label: str,
        ways: tuple[Way, ...],
        *,
        reasons: tuple[str, ...] = (),
        long: bool = False,
    ) -> None:
        back = self._host.step_back
        self._host.put_ask(AskPanel(title, text, label, ways, back, self._over, reasons=reasons, long=long))

    def _note(self, text: str) -> None:
        dossier, fields = self._opened.view.id, {"text": text}
        self._host.write(
            lambda store, session, now: take_step(store, session, dossier, "Noted", fields, now), tr("Đã ghi chú.")
        )

    def _settle(self, thing: ToCheck, decision: Decision, reason: str) -> None:
        dossier = self._opened.view.id
        self._host.write(
            lambda store, session, now: settle(store, session, dossier, thing.event_id, decision, reason, now),
            tr("Đã ghi quyết định của trưởng bộ phận."),
        )

    def _undo(self, line: Line, reason: str) -> None:
        dossier = self._opened.view.id

        def work(store: Store, session: Session, now: datetime) -> Sequence[str]:
            before = waiting_papers_of(store, dossier)
            reverse(store, session, dossier, line.event_id, reason, now)
            return [job.form for job in waiting_papers_of(store, dossier) if job not in before]

        self._host.write_and_print(work, tr("Đã hủy bước “{step}”.", step=say(line.what)))

    def _confirm_cancelling(self, reason: str) -> None:
        view = self._opened.view
        answers = (Answer("keep", tr("&Không hủy")), Answer("cancel", tr("Hủ&y tiếp nhận"), danger=True))
        QuestionDialog.ask(
            self._over,
            tr("Hủy tiếp nhận hồ sơ {code}?", code=view.code),
            tr("Lý do: {reason}. Không lấy lại được; muốn nhận lại phải tiếp nhận hồ sơ mới.", reason=reason),
            answers,
            lambda answer: self._cancel(reason) if answer == "cancel" else None,
            icon_name="cancel",
        )

    def _cancel(self, reason: str) -> None:
        view = self._opened.view
        self._host.write(
            lambda store, session, now: cancel(store, session, view.id, reason, now),
            tr("Đã hủy tiếp nhận hồ sơ {code}.", code=view.code),
        )
