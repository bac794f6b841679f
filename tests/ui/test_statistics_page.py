"""The page Thống kê by keys: a period asked for, every figure opens its dossiers, F9 shows the paper, charts told."""

import ast
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from patience import let_run, let_settle
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from python_calamine import CalamineWorkbook
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.models.store import Store
from desk_app.services.indicators import GROUPS
from desk_app.services.papers import Paper
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.report_06a import By
from desk_app.services.steps import take_step
from desk_app.ui import pages
from desk_app.ui.desk import Desk, DossierListTarget, Target
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Changes, Operations, Topic
from desk_app.ui.page import STATISTICS, Page, PageSpec
from desk_app.ui.pages.statistics.page import StatisticsPage, Tab
from desk_app.ui.pages.statistics.reading import Asked
from desk_app.ui.sign_in import Clerk
from desk_app.ui.translation import words
from desk_app.ui.window import Links, MainWindow

NOW = MORNING + timedelta(hours=3)
DAY = NOW.date()
MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}


class Tray:
    """What was shown as a paper."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, Paper]] = []

    def preview_sheet(self, _over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        self.shown.append((title, make()))


class Sitting:
    """The window with the page on top, hands on its keys."""

    def __init__(self, store: Store) -> None:
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: NOW)
        self.tray = Tray()
        self.opened: list[Target] = []
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        specs = [PageSpec(STATISTICS, "bar_chart", lambda parent: StatisticsPage(self.desk, parent))]
        self.window = MainWindow(self.operations, specs, links, MessageLog(lambda: NOW.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.desk.seat(SUPERVISOR)
        self.window.welcome(Clerk(SUPERVISOR.login, SUPERVISOR.display_name, "", "", SUPERVISOR))
        self.settle()

    @property
    def page(self) -> StatisticsPage:
        page: Page | None = self.window.current_page()
        assert isinstance(page, StatisticsPage)
        return page

    def settle(self) -> None:
        let_settle(lambda: self.operations.idle)
        assert not self.bugs, self.bugs

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)
        self.settle()

    def ask(self, first: date, last: date, by: By = By.FIELD) -> None:
        self.page.bar.choose(Asked(first, last, by))
        self.page.bar.asked.emit()
        self.settle()

    def enter(self, table: QWidget, row: int, column: int) -> DossierListTarget:
        """Press Enter on a figure and return what opened."""
        figures = self.page.report.table if table is self.page.report else table
        figures.setCurrentIndex(figures.model().index(row, column))  # type: ignore[attr-defined]
        figures.setFocus()
        self.press(Qt.Key.Key_Return)
        target = self.opened[-1]
        assert isinstance(target, DossierListTarget)
        return target

    def close(self) -> None:
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")


@pytest.fixture
def sitting(app: QApplication, store: Store) -> Iterator[Sitting]:
    fee = [{"name": "Lệ phí", "amount": 8000, "full_amount": 8000, "paid": True, "method": "cash"}]
    for number in range(3):
        command = checked_receive({"procedure": "1.004873", "submitter": MAI, "fees": fee if number else []})
        dossier = receive(store, CLERK, command, MORNING).id
        if number == 2:
            take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, MORNING + timedelta(hours=1))
    made = Sitting(store)
    yield made
    made.close()


def test_the_running_month_stands_there_and_its_sums_agree(sitting: Sitting) -> None:
    page = sitting.page
    assert page.first_box().hasFocus()
    asked = page.bar.value()
    assert asked is not None and asked.first.day == 1 and asked.first <= DAY <= asked.last
    assert page.report.sums.plain_text().startswith("✔")
    table = page.report.table.figures
    assert table.cell(table.index(table.rowCount() - 1, 0)).text == "Tổng số"


def test_every_figure_of_06a_opens_as_many_dossiers_as_it_says(sitting: Sitting) -> None:
    for by in By:
        sitting.ask(DAY.replace(month=1, day=1), DAY, by)
        table = sitting.page.report.table
        model = table.figures
        row = model.rowCount() - 1
        for place in {0, row}:
            for column in range(1, model.columnCount()):
                cell = model.cell(model.index(place, column))
                if cell.opens is None:
                    assert cell.text == "0"
                    continue
                if by in (By.FIELD, By.PERIOD):
                    target = sitting.enter(table, place, column)
                    assert f"{len(target.dossiers)}" == cell.text.replace(".", "")
                    assert len(set(target.dossiers)) == len(target.dossiers)


def test_every_number_of_an_indicator_opens_its_dossiers_and_what_we_do_not_know_is_said(sitting: Sitting) -> None:
    page = sitting.page
    page.show_tab(Tab.INDICATORS)
    model = page.indicators.table.figures
    for row in range(model.rowCount()):
        for column in (1, 2):
            cell = model.cell(model.index(row, column))
            if cell.opens is not None:
                assert f"{len(sitting.enter(page.indicators.table, row, column).dossiers)}" == cell.text
    shares = [model.cell(model.index(row, 3)).text for row in range(model.rowCount())]
    assert shares.count("không có dữ liệu") == 3
    assert all(share.endswith(("%", "liệu")) for share in shares)


def test_what_stands_in_no_column_opens_too(sitting: Sitting) -> None:
    sitting.ask(DAY.replace(month=1, day=1), DAY)
    for what, button in sitting.page.report.outside.items():
        count = int(button.text().rsplit(" ", 1)[1])
        assert button.isEnabled() is (count > 0)
        if count:
            button.click()
            sitting.settle()
            target = sitting.opened[-1]
            assert isinstance(target, DossierListTarget)
            assert len(target.dossiers) == count, what


def test_the_money_of_a_clerk_opens_the_dossiers_it_was_taken_for(sitting: Sitting) -> None:
    page = sitting.page
    sitting.ask(DAY, DAY)
    page.show_tab(Tab.FEES)
    model = page.fees.table.figures
    last = model.rowCount() - 1
    assert [model.cell(model.index(last, column)).text for column in (2, 3, 4, 6)] == ["4", "37.000 đ", "–", "37.000 đ"]
    assert len(sitting.enter(page.fees.table, last, 6).dossiers) == 4
    mine = [row for row in range(last) if model.cell(model.index(row, 1)).text == "Lệ phí"]
    assert len(sitting.enter(page.fees.table, mine[0], 3).dossiers) == 2


def test_f9_shows_the_paper_of_the_tab_and_the_sheet_holds_the_same_figures(sitting: Sitting, tmp_path: Path) -> None:
    page = sitting.page
    sitting.press(Qt.Key.Key_F9)
    page.show_tab(Tab.FEES)
    sitting.window._press._last = None
    sitting.press(Qt.Key.Key_F9)
    assert [paper.form for _title, paper in sitting.tray.shown] == ["report_06a", "fee_list"]
    assert all(paper.pdf.startswith(b"%PDF") for _title, paper in sitting.tray.shown)
    page.show_tab(Tab.REPORT)
    page.save_to(tmp_path / "06a.xlsx")
    sitting.settle()
    book = CalamineWorkbook.from_filelike(BytesIO((tmp_path / "06a.xlsx").read_bytes()))
    assert book.sheet_names == ["II.06a", "Chỉ số"]
    rows = book.get_sheet_by_name("II.06a").to_python()
    figures = page.report.table.figures
    total = [figures.cell(figures.index(figures.rowCount() - 1, column)).text for column in range(1, 12)]
    assert [f"{cell:.0f}" for cell in next(row for row in rows if row[0] == "Tổng số")[1:12]] == total


def test_a_folder_that_is_gone_is_said_in_words(sitting: Sitting, tmp_path: Path) -> None:
    sitting.page.save_to(tmp_path / "gone" / "06a.xlsx")
    sitting.settle()
    shown = sitting.page.strip.shown
    assert shown is not None and "Không ghi được tệp 06a.xlsx" in shown[1]


def test_charts_are_drawn_when_they_are_looked_at_and_tell_their_figures(sitting: Sitting) -> None:
    page = sitting.page
    assert not any(view.is_drawn for view in page.charts.views)
    page.show_tab(Tab.CHARTS)
    sitting.settle()
    let_run(0.15)
    sitting.settle()
    assert all(view.is_drawn for view in page.charts.views)
    total = page.report.table.figures
    new = sum(int(total.cell(total.index(total.rowCount() - 1, column)).text.replace(".", "")) for column in (2, 3))
    course = page.charts.views[1].chart
    assert course is not None and sum(bar.values[0] for bar in course.bars) == new
    for view in page.charts.views:
        assert view.chart is not None and view.accessibleDescription() == view.chart.words


def test_days_typed_wrong_are_marked_and_days_backwards_refused(sitting: Sitting) -> None:
    bar, page = sitting.page.bar, sitting.page
    sitting.ask(date(2026, 8, 3), date(2026, 8, 20))
    bar.first.set_text("31/02/2026")
    bar.asked.emit()
    assert bar.first.is_missing
    shown = page.strip.shown
    assert shown is not None and "27/08/2026" in shown[1]
    sitting.ask(date(2026, 8, 20), date(2026, 8, 3))
    shown = page.strip.shown
    assert shown is not None and "sau ngày cuối" in shown[1]


def test_figures_do_not_move_under_the_eyes_but_say_that_they_are_old(sitting: Sitting) -> None:
    before = sitting.page.as_of.text()
    sitting.operations.changed.emit(Changes.of(Topic.DOSSIERS))
    sitting.settle()
    assert "F5" in sitting.page.as_of.text() != before
    sitting.press(Qt.Key.Key_F5)
    assert sitting.page.as_of.text() == before


def test_the_page_is_built_anew_with_what_was_asked(sitting: Sitting) -> None:
    sitting.ask(date(2026, 3, 2), date(2026, 4, 5), By.CLERK)
    sitting.page.show_tab(Tab.INDICATORS)
    sitting.settle()
    kept = sitting.page.keep()
    again = StatisticsPage(sitting.desk)
    again.take_back(kept)
    assert (again.bar.value(), again.tab) == (Asked(date(2026, 3, 2), date(2026, 4, 5), By.CLERK), Tab.INDICATORS)
    again.deleteLater()


def test_every_word_of_the_page_has_its_english() -> None:
    english = words("en")
    folder = Path(pages.__path__[0]) / "statistics"
    sources = [
        call.args[0].value
        for file in folder.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("tr", "mark")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert len(sources) > 60
    assert [source for source in (*sources, *GROUPS.values()) if source not in english] == []
