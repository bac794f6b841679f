"""The demo's supervisor: the day closed and supplemented, mistakes mended, a doubt settled, lists, reports, erasure."""

import json
from datetime import date
from pathlib import Path

from desk_app.domain.events import Decision
from desk_app.models.backup import backup, restore
from desk_app.models.log_reading import stored_lines
from desk_app.models.store import Store
from desk_app.services.accounts import sign_in
from desk_app.services.apology_letters import letters_paper
from desk_app.services.day_closing import close_day, kept_paper
from desk_app.services.day_log import day_log_paper
from desk_app.services.entered_again import changed_command
from desk_app.services.erasing import Erase, erase
from desk_app.services.follow_up_book import BookWanted, book_data, book_paper, book_rows
from desk_app.services.late import late_in_period
from desk_app.services.mending import correct, reverse
from desk_app.services.national_export import national_export
from desk_app.services.reception import Receipt
from desk_app.services.report_06a import report_06a, report_06a_data, report_06a_paper
from desk_app.services.settling import settle
from desk_app.services.spreadsheets import book_sheet, fees_sheet, overdue_sheet, report_06a_sheet, workbook
from desk_app.services.statistics import fees_data, fees_paper, overdue_data, overdue_paper
from desk_app.services.steps import take_step
from tools.demo_desk import DAY, HUNG, OWN_HOME, PASSWORD, QUE, Desk
from tools.demo_later import AFTER_THE_HOLIDAY, FRIDAY, LAST_DAY, Kept

FIRST_DAY = date(2026, 8, 21)
"""The sample week began on this Friday."""


def evening(desk: Desk) -> None:
    """Close the day; what comes after is for its supplement."""
    with desk.act("Chốt ngày: còn việc mở thì phải ghi lý do; giấy giữ nguyên từng byte", "16:45"):
        desk.refused(lambda: close_day(desk.store, desk.supervisor, DAY, desk.now))
        close_day(desk.store, desk.supervisor, DAY, desk.now, "Hồ sơ cư trú giao Công an xã đầu giờ sáng mai")
        _keep_closed(desk, 0, "chot-ngay")
    with desk.act("Hồ sơ đến sau khi chốt ngày", "16:52"):
        after = desk.receive("1.010041", QUE, summary="Xác nhận thông tin cư trú")
        desk.give(after.id, "receipt", "sau-chot-ngay-phieu-hen")


def next_morning(desk: Desk) -> None:
    """Add to the closed day what came later."""
    with desk.act("Chốt phần bổ sung số 1 của ngày hôm trước", "07:15", FRIDAY):
        close_day(desk.store, desk.supervisor, DAY, desk.now, "Hồ sơ nhận sau giờ chốt")
        _keep_closed(desk, 1, "chot-ngay-phan-bo-sung-1")


def mended(desk: Desk, kept: Kept) -> None:
    """Mend what a clerk may no longer mend alone."""
    behalf = kept["behalf"]
    with desk.act("Trưởng bộ phận sửa hồ sơ đã bàn giao; phiếu thay thế, mã giữ nguyên", "11:20", FRIDAY):
        with desk.store.reading() as rd:
            found = rd.dossiers.by_id(behalf.id)
            assert found is not None
            assert found.reception is not None
            changed = changed_command(rd, found.reception, {"summary": "Đăng ký thường trú tại Thôn 1"})
        desk.refused(lambda: correct(desk.store, desk.clerk, behalf.id, changed, "Ghi sai thôn", desk.now))
        correct(desk.store, desk.supervisor, behalf.id, changed, "Ghi sai thôn", desk.now)
        desk.stands(behalf.id)
        desk.give(behalf.id, "receipt", "truong-bo-phan-sua-phieu-thay-the")
    with desk.act("Ghi có kết quả nhầm hồ sơ: trưởng bộ phận hủy bước đó", "11:30", FRIDAY):
        suspended = kept["company 1.001570"].id
        mistaken = desk.step(suspended, "ResultReady", number="33/2026")
        desk.at("11:34", FRIDAY)
        reverse(desk.store, desk.supervisor, suspended, mistaken, "Ghi nhầm hồ sơ", desk.now)
        desk.stands(suspended)


def two_machines(desk: Desk, kept: Kept, scratch: Path) -> None:
    """Let a machine restored from the backup write offline; what does not fit waits for a person, who settles it."""
    suspended = kept["company 1.001570"].id
    with desk.act("Sao lưu; máy dự phòng ở Quầy 1 mở từ bản sao lưu, chưa có mạng", "16:20", AFTER_THE_HOLIDAY):
        file = scratch / "sao-luu.qmc"
        backup(desk.store, file, now=desk.now)
        other = restore(file, scratch / "quay-1", now=desk.now)
    with other, desk.act("Hai máy cùng ghi một hồ sơ: một việc không khớp, chờ kiểm tra", "16:30", AFTER_THE_HOLIDAY):
        desk.step(suspended, "Withdrawn", reason="Không tạm ngừng nữa")
        at_other = sign_in(other, "canbo", PASSWORD, desk.now)
        now = desk.at("16:35", AFTER_THE_HOLIDAY)
        take_step(other, at_other, suspended, "ResultReady", {"number": "34/2026"}, now)
        _bring_over(other, desk)
        desk.stands(suspended)
    with desk.act("Trưởng bộ phận giải quyết việc cần kiểm tra: không tính", "16:45", AFTER_THE_HOLIDAY) as act:
        found = desk.name(suspended)
        act["to_check"] = len(found.open_flags)
        for flag in found.open_flags:
            settle(desk.store, desk.supervisor, suspended, flag.event_id, Decision.SET_ASIDE, "Đã hỏi Quầy 1", desk.now)
        desk.stands(suspended)


