"""The page Thủ tục driven as at the desk: found, opened, classified by a lone key, settled, imported, posted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hands import Hands
from published import HEAD, PAPERS_HEAD, details_file, list_file, listed, record
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.procedures import OfficeLayer, PaperClass, PrintHabit, PublishedFee
from desk_app.models.store import Store
from desk_app.services import office_layer
from desk_app.services.accounts import Session
from desk_app.services.catalogue import import_file
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper
from desk_app.services.posting import change_lines
from desk_app.ui.desk import Desk, ProcedureTarget
from desk_app.ui.operations import Operations
from desk_app.ui.pages.procedures.import_dialog import ImportDialog
from desk_app.ui.pages.procedures.page import ProceduresPage, View
from desk_app.ui.pages.procedures.words import published_fee, short_fee, told_words
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import Language, Speaker

BIRTH, CODE = "1.001193", "1.900001"
SAID = "Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân giải quyết."


class Papers(QObject):
    """Stands for the spooler: makes what it is asked to show, and keeps it."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, Paper]] = []

    def preview_sheet(self, _over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        self.shown.append((title, make()))


@dataclass
class Sat:
    """The page as one person has it."""

    page: ProceduresPage
    store: Store
    operations: Operations
    papers: Papers
    hands: Hands
    qtbot: QtBot
    bugs: list[str] = field(default_factory=list)

    def settle(self, more: int = 0) -> None:
        self.qtbot.wait(max(more, 1))
        self.qtbot.waitUntil(lambda: self.operations.idle and not self.page._timer.isActive(), timeout=20_000)
        assert self.bugs == []

    def codes(self) -> list[str]:
        return [row.line.national_code for row in self.page.model.rows()]

    def search(self, typed: str) -> None:
        self.page.search.setFocus()
        self.page.search.edit.clear()
        self.hands.type(typed)
        self.settle()

    def open(self, code: str) -> None:
        self.page.open_target(ProcedureTarget(code))
        self.settle()

    def layer(self, code: str) -> OfficeLayer:
        with self.store.reading() as rd:
            return rd.layers.get(code)

    def focus_on(self, widget: QWidget) -> None:
        widget.setFocus()
        assert QApplication.focusWidget() is not None


Seat = Callable[..., Sat]


@pytest.fixture
def sit(app: QApplication, store: Store, operations: Operations, hands: Hands, qtbot: QtBot) -> Iterator[Seat]:
    """Seat somebody at the page."""
    made: list[ProceduresPage] = []

    def seat(session: Session = ADMINISTRATOR, width: int = 1206) -> Sat:
        papers = Papers()
        desk = Desk(store, operations, lambda: MORNING)
        desk.seat(session)
        desk.use_printing(papers)  # type: ignore[arg-type]
        page = ProceduresPage(desk)
        made.append(page)
        qtbot.addWidget(page)
        page.resize(width, 621)
        page.set_compact(width < 1000)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        sat = Sat(page, store, operations, papers, hands, qtbot)
        operations.bug.connect(sat.bugs.append)
        page.on_shown()
        sat.settle()
        return sat

    yield seat
    for page in made:
        page.close()


def published(store: Store, folder: Path, **fields: str) -> None:
    """Publish a procedure with two papers and a limit without its unit, on the office's list."""
    values = {
        "cach_thuc_thuc_hien": f"{HEAD}Trực tiếp3Miễn phíTrực tuyến3Miễn phí",
        "thanh_phan_ho_so": f"{PAPERS_HEAD}Tờ khai theo mẫu1 bản chínhBản vẽ vị trí1 bản chính",
        "trinh_tu_thuc_hien": SAID,
        **fields,
    }
    import_file(store, ADMINISTRATOR, details_file(folder, record(CODE, "Việc thử của xã", **values)), MORNING)
    office_layer.set_listed(store, ADMINISTRATOR, [CODE], MORNING)


def test_the_offices_list_comes_first_and_typing_narrows_it(sit: Seat) -> None:
    desk = sit()
    assert desk.page.view is View.LISTED
    assert len(desk.codes()) == 43
    desk.search("giay khai sinh")
    assert desk.codes()[0] == BIRTH
    desk.search("1.001193")
    desk.hands.enter()
    desk.settle()
    assert desk.page.is_open
    assert desk.page.detail.code.text() == BIRTH
    assert desk.page.step_back()
    desk.settle()
    assert not desk.page.is_open


def test_what_is_typed_over_the_list_goes_to_the_search_box(sit: Seat) -> None:
    desk = sit()
    desk.focus_on(desk.page.table)
    desk.hands.type("s")
    desk.settle()
    assert desk.page.search.text() == "s"


def test_the_office_part_is_stored_as_each_field_is_left(sit: Seat) -> None:
    desk = sit()
    desk.open(BIRTH)
    block = desk.page.detail.layer
    block.short_name.edit.setText("  Khai  sinh mới ")
    block.short_name.edit.editingFinished.emit()
    block.daily_words.edit.setText("đẻ; sinh con ;")
    block.daily_words.edit.editingFinished.emit()
    block.habit.picked.emit(PrintHabit.NEVER)
    block.favourite.picked.emit(9)
    desk.settle()
    layer = desk.layer(BIRTH)
    assert (layer.short_name, layer.daily_words) == ("Khai sinh mới", ("đẻ", "sinh con"))
    assert (layer.print_habit, layer.favourite) == (PrintHabit.NEVER, 9)


def test_a_lone_digit_moves_a_paper_to_its_shelf_and_a_scan_moves_nothing(
    sit: Seat, store: Store, tmp_path: Path
) -> None:
    published(store, tmp_path)
    desk = sit(SUPERVISOR)
    desk.open(CODE)
    papers = desk.page.detail.papers
    desk.focus_on(papers.table)
    desk.hands.type("038190001212")
    desk.settle(300)
    assert desk.layer(CODE).paper_corrections == ()
    desk.hands.type("3")
    desk.settle(300)
    (entry,) = desk.layer(CODE).paper_corrections
    assert entry.paper_class is PaperClass.NOTE
    assert [line.paper.paper_class for line in papers.model.rows()] == [PaperClass.SUBMIT, PaperClass.NOTE]


def test_the_usual_set_is_counted_beside_the_row(sit: Seat, store: Store, tmp_path: Path) -> None:
    published(store, tmp_path)
    desk = sit()
    desk.open(CODE)
    papers = desk.page.detail.papers
    papers.usual.click()
    desk.settle()
    assert [(row.name, row.original) for row in desk.layer(CODE).usual_papers] == [("Tờ khai theo mẫu", 1)]
    papers.counts[2].setText("2")
    papers.counts[2].editingFinished.emit()
    desk.settle()
    (row,) = desk.layer(CODE).usual_papers
    assert (row.original, row.copy_count) == (1, 2)
    papers.usual.click()
    desk.settle()
    assert desk.layer(CODE).usual_papers == ()


def test_fee_rules_are_typed_as_people_write_money(sit: Seat) -> None:
    desk = sit()
    desk.open(BIRTH)
    fees = desk.page.detail.fees
    fees.add_button.click()
    row = fees.rows[-1]
    row.name.set_text("Lệ phí bản sao")
    row.amount.set_text("tám nghìn")
    fees.save.click()
    assert "không phải số" in fees.fault.plain_text()
    row.amount.set_text("8.000")
    fees.save.click()
    desk.settle()
    assert [(rule.name, int(rule.amount)) for rule in desk.layer(BIRTH).fee_rules] == [("Lệ phí bản sao", 8000)]


def test_the_tiers_of_certified_copies_read_as_amount_and_next_tier(sit: Seat) -> None:
    desk = sit()
    desk.open("2.000815")
    (row,) = desk.page.detail.fees.rows
    shown = (row.amount.text(), row.from_page.text(), row.page_amount.text(), row.cap.text())
    assert shown == ("2.000", "3", "1.000", "200.000")


def test_f9_takes_the_proposal_and_digits_choose_another_unit(sit: Seat, store: Store, tmp_path: Path) -> None:
    published(store, tmp_path)
    desk = sit(SUPERVISOR)
    desk.page.show_view(View.UNITS)
    desk.settle()
    rows = desk.page.units.model.rows()
    at = next(at for at, line in enumerate(rows) if line.national_code == CODE)
    desk.page.units.table.setCurrentIndex(desk.page.units.model.index(at, 0))
    desk.page.main_action()
    desk.settle()
    assert {entry.limit.unit.value for entry in desk.layer(CODE).units} == {"working_day"}
    assert all(line.national_code != CODE for line in desk.page.units.model.rows())
    before = len(desk.page.units.model.rows())
    desk.focus_on(desk.page.units.table)
    desk.hands.type("2")
    desk.settle(300)
    assert len(desk.page.units.model.rows()) == before - 1


def test_unread_changes_are_told_field_by_field_posted_and_read(sit: Seat, store: Store, tmp_path: Path) -> None:
    published(store, tmp_path)
    published(store, tmp_path, so_quyet_dinh="999/QĐ-BTP")
    desk = sit(SUPERVISOR)
    desk.page.show_view(View.CHANGES)
    desk.settle()
    panel = desk.page.changes
    assert [line.change.change for line in panel.lines] == ["new", "amended"]
    panel.table.setCurrentIndex(panel.model.index(1, 0))
    desk.settle()
    panel.print_posting()
    panel.print_take_down()
    assert [paper.form for _, paper in desk.papers.shown] == ["posting", "take_down"]
    assert all(paper.pdf.startswith(b"%PDF") for _, paper in desk.papers.shown)
    desk.page.main_action()
    desk.settle()
    assert [line.change.change for line in change_lines(store)] == ["new"]


def test_a_file_is_shown_before_it_is_stored(sit: Seat, tmp_path: Path) -> None:
    desk = sit()
    dialog = desk.page.import_catalogue()
    dialog.read_file(details_file(tmp_path, record(CODE, "Việc thử của xã")))
    desk.settle()
    assert dialog.summary.plain_text().startswith("1 mới, 0 sửa đổi")
    with desk.store.reading() as rd:
        assert rd.procedures.current(CODE) is None
    desk.qtbot.keyClick(dialog, Qt.Key.Key_F9)  # type: ignore[no-untyped-call]
    desk.settle()
    with desk.store.reading() as rd:
        assert rd.procedures.current(CODE) is not None
    assert "1 mới" in said(dialog)
    dialog.reject()


def test_a_list_that_falls_silent_asks_before_it_abolishes(sit: Seat, tmp_path: Path) -> None:
    rows = [listed(f"1.92{number:04}", f"Việc {number}", "Bộ Thử nghiệm") for number in range(10)]
    desk = sit()
    import_file(desk.store, ADMINISTRATOR, list_file(tmp_path, *rows), MORNING)
    dialog = desk.page.import_catalogue()
    dialog.read_file(list_file(tmp_path, *rows[1:]))
    desk.settle()
    assert dialog.abolish.isVisible()
    assert not dialog.abolish.isChecked()
    dialog.abolish.setChecked(True)
    dialog.store_it()
    desk.settle()
    assert "1 bãi bỏ" in said(dialog)
    dialog.reject()


def test_a_bad_file_is_one_sentence_and_stopping_changes_nothing(sit: Seat, tmp_path: Path) -> None:
    desk = sit()
    dialog = desk.page.import_catalogue()
    bad = tmp_path / "hong.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    dialog.read_file(bad)
    desk.settle()
    assert "hong.csv" in said(dialog)
    assert not dialog.store_button.isEnabled()
    many = details_file(tmp_path, *(record(f"1.91{number:04}", f"Việc {number}") for number in range(300)))
    dialog.read_file(many)
    dialog.reject()
    desk.settle()
    assert dialog.isVisible()
    assert "chưa thay đổi gì" in said(dialog)
    dialog.reject()
    assert not dialog.isVisible()


def test_a_clerk_reads_everything_and_changes_nothing(sit: Seat, store: Store, tmp_path: Path) -> None:
    published(store, tmp_path)
    desk = sit(CLERK)
    assert not desk.page.import_button.isVisible()
    desk.open(CODE)
    before = desk.layer(CODE)
    papers, layer = desk.page.detail.papers, desk.page.detail.layer
    assert not layer.listed.isEnabled()
    assert layer.short_name.edit.isReadOnly()
    desk.focus_on(papers.table)
    desk.hands.type("3")
    desk.settle(300)
    desk.page.step_back()
    desk.page.show_view(View.UNITS)
    desk.settle()
    desk.page.main_action()
    desk.page.show_view(View.CHANGES)
    desk.settle()
    desk.page.main_action()
    desk.settle()
    assert desk.layer(CODE) == before
    assert len(change_lines(store)) == 1


def test_sheets_are_shown_by_key(sit: Seat) -> None:
    desk = sit(CLERK)
    desk.open(BIRTH)
    desk.page.detail.print_guide()
    desk.page.detail.print_posting()
    assert [paper.form for _, paper in desk.papers.shown] == ["guide", "posting"]


@pytest.mark.parametrize("width", [1206, 944])
def test_nothing_asks_for_more_room_than_the_smallest_window_has(sit: Seat, width: int) -> None:
    desk = sit(ADMINISTRATOR, width)
    for view in View:
        desk.page.show_view(view)
        desk.settle()
        assert desk.page.minimumSizeHint().width() <= width, view
    desk.open("2.000815")
    assert desk.page.detail.minimumSizeHint().width() <= width


def said(dialog: ImportDialog) -> str:
    shown = dialog.strip.shown
    return "" if shown is None else shown[1]


def test_the_administrator_says_which_documents_are_certified_most(sit: Seat) -> None:
    sat = sit(ADMINISTRATOR)
    sat.open(BIRTH)
    block = sat.page.detail.layer
    assert block.documents.isHidden(), "only a procedure of certified copies asks"
    sat.open("2.000815")
    assert not block.documents.isHidden()
    block.documents.edit.setFocus()
    block.documents.edit.selectAll()
    sat.hands.type("Hộ chiếu;  Sổ hộ nghèo ; Hộ chiếu")
    sat.hands.enter()
    sat.settle()
    with sat.store.reading() as rd:
        assert office_settings(rd).usual_documents == ("Hộ chiếu", "Sổ hộ nghèo")
    assert block.documents.text() == "Hộ chiếu; Sổ hộ nghèo"


def test_a_supervisor_reads_the_documents_certified_most_and_cannot_change_them(sit: Seat) -> None:
    sat = sit(SUPERVISOR)
    sat.open("2.000815")
    block = sat.page.detail.layer
    assert block.documents.edit.isReadOnly()
    assert "Bằng tốt nghiệp" in block.documents.text()


def test_a_change_is_told_in_the_users_language_and_what_was_published_stays(app: QApplication) -> None:
    speaker = Speaker(app)
    speaker.speak(Language.ENGLISH)
    try:
        assert told_words("Trực tiếp · 3 ngày làm việc · không ghi lệ phí · Nộp tại Bộ phận Một cửa") == (
            "At the desk · 3 working days · no fee given · Nộp tại Bộ phận Một cửa"
        )
        assert told_words("Tờ khai · phải nộp · bản chính 1, bản sao 0 · nếu có · mẫu TK01") == (
            "Tờ khai · to hand in · originals 1, copies 0 · if any · form TK01"
        )
        assert (told_words("đang công khai"), told_words("không ghi")) == ("in force", "not stated")
        assert told_words("miễn phí (0 đồng)") == "free (0 đồng)"
    finally:
        speaker.speak(Language.VIETNAMESE)
    line = "Dịch vụ bưu chính · trong ngày · 8.000 đ (8.000 đồng/bản)"
    assert told_words(line) == line


def test_f1_says_what_the_field_with_the_caret_is_for(sit: Seat) -> None:
    page = sit(CLERK).page
    page.search.edit.setFocus()
    page.help()
    shown = page.strip.shown
    assert shown is not None
    assert shown[1].startswith("Tìm thủ tục: ")


@pytest.mark.parametrize(
    ("text", "short", "beside"),
    [
        ("/trang; từ trang thứ 3 trở lên 1.000 đồng/trang", "2.000 đ/trang", "từ trang thứ 3 trở lên 1.000 đồng/trang"),
        ("/người/lần, theo danh sách", "2.000 đ/người/lần", "theo danh sách"),
        ("/văn bản", "2.000 đ/văn bản", ""),
        ("/lần đăng ký nộp trực tiếp; miễn cho trẻ em", "2.000 đ/lần đăng ký", "nộp trực tiếp; miễn cho trẻ em"),
        ("Mức thu do tỉnh quyết định", "2.000 đ", "Mức thu do tỉnh quyết định"),
        ("", "2.000 đ", ""),
    ],
)
def test_a_fee_is_said_shortly_in_the_list_and_whole_on_hover(text: str, short: str, beside: str) -> None:
    fee = PublishedFee(amount=Decimal(2000), text=text)
    told = tuple(words.replace("\u00a0", " ") for words in short_fee(fee))
    assert told == (short, beside)
    whole = published_fee(fee).replace("\u00a0", " ")
    assert whole.startswith(short)
    assert beside in whole
    assert "(/" not in whole


def test_no_fee_of_the_list_is_cut(sit: Seat) -> None:
    at = sit()
    column = next(place for place, one in enumerate(at.page.model.columns) if one.whole is not None)
    metrics = QFontMetrics(current_theme().font(Role.BODY))
    room = at.page.table.columnWidth(column) - 24
    shown = [at.page.model.index(row, column).data() for row in range(at.page.model.rowCount())]
    assert any(words.endswith("/trang") for words in shown)
    assert [words for words in shown if metrics.horizontalAdvance(words) > room] == []
