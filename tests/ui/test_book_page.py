"""The page Sổ theo dõi by keys: figures that open, the book as it prints, a day that is closed and stays closed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from hands import Hands
from patience import let_run, let_settle
from printing.reading import squeezed, text_of
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from python_calamine import CalamineWorkbook
from reception_desk import Tray as Slips
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.codes import Scan
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.day_at_a_glance import Glance
from desk_app.services.day_checks import Check
from desk_app.services.day_closing import closings_of, kept_day
from desk_app.services.follow_up_book import BookWanted, book_rows
from desk_app.services.mending import cancel
from desk_app.services.papers import Paper
from desk_app.services.parked import park
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.ui.desk import (
    CatalogueChangesTarget,
    Desk,
    DossierListTarget,
    DossierTarget,
    ReceptionTarget,
    SettingsTarget,
    Target,
    WaitingPapersTarget,
)
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, FOLLOW_UP_BOOK, Page, PageSpec
from desk_app.ui.pages.book.page import BookPage
from desk_app.ui.sign_in import Clerk
from desk_app.ui.window import Links, MainWindow

DAY = MORNING.date()
EVENING = MORNING.replace(hour=16, minute=45)
CONTROL = Qt.KeyboardModifier.ControlModifier
MAI = {"name": "=HYPERLINK(1)", "phone": "0912345678", "address": "Thôn 3"}


class Tray(Slips):
    """Remembers also the sheets that were shown, as (title, work that makes them)."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, Callable[[], Paper]]] = []

    def preview_sheet(self, _over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        self.sheets.append((title, make))


class Supervisors:
    """A window with the page and a plain one, hands that count their keys, the store behind, time that may go on."""

    def __init__(self, store: Store, session: Session = SUPERVISOR) -> None:
        self.store, self.now, self.keys = store, EVENING, 0
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: self.now)
        self.opened: list[Target] = []
        self.tray = Tray()
        self.hands = Hands()
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        links: Links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        specs = [
            PageSpec(DOSSIERS, "folder_open", Page),
            PageSpec(FOLLOW_UP_BOOK, "auto_stories", lambda parent: BookPage(self.desk, parent)),
        ]
        self.window = MainWindow(self.operations, specs, links, MessageLog(lambda: EVENING.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.desk.seat(session)
        self.window.welcome(Clerk(session.login, session.display_name, "", session.counter, session))
        self.settle()
        self.press(Qt.Key.Key_2, CONTROL)

    @property
    def page(self) -> BookPage:
        page = self.window.current_page()
        assert isinstance(page, BookPage)
        return page

    def settle(self) -> None:
        let_settle(lambda: self.operations.idle, 20)
        assert not self.bugs, self.bugs

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.hands.type(text)
        self.settle()

    def f9(self) -> None:
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def next_tab(self) -> None:
        self.press(Qt.Key.Key_Down, CONTROL)

    def to_check(self, check: Check) -> None:
        """Go to a line of the check list with the arrows and open it."""
        self.press(Qt.Key.Key_Home, CONTROL)
        for _ in range(list(Check).index(check)):
            self.press(Qt.Key.Key_Down)
        self.press(Qt.Key.Key_Return)

    def last(self) -> object:
        """Return what was asked to be opened last."""
        return self.opened[-1]

    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    def close(self) -> None:
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")


def received(store: Store, at: datetime = MORNING, **values: object) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI, **values}), at).id


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[Supervisors]:
    first, second = received(store), received(store)
    cancel(store, CLERK, first, "Tiếp nhận trùng", MORNING + timedelta(minutes=3))
    assert second
    made = Supervisors(store)
    yield made
    made.close()


