"""The reception page: what blocks F9, what is never ticked, scans anywhere, nothing typed is lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from reception_desk import BENT_CARD, MAI_CARD, NEW_CARD, Counter
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import office_time
from desk_app.domain.procedures import ProcedureStatus
from desk_app.domain.states import State
from desk_app.models.store import Store, open_store
from desk_app.services.back_entry import open_back_entry, reserve_slips
from desk_app.services.parked import parked_pages
from desk_app.ui.desk import DossierTarget, Phase, PrintState, ReceptionTarget
from desk_app.ui.pages.reception.form_state import PersonState
from desk_app.ui.pages.reception.papers_table import ORIGINAL, PapersTable
from desk_app.ui.theme import Scheme, apply_theme, current_theme, make_theme
from desk_app.ui.tokens import LEAST_WINDOW


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def _ticked(counter: Counter) -> list[str]:
    return [line.row.name for line in counter.page.papers.table.lines.lines() if line.ticked]


def _person(counter: Counter) -> PersonState:
    person = counter.page.gather().submitter
    assert person is not None
    return person


def test_nothing_is_ticked_that_nobody_confirmed(counter: Counter) -> None:
    with counter.store.transaction(MORNING, actor="quantri") as tx:
        layer = tx.layers.get("1.001193").model_copy(update={"usual_papers": ()})
        tx.layers.set("1.001193", layer, now=MORNING)
    counter.type("3⏎0200⏎")
    assert _ticked(counter) == []
    before = counter.count()
    counter.f9()
    assert counter.count() == before
    assert "chưa đánh dấu" in counter.said()
    assert "Ctrl+B" in counter.said()
    counter.control("D")
    assert len(_ticked(counter)) == 2, "only untagged rows of Phải nộp"
    assert not any(line.row.tags for line in counter.page.papers.table.lines.lines() if line.ticked)
    counter.f9()
    assert counter.count() == before + 1


def test_only_the_confirmed_set_is_ticked_beforehand(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    lines = counter.page.papers.table.lines.lines()
    assert all(line.row.usual is not None for line in lines if line.ticked)
    assert not any(line.row.tags for line in lines if line.ticked)
    assert not counter.page.gather().presented


def test_missing_fields_are_named_and_the_caret_is_placed(counter: Counter) -> None:
    counter.f9()
    assert "còn thiếu thủ tục" in counter.said()
    assert counter.focus is counter.page.procedure.search.edit
    counter.type("2⏎")
    counter.f9()
    assert "còn thiếu người nộp" in counter.said()
    assert counter.focus is counter.page.person.search.edit
    counter.scan(MAI_CARD)
    assert counter.said() == ""


def test_a_field_is_said_to_be_missing_only_while_it_is(counter: Counter) -> None:
    counter.f9()
    assert "còn thiếu thủ tục" in counter.said()
    counter.type("2⏎")
    assert counter.said() == ""
    counter.f9()
    assert "còn thiếu người nộp" in counter.said()
    counter.type("0214⏎")
    assert counter.said() == ""


def test_the_case_is_asked_before_any_paper_shows(counter: Counter) -> None:
    counter.type("9⏎")
    assert counter.focus is counter.page.procedure.case.stop
    assert counter.page.papers.table.lines.rowCount() == 0
    counter.type("3⏎")
    assert len(_ticked(counter)) == 2
    counter.type("0214⏎")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.case == "Vào chỗ ở hợp pháp do thuê, mượn, ở nhờ"


def test_a_missing_unit_is_asked_for_this_dossier_only(counter: Counter) -> None:
    counter.type("1.001022⏎")
    counter.f9()
    assert "không ghi đơn vị" in counter.said()
    assert counter.focus is counter.page.procedure.unit.stop
    counter.type("1⏎")
    assert counter.page.outlook.due_at is not None
    counter.type("0214⏎")
    counter.control("D")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.limit.unit.value == "working_day"
    with counter.store.reading() as rd:
        assert not any(unit.confirmed for unit in rd.layers.get("1.001022").units), "a supervisor confirms"


def test_several_limits_are_variants_the_clerk_picks(counter: Counter) -> None:
    counter.type("1.010041⏎")
    counter.f9()
    assert counter.focus is counter.page.procedure.variant.stop
    counter.type("2⏎")
    assert counter.page.outlook.appointment is not None
    assert counter.page.outlook.appointment.limit.amount == 3


def test_a_garbled_scan_is_never_saved_silently(counter: Counter) -> None:
    counter.type("3⏎")
    counter.scan(BENT_CARD)
    before = counter.count()
    assert "sai dấu" in counter.said()
    assert counter.page.person.identity.name.must_be_reread
    counter.f9()
    assert counter.count() == before
    assert _person(counter).id_number == "001095000123"
    counter.scan(NEW_CARD)
    assert _person(counter).doubtful == ()
    counter.type("0912345678⏎")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.submitter.name == "Nguyễn Văn Mới"


def test_a_scan_in_the_phone_goes_where_it_belongs_and_the_text_is_back(counter: Counter) -> None:
    counter.type("3⏎")
    counter.scan(NEW_CARD)
    counter.type("0911")
    assert counter.focus is counter.page.person.phone.edit
    counter.scan(MAI_CARD)
    assert _person(counter).name == "Trần Thị Mai"
    assert "0190" not in counter.page.person.phone.text()


def test_a_scan_in_the_content_line_leaves_it_as_it_was(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    counter.type(" cho cháu Nguyễn Gia Bảo")
    counter.scan(MAI_CARD)
    assert counter.page.gather().summary == "Đăng ký khai sinh cho cháu Nguyễn Gia Bảo"
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.summary == "Đăng ký khai sinh cho cháu Nguyễn Gia Bảo"


def test_a_scan_over_the_papers_changes_no_tick_and_no_count(counter: Counter) -> None:
    counter.type("3⏎")
    counter.page.papers.table.setFocus()
    before = counter.page.papers.table.lines.lines()
    counter.scan(MAI_CARD)
    assert counter.page.papers.table.lines.lines() == before
    assert counter.page.gather().submitter is not None


def test_papers_by_keyboard_space_ticks_digits_count_and_ctrl_z_takes_back(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    table = counter.page.papers.table
    assert isinstance(table, PapersTable)
    table.setFocus()
    table.setCurrentIndex(table.lines.index(0, ORIGINAL))
    counter.press(Qt.Key.Key_Space)
    assert not table.lines.lines()[0].ticked
    counter.control("Z")
    assert table.lines.lines()[0].ticked
    counter.press(Qt.Key.Key_Right)
    counter.press(Qt.Key.Key_Right)
    counter.type("2⏎")
    assert table.lines.lines()[0].copy_count == 2
    counter.press(Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.papers[0].copy_count == 2


def test_a_typed_paper_stands_on_the_slip_and_presented_ones_do_not(counter: Counter) -> None:
    counter.type("3⏎0200⏎")
    counter.page.papers.extra.setFocus()
    counter.type("Don xin xac nhan⏎")
    counter.page.papers.presented.setFocus()
    counter.press(Qt.Key.Key_Space)
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.papers[-1].name == "Don xin xac nhan"
    assert reception.presented
    assert {paper.name for paper in reception.presented}.isdisjoint({paper.name for paper in reception.papers})


def test_a_changed_phone_is_kept_for_the_next_time(counter: Counter) -> None:
    counter.type("2⏎0200⏎")
    counter.page.person.phone.edit.setFocus()
    counter.page.person.phone.edit.selectAll()
    counter.type("0987000111")
    counter.f9()
    counter.type("2⏎0111⏎")
    assert _person(counter).name == "Trần Thị Mai"


def test_a_new_person_by_name_is_registered(counter: Counter) -> None:
    counter.type("4⏎Hoang Van Thu⏎")
    counter.type("001088000999⏎")
    counter.type("05/07/1988⏎0912000333⏎")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    person = reception.submitter
    assert (person.name, person.id_number, person.birth_date) == ("Hoang Van Thu", "001088000999", "1988-07-05")
    assert person.phone == "0912000333"


def test_another_owner_with_the_ground_of_acting(counter: Counter) -> None:
    counter.type("4⏎0200⏎")
    counter.control("U")
    counter.type("⏎")
    assert counter.page.owners.search.edit.hasFocus(), "without an owner there is nothing to go on with"
    counter.type("0207⏎⏎")
    counter.type("vo⏎12/UQ⏎20/08/2026⏎")
    counter.control("U")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert [owner.name for owner in reception.owners] == ["Nguyễn Văn Hùng"]
    assert reception.submitter.name == "Trần Thị Mai"
    assert reception.authorisation is not None
    assert (reception.authorisation.relation, reception.authorisation.number) == ("vo", "12/UQ")
    assert reception.authorisation.issued_on is not None


def test_the_same_person_and_procedure_still_open_is_asked_about(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.f9()
    first = counter.last_dossier()
    counter.type("4⏎0214⏎")
    counter.f9()
    question = counter.question()
    assert question is not None
    assert question.focusWidget() is question.buttons["open"]
    counter.hands.enter()
    assert counter.question() is question, "Enter answers no question"
    counter.settle(0.45)
    counter.press(Qt.Key.Key_Space)
    assert counter.opened == [DossierTarget(first.id)]
    assert counter.page.gather().submitter is not None, "what was typed stays"
    counter.window.activateWindow()
    counter.settle()
    counter.f9()
    question = counter.question()
    assert question is not None
    question.buttons["new"].click()
    counter.settle()
    assert counter.last_dossier().id != first.id


def test_park_take_back_several_at_once(app: QApplication, store: Store) -> None:
    seconds = count()
    counter = Counter(app, store, CLERK, lambda: MORNING + timedelta(seconds=next(seconds)))
    counter.type("4⏎0214⏎")
    counter.control("S")
    assert "CHƯA tiếp nhận" in counter.said()
    assert counter.page.gather().is_empty
    counter.type("2⏎0207⏎")
    counter.control("N")
    assert [page.label for page in parked_pages(counter.store, CLERK)] == ["Lê Thị Lan", "Nguyễn Văn Hùng"]
    counter.control("O")
    counter.type("⏎")
    state = counter.page.gather()
    assert state.submitter is not None
    assert state.submitter.name == "Lê Thị Lan"
    assert [page.label for page in parked_pages(counter.store, CLERK)] == ["Nguyễn Văn Hùng"]
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.procedure.code == "1.004873"
    counter.close()


def test_what_is_said_of_one_citizen_goes_when_the_next_one_is_there(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    counter.control("S")
    assert "CHƯA tiếp nhận" in counter.said()
    counter.type("2⏎0207⏎")
    assert counter.said() == ""
    counter.f9()
    assert "Đã tiếp nhận" in counter.said()
    counter.control("O")
    counter.press(Qt.Key.Key_Return)
    assert counter.page.state.procedure == "1.001193"
    assert counter.said() == ""
    assert counter.page.side.previous.isHidden()


def test_a_power_cut_brings_the_half_typed_dossier_back(app: QApplication, store_folder: Path) -> None:
    store = open_store(store_folder, now=MORNING)
    counter = Counter(app, store, CLERK, lambda: MORNING)
    counter.type("3⏎")
    counter.scan(NEW_CARD)
    counter.type("0912345678⏎")
    counter.type(" cho cháu Bảo")
    counter.settle(0.5)
    counter.close()
    store.close()
    store = open_store(store_folder, now=MORNING)
    counter = Counter(app, store, CLERK, lambda: MORNING)
    state = counter.page.gather()
    assert state.submitter is not None
    assert state.submitter.phone == "0912345678"
    assert state.summary == "Đăng ký khai sinh cho cháu Bảo"
    assert len([paper for paper in state.papers or () if paper.ticked]) == 4
    counter.f9()
    assert counter.count() >= 1
    counter.settle(0.5)
    counter.close()
    store.close()
    store = open_store(store_folder, now=MORNING)
    counter = Counter(app, store, CLERK, lambda: MORNING)
    assert counter.page.gather().is_empty, "what was registered does not come back"
    counter.close()
    store.close()


def test_two_clerks_each_find_their_own_page(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.control("S")
    counter.type("3⏎0200⏎")
    counter.sit(SUPERVISOR)
    assert counter.page.gather().is_empty
    assert not counter.page.parked
    counter.type("2⏎0207⏎")
    counter.sit(CLERK)
    state = counter.page.gather()
    assert state.submitter is not None
    assert state.submitter.name == "Trần Thị Mai"
    assert [page.label for page in counter.page.parked] == ["Lê Thị Lan"]


def test_guided_before_acceptance_has_no_code_and_reopens_filled(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    table = counter.page.papers.table
    table.setFocus()
    table.setCurrentIndex(table.lines.index(1, ORIGINAL))
    counter.press(Qt.Key.Key_Space)
    before = counter.count()
    counter.control("B")
    counter.type("ban khai co chu ky")
    counter.f9()
    assert counter.count() == before
    assert counter.tray.papers[-1][1] == "supplement"
    guided = counter.tray.papers[-1][0]
    with counter.store.reading() as rd:
        dossier = rd.dossiers.by_id(guided)
    assert dossier is not None
    assert dossier.guided is not None
    assert dossier.code == ""
    assert [one.name for one in dossier.guided.missing][-1] == "ban khai co chu ky"
    assert len(dossier.guided.missing) == 2
    counter.scan("038194768882||Lê Thị Lan|02111994|Nữ|Thôn 5, xã Hòa Bình Trung, tỉnh Hòa Giang|01072021")
    assert any("Đã hướng dẫn" in row.head for row in counter.page.procedure.search.suggestions)
    counter.type("⏎")
    state = counter.page.gather()
    assert state.starts_from == guided
    assert len([paper for paper in state.papers or () if paper.ticked]) == 3
    counter.control("D")
    counter.f9()
    assert counter.last_dossier().id == guided
    assert counter.last_dossier().state is State.RECEIVED


def test_declined_with_a_reason_by_one_digit(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    counter.page.tasks.decline()
    counter.settle()
    before = counter.count()
    counter.f9()
    assert counter.count() == before
    assert not counter.tray.papers, "no reason, no paper"
    counter.type("2⏎")
    counter.f9()
    declined, form = counter.tray.papers[-1]
    assert form == "decline"
    with counter.store.reading() as rd:
        dossier = rd.dossiers.by_id(declined)
    assert dossier is not None
    assert dossier.declined is not None
    assert dossier.declined.reason == "Hồ sơ không đúng đối tượng thực hiện thủ tục"


def test_several_dossiers_of_one_person_make_one_slip(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.control("T")
    counter.f9()
    assert counter.page.gather().submitter is not None, "the person stays"
    counter.type("2⏎")
    counter.f9()
    assert not counter.tray.papers
    counter.page.lots.end()
    counter.settle()
    reception = counter.last_dossier().reception
    assert reception is not None
    session = reception.session
    assert session is not None
    assert counter.tray.sessions == [(session, "receipt_several"), (session, "reception_list")]
    assert not counter.tray.papers
    counter.control("P")
    assert counter.tray.previewed == [(session, "receipt_several")]
    with counter.store.reading() as rd:
        assert len(rd.dossiers.of_session(session)) == 2
    assert counter.page.gather().is_empty


def test_correct_keeps_the_code_and_prints_a_replacement(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    code = counter.last_dossier().code
    counter.control("E")
    assert counter.page.gather().correcting is not None
    counter.type("1⏎")
    counter.page.choosing.change_procedure()
    counter.settle()
    counter.type("4⏎")
    counter.f9()
    dossier = counter.last_dossier()
    assert dossier.code == code
    assert dossier.reception is not None
    assert dossier.reception.procedure.code == "1.004873"
    assert counter.tray.papers == [(dossier.id, "receipt"), (dossier.id, "receipt")]
    assert counter.page.gather().is_empty


def test_cancel_needs_a_reason_and_never_gives_the_code_again(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    dossier = counter.last_dossier()
    counter.page.tasks.cancel()
    counter.settle()
    counter.f9()
    assert not counter.last_dossier().voided
    counter.type("4⏎")
    counter.f9()
    assert counter.last_dossier().voided
    assert dossier.code is not None
    assert dossier.code in counter.said()
    counter.type("2⏎0207⏎")
    counter.f9()
    assert counter.last_dossier().code != dossier.code


def test_a_slip_that_did_not_print_never_loses_the_registration(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    dossier = counter.last_dossier()
    counter.tray.changed.emit(PrintState(dossier.id, "receipt", Phase.FAILED, "Laser 1"))
    assert "CHƯA in: máy in Laser 1" in counter.said()
    assert counter.last_dossier().id == dossier.id
    counter.control("P")
    assert counter.tray.previewed == [(dossier.id, "receipt")]


def test_f9_works_again_after_a_fault_of_the_program(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.registrar.is_writing = True
    counter.operations.bug.emit("ValueError")
    counter.bugs.clear()
    question = counter.question()
    assert question is not None
    question.close()
    counter.settle()
    counter.window.activateWindow()
    counter.settle()
    before = counter.count()
    counter.f9()
    assert counter.count() == before + 1


def test_after_15_00_a_same_day_procedure_says_the_next_day(app: QApplication, store: Store) -> None:
    late = MORNING.replace(hour=15, minute=20)
    counter = Counter(app, store, CLERK, lambda: late)
    counter.type("2⏎0214⏎")
    assert "Đã quá 15:00" in counter.said()
    assert "28/08/2026" in counter.said()
    counter.close()


def test_an_unannounced_year_gives_a_proposed_date_accepted_with_one_key(app: QApplication, store: Store) -> None:
    december = datetime(2026, 12, 30, 9, 0, tzinfo=MORNING.tzinfo)
    counter = Counter(app, store, CLERK, lambda: december)
    counter.type("4⏎0214⏎")
    assert counter.page.outlook.needs_acceptance
    before = counter.count()
    counter.f9()
    assert counter.count() == before
    assert counter.focus is counter.page.side.accept
    counter.press(Qt.Key.Key_Space)
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.promised.provisional
    assert reception.due_reason
    counter.close()


def test_a_typed_date_needs_its_reason(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.page.type_date()
    counter.type("10/09/2026")
    before = counter.count()
    counter.f9()
    assert counter.count() == before
    assert counter.focus is counter.page.side.due_reason.edit
    counter.type("xac minh")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.promised.due_at == datetime(2026, 9, 10, 17, 0, tzinfo=MORNING.tzinfo)
    assert reception.due_reason == "xac minh"


def test_an_abolished_procedure_warns_and_does_not_stop(counter: Counter) -> None:
    with counter.store.transaction(MORNING, actor="quantri") as tx:
        current = tx.procedures.current("2.000635")
        assert current is not None
        gone = current.procedure.model_copy(update={"status": ProcedureStatus.ABOLISHED})
        tx.procedures.add_version(gone, source="thử", imported_at=MORNING)
    counter.type("2⏎0214⏎")
    assert counter.page.chosen is not None
    assert any("bãi bỏ" in str(message) for message in counter.page.chosen.warnings)


def test_exemption_needs_its_reason(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    fees = counter.page.fees
    fees.exemption.combo.setFocus()
    counter.press(Qt.Key.Key_Down)
    before = counter.count()
    counter.f9()
    assert counter.count() == before
    assert "lý do miễn" in counter.said()
    counter.type("1⏎")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.fees[0].amount == 0
    assert reception.fees[0].exemption_reason is not None


def test_an_emergency_slip_is_entered_with_its_code_and_paper_time(counter: Counter) -> None:
    start, end = MORNING.replace(hour=7, minute=30), MORNING.replace(hour=9, minute=0)
    open_back_entry(counter.store, SUPERVISOR, start, end, "mất điện", MORNING)
    slips = reserve_slips(counter.store, CLERK, MORNING.date(), 1, MORNING)
    counter.page.facts.read_office()
    counter.type("4⏎0214⏎")
    counter.page.fees.more.setChecked(True)
    counter.settle()
    counter.page.more.emergency.setFocus()
    counter.type(slips.codes[0].text)
    counter.page.more.received.setFocus()
    counter.type("27/08/2026 08:15")
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.code == slips.codes[0].text
    assert office_time(reception.received_at) == MORNING.replace(hour=8, minute=15)
    assert reception.back_entry is not None


def test_what_stands_in_more_is_kept(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.page.fees.more.setChecked(True)
    counter.settle()
    counter.type("3⏎")
    counter.page.more.external.setFocus()
    counter.type("G15.99-260101-000123")
    counter.press(Qt.Key.Key_Escape)
    assert counter.page.more.isHidden(), "Esc gives the papers back"
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.priority is not None
    assert reception.priority.reason == "Người khuyết tật"
    assert reception.external is not None
    assert reception.external.code == "G15.99-260101-000123"


def test_another_page_may_begin_a_reception_and_what_was_typed_is_parked(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.page.open_target(ReceptionTarget(procedure="2.000635"))
    counter.settle()
    assert counter.page.gather().procedure == "2.000635"
    assert [page.label for page in parked_pages(counter.store, CLERK)] == ["Lê Thị Lan"]


def test_f1_shows_the_procedures_sheet_and_ctrl_i_the_days_one_by_one(counter: Counter) -> None:
    counter.type("4⏎0214⏎")
    counter.press(Qt.Key.Key_F1)
    assert "Công chức tra cứu" in counter.page.side.reading.plain_text()
    counter.control("I")
    assert "ngày thứ 1" in counter.page.side.reading.plain_text()


def test_a_narrow_window_keeps_the_date_and_f9_in_a_bar_below(counter: Counter) -> None:
    counter.window.resize(1000, 697)
    counter.settle()
    counter.type("4⏎0214⏎")
    page = counter.page
    assert not page.side.isVisible()
    assert page.bar.isVisible()
    assert page.bar.height() == 64
    assert page.bar.date.text() == "04/09/2026 17:00"
    assert page.papers.table.viewport().height() >= 3 * 34 - 2
    counter.control("I")
    assert page.side.isVisible()
    counter.press(Qt.Key.Key_Escape)
    assert not page.side.isVisible()
    counter.f9()
    assert counter.last_dossier().code in counter.said()


@pytest.mark.parametrize(("size", "letters"), [(LEAST_WINDOW, 0), ((1000, 650), 4)], ids=["150 %", "largest letters"])
def test_three_papers_the_date_and_f9_stay_in_sight_however_little_room_there_is(
    app: QApplication, counter: Counter, size: tuple[int, int], letters: int
) -> None:
    apply_theme(app, make_theme(Scheme.LIGHT, letters))
    counter.window.resize(*size)
    counter.settle()
    assert (counter.window.width(), counter.window.height()) == size
    counter.type("3⏎0214⏎")
    counter.f9()
    counter.control("E")
    page = counter.page
    assert page.task_bar.isVisible()
    page.papers.table.setFocus()
    counter.settle()
    assert page.papers.table.visibleRegion().boundingRect().height() >= 3 * current_theme().sizes.row
    for part in (page.bar.date, page.bar.button):
        assert part.visibleRegion().boundingRect() == part.rect()
    page.person.phone.edit.setFocus()
    counter.settle()
    assert page.person.phone.edit.visibleRegion().boundingRect() == page.person.phone.edit.rect()
