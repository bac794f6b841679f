"""The page Trễ hạn by keys: letters drafted, signed and sent within their keys, warnings, filters, the inspector."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from late_desk import LATE_DAY, OWNERS, LateDesk, four_late, received
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.models.store import Store, open_store
from desk_app.printing.raster import page_sizes
from desk_app.services.apologies import Signed, draft_apologies, send_apologies, sign_apologies
from desk_app.services.apology_drafts import apology_drafts
from desk_app.services.apology_letters import letters_paper
from desk_app.services.late import Stage, Watch, WatchedDossier, late_in_period, watched
from desk_app.services.office_settings import office_settings
from desk_app.services.reception import Receipt
from desk_app.services.steps import take_step
from desk_app.ui.desk import DossierTarget, LateTarget, Phase, PrintState
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.late.drafting import DraftForm
from desk_app.ui.pages.late.page import LatePage
from desk_app.ui.pages.late.sending import SendForm
from desk_app.ui.pages.late.signing import SignForm
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import Paragraph

FIFTEENTH = datetime(2026, 9, 15, 17, tzinfo=OFFICE_ZONE)


@pytest.fixture(scope="session")
def four_late_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Receipt]]:
    """A closed sample office with four dossiers late on ``LATE_DAY``; the sample's own have apologies that went out."""
    folder = Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("late") / "store"))
    with closing(open_store(folder, now=MORNING)) as store:
        with store.reading() as rd:
            old = [one.line.id for one in watched(rd, LATE_DAY) if one.line.open]
        receipts = four_late(store)
        now = MORNING + timedelta(days=11)
        draft_apologies(store, SUPERVISOR, old, "Chờ xác minh", now, new_due_at=LATE_DAY + timedelta(days=90))
        letters = [
            Signed(one, f"{at}/PXL", MORNING.date(), "TRẦN VĂN HAI", "KT. CHỦ TỊCH") for at, one in enumerate(old)
        ]
        sign_apologies(store, SUPERVISOR, letters, now)
        send_apologies(store, SUPERVISOR, old, "Bưu chính", now)
    return folder, receipts


@pytest.fixture
def late(four_late_folder: tuple[Path, list[Receipt]]) -> list[Receipt]:
    """The four late dossiers."""
    return four_late_folder[1]


@pytest.fixture
def store(four_late_folder: tuple[Path, list[Receipt]], tmp_path: Path) -> Iterator[Store]:
    """The open store of this test's own."""
    with closing(open_store(Path(shutil.copytree(four_late_folder[0], tmp_path / "store")), now=LATE_DAY)) as opened:
        yield opened


@pytest.fixture
def desk(app: QApplication, store: Store, late: list[Receipt]) -> Iterator[LateDesk]:
    made = LateDesk(app, store, SUPERVISOR)
    yield made
    made.close()


def draft_four(desk: LateDesk) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("2⏎5⏎")
    desk.f9()


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def has_form(desk: LateDesk) -> bool:
    return desk.page.form is not None


# -- three moments ----------------------------------------------------------------------------------------------------


