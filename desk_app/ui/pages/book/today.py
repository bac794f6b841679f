"""Trong ngày: the day at a glance, what was corrected and cancelled, back-entry sessions, accounts' activity."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.models.queries.sync import Queued
from desk_app.models.store import Store
from desk_app.services.account_activity import AccountDay, account_activity
from desk_app.services.accounts import ROLE_NAMES, Right, Session
from desk_app.services.day_at_a_glance import DayAtAGlance, Glance, GlanceFigure, day_at_a_glance
from desk_app.services.day_changes import DayChange
from desk_app.services.day_log import day_log_paper, day_report
from desk_app.services.papers import Paper
from desk_app.services.spreadsheets import day_log_sheet, workbook
from desk_app.ui.desk import (
    CatalogueChangesTarget,
    Desk,
    DossierListTarget,
    DossierTarget,
    SettingsTarget,
    WaitingPapersTarget,
)
from desk_app.ui.messages import MessageStrip
from desk_app.ui.pages.book.columns import fit_columns
from desk_app.ui.pages.book.figure import FigureRow
from desk_app.ui.pages.book.panel import Panel
from desk_app.ui.pages.book.parked import open_parked
from desk_app.ui.pages.book.words import GLANCES
from desk_app.ui.sync_truth import queue_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import ElidedLabel, Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel


@dataclass(frozen=True)
class _Seen:
    day: DayAtAGlance
    accounts: tuple[AccountDay, ...]
    queued: Queued | None
    """What waits to be sent; None where there is no server."""


def _look(store: Store, session: Session, now: datetime) -> _Seen:
    with store.reading() as rd:
        day = day_at_a_glance(rd, session, now)
        oversees = session.may(Right.OVERSEE)
        queued = rd.sync.queued() if rd.sync.link() is not None else None
        return _Seen(day, account_activity(rd, session, day.day, now) if oversees else (), queued)


class TodayPanel(Panel):
    """The supervisor's desk; a clerk sees it without what each account did."""

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent, tr("Xem và in báo cáo ngày"))
        self.seen: _Seen | None = None
        self._narrow = False
        self.figures = FigureRow(self)
        self.mended: PagedModel[DayChange] = PagedModel(desk.operations, _mended_columns(), self)
        self.mended_table = DeskTable(self, two_lines=True)
        self.mended_table.setAccessibleName(tr("Sửa, hủy trong ngày"))
        self.mended_table.show_model(self.mended)
        self.told = Paragraph("", Role.DETAIL, self, max_lines=2)
        self.none_mended = Paragraph(tr("Hôm nay chưa có hồ sơ nào bị sửa hoặc hủy."), Role.DETAIL, self)
        self.accounts: PagedModel[AccountDay] = PagedModel(desk.operations, _account_columns(), self)
        self.accounts_table = DeskTable(self, two_lines=True)
        self.accounts_table.setAccessibleName(tr("Tài khoản hôm nay"))
        self.accounts_table.show_model(self.accounts)
        self.back_entries = ElidedLabel("", Role.DETAIL, self)
        self.back_entry_button = PlainButton(tr("Đợt nhập bù…"), self, icon_name="history", kind="quiet")
        self._lay_out()
        self._connect()

    @override
    def refresh(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.desk.operations.read(self, lambda: _look(store, session, now), done=self._show, slot="day", slow=True)

    @override
    def first_box(self) -> QWidget:
        return self.figures.buttons[Glance.RECEIVED]

    @override
    def main_action(self) -> None:
        self.print_it()

    @override
    def print_it(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        today = office_time(now).date()

        def make() -> Paper:
            with store.reading() as rd:
                return day_log_paper(rd, session, today, today, now)

        title = tr("Báo cáo ngày {day}", day=paper_date(today))
        self.desk.printing.preview_sheet(self, title, make)

    @override
    def set_compact(self, compact: bool) -> None:
        # Across the whole page a line shows its reason itself.
        self._narrow = compact
        self.told.setVisible(not compact and bool(self.mended.rowCount()))
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight)

    @override
    def fit(self) -> None:
        fit_columns(self.mended_table, self.mended)
        fit_columns(self.accounts_table, self.accounts)

    def _show(self, seen: _Seen) -> None:
        self.seen = seen
        self.figures.show_day(seen.day)
        self.mended.set_rows(seen.day.mended)
        self.mended_table.setVisible(bool(seen.day.mended))
        self.none_mended.setVisible(not seen.day.mended)
        self.told.setVisible(not self._narrow and bool(seen.day.mended))
        self.accounts.set_rows(seen.accounts)
        standing = seen.day.back_entries
        words = "; ".join(
            tr(
                "{start} – {end}, {reason}",
                start=paper_datetime(one.from_time),
                end=paper_datetime(one.to_time),
                reason=one.reason,
            )
            for one in standing
        )
        nothing = tr("Không có đợt nhập bù nào đang mở.")
        said = [tr("Đang mở đợt nhập bù: {sessions}", sessions=words) if standing else nothing]
        if seen.queued is not None:
            said.append(queue_words(seen.queued, self.desk.clock()))
        self.back_entries.setText(" · ".join(said))

    def _open(self, figure: GlanceFigure) -> None:
        match figure.glance:
            case Glance.CATALOGUE:
                self.desk.open(CatalogueChangesTarget())
            case Glance.PARKED:
                open_parked(self)
            case Glance.NOT_PRINTED:
                self.desk.open(WaitingPapersTarget())
            case _:
                self.desk.open(DossierListTarget(tr(GLANCES[figure.glance][0]), figure.dossiers))

    def _open_account(self, row: object) -> None:
        if isinstance(row, AccountDay) and (row.received or row.returned or row.mended):
            dossiers = tuple(dict.fromkeys((*row.received, *row.returned, *row.mended)))
            title = tr("{name} làm hôm nay", name=row.name or row.login)
            self.desk.open(DossierListTarget(title, dossiers))

    def _tell_whole(self, row: object) -> None:
        """Say below the list all of the line that is chosen: the reason may be longer than its cell."""
        if not isinstance(row, DayChange):
            self.told.set_text("")
            return
        reason = "; ".join(say(detail) for detail in row.details)
        self.told.set_text(f"{row.at:%H:%M} · {row.who} · {row.code} · {say(row.what)}\n{reason}")

    def _open_mended(self, row: object) -> None:
        if isinstance(row, DayChange):
            self.desk.open(DossierTarget(row.dossier))

    def _sheet(self) -> tuple[str, Callable[[], bytes]]:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        today = office_time(now).date()

        def make() -> bytes:
            with store.reading() as rd:
                return workbook([day_log_sheet(day_report(rd, session, today, today, now))], now)

        return f"bao-cao-{today}.xlsx", make

    def _connect(self) -> None:
        self.figures.opened.connect(self._open)
        self.mended_table.opened.connect(self._open_mended)
        self.mended_table.current_changed.connect(self._tell_whole)
        self.accounts_table.opened.connect(self._open_account)
        self.back_entry_button.clicked.connect(lambda: self.desk.open(SettingsTarget("back_entry")))

    def _lay_out(self) -> None:
        mended = Block(0, tr("Sửa, hủy trong ngày"), self)
        mended.add(self.none_mended)
        mended.add(self.mended_table, 1)
        mended.add(self.told)
        done = Block(0, tr("Tài khoản hôm nay"), self)
        done.add(self.accounts_table, 1)
        done.setVisible(self.session.may(Right.OVERSEE))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(12)
        self._columns.addWidget(mended, 1)
        self._columns.addWidget(done, 1)
        self.column.addWidget(self.figures)
        self.column.addLayout(self._columns, 1)
        self.fill_foot(self.back_entries)
        self.foot.insertWidget(0, self.back_entry_button)
        self.foot.insertWidget(0, self.sheet_button(self._sheet))


def _mended_columns() -> list[Column[DayChange]]:
    return [
        Column(
            tr("Việc"),
            lambda row: say(row.what),
            detail=lambda row: "; ".join(say(detail) for detail in row.details),
        ),
        Column(tr("Hồ sơ"), lambda row: row.code, 212, detail=lambda row: row.owner, digits=True),
        Column(tr("Ai, lúc nào"), lambda row: row.who, 160, detail=lambda row: f"{row.at:%H:%M}"),
    ]


def _account_columns() -> list[Column[AccountDay]]:
    return [
        Column(tr("Tài khoản"), lambda row: row.name or row.login, detail=_below_account),
        Column(tr("Đăng nhập"), _signed_in, 126, detail=_how_often),
        Column(tr("Nhận"), lambda row: str(len(row.received)), 60, right=True, digits=True),
        Column(tr("Trả"), lambda row: str(len(row.returned)), 52, right=True, digits=True),
        Column(tr("Sửa, hủy"), lambda row: str(len(row.mended)), 82, right=True, digits=True),
    ]


def _below_account(row: AccountDay) -> str:
    role = tr(ROLE_NAMES[row.role]) if row.role is not None else tr("không có tài khoản này")
    return " · ".join((row.login, role, *(() if row.active or row.role is None else (tr("đã khóa"),))))


def _signed_in(row: AccountDay) -> str:
    if row.first_in is None or row.last_in is None:
        return tr("chưa vào")
    return f"{row.first_in:%H:%M}" if row.sign_ins == 1 else f"{row.first_in:%H:%M}–{row.last_in:%H:%M}"


def _how_often(row: AccountDay) -> str:
    if row.sign_ins < 2:
        return tr("sai mật khẩu {n} lần", n=row.failed) if row.failed else ""
    if not row.failed:
        return tr("{n} lần", n=row.sign_ins)
    return tr("{n} lần; sai {failed} lần", n=row.sign_ins, failed=row.failed)
