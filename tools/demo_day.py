"""The demo's day at the counter: what is received, guided, declined, corrected, and what came online or by post."""

from datetime import date, time
from uuid import UUID

from desk_app.domain.dates import at_office
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.services.back_entry import close_back_entry, open_back_entry, reserve_slips
from desk_app.services.before_acceptance import Decline, Guide, decline, guide
from desk_app.services.emergency_slips import emergency_paper
from desk_app.services.entered_again import changed_command
from desk_app.services.guide_data import GUIDE, POSTING, procedure_sheet
from desk_app.services.mending import cancel, correct
from desk_app.services.papers import dossier_paper
from desk_app.services.reception import Receipt
from desk_app.services.session_papers import session_paper
from desk_app.services.submissions import checked_submit, submit, waiting_submissions
from tools.demo_desk import COMPANY, CUONG, DAY, HUNG, LIEN, MAI, NEW_ADDRESS, OWN_HOME, POSTMAN, QUE, SON, Desk


def the_day(desk: Desk) -> dict[str, Receipt]:
    """Do everything that is received; return, by a name of the story, what the following days go on with."""
    kept = morning(desk)
    kept |= before_lunch(desk)
    kept |= afternoon(desk)
    return kept


def morning(desk: Desk) -> dict[str, Receipt]:
    """Do the everyday cases."""
    kept: dict[str, Receipt] = {}
    with desk.act("Phiếu dự phòng in trước cho lúc mất điện", "07:20"):
        reserved = reserve_slips(desk.store, desk.clerk, DAY, 4, desk.now)
        desk.keep(emergency_paper(desk.store, tuple(code.text for code in reserved.codes), None, desk.now), "du-phong")
    with desk.act("Phiếu hướng dẫn thủ tục cho công dân, và bản niêm yết", "07:30"):
        for form in (GUIDE, POSTING):
            desk.keep(procedure_sheet(desk.store, "1.001193", DAY, form), f"khai-sinh-{form}")
    with desk.act("Khai sinh cho cháu, mẹ đã từng nộp hồ sơ", "07:35"):
        birth = desk.receive("1.001193", MAI, summary="Khai sinh cho cháu Nguyễn Gia Bảo")
        desk.give(birth.id, "receipt", "khai-sinh-phieu-hen")
        desk.keep(dossier_paper(desk.store, birth.id, "label"), "khai-sinh-nhan-bia")
        kept["birth"] = birth
    with desk.act("Chứng thực 3 văn bản, mỗi văn bản 5 bản", "07:50") as act:
        copies = [
            {"document": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 5},
            {"document": "Thẻ căn cước", "pages": 1, "copies": 5},
            {"document": "Học bạ trung học phổ thông", "pages": 6, "copies": 5},
        ]
        certified = desk.receive("2.000815", HUNG, authenticated=copies)
        assert act["fees_total"] == 70_000
        desk.give(certified.id, "receipt", "chung-thuc-phieu-hen-A5", PaperSize.A5)
        kept["certified"] = certified
    with desk.act("Thủ tục công bố “3” không ghi đơn vị: hỏi, rồi tiếp nhận", "08:05"):
        desk.refused(lambda: desk.receive("1.001022", SON, summary="Nhận con: Hồ Gia Hân"))
        unit = desk.receive("1.001022", SON, summary="Nhận con: Hồ Gia Hân", unit="working_day")
        desk.give(unit.id, "receipt", "nhan-con-phieu-hen")
        desk.keep(dossier_paper(desk.store, unit.id, "explanation"), "nhan-con-vi-sao-ngay-nay")
        kept["unit"] = unit
    with desk.act("Người được ủy quyền nộp thay chủ hồ sơ; ưu tiên; chữ lớn", "08:20"):
        behalf = desk.receive(
            "1.004222", HUNG, case=OWN_HOME, owners=[QUE], summary="Đăng ký thường trú tại Thôn 6",
            authorisation={"kind": "letter", "number": "12", "date": "2026-08-20", "relation": "con"},
            priority="Người cao tuổi (từ 75 tuổi)",
        )  # fmt: skip
        desk.give(behalf.id, "receipt", "uy-quyen-phieu-hen-chu-lon", PaperSize.A4, large=True)
        kept["behalf"] = behalf
    with desk.act("Một hộ kinh doanh nộp ba hồ sơ trong một lượt, một phiếu chung", "08:40"):
        session = UUID("018f0000-0000-7000-8000-000000000001")
        for procedure, summary in (
            ("2.000720", "Đổi địa chỉ trụ sở"), ("1.001570", "Tạm ngừng 3 tháng"), ("2.000908", "Bản sao giấy phép cũ"),
        ):  # fmt: skip
            more = {"unit": "working_day", "case": NEW_ADDRESS} if procedure == "2.000720" else {}
            lot = desk.receive(procedure, COMPANY, summary=summary, session=str(session), **more)
            kept[f"company {procedure}"] = lot
        desk.keep(session_paper(desk.store, session), "nhieu-ho-so-phieu-hen")
        desk.keep(session_paper(desk.store, session, PaperSize.A4, "reception_list"), "nhieu-ho-so-bien-ban")
    return kept