def test_four_late_dossiers_with_one_reason_take_8_keys(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    assert desk.keys == 8
    assert "Đã lập 4 dự thảo" in desk.said()
    with desk.store.reading() as rd:
        drafts = {draft.dossier: draft for draft in apology_drafts(rd)}
        reasons = office_settings(rd).apology_reasons
    assert set(drafts) == {receipt.id for receipt in late}
    assert all(draft.reason == reasons[1] and draft.new_due_at == FIFTEENTH for draft in drafts.values())
    assert [desk.dossier(receipt).apologies for receipt in late] == [(), (), (), ()]


def test_their_drafts_print_as_one_file_with_names_and_both_appointments(desk: LateDesk) -> None:
    draft_four(desk)
    assert len(desk.tray.sheets) == 1
    pages = desk.tray.pages()
    assert len(pages) == 4
    for page, owner in zip(pages, OWNERS, strict=False):
        assert owner in page
        assert "ngày 04 tháng 09 năm 2026" in page
        assert "ngày 15 tháng 09 năm 2026" in page
        assert "Số lượng hồ sơ tăng đột biến" in page
        assert "Số: …" in page


def test_signed_takes_8_keys_more_and_counts_from_then(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.keys = 0
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    assert isinstance(desk.page.form, SignForm)
    desk.type("12⏎⏎")
    desk.f9()
    assert desk.keys == 8
    assert "12/PXL – 15/PXL" in desk.said()
    for at, receipt in enumerate(late):
        dossier = desk.dossier(receipt)
        letter = dossier.apologies[-1].letter
        assert (letter.letter_number, letter.signed_on) == (f"{12 + at}/PXL", LATE_DAY.date())
        assert (letter.signer, letter.signer_title) == ("TRẦN VĂN HAI", "KT. CHỦ TỊCH")
        assert dossier.shown_due_at == FIFTEENTH
        assert dossier.due_at == dossier.original_due_at == datetime(2026, 9, 4, 17, tzinfo=OFFICE_ZONE)


def test_signed_letters_go_out_and_are_then_done(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("12")
    desk.f9()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    assert isinstance(desk.page.form, SendForm)
    desk.f9()
    assert "Chưa chọn cách gửi" in desk.said()
    desk.type("2⏎")
    desk.f9()
    sent = [desk.dossier(receipt).apologies[-1] for receipt in late]
    assert all((one.sent_how, one.sent_at) == ("Bưu chính", LATE_DAY) for one in sent)
    desk.ctrl(Qt.Key.Key_A)
    assert not desk.page.list.ticked
    assert "Không còn hồ sơ trễ nào" in desk.said()


def test_reasons_of_their_own_take_4_keys_each(desk: LateDesk, late: list[Receipt]) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("2⏎5⏎")
    desk.type("3⏎7⏎")
    desk.type("4⏎6⏎")
    desk.f9()
    assert desk.keys == 8 + 2 * 4
    with desk.store.reading() as rd:
        drafts = {draft.dossier: draft for draft in apology_drafts(rd)}
        reasons = office_settings(rd).apology_reasons
    told = [(drafts[receipt.id].reason, drafts[receipt.id].new_due_at.day) for receipt in late]
    assert told == [(reasons[2], 17), (reasons[3], 16), (reasons[1], 15), (reasons[1], 15)]


def test_a_reason_and_a_date_may_be_typed(desk: LateDesk, late: list[Receipt]) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("Chờ Sở Tư pháp trả lời⏎30/9 11:00⏎")
    form = desk.page.form
    assert isinstance(form, DraftForm)
    assert "30/09/2026 11:00" in form.due_words.plain_text()
    desk.f9()
    with desk.store.reading() as rd:
        draft = next(draft for draft in apology_drafts(rd) if draft.dossier == late[0].id)
    assert draft.reason == "Chờ Sở Tư pháp trả lời"
    assert draft.new_due_at == datetime(2026, 9, 30, 11, tzinfo=OFFICE_ZONE)


# -- what is missing or wrong -----------------------------------------------------------------------------------------


def test_reason_and_date_are_asked_for_in_place(desk: LateDesk) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    form = desk.page.form
    assert isinstance(form, DraftForm)
    desk.f9()
    assert "lý do chậm" in desk.said() and form.reason.edit.hasFocus() and form.reason.is_missing
    desk.type("1⏎")
    desk.f9()
    assert "Chưa có ngày hẹn mới" in desk.said() and form.due.edit.hasFocus()
    desk.type("mai")
    desk.f9()
    assert "“mai” chưa đọc được" in desk.said()
    assert form is desk.page.form
    with desk.store.reading() as rd:
        assert apology_drafts(rd) == ()


def test_a_new_date_before_the_old_one_is_refused_with_a_sentence(desk: LateDesk) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("1⏎04/09/2026⏎")
    desk.f9()
    assert "phải sau ngày hẹn đang có 04/09/2026" in desk.said()
    assert desk.page.form is not None


def test_a_signer_is_asked_for(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    form = desk.page.form
    assert isinstance(form, SignForm)
    desk.f9()
    assert "chưa có số" in desk.said() and form.number.edit.hasFocus()
    desk.type("12")
    form.signer.edit.clear()
    desk.f9()
    assert "chưa có người ký" in desk.said() and form.signer.edit.hasFocus()
    assert desk.dossier(late[0]).apologies == ()
    desk.type("LÊ VĂN HÙNG")
    desk.f9()
    assert desk.dossier(late[0]).apologies[-1].letter.signer == "LÊ VĂN HÙNG"


def test_a_day_of_signing_in_the_future_is_refused(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("12⏎9/9⏎")
    desk.f9()
    assert "ở tương lai" in desk.said()
    assert desk.dossier(late[0]).apologies == ()


def test_a_finished_dossier_is_refused_with_a_sentence(desk: LateDesk, late: list[Receipt]) -> None:
    take_step(desk.store, CLERK, late[0].id, "ResultReady", {"number": "118"}, LATE_DAY)
    desk.f8()
    desk.page.tabs.setCurrentIndex(5)
    desk.settle()
    assert desk.page.list.go_to_code(late[0].code)
    desk.page.list.table.setFocus()
    desk.f9()
    assert "không còn gì để xin lỗi" in desk.said()
    assert desk.page.form is None


def test_letters_of_several_moments_are_not_mixed(desk: LateDesk, late: list[Receipt]) -> None:
    draft_apologies(desk.store, SUPERVISOR, [late[0].id], "Chờ", LATE_DAY, working_days=5)
    desk.f8()
    desk.page.list.choose(receipt.id for receipt in late)
    desk.f9()
    assert "Đang chọn lẫn 3 hồ sơ cần lập thư, 1 thư chờ ký, 0 thư chờ gửi" in desk.said()
    assert desk.page.form is None


def test_a_second_apology_is_asked_about_with_the_safe_answer_focused(desk: LateDesk, late: list[Receipt]) -> None:
    one = late[0].id
    draft_apologies(desk.store, SUPERVISOR, [one], "Chờ", LATE_DAY, working_days=2)
    sign_apologies(desk.store, SUPERVISOR, [Signed(one, "12/PXL", LATE_DAY.date(), "HAI")], LATE_DAY)
    send_apologies(desk.store, SUPERVISOR, [one], "Tin nhắn", LATE_DAY)
    desk.f8()
    assert desk.page.list.go_to_code(late[0].code)
    desk.f9()
    assert desk.question().buttons["no"].hasFocus()
    desk.answer("no")
    assert not has_form(desk)
    desk.page.list.table.setFocus()
    desk.f9()
    desk.answer("yes")
    assert isinstance(desk.page.form, DraftForm)
    desk.type("1⏎6⏎")
    desk.f9()
    with desk.store.reading() as rd:
        row = next(row for row in watched(rd, LATE_DAY) if row.line.id == one)
    assert (row.stage, row.apologies) == (Stage.DRAFTED, 1)


def test_a_first_letter_without_a_number_is_named_by_its_day(desk: LateDesk, late: list[Receipt]) -> None:
    due = (LATE_DAY + timedelta(days=9)).isoformat()
    letter = {"reason": "Chờ", "new_due_at": due, "signer": "HAI", "signed_on": LATE_DAY.date().isoformat()}
    signed = take_step(desk.store, SUPERVISOR, late[0].id, "Apologised", letter, LATE_DAY).envelope.event_id
    sent = {"apology": str(signed), "how": "Tin nhắn"}
    take_step(desk.store, SUPERVISOR, late[0].id, "ApologySent", sent, LATE_DAY)
    desk.f8()
    assert desk.page.list.go_to_code(late[0].code)
    desk.f9()
    said = " ".join(part.plain_text() for part in desk.question().findChildren(Paragraph)).replace("\u00a0", " ")
    assert f"(ký ngày {LATE_DAY:%d/%m/%Y})" in said and "(số )" not in said
    desk.answer("no")


# -- drafts, papers ---------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_and_discarded(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.ctrl(Qt.Key.Key_A)
    desk.ctrl(Qt.Key.Key_E)
    form = desk.page.form
    assert isinstance(form, DraftForm)
    assert (form.reason.text(), form.due.text()) == ("Số lượng hồ sơ tăng đột biến", "15/09/2026 17:00")
    desk.type("1⏎")
    desk.f9()
    with desk.store.reading() as rd:
        reasons = {draft.reason for draft in apology_drafts(rd)}
        assert reasons == {office_settings(rd).apology_reasons[0]}
    desk.ctrl(Qt.Key.Key_A)
    desk.page.list.discard.click()
    desk.settle()
    assert desk.question().buttons["no"].hasFocus()
    desk.answer("yes")
    with desk.store.reading() as rd:
        assert apology_drafts(rd) == ()


def test_a_signed_letter_comes_out_the_same_for_ever_and_a_draft_does_not_stay(
    desk: LateDesk, late: list[Receipt]
) -> None:
    draft_four(desk)
    with desk.store.reading() as rd:
        assert rd.kept_papers.of_subject(late[0].id) == []
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("12")
    desk.f9()
    with desk.store.reading() as rd:
        kept = rd.kept_papers.of_subject(late[0].id)
    assert len(kept) == 1
    assert letters_paper(desk.store, [late[0].id]).pdf == kept[0].pdf
    page = text_of(kept[0].pdf)[0]
    assert "Số: 12/PXL" in page and "TRẦN VĂN HAI" in page and "ngày 08 tháng 09 năm 2026" in page
    desk.ctrl(Qt.Key.Key_A)
    desk.ctrl(Qt.Key.Key_P)
    title, paper = desk.tray.previewed[-1]
    assert title == "Thư xin lỗi"
    assert len(text_of(paper.pdf)) == 4


def test_the_supervisor_edits_the_list_of_reasons_in_place(desk: LateDesk) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    form = desk.page.form
    assert isinstance(form, DraftForm)
    form.edit_list.click()
    form.list_box.set_text("Mất điện\n\nChờ Sở trả lời\nMất điện")
    form.save_list.click()
    desk.settle()
    desk.type("2⏎5⏎")
    assert form.reason.text() == "Chờ Sở trả lời"
    with desk.store.reading() as rd:
        assert office_settings(rd).apology_reasons == ("Mất điện", "Chờ Sở trả lời")


def test_a_clerk_sees_no_way_to_edit_the_reasons_and_an_administrator_writes_no_letter(
    app: QApplication, store: Store, late: list[Receipt]
) -> None:
    for session, opens in ((CLERK, True), (ADMINISTRATOR, False)):
        desk = LateDesk(app, store, session)
        desk.f8()
        desk.ctrl(Qt.Key.Key_A)
        desk.f9()
        assert (desk.page.form is not None) is opens
        if isinstance(desk.page.form, DraftForm):
            assert desk.page.form.edit_list.isHidden()
        desk.close()


def test_what_did_not_print_is_said_and_making_letters_can_be_stopped(desk: LateDesk, late: list[Receipt]) -> None:
    draft_four(desk)
    desk.tray.changed.emit(PrintState(None, "Thư xin lỗi", Phase.FAILED, "", "Giấy CHƯA in: máy in không trả lời."))
    assert "Giấy CHƯA in" in desk.said()
    printed = len(desk.tray.sheets)
    desk.page.letters.print([receipt.id for receipt in late])
    assert desk.page.letters.progress.isVisible()
    desk.page.letters.progress.stop.click()
    desk.settle()
    assert len(desk.tray.sheets) == printed
    assert not desk.page.letters.progress.isVisible()


# -- the list ---------------------------------------------------------------------------------------------------------


def test_groups_count_and_show_what_the_service_says(desk: LateDesk) -> None:
    desk.f8()
    with desk.store.reading() as rd:
        rows = watched(rd, LATE_DAY)
    assert desk.codes() == [row.line.code for row in rows]
    for at, group in enumerate((None, Watch.LATE, Watch.DUE_TODAY, Watch.SOON, Watch.WAITING, Watch.READY)):
        wanted = [row.line.code for row in rows if group in (None, row.group)]
        assert desk.page.tabs.tabText(at).split()[-1] == str(len(wanted))
        assert desk.codes() == wanted
        desk.page._sideways(1)
        desk.settle()
    assert desk.page.is_period


def test_filters_narrow_by_unit_field_and_clerk(desk: LateDesk, late: list[Receipt]) -> None:
    take_step(desk.store, CLERK, late[0].id, "HandedOver", {"unit": "Phòng Kinh tế"}, MORNING + timedelta(hours=1))
    desk.f8()
    bar = desk.page.list.bar
    with desk.store.reading() as rd:
        rows = watched(rd, LATE_DAY)
    asked: tuple[tuple[ComboField, Callable[[WatchedDossier], str]], ...] = (
        (bar.unit, lambda row: row.unit),
        (bar.field, lambda row: row.line.field),
        (bar.clerk, lambda row: row.line.received_actor),
    )
    for combo, of_row in asked:
        for value in {of_row(row) for row in rows}:
            combo.set_value(value)
            combo.picked.emit(value)
            assert desk.codes() == [row.line.code for row in rows if of_row(row) == value]
        bar.clear.click()
    assert desk.codes() == [row.line.code for row in rows]


def test_space_ticks_the_current_row_and_a_scan_ticks_its_own(desk: LateDesk, late: list[Receipt]) -> None:
    desk.f8()
    desk.press(Qt.Key.Key_Space)
    assert len(desk.page.list.ticked) == 1
    time.sleep(0.2)
    desk.press(Qt.Key.Key_Space)
    assert not desk.page.list.ticked
    desk.hands.scan(late[2].code)
    desk.settle()
    assert desk.page.list.ticked == {late[2].id}
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.list.ticked == {late[2].id}
    desk.ctrl(Qt.Key.Key_A)
    assert desk.page.list.ticked == {receipt.id for receipt in late}
    desk.ctrl(Qt.Key.Key_A)
    assert not desk.page.list.ticked
    assert "Đã bỏ dấu" in desk.said()


def test_enter_opens_the_dossier_and_escape_leaves_the_form_with_nothing_written_or_lost(
    desk: LateDesk, late: list[Receipt]
) -> None:
    desk.f8()
    assert desk.page.list.go_to_code(late[1].code)
    desk.press(Qt.Key.Key_Return)
    assert desk.opened == [DossierTarget(late[1].id)]
    desk.f9()
    desk.type("Chờ Sở⏎6")
    desk.press(Qt.Key.Key_Escape)
    assert not has_form(desk)
    assert desk.page.list.ticked == {late[1].id}
    assert desk.page.list.table.hasFocus()
    with desk.store.reading() as rd:
        assert apology_drafts(rd) == ()
    desk.f9()
    form = desk.page.form
    assert isinstance(form, DraftForm)
    assert (form.reason.text(), form.due.text()) == ("Chờ Sở", "6")


def test_an_uncollected_result_stays_on_its_list(desk: LateDesk, late: list[Receipt]) -> None:
    take_step(desk.store, CLERK, late[0].id, "ResultReady", {"number": "118"}, LATE_DAY)
    desk.f8()
    desk.page.tabs.setCurrentIndex(5)
    desk.settle()
    assert late[0].code in desk.codes()
    desk.now = LATE_DAY + timedelta(days=30)
    desk.press(Qt.Key.Key_F5)
    assert late[0].code in desk.codes()


def test_a_form_half_typed_survives_the_page_being_built_anew(desk: LateDesk) -> None:
    desk.f8()
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("Chờ Sở trả lời⏎7")
    desk.window.rebuild_pages()
    desk.settle()
    assert isinstance(desk.page, LatePage)
    form = desk.page.form
    assert isinstance(form, DraftForm)
    assert (form.reason.text(), form.due.text(), len(form.letters)) == ("Chờ Sở trả lời", "7", 4)


# -- the inspector ----------------------------------------------------------------------------------------------------


def to_period(desk: LateDesk) -> None:
    desk.f8()
    for _ in range(6):
        desk.press(Qt.Key.Key_Right)
    assert desk.page.is_period


def test_the_inspectors_list_is_the_services_and_prints(desk: LateDesk, late: list[Receipt]) -> None:
    take_step(desk.store, CLERK, late[0].id, "ResultReady", {"number": "118"}, LATE_DAY)
    to_period(desk)
    first, last = datetime(2026, 7, 1, tzinfo=OFFICE_ZONE).date(), LATE_DAY.date()
    with desk.store.reading() as rd:
        rows = late_in_period(rd, first, last, LATE_DAY)
    assert desk.page.period.model.rows() == rows
    assert {receipt.id for receipt in late} <= {row.id for row in rows}
    desk.f9()
    title, _paper = desk.tray.sheets[-1]
    assert title == "Danh sách hồ sơ quá hạn theo kỳ"
    whole = " ".join(desk.tray.pages())
    assert all(row.code in whole for row in rows)
    assert whole.count("KHÔNG CÓ") == sum(row.apology is None for row in rows) == 4


def test_one_key_prints_every_letter_of_the_list_in_one_file(desk: LateDesk) -> None:
    to_period(desk)
    with_letter = [row for row in desk.page.period.model.rows() if row.apology is not None]
    desk.ctrl(Qt.Key.Key_P)
    pages = desk.tray.pages()
    assert len(pages) == len(with_letter) > 1
    assert all(row.code in page for row, page in zip(with_letter, pages, strict=True))


def test_the_period_is_typed_and_saved_as_a_table_file(desk: LateDesk, late: list[Receipt], tmp_path: Path) -> None:
    to_period(desk)
    period = desk.page.period
    period.first.setFocus()
    period.first.edit.selectAll()
    desk.type("27/8/2026⏎")
    desk.type("8/9⏎")
    assert (period.first.text(), period.last.text()) == ("27/08/2026", "08/09/2026")
    period.save_excel(tmp_path / "qua-han.xlsx")
    desk.settle()
    sheet = CalamineWorkbook.from_path(str(tmp_path / "qua-han.xlsx")).get_sheet_by_index(0).to_python()
    codes = [row[0] for row in sheet[4:] if row[0]]
    assert codes == [row.code for row in period.model.rows()]
    period.last.setFocus()
    period.last.edit.selectAll()
    desk.type("1/8⏎")
    assert "sau ngày cuối" in desk.said()


def test_a_new_dossier_is_watched_at_once_by_a_page_that_is_up(desk: LateDesk) -> None:
    desk.f8()
    before = set(desk.codes())
    desk.operations.write(desk.window, lambda: received(desk.store, 4, LATE_DAY), changes=Changes.of(Topic.DOSSIERS))
    desk.settle()
    assert len(set(desk.codes()) - before) == 1


def test_a_dossier_asked_for_elsewhere_is_chosen_for_its_letter(desk: LateDesk, late: list[Receipt]) -> None:
    desk.f8()
    desk.press(Qt.Key.Key_Right)
    desk.page.open_target(LateTarget(late[2].id))
    desk.settle()
    assert [row.line.id for row in desk.page.list.chosen()] == [late[2].id]
    desk.f9()
    form = desk.page.form
    assert form is not None
    assert form.dossiers == (late[2].id,)
    young = received(desk.store, at=desk.now)
    desk.page.open_target(LateTarget(young.id))
    desk.settle()
    assert not has_form(desk)
    assert young.id in desk.page.list.ticked or "chưa sắp đến hạn" in desk.said()


def test_the_scan_of_a_signed_letter_is_attached_where_it_was_signed(
    desk: LateDesk, late: list[Receipt], tmp_path: Path
) -> None:
    draft_four(desk)
    desk.page.open_target(LateTarget(late[0].id))
    desk.settle()
    assert desk.page.list.correct.isVisible()
    assert not desk.page.list.attach.isVisible()
    desk.page.list.choose(())
    desk.ctrl(Qt.Key.Key_A)
    desk.f9()
    desk.type("12")
    desk.f9()
    desk.page.open_target(LateTarget(late[0].id))
    desk.settle()
    assert desk.page.list.attach.isVisible()
    file = tmp_path / "thu da ky.pdf"
    desk.page.letters.attach_scan(late[0].id, file)
    desk.settle()
    assert "Không đọc được tệp thu da ky.pdf" in desk.said()
    file.write_bytes(letters_paper(desk.store, [late[0].id]).pdf)
    before = len(page_sizes(letters_paper(desk.store, [late[0].id]).pdf))
    desk.page.letters.attach_scan(late[0].id, file)
    desk.settle()
    assert "Đã gắn bản quét" in desk.said()
    assert len(page_sizes(letters_paper(desk.store, [late[0].id]).pdf)) == 2 * before