def test_each_figure_of_the_day_opens_its_dossiers_or_its_page(desk: Supervisors) -> None:
    park(desk.store, CLERK, {}, "Bà Hoa", MORNING)
    desk.press(Qt.Key.Key_F5)
    seen = desk.page.today.seen
    assert seen is not None
    desk.press(Qt.Key.Key_Space)
    assert desk.last() == DossierListTarget("Nhận hôm nay", seen.day.figure(Glance.RECEIVED).dossiers)
    for glance, opens in (
        (Glance.LATE, DossierListTarget("Đang trễ hạn", seen.day.figure(Glance.LATE).dossiers)),
        (Glance.NOT_PRINTED, WaitingPapersTarget()),
    ):
        desk.page.today.figures.buttons[glance].setFocus()
        desk.press(Qt.Key.Key_Return)
        assert desk.last() == opens
    desk.page.today.figures.buttons[Glance.PARKED].setFocus()
    desk.press(Qt.Key.Key_Space)
    assert "Bà Hoa (NGUYỄN THỊ LAN)" in desk.said()
    mine = park(desk.store, SUPERVISOR, {}, "Ông Tý", MORNING)
    desk.press(Qt.Key.Key_Space)
    assert desk.last() == ReceptionTarget(draft=mine.id)
    count = len(desk.opened)
    desk.page.today.figures.buttons[Glance.TO_CHECK].setFocus()
    desk.press(Qt.Key.Key_Space)
    assert len(desk.opened) == count


def test_the_catalogue_and_back_entry_lead_to_their_pages(desk: Supervisors) -> None:
    today = desk.page.today
    today._open(today.figures.buttons[Glance.CATALOGUE].figure)  # type: ignore[arg-type]
    assert desk.last() == CatalogueChangesTarget()
    today.back_entry_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert desk.last() == SettingsTarget("back_entry")


def test_the_day_names_who_cancelled_and_why_and_a_clerk_sees_no_accounts(
    app: QApplication, store: Store, desk: Supervisors
) -> None:
    today = desk.page.today
    (row,) = today.mended.rows()
    assert (row.who, str(row.what)) == (CLERK.display_name, "Hủy tiếp nhận")
    assert "Lý do: Tiếp nhận trùng" in today.told.plain_text()
    assert {one.login for one in today.accounts.rows()} >= {"canbo", "truongbophan"}
    assert today.accounts_table.isVisible()
    clerk = Supervisors(store, CLERK)
    assert clerk.page.today.accounts.rows() == []
    assert not clerk.page.today.accounts_table.isVisible()
    for _ in range(2):
        clerk.next_tab()
    assert not clerk.page.closing.main_button.isEnabled()
    clerk.f9()
    with store.reading() as rd:
        assert closings_of(rd, DAY) == []
    clerk.close()


def test_the_report_of_the_day_is_seen_as_it_prints_and_saved_as_a_table(desk: Supervisors, tmp_path: Path) -> None:
    desk.f9()
    title, make = desk.tray.sheets[-1]
    assert title == "Báo cáo ngày 27/08/2026"
    assert squeezed("CÁN BỘ BÁO CÁO") in text_of(make().pdf)
    name, work = desk.page.today._sheet()
    desk.page.today.save_sheet(tmp_path / name, work)
    desk.settle()
    assert desk.said() == "Đã lưu tệp bao-cao-2026-08-27.xlsx."
    assert CalamineWorkbook.from_path(tmp_path / name).sheet_names == ["Nhật ký"]
    desk.page.today.save_sheet(tmp_path / "none" / "a.xlsx", work)
    desk.settle()
    assert "Không ghi được tệp a.xlsx" in desk.said()


def test_the_book_on_the_screen_holds_the_rows_of_the_paper_and_of_the_table(desk: Supervisors, tmp_path: Path) -> None:
    desk.next_tab()
    book = desk.page.book
    with desk.store.reading() as rd:
        rows = book_rows(rd, BookWanted(DAY, DAY), EVENING)
    shown = book.model.rows()
    assert [row.dossier for row in shown] == [row.id for row in rows]
    assert [row.line.ordinal for row in shown] == [str(row.ordinal) for row in rows]
    assert sum(row.line.struck for row in shown) == 1
    assert "Đã hủy tiếp nhận (gạch ngang, không tính): 1." in book.totals.plain_text()
    desk.f9()
    text = text_of(desk.tray.sheets[-1][1]().pdf)
    assert all(squeezed(row.code) in text for row in rows)
    name, work = book._sheet()
    cells = CalamineWorkbook.from_filelike(BytesIO(work())).get_sheet_by_name("Sổ theo dõi").to_python()
    assert name == "so-theo-doi-2026-08-27.xlsx"
    codes = [row[1] for row in cells if str(row[1]).startswith("H56.14-")]
    assert codes == [row.code for row in rows]
    assert {"0912345678", "=HYPERLINK(1)"} <= {cell for row in cells for cell in row}
    book.table.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.last() == DossierTarget(rows[0].id)