def reports(desk: Desk) -> None:
    """Make the lists, reports and records of the period."""
    days = (FIRST_DAY, LAST_DAY)
    store, who = desk.store, desk.supervisor
    with desk.act("Sổ theo dõi hồ sơ của ngày và của kỳ, PDF và Excel", "16:00", LAST_DAY), store.reading() as rd:
        desk.keep(book_paper(rd, who, BookWanted(DAY, DAY), desk.now), "so-theo-doi-ngay")
        wanted = BookWanted(*days)
        desk.keep(book_paper(rd, who, wanted, desk.now), "so-theo-doi-ky")
        book = book_data(rd, who, wanted, book_rows(rd, wanted, desk.now), desk.now)
        desk.keep_table(workbook([book_sheet(book)], desk.now), "so-theo-doi-ky.xlsx")
    with desk.act("Báo cáo trong ngày", "16:05", LAST_DAY), store.reading() as rd:
        desk.keep(day_log_paper(rd, who, DAY, DAY, desk.now), "bao-cao-ngay")
    with desk.act("Biểu II.06a của kỳ, có biểu đồ, PDF và Excel", "16:10", LAST_DAY) as act, store.reading() as rd:
        report = report_06a(rd, *days, desk.now)
        desk.keep(report_06a_paper(rd, who, report, desk.now), "bieu-06a")
        sheet = report_06a_sheet(report_06a_data(rd, who, report, desk.now))
        desk.keep_table(workbook([sheet], desk.now), "bieu-06a.xlsx")
        act["sum"] = report.sum.line._asdict()
    with desk.act("Hồ sơ quá hạn theo kỳ, và mọi thư xin lỗi của danh sách trong một tệp", "16:20", LAST_DAY):
        with store.reading() as rd:
            late = late_in_period(rd, *days, desk.now)
            desk.keep(overdue_paper(rd, who, *days, desk.now), "ho-so-qua-han")
            desk.keep_table(workbook([overdue_sheet(overdue_data(rd, who, *days, desk.now))], desk.now), "qua-han.xlsx")
        for one in late:
            desk.name(one.id)
        desk.keep(letters_paper(store, [one.id for one in late]), "thu-xin-loi-theo-ky")
    with desk.act("Danh sách thu phí, lệ phí", "16:25", LAST_DAY), store.reading() as rd:
        desk.keep(fees_paper(rd, who, *days, desk.now), "thu-phi-le-phi")
        desk.keep_table(workbook([fees_sheet(fees_data(rd, who, *days, desk.now))], desk.now), "thu-phi-le-phi.xlsx")
    with desk.act("Bản ghi gửi hệ thống quốc gia; hồ sơ thiếu dữ liệu được liệt kê", "16:30", LAST_DAY) as act:
        with store.reading() as rd:
            export = national_export(rd, who, DAY, DAY, desk.now)
        records = json.dumps(export.document(), ensure_ascii=False, indent=1)
        desk.keep_table(records.encode(), "dong-bo-quoc-gia.json")
        act["dossiers_exported"] = len(export.dossiers)
        act["dossiers_held_back"] = [{"code": one.code, "fields": one.fields} for one in export.missing]
    with desk.act("Giấy của ngày đã chốt: in lại đúng từng byte", "16:40", LAST_DAY):
        with store.reading() as rd:
            kept = kept_paper(rd, who, DAY, 0)
        closed = next(paper for paper in desk.papers if paper["file"].endswith("-chot-ngay.pdf"))
        assert kept.digest == closed["digest"]


def erased(desk: Desk, kept: Kept) -> None:
    """Erase the personal data of a finished dossier; what is counted of it stays."""
    with desk.act("Xóa dữ liệu cá nhân theo yêu cầu của công dân", "08:30", date(2026, 9, 11)):
        basis = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"
        wanted = Erase(reason="Công dân đề nghị xóa", legal_basis=basis)
        desk.refused(lambda: erase(desk.store, desk.supervisor, kept["behalf"].id, wanted, desk.now))
        erase(desk.store, desk.supervisor, kept["certified"].id, wanted, desk.now)
        desk.stands(kept["certified"].id)


def end_of_the_year(desk: Desk) -> Receipt:
    """Receive what is due in a year whose calendar is not announced."""
    with desk.act("Cuối năm: hẹn qua năm chưa công bố lịch", "09:00", date(2026, 12, 30)) as act:
        provisional = desk.receive("1.004222", HUNG, case=OWN_HOME, summary="Đăng ký thường trú tại Thôn 1")
        assert provisional.provisional
        desk.give(provisional.id, "receipt", "lich-chua-cong-bo-phieu-hen")
        act["provisional"] = True
    return provisional


def _keep_closed(desk: Desk, number: int, name: str) -> None:
    with desk.store.reading() as rd:
        desk.keep(kept_paper(rd, desk.supervisor, DAY, number), name)


def _bring_over(other: Store, desk: Desk) -> None:
    """Take in what another machine of the office wrote, as a sync round does."""
    with other.reading() as rd:
        lines = list(stored_lines(rd.connection, rd.identity().stream))
    with desk.store.transaction(desk.now, actor=desk.clerk.login) as tx:
        for line in lines:
            tx.absorb(*line)
