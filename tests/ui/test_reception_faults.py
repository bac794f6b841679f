"""Faults a demanding clerk found on the reception page; each stands here so that it stays gone."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from patience import let_run
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from reception_desk import MAI_CARD, Counter
from staff import ADMINISTRATOR, CLERK, MORNING

from desk_app.domain.events.reception import Reception
from desk_app.domain.fees import Exemption
from desk_app.domain.procedures import PrintHabit
from desk_app.models.store import Store
from desk_app.services.office_settings import change_office
from desk_app.services.parked import parked_pages
from desk_app.ui.desk import Phase, PrintState, WaitingPapersTarget
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import PersonState
from desk_app.ui.pages.reception.papers_table import ORIGINAL
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.theme import LIGHT, Role, Sizes, Theme, apply_theme, current_theme
from desk_app.ui.widgets.menu import QuietMenu
from desk_app.ui.widgets.suggest import Suggestion

LAN_CARD = "038194768882||Lê Thị Lan|02111994|Nữ|Thôn 5, xã Hòa Bình Trung, tỉnh Hòa Giang|01072021"


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def _registered(counter: Counter) -> Reception:
    reception = counter.last_dossier().reception
    assert reception is not None
    return reception


def _submitter(counter: Counter) -> PersonState:
    person = counter.page.gather().submitter
    assert person is not None
    return person


# -- what belongs to a procedure goes with it ---------------------------------------------


def test_another_procedure_takes_no_typed_fee_of_the_one_before(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.fees.amount.edit.setFocus()
    counter.type("50.000")
    assert counter.page.gather().fee.amount == "50.000"
    counter.page.procedure.change.click()
    counter.settle()
    counter.type("4⏎")
    assert counter.page.gather().fee.amount == ""
    counter.f9()
    assert not sum(line.amount for line in _registered(counter).fees)


def test_the_content_line_follows_another_procedure_and_keeps_what_was_added(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    counter.type(" cho cháu Bảo")
    assert counter.page.gather().summary == "Đăng ký khai sinh cho cháu Bảo"
    counter.page.procedure.change.click()
    counter.settle()
    counter.type("4⏎")
    short = counter.page.gather().procedure_name
    assert counter.page.gather().summary == f"{short} cho cháu Bảo"


def test_a_correction_keeps_the_fee_a_person_typed(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.fees.amount.edit.setFocus()
    counter.type("50.000")
    counter.f9()
    assert _registered(counter).fees[0].amount == Decimal(50000)
    counter.control("E")
    assert counter.page.gather().fee.amount == "50000"
    counter.type("1⏎")
    counter.f9()
    assert _registered(counter).fees[0].amount == Decimal(50000)


def test_a_correction_of_a_computed_fee_types_none(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    counter.control("E")
    assert counter.page.gather().fee.amount == ""


# -- nothing typed is lost ---------------------------------------------


def test_esc_in_a_correction_discards_nothing(app: QApplication, store: Store) -> None:
    seconds = count()
    counter = Counter(app, store, CLERK, lambda: MORNING + timedelta(seconds=next(seconds)))
    counter.type("2⏎0214⏎")
    counter.f9()
    counter.control("E")
    counter.page.person.summary.edit.setFocus()
    counter.page.person.summary.edit.end(False)
    counter.type(" thêm 2 bản")
    counter.press(Qt.Key.Key_Escape)
    counter.press(Qt.Key.Key_Escape)
    here = counter.page.gather().summary
    parked = [page.label for page in parked_pages(counter.store, CLERK)]
    assert here.endswith("thêm 2 bản") or parked == ["Lê Thị Lan"]
    counter.close()


def test_a_parked_page_is_not_lost_when_a_card_is_scanned_while_it_comes_back(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.control("S")
    parked = parked_pages(counter.store, CLERK)[0]
    counter.page.tasks.take_parked(parked.id)
    counter.hands.scan(MAI_CARD)
    counter.settle()
    assert _submitter(counter).name == "Trần Thị Mai"
    assert [page.label for page in parked_pages(counter.store, CLERK)] == ["Lê Thị Lan"]


def test_a_scan_while_a_cancellation_is_asked_begins_the_next_person_and_f9_works(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    first = counter.last_dossier()
    counter.page.tasks.cancel()
    counter.settle()
    counter.scan(MAI_CARD)
    assert counter.page.task_bar.task is Task.RECEIVE
    counter.page.procedure.search.edit.setFocus()
    counter.type("2⏎")
    counter.f9()
    assert counter.last_dossier().id != first.id


# -- scans wherever the caret is ---------------------------------------------


def test_a_dossier_code_scanned_over_the_papers_arrives_whole(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    seen: list[object] = []
    counter.guard._deliver = lambda scan: seen.append(scan) or True  # type: ignore[func-returns-value]
    table = counter.page.papers.table
    table.setFocus()
    before = table.lines.lines()
    counter.scan("H56.14-260827-0012")
    counter.scan("https://dvc.hoagiang.gov.vn/tra-cuu#H56.14-260827-0013")
    assert len(seen) == 2
    assert table.lines.lines() == before
    assert counter.focus is table


@pytest.mark.parametrize("card", [MAI_CARD, LAN_CARD])
def test_a_scan_changes_nothing_in_any_control(counter: Counter, card: str) -> None:
    counter.type("2⏎0200⏎")
    page = counter.page
    page.fees.more.setChecked(True)
    counter.settle()
    controls = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(controls) > 20
    stale = page.gather().model_copy(update={"submitter": None, "request_id": ""})
    for control in controls:
        if not control.isVisible():
            continue
        control.setFocus()
        counter.guard._last = None
        counter.scan(card)
        after = page.gather().model_copy(update={"submitter": None, "request_id": ""})
        name = control.accessibleName() or type(control).__name__
        assert after == stale, f"a scan over {name} changed the page"
        assert _submitter(counter).id_number == card[:12], name


def test_a_card_scanned_into_the_external_code_is_still_a_card(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.page.fees.more.setChecked(True)
    counter.settle()
    counter.page.more.external.setFocus()
    counter.scan(MAI_CARD)
    assert counter.page.gather().more.external_code == ""
    assert _submitter(counter).name == "Trần Thị Mai"
    counter.page.more.external.setFocus()
    counter.scan("G15.99-260101-000123")
    assert counter.page.gather().more.external_code == "G15.99-260101-000123"


def test_a_scan_over_the_open_list_of_other_things_chooses_none(app: QApplication) -> None:
    chosen: list[str] = []
    menu = QuietMenu()
    for words in ("&Từ chối", "Hủy tiếp &nhận", "&Sửa"):
        menu.addAction(words).triggered.connect(lambda _on=False, said=words: chosen.append(said))
    menu.setActiveAction(menu.actions()[0])
    QTest.keyClicks(menu, "tnsH56.14-260827-0012 ")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen == []
    let_run(0.2)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen == ["&Từ chối"], "an Enter by hand chooses"


def test_a_scan_while_a_list_is_open_takes_the_person_and_closes_it(counter: Counter) -> None:
    counter.type("3⏎")
    counter.type("0200")
    let_run(0.3)
    counter.scan(LAN_CARD)
    assert _submitter(counter).name == "Lê Thị Lan"
    assert not counter.page.person.search.is_open


def test_a_scan_over_a_question_answers_nothing(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.f9()
    before = counter.count()
    counter.type("4⏎0214⏎")
    counter.f9()
    question = counter.question()
    assert question is not None
    counter.settle(0.45)
    counter.hands.scan(MAI_CARD)
    assert counter.question() is question
    assert counter.count() == before
    assert counter.opened == []
    # The question is about the person it was asked of: "receive anyway" must not take the next one's name.
    assert _submitter(counter).name == "Lê Thị Lan"
    question.close()
    counter.settle()


# -- people ---------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn A" * 91,
        "Bé 👶🏽 Na",
        "‮Nguyễn Văn Ngược‬",
        "<b>Nguyễn</b> & <img src=x>",
        "Nguyễn Thị Huệ",
    ],
)
def test_an_absurd_name_is_registered_or_refused_in_one_sentence(counter: Counter, name: str) -> None:
    counter.type("4⏎")
    counter.page.person.search.edit.setText(name)
    counter.hands.enter()
    counter.settle()
    counter.page.person.identity.number.edit.setText("001088000999")
    counter.page.person.identity.number.edit.textEdited.emit("001088000999")
    counter.settle()
    before = counter.count()
    counter.window.grab()
    counter.f9()
    assert counter.count() == before + 1 or counter.said()
    counter.window.grab()


def test_text_too_long_for_its_field_is_never_taken(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    page = counter.page
    page.fees.more.setChecked(True)
    counter.settle()
    for edit in page.findChildren(QLineEdit):
        if edit.isVisible() and not isinstance(edit.parent(), QComboBox) and edit is not page.side.due_on.edit:
            edit.setFocus()
            edit.insert("9" * 5000)
            edit.textEdited.emit(edit.text())
    counter.settle()
    before = counter.count()
    counter.f9()
    assert counter.count() == before + 1 or "ô “Điện thoại”" in counter.said(), counter.said()


def test_owners_before_the_person_says_what_to_do(counter: Counter) -> None:
    counter.type("4⏎")
    counter.control("U")
    assert "người nộp" in counter.said().lower()


def test_an_owner_unknown_to_the_desk_may_be_begun_by_a_number(counter: Counter) -> None:
    counter.type("4⏎0200⏎")
    counter.control("U")
    counter.type("001088000999⏎")
    assert [owner.id_number for owner in counter.page.owners.owners] == ["001088000999"]
    counter.type("Hoang Van Thu")
    counter.f9()
    assert [(owner.name, owner.id_number) for owner in _registered(counter).owners] == [
        ("Hoang Van Thu", "001088000999")
    ]


# -- printing ---------------------------------------------


def test_where_printing_is_asked_one_press_prints(counter: Counter) -> None:
    with counter.store.transaction(MORNING, actor="quantri") as tx:
        layer = tx.layers.get("2.000635").model_copy(update={"print_habit": PrintHabit.ASK})
        tx.layers.set("2.000635", layer, now=MORNING)
    counter.type("2⏎0214⏎")
    counter.f9()
    assert not counter.tray.papers
    counter.page.strip._act()
    assert counter.tray.papers == [(counter.last_dossier().id, "receipt")]


def test_papers_counts_survive_a_long_list_by_keys(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    table = counter.page.papers.table
    table.setFocus()
    table.setCurrentIndex(table.lines.index(0, ORIGINAL))
    counter.type("12⏎")
    assert table.lines.lines()[0].original == 12


def test_heading_and_choice_share_a_base_line(counter: Counter) -> None:
    counter.type("1⏎0214⏎")
    block = counter.page.procedure
    heading, name = block.heading, block.name
    metrics, chosen = QFontMetrics(heading.font()), QFontMetrics(current_theme().font(Role.CHOSEN))
    inside = heading.contentsRect()
    line = current_theme().type(Role.CHOSEN).line
    of_heading = heading.y() + inside.y() + (inside.height() - metrics.height()) / 2 + metrics.ascent()
    of_name = name.y() + (line - chosen.height()) / 2 + chosen.ascent()
    assert abs(of_heading - of_name) <= 1


def test_the_form_never_grows_wider_than_the_window(app: QApplication, store: Store) -> None:
    seconds = count()
    counter = Counter(app, store, CLERK, lambda: MORNING + timedelta(seconds=next(seconds)))
    for _dossier in range(5):
        counter.scan(MAI_CARD)
        counter.guard._last = None
        counter.control("S")
    counter.type("2⏎0214⏎")
    counter.f9()
    counter.control("E")
    for width in (1366, 1000):
        counter.window.resize(width, 697)
        counter.settle()
        inside = counter.page._room.widget()
        assert inside is not None
        assert inside.width() <= counter.page._room.viewport().width(), width
    counter.close()


def test_a_fee_for_each_matter_is_counted(counter: Counter) -> None:
    counter.type("6⏎0214⏎")
    assert counter.page.fees.cases_field.isVisible()
    counter.page.fees.cases.setFocus()
    counter.page.fees.cases.selectAll()
    counter.type("3⏎")
    assert counter.page.fees.owed.text() == "30.000 đ"
    before = counter.count()
    counter.f9()
    if counter.count() == before:
        counter.page.waive_papers()
        counter.f9()
    assert sum(line.amount for line in _registered(counter).fees) == Decimal(30000)
    counter.type("2⏎0200⏎")
    assert not counter.page.fees.cases_field.isVisible()


def test_the_page_is_imported_without_the_papers() -> None:
    code = "import sys, desk_app.ui.pages.reception.page; print('desk_app.services.papers' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_keeping_what_is_typed_shows_no_busy_bar(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    counter.settle(0.5)
    told: list[bool] = []
    counter.operations.busy_changed.connect(told.append)
    counter.type(" cho cháu Bảo")
    counter.settle(0.5)
    assert told == []


def test_tab_reaches_every_control_and_each_shows_the_ring(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    wanted = {
        one
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        reached: set[QWidget] = set()
        for _step in range(120):
            counter.hands.key(int(key), "\t")
            if counter.focus is not None:
                reached.add(counter.focus)
        missed = [one.accessibleName() or type(one).__name__ for one in wanted - reached]
        assert not missed
    unnamed = [type(one).__name__ for one in wanted if not (one.accessibleName() or getattr(one, "text", str)())]
    assert not unnamed, "a screen reader has nothing to say"


def test_the_office_says_which_documents_are_brought_most(counter: Counter) -> None:
    change_office(counter.store, ADMINISTRATOR, {"usual_documents": ["Sổ hộ nghèo", "Hộ chiếu"]}, MORNING)
    counter.page.facts.read_office()
    counter.settle()
    counter.type("1⏎0214⏎2⏎1⏎1⏎")
    counter.f9()
    assert [row.document for row in _registered(counter).authenticated] == ["Hộ chiếu"]


def test_correcting_a_fee_for_each_matter_keeps_how_many_there_were(counter: Counter) -> None:
    counter.type("6⏎0214⏎")
    counter.page.fees.cases.setFocus()
    counter.page.fees.cases.selectAll()
    counter.type("3⏎")
    counter.page.waive_papers()
    counter.f9()
    first = counter.last_dossier()
    counter.control("E")
    fees = counter.page.fees
    assert (fees.cases.text(), fees.owed.text(), fees.amount.text()) == ("3", "30.000 đ", "")
    counter.type("1⏎")
    fees.cases.setFocus()
    fees.cases.selectAll()
    counter.type("4⏎")
    counter.f9()
    assert counter.last_dossier().id == first.id
    assert sum(line.amount for line in _registered(counter).fees) == Decimal(40000)


def test_a_slip_that_fails_after_the_next_person_came_is_said_until_it_is_out(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    first = counter.last_dossier()
    counter.type("2⏎0200⏎")
    counter.tray.changed.emit(PrintState(first.id, "receipt", Phase.FAILED, "Laser 1"))
    assert first.code is not None
    assert first.code in counter.said()
    assert "CHƯA in: máy in Laser 1" in counter.said()
    counter.control("P")
    assert counter.tray.previewed == [(first.id, "receipt")]
    counter.f9()
    second = counter.last_dossier()
    assert second.id != first.id
    counter.type("2⏎0207⏎")
    assert first.code in counter.said(), "it outlives the citizen after"
    counter.tray.changed.emit(PrintState(second.id, "receipt", Phase.FAILED, "Laser 1"))
    assert "2 phiếu CHƯA in" in counter.said()
    counter.control("P")
    assert counter.opened == [WaitingPapersTarget()]
    for dossier in (second, first):
        counter.tray.changed.emit(PrintState(dossier.id, "receipt", Phase.SENT, "Laser 1"))
    assert "CHƯA in" not in counter.said()
    assert any("CHƯA in" in message.text for message in counter.window._log.messages())


def test_the_one_slip_of_a_session_that_fails_is_said_too(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.control("T")
    counter.f9()
    counter.type("4⏎")
    counter.f9()
    counter.page.lots.end()
    counter.settle()
    (session, form), _list = counter.tray.sessions
    counter.tray.changed.emit(PrintState(None, form, Phase.FAILED, "Laser 1", session=session))
    assert "CHƯA in" in counter.said()
    counter.control("P")
    assert counter.tray.previewed == [(session, form)]


@pytest.mark.parametrize(("width", "extra"), [(1366, 0), (1000, 0), (1366, 4), (1000, 4)])
def test_only_the_papers_scroll_and_what_blocks_f9_is_never_cut(
    app: QApplication, store: Store, width: int, extra: int
) -> None:
    apply_theme(app, Theme(LIGHT, Sizes(extra)))
    try:
        counter = Counter(app, store, CLERK, lambda: MORNING)
        counter.window.resize(width, 697)
        counter.type("4⏎0214⏎")
        counter.control("S")
        counter.type("6⏎0214⏎")
        counter.page.waive_papers()
        counter.f9()
        counter.control("E")
        page = counter.page
        page.fees.exemption.set_value(Exemption.REDUCED)
        page.fees.exemption.picked.emit(Exemption.REDUCED)
        page.set_compact(page.compact)
        counter.settle(0.06)
        assert page.papers.table.viewport().height() >= 3 * current_theme().sizes.row
        # With the largest letters in a narrow window the form gives way by less than a row; three papers stay.
        most = current_theme().sizes.row if (width, extra) == (1000, 4) else 0
        assert page._room.verticalScrollBar().maximum() <= most
        said = page.bar.wanted if page.compact else page.side.wanted
        assert "lý do miễn, giảm" in said.plain_text()
        assert said.heightForWidth(said.width()) <= said.height()
        counter.close()
    finally:
        apply_theme(app, Theme(LIGHT))


@pytest.mark.parametrize("extra", [0, 4])
@pytest.mark.parametrize("lot", [False, True])
def test_papers_keep_three_rows_in_the_narrowest_window(app: QApplication, store: Store, extra: int, lot: bool) -> None:
    apply_theme(app, Theme(LIGHT, Sizes(extra)))
    try:
        counter = Counter(app, store, CLERK, lambda: MORNING)
        counter.window.resize(1000, 697)
        counter.type("4⏎0214⏎")
        counter.control("S")
        counter.type("2⏎0214⏎")
        if lot:
            counter.control("T")
        page = counter.page
        page.fees.exemption.set_value(Exemption.REDUCED)
        page.fees.exemption.picked.emit(Exemption.REDUCED)
        counter.settle(0.06)
        assert page._room.verticalScrollBar().maximum() == 0
        assert page.papers.table.viewport().height() >= 3 * current_theme().sizes.row
        assert page.procedure.channel.isVisible()
        counter.close()
    finally:
        apply_theme(app, Theme(LIGHT))


def test_a_date_typed_on_a_day_off_stays_that_day_and_is_told(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.side.open_typed()
    counter.type("30/08/2026")
    assert "ngày 30/08/2026 cơ quan nghỉ" in counter.page.side.why.plain_text()
    counter.page.side.due_reason.edit.setFocus()
    counter.type("dân hẹn")
    counter.f9()
    assert "Hẹn trả Chủ Nhật, 30/08/2026 17:00" in counter.said()


def test_a_typed_date_that_cannot_be_is_not_called_missing(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.side.open_typed()
    for wrong in ("31/02/2026", "01/01/2020"):
        counter.page.side.due_on.edit.clear()
        counter.page.side.due_on.edit.setFocus()
        counter.type(wrong)
        counter.f9()
        assert "còn thiếu ngày hẹn trả đúng" in counter.said()


def test_keys_that_have_nothing_to_work_on_say_so(counter: Counter) -> None:
    counter.control("E")
    assert "Chưa có hồ sơ nào để sửa" in counter.said()
    counter.control("T")
    assert "Chọn người nộp trước" in counter.said()


# -- what is left does not stay in sight --------------------------------------------------


def test_the_documents_of_a_certification_do_not_stay_beside_the_next_dossier(counter: Counter) -> None:
    counter.type("1⏎0214⏎1⏎2⏎5⏎2⏎1⏎⏎3⏎6⏎⏎")
    assert counter.page.side.reading_head.text() == "Gõ số để chọn văn bản"
    counter.press(Qt.Key.Key_F2)
    counter.control("N")
    assert counter.page.side.reading_head.text() != "Gõ số để chọn văn bản"
    counter.type("3⏎")
    assert counter.page.side.reading_head.text() != "Gõ số để chọn văn bản"


def test_those_who_wait_are_in_sight_again_when_the_list_of_them_is_left(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    counter.control("S")
    row = counter.page.parked_row
    counter.control("O")
    assert row.list.isVisible()
    assert not row.words.isVisible()
    counter.page.procedure.search.edit.setFocus()
    counter.settle()
    assert not row.list.isVisible()
    assert row.words.isVisible()


def test_names_of_a_hundred_letters_leave_box_and_promise_their_room(counter: Counter) -> None:
    name = "Nguyễn Công Tằng Tôn Nữ Hoàng Ngọc Khánh Quỳnh Phương Thảo Nguyên Bảo Châu Ủy Ngưỡng Trưởng"
    counter.sit(replace(CLERK, display_name=name))
    top, search = counter.window.top, counter.page.procedure.search
    assert top.box.width() > 400
    assert top.clerk.text().endswith("…")
    assert top.clerk.toolTip().startswith(name)
    search.show_suggestions([Suggestion("a", f"{name} {name}", "1.001193")])
    drop = search._drop
    assert drop is not None
    assert drop.geometry().right() < counter.page.side.mapTo(counter.window, QPoint(0, 0)).x()


def test_the_slip_over_a_page_at_150_percent_has_room_for_all_it_shows(counter: Counter) -> None:
    counter.window.resize(911, 465)
    counter.type("1.004222⏎1⏎4211⏎")
    counter.control("I")
    side = counter.page.side
    assert side.isVisible()
    assert side.minimumSizeHint().height() <= side.height()
    assert counter.page.bar.button.isVisible()
    counter.page.type_date()
    counter.settle()
    assert side.due_on.isVisible()
    assert side.minimumSizeHint().height() <= side.height()


def test_a_code_of_another_system_that_another_dossier_bears_is_told_with_that_dossiers_code(counter: Counter) -> None:
    for choose in ("2⏎0214⏎", "2⏎0200⏎"):
        first = counter.page.previous
        counter.type(choose)
        counter.page.more.system.set_text("Hộ tịch")
        counter.page.more.external.set_text("HT-2026-0815")
        counter.page.edited()
        counter.f9()
    assert first is not None
    kind, words = counter.page.strip.shown or (None, "")
    assert kind is Kind.WARN
    assert words.startswith("Đã tiếp nhận hồ sơ")
    assert f"đã ghi cho hồ sơ {first.code}" in words