def test_days_are_typed_and_days_backwards_are_refused_in_place(desk: Supervisors) -> None:
    desk.next_tab()
    book = desk.page.book
    for _ in range(5):
        desk.press(Qt.Key.Key_Down)
    assert book.first.edit.hasFocus() or not book.first.edit.isReadOnly()
    book.first.setFocus()
    book.first.edit.selectAll()
    desk.type("28/08/2026")
    desk.press(Qt.Key.Key_Return)
    assert "Ngày đầu đứng sau ngày cuối" in desk.said()
    book.first.edit.selectAll()
    desk.type("01/08/2026")
    desk.press(Qt.Key.Key_Return)
    assert book.shown is not None and book.shown.wanted.first.day == 1
    assert len(book.shown.rows) > 2


def test_the_day_is_closed_by_f9_with_a_reason_where_work_is_open(desk: Supervisors) -> None:
    for _ in range(2):
        desk.next_tab()
    desk.keys = 0
    desk.f9()
    assert "việc chưa xong" in desk.said()
    assert desk.page.closing.reason.edit.hasFocus()
    desk.type("mai làm")
    desk.f9()
    assert desk.keys == 2 + len("mai làm")
    assert desk.said().startswith("Đã chốt ngày 27/08/2026.")
    with desk.store.reading() as rd:
        (closing,) = closings_of(rd, DAY)
        kept = kept_day(rd, DAY)
    assert (closing.open_lines_reason, closing.closed_by) == ("mai làm", SUPERVISOR.display_name)
    assert kept is not None
    assert not desk.page.closing.main_button.isEnabled()
    desk.page.closing.closed_table.setFocus()
    desk.press(Qt.Key.Key_Return)
    title, make = desk.tray.sheets[-1]
    assert (title, make().pdf) == ("Chốt ngày 27/08/2026 – Cả ngày", kept.pdf)
    late = received(desk.store, EVENING + timedelta(minutes=10))
    desk.now = EVENING + timedelta(minutes=12)
    desk.press(Qt.Key.Key_F5)
    assert desk.page.closing.main_button.text() == "Lập phần bổ sung số 1"
    desk.page.closing.later_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert desk.last() == DossierListTarget("Việc ghi sau khi chốt ngày 27/08/2026", (late,))
    desk.page.closing.reason.setFocus()
    desk.type("x")
    desk.f9()
    assert desk.said().startswith("Đã lập phần bổ sung số 1 của ngày 27/08/2026.")
    assert [part.number for part in desk.page.closing.closed.rows()] == [1, 0]
    desk.press(Qt.Key.Key_P, CONTROL)
    assert desk.tray.sheets[-1][0] == "Chốt ngày 27/08/2026 – Phần bổ sung số 1"
    with desk.store.reading() as rd:
        again = kept_day(rd, DAY)
    assert again == kept


def test_each_line_of_the_check_list_opens_what_it_speaks_of(desk: Supervisors) -> None:
    for _ in range(2):
        desk.next_tab()
    closing = desk.page.closing
    assert closing.seen is not None
    lines = {line.check: line for line in closing.seen.checks}
    assert list(lines) == list(Check)
    assert closing.check_table.hasFocus()
    desk.to_check(Check.NOT_HANDED_OVER)
    title = "Nhận trong ngày, chưa bàn giao, 27/08/2026"
    assert desk.last() == DossierListTarget(title, lines[Check.NOT_HANDED_OVER].dossiers)
    desk.to_check(Check.MENDED)
    assert isinstance(desk.opened[-1], DossierListTarget) and len(desk.opened[-1].dossiers) == 1
    desk.to_check(Check.NOT_PRINTED)
    assert desk.last() == WaitingPapersTarget()
    count = len(desk.opened)
    desk.to_check(Check.NOT_SYNCED)
    assert len(desk.opened) == count


def test_what_was_typed_survives_a_change_of_language(desk: Supervisors) -> None:
    for _ in range(2):
        desk.next_tab()
    desk.page.closing.reason.set_text("chờ lãnh đạo ký")
    desk.window.rebuild_pages()
    desk.settle()
    assert desk.page.tabs.currentIndex() == 2
    assert desk.page.closing.reason.text() == "chờ lãnh đạo ký"


def test_a_scan_is_left_to_the_window(desk: Supervisors) -> None:
    assert isinstance(desk.page, Page)
    scan: Scan | None = None
    assert desk.page.on_scan(scan) is False