def before_lunch(desk: Desk) -> dict[str, Receipt]:
    """Do what goes otherwise: guided, declined, corrected, cancelled, entered after a power cut."""
    kept: dict[str, Receipt] = {}
    with desk.act("Thiếu giấy tờ: hướng dẫn bằng Mẫu 02, chưa tiếp nhận", "09:00"):
        missing = [{"name": "Trích lục ghi chú ly hôn", "note": "bản chính, do UBND nơi ghi chú cấp"}]
        wanted = Guide.model_validate({"procedure": "1.004873", "submitter": MAI, "missing": missing})
        guided = guide(desk.store, desk.clerk, wanted, desk.now)
        desk.give(guided, "supplement", "huong-dan-mau-02")
    with desk.act("Công dân quay lại đủ giấy tờ: tiếp nhận từ lần hướng dẫn", "09:25"):
        back = desk.receive("1.004873", MAI, starts_from=str(guided), summary="Xác nhận để kết hôn")
        desk.give(back.id, "receipt", "quay-lai-phieu-hen-K80", PaperSize.K80)
        kept["back"] = back
    with desk.act("Từ chối tiếp nhận bằng Mẫu 03", "09:30"):
        reason = "Không thuộc thẩm quyền giải quyết của cơ quan"
        refusal = Decline.model_validate({"procedure": "1.012812", "submitter": SON, "reason": reason})
        desk.give(decline(desk.store, desk.clerk, refusal, desk.now), "decline", "tu-choi-mau-03")
    with desk.act("Nhận nhầm thủ tục, đã in phiếu", "09:40"):
        wrong = desk.receive("1.004884", QUE, summary="Đăng ký lại khai sinh")
        desk.give(wrong.id, "receipt", "nham-thu-tuc-phieu-hen")
        kept["mended"] = wrong
    with desk.act("Sửa thủ tục và in phiếu thay thế, mã giữ nguyên", "09:46"):
        with desk.store.reading() as rd:
            changed = changed_command(rd, wrong.reception, {"procedure": "2.000635", "summary": "Bản sao khai sinh"})
        corrected = correct(desk.store, desk.clerk, wrong.id, changed, "Chọn nhầm thủ tục", desk.now)
        assert corrected.code == wrong.code
        desk.at("09:47")
        desk.give(wrong.id, "receipt", "da-sua-phieu-thay-the")
    with desk.act("Công dân làm mất phiếu: in lại lần 1", "09:55"):
        desk.give(wrong.id, "receipt", "mat-phieu-in-lai")
    with desk.act("Tiếp nhận hai lần cùng một việc: hủy hồ sơ sau", "10:00"):
        twice = desk.receive("1.001193", MAI, summary="Khai sinh cho cháu Nguyễn Gia Bảo")
        cancel(desk.store, desk.clerk, twice.id, "Tiếp nhận trùng", desk.now)
    with desk.act("Mất điện 10:05–11:00; nhập bù hai phiếu dự phòng", "11:05"):
        opened = open_back_entry(
            desk.store, desk.supervisor, at_office(DAY, time(10, 5)), at_office(DAY, time(11)), "Mất điện", desk.now
        )
        with desk.store.reading() as rd:
            reserved = rd.numbers.unused_reserved("H56.14", DAY)
        for number, clock, person, procedure in (
            (reserved[0], "10:20", HUNG, "1.004873"), (reserved[1], "10:45", SON, "1.000894"),
        ):  # fmt: skip
            code = f"H56.14-{DAY:%y%m%d}-{number:04}"
            desk.receive(procedure, person, code=code, back_entry=str(opened), received_at=f"{DAY}T{clock}")
        close_back_entry(desk.store, desk.supervisor, opened, desk.now)
    with desk.act("Nộp bản chính giấy chứng nhận hộ kinh doanh", "11:15"):
        papers = [{"name": "Giấy chứng nhận đăng ký hộ kinh doanh", "original": 1}]
        originals = desk.receive("1.001266", LIEN, papers=papers, unit="working_day", summary="Chấm dứt hộ kinh doanh")
        desk.give(originals.id, "receipt", "nop-ban-chinh-phieu-hen")
        kept["originals"] = originals
    return kept


