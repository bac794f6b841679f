"""The demo's later life of dossiers: hand-over, results, returns, supplements, money, withdrawal, stop, apologies."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.events.reception import ReceivedPaper
from desk_app.domain.events.steps import ResultKind
from desk_app.services.apologies import Signed, draft_apologies, numbers_from, send_apologies, sign_apologies
from desk_app.services.apology_letters import letters_paper
from desk_app.services.digitising import attach, paper_rows
from desk_app.services.hand_over import ResultBack, hand_over, receive_results, take_back, to_hand_over, with_units
from desk_app.services.hand_over_papers import lot_paper
from desk_app.services.late import Watch, watched
from desk_app.services.papers import dossier_paper
from desk_app.services.reception import Receipt
from desk_app.services.returning import GiveBack, give_back, give_originals_back, take_duty, take_supplement
from tools.demo_desk import CUONG, DAY, HUNG, MAI, QUE, SON, Desk

FRIDAY = date(2026, 8, 28)
AFTER_THE_HOLIDAY = date(2026, 9, 3)
LATE_DAY = date(2026, 9, 7)
LAST_DAY = date(2026, 9, 10)

CIVIL_STATUS = "Công chức Tư pháp - Hộ tịch"
POLICE = "Công an xã"
ECONOMY = "Phòng Kinh tế"
SIGNER = "Lê Văn Hùng"
SIGNER_TITLE = "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"

Kept = dict[str, Receipt]


def rest_of_the_day(desk: Desk, kept: Kept) -> None:
    """Hand over, return what is ready the same day, and write to those whose dossiers are late already."""
    with desk.act("Thư xin lỗi cho mọi hồ sơ quá hạn: dự thảo một lượt, chờ ký", "15:25"):
        with desk.store.reading() as rd:
            late = [line.line.id for line in watched(rd, desk.now) if line.group is Watch.LATE and not line.apologies]
        reason = "Số lượng hồ sơ tăng đột biến"
        draft_apologies(
            desk.store, desk.clerk, late, reason, desk.now, working_days=5, signer=SIGNER, signer_title=SIGNER_TITLE
        )
        desk.stands(*late)
        desk.keep(letters_paper(desk.store, late), "thu-xin-loi-du-thao-ca-lot")
    with desk.act("Bàn giao hồ sơ hộ tịch: quét từng hồ sơ, một danh sách hai chữ ký", "15:30"):
        scanned = [kept[name].id for name in ("birth", "unit", "back", "mended")]
        _handed(desk, scanned, CIVIL_STATUS, "Nguyễn Thị Thu", "ban-giao-ho-tich")
    with desk.act("Bàn giao hồ sơ của hộ kinh doanh cho Phòng Kinh tế", "15:35"):
        scanned = [receipt.id for name, receipt in kept.items() if name.startswith("company")]
        _handed(desk, [*scanned, kept["originals"].id], ECONOMY, "Đinh Văn Sáng", "ban-giao-kinh-te")
    with desk.act("Có kết quả khai sinh", "15:40"):
        back = ResultBack(kept["birth"].id, number="118", signed_on=DAY, shelf="A-12")
        lot = receive_results(desk.store, desk.clerk, [back], desk.now)
        desk.stands(*lot.dossiers)
        desk.keep(lot_paper(desk.store, lot, ResultReady.KIND), "nhan-ket-qua-khai-sinh")
    with desk.act("Trả kết quả cho người mẹ", "15:50"):
        _returned(desk, kept["birth"], to=MAI, compared=True, satisfaction="very_satisfied")
        desk.keep(dossier_paper(desk.store, kept["birth"].id, "return_slip"), "khai-sinh-phieu-tra-ket-qua")
        desk.refused(lambda: _give_back(desk, kept["birth"].id, to=MAI, compared=True))
        desk.refused(lambda: draft_apologies(desk.store, desk.clerk, [kept["birth"].id], reason, desk.now,
                                             working_days=5))  # fmt: skip
    with desk.act("Chứng thực xong: trả ngay trong ngày", "15:55"):
        desk.refused(lambda: _give_back(desk, kept["certified"].id, to=HUNG, compared=True))
        desk.step(kept["certified"].id, ResultReady.KIND, number="512/CT-SY", copies=15)
        desk.refused(lambda: _give_back(desk, kept["certified"].id, to=HUNG, compared=True))
        _returned(desk, kept["certified"], to=HUNG, compared=True, take_money="cash", receipt_number="0000730")
    with desk.act("Thư xin lỗi đã ký: ghi số, ngày ký; ngày hẹn gốc giữ nguyên", "16:05"):
        signed = [Signed(one, number, DAY) for one, number in zip(late, numbers_from("12/PXL", len(late)), strict=True)]
        sign_apologies(desk.store, desk.clerk, signed, desk.now)
        desk.stands(*late)
        desk.keep(letters_paper(desk.store, late), "thu-xin-loi-da-ky-ca-lot")
    with desk.act("Thư xin lỗi đã gửi", "16:20"):
        send_apologies(desk.store, desk.clerk, late, "bưu chính", desk.now)
        desk.stands(*late)


def friday_morning(desk: Desk, kept: Kept) -> None:
    """Do the next day: the police get theirs, money is waited for, originals go back, results come and go."""
    behalf = kept["behalf"].id
    with desk.act("Bàn giao hồ sơ thường trú cho Công an xã", "07:40", FRIDAY):
        _handed(desk, [behalf, kept["online"].id], POLICE, "Trần Quốc Việt", "ban-giao-cong-an")
        desk.keep(dossier_paper(desk.store, behalf, "control"), "thuong-tru-phieu-kiem-soat")
    with desk.act("Chuyển nhầm đơn vị: nhận lại, chuyển đúng nơi", "07:55", FRIDAY):
        wrong_unit = kept["company 2.000908"].id
        take_back(desk.store, desk.clerk, [wrong_unit], "Chuyển nhầm đơn vị", desk.now)
        desk.at("07:58", FRIDAY)
        _handed(desk, [wrong_unit], CIVIL_STATUS, "Nguyễn Thị Thu", "ban-giao-lai-dung-don-vi")
        desk.keep(dossier_paper(desk.store, wrong_unit, "control"), "nhan-lai-phieu-kiem-soat")
    with desk.act("Chờ nghĩa vụ tài chính: ngừng tính giờ", "08:20", FRIDAY):
        desk.step(kept["company 2.000720"].id, "PaymentRequested", duty="Thuế còn nợ theo thông báo của cơ quan thuế",
                  amount=1_250_000, document_number="Thông báo số 318/TB-CCT")  # fmt: skip
    with desk.act("Công dân rút hồ sơ; trả lại bản chính đã nộp", "08:30", FRIDAY):
        desk.step(kept["originals"].id, "Withdrawn", reason="Gia đình tiếp tục kinh doanh")
        desk.at("08:35", FRIDAY)
        give_originals_back(desk.store, desk.clerk, kept["originals"].id, "Kiều Thị Liên", desk.now)
        desk.stands(kept["originals"].id)
    with desk.act("Kết quả về nhiều hồ sơ: quét, số, ngày, kệ; danh sách theo đơn vị", "10:00", FRIDAY):
        came = [
            ResultBack(kept["back"].id, number="45/XN-UBND", signed_on=FRIDAY, shelf="A-14"),
            ResultBack(kept["mended"].id, number="91/TL", signed_on=FRIDAY, copies=2, shelf="A-15"),
            ResultBack(kept["online"].id, number="2608/TT", signed_on=FRIDAY, form=ResultKind.ELECTRONIC, copies=0),
        ]
        lot = receive_results(desk.store, desk.clerk, came, desk.now)
        desk.stands(*lot.dossiers)
        desk.keep(lot_paper(desk.store, lot, ResultReady.KIND), "nhan-ket-qua-hai-don-vi")
    with desk.act("Người hàng xóm nhận thay: không có ủy quyền thì không trả", "10:30", FRIDAY):
        desk.refused(lambda: _give_back(desk, kept["back"].id, to=SON, is_owner=False, compared=True))
        _returned(desk, kept["back"], to=SON, is_owner=False, compared=True,
                  authorisation={"kind": "letter", "number": "03/UQ", "issued_on": "2026-08-28"})  # fmt: skip
        desk.keep(dossier_paper(desk.store, kept["back"].id, "return_slip"), "nhan-thay-phieu-tra-ket-qua")
    with desk.act("Trả kết quả điện tử", "10:40", FRIDAY):
        _returned(desk, kept["online"], to=CUONG, how="electronic")
    with desk.act("Trả kết quả qua bưu điện, mã vận đơn; thu phí còn thiếu", "11:00", FRIDAY):
        _returned(desk, kept["mended"], to=QUE, how="post", tracking_number="RR482913557VN",
                  take_money="transfer", receipt_number="0000731")  # fmt: skip
        desk.keep(dossier_paper(desk.store, kept["mended"].id, "return_slip"), "buu-dien-phieu-tra-ket-qua")


def friday_afternoon(desk: Desk, kept: Kept) -> None:
    """Digitise what was taken; ask for what two dossiers lack, whose clocks stop; hand over what still lies here."""
    behalf = kept["behalf"].id
    with desk.act("Số hóa sau khi công dân về: từng tệp quét vào đúng giấy tờ, mã hóa trong kho", "13:35", FRIDAY):
        scan = (desk.folder / desk.papers[0]["file"]).read_bytes()
        taken = kept["birth"].id
        for row in paper_rows(desk.name(taken)):
            if row.expected:
                attach(desk.store, desk.clerk, taken, row.paper, f"quet-{row.number}.pdf", scan, desk.now)
        desk.stands(taken)
    with desk.act("Cơ quan yêu cầu bổ sung: ngừng tính giờ", "14:00", FRIDAY):
        desk.step(behalf, "SupplementRequested", missing=[{"name": "Giấy tờ chứng minh chỗ ở hợp pháp"}])
        desk.give(behalf, "supplement", "thuong-tru-mau-02")
    with desk.act("Hồ sơ bưu chính thiếu căn cứ: yêu cầu bổ sung", "14:30", FRIDAY):
        desk.step(kept["by post"].id, "SupplementRequested", missing=[{"name": "Giấy tờ làm căn cứ cải chính"}],
                  reason="Giấy tờ nộp chưa thể hiện nội dung đề nghị cải chính")  # fmt: skip
        desk.give(kept["by post"].id, "supplement", "buu-chinh-mau-02")

    with desk.act("Cuối buổi: mọi hồ sơ còn ở quầy được chuyển đi", "16:10", FRIDAY):
        with desk.store.reading() as rd:
            lying = [(one.unit, one.line.id) for one in to_hand_over(rd, desk.now) if one.unit]
        for unit in dict.fromkeys(unit for unit, _dossier in lying):
            lot = [dossier for its_unit, dossier in lying if its_unit == unit]
            _handed(desk, lot, unit, "", "ban-giao-cuoi-buoi")


def after_the_holiday(desk: Desk, kept: Kept) -> None:
    """Do what comes after the National Day: clocks run again, each with its updated slip."""
    behalf = kept["behalf"].id
    with desk.act("Đã bổ sung: tính giờ tiếp, hẹn lại", "08:30", AFTER_THE_HOLIDAY):
        lease = ReceivedPaper(name="Hợp đồng thuê nhà", original=1)
        take_supplement(desk.store, desk.clerk, behalf, (lease,), desk.now)
        desk.stands(behalf)
        desk.give(behalf, "receipt", "thuong-tru-phieu-hen-cap-nhat")
    with desk.act("Đã nộp thuế: tính giờ tiếp, phiếu hẹn cập nhật", "09:00", AFTER_THE_HOLIDAY):
        taxed = kept["company 2.000720"].id
        take_duty(desk.store, desk.clerk, taxed, Decimal(1_250_000), desk.now, receipt_number="GNT 0048127")
        desk.stands(taxed)
        desk.give(taxed, "receipt", "nop-thue-phieu-hen-cap-nhat")
    with desk.act("Kết quả của cả tuần về, trừ hồ sơ còn phải xác minh", "15:00", AFTER_THE_HOLIDAY):
        waits = {kept["unit"].id, kept["company 1.001570"].id, behalf, taxed}
        with desk.store.reading() as rd:
            ready = [line.id for line in with_units(rd) if line.id not in waits]
        came = [ResultBack(one, number=f"{210 + place}/KQ", signed_on=AFTER_THE_HOLIDAY, shelf=f"B-{place + 1:02}")
                for place, one in enumerate(ready)]  # fmt: skip
        lot = receive_results(desk.store, desk.clerk, came, desk.now)
        desk.stands(*lot.dossiers)
        desk.keep(lot_paper(desk.store, lot, ResultReady.KIND), "nhan-ket-qua-ca-tuan")
    with desk.act("Công dân đến nhận: hai phần ba số hồ sơ, số còn lại nằm trên kệ", "16:00", AFTER_THE_HOLIDAY):
        for place, one in enumerate(ready):
            if place % 3 < 2:
                owner = desk.name(one).owners[0]
                _give_back(desk, one, to=owner, compared=True, take_money="cash", receipt_number=f"{732 + place:07}")
                desk.stands(one)


def late_day(desk: Desk, kept: Kept) -> None:
    """Apologise for what is late, stop what was never completed, give the late result out."""
    late = kept["unit"].id
    with desk.act("Hồ sơ nhận con quá hạn: dự thảo thư xin lỗi", "08:00", LATE_DAY):
        reason = "Phải xác minh tại cơ quan khác"
        draft_apologies(desk.store, desk.clerk, [late], reason, desk.now, working_days=3)
        desk.stands(late)
        desk.keep(dossier_paper(desk.store, late, "apology"), "nhan-con-thu-xin-loi-du-thao")
        desk.refused(lambda: sign_apologies(desk.store, desk.clerk, [Signed(late, "16/PXL", LATE_DAY)], desk.now))
    with desk.act("Hồ sơ nhận con quá hạn: thư xin lỗi đã ký, ngày hẹn gốc giữ nguyên", "09:30", LATE_DAY):
        letter = Signed(late, "16/PXL", LATE_DAY, SIGNER, SIGNER_TITLE)
        sign_apologies(desk.store, desk.clerk, [letter], desk.now)
        desk.stands(late)
        desk.keep(dossier_paper(desk.store, late, "apology"), "nhan-con-thu-xin-loi")
    with desk.act("Thư xin lỗi trao tận tay", "10:00", LATE_DAY):
        send_apologies(desk.store, desk.clerk, [late], "trao tay", desk.now)
        desk.stands(late)
    with desk.act("Quá hạn bổ sung: dừng giải quyết, thông báo dừng", "14:00", LATE_DAY):
        desk.step(kept["by post"].id, "Stopped", reason="Hết thời hạn bổ sung mà chưa nhận được giấy tờ",
                  number="45/TB-UBND", signer=SIGNER, originals_returned=True)  # fmt: skip
        desk.give(kept["by post"].id, "stop", "buu-chinh-thong-bao-dung")
    with desk.act("Nhận con: có kết quả, trả sau hẹn", "15:00", date(2026, 9, 8)):
        found = ResultBack(late, number="07/2026", signed_on=date(2026, 9, 8), shelf="A-03")
        receive_results(desk.store, desk.clerk, [found], desk.now)
        desk.at("15:30", date(2026, 9, 8))
        _returned(desk, kept["unit"], to=SON, compared=True, satisfaction="dissatisfied")
        desk.keep(dossier_paper(desk.store, late, "control"), "nhan-con-phieu-kiem-soat")


def _handed(desk: Desk, dossiers: Sequence[UUID], unit: str, person: str, name: str) -> None:
    """Hand a lot over and keep its list."""
    lot = hand_over(desk.store, desk.clerk, dossiers, unit, desk.now, person=person)
    desk.stands(*lot.dossiers)
    desk.keep(lot_paper(desk.store, lot, HandedOver.KIND), name)


def _returned(desk: Desk, receipt: Receipt, **how: Any) -> None:
    _give_back(desk, receipt.id, **how)
    desk.stands(receipt.id)


def _give_back(desk: Desk, dossier: UUID, **how: Any) -> None:
    give_back(desk.store, desk.clerk, GiveBack.model_validate({"dossiers": (dossier,), **how}), desk.now)