def afternoon(desk: Desk) -> dict[str, Receipt]:
    """Do the other channels and the hours that matter."""
    kept: dict[str, Receipt] = {}
    with desk.act("Hồ sơ nộp trực tuyến: ghi nhận, chưa có mã, chưa tính thời hạn", "13:20"):
        portal = {"system": "Cổng Dịch vụ công quốc gia", "code": "000.00.14.H56-260827-0031"}
        online = {"procedure": "1.004194", "channel": "online", "submitter": CUONG, "external": portal}
        written = submit(desk.store, desk.clerk, checked_submit(online), desk.now)
        again = submit(desk.store, desk.clerk, checked_submit(online), desk.now)
        assert again.repeated
        assert again.id == written.id
    with desk.act("Tiếp nhận hồ sơ trực tuyến", "13:30"):
        with desk.store.reading() as rd:
            (waits,) = waiting_submissions(rd)
        paid = {"name": "Lệ phí đăng ký tạm trú", "amount": 7000, "paid": True, "method": "transfer",
                "receipt_number": "0000521"}  # fmt: skip
        accepted = desk.receive("1.004194", CUONG, starts_from=str(waits.id), channel="online", external=portal,
                                fees=[paid], return_by="electronic")  # fmt: skip
        desk.give(accepted.id, "receipt", "truc-tuyen-phieu-hen")
        kept["online"] = accepted
    with desk.act("Nhân viên bưu điện nộp thay, trả qua bưu điện", "13:40"):
        by_post = desk.receive("1.004859", POSTMAN, owners=[QUE], channel="post", return_by="post",
                               authorisation={"kind": "introduction", "number": "45"})  # fmt: skip
        desk.give(by_post.id, "receipt", "buu-chinh-phieu-hen")
        kept["by post"] = by_post
    with desk.act("Thủ tục không công bố thời hạn: không hẹn ngày cụ thể", "14:10"):
        no_date = desk.receive("2.001263", SON, summary="Nhận con nuôi: cháu Lê Bảo An")
        desk.give(no_date.id, "receipt", "khong-ngay-hen-phieu-hen")
    with desk.act("Trả trong ngày nhưng nhận sau 15:00: hẹn ngày làm việc tiếp theo", "15:20") as act:
        late = desk.receive("1.000656", SON, summary="Khai tử cho ông Hồ Văn Bảy")
        assert act["promised"].date() == date(2026, 8, 28)
        desk.give(late.id, "receipt", "sau-15-gio-phieu-hen")
    return kept
