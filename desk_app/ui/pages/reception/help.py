"""F1 on the reception page: a sentence for every field, and the sheet of the procedure once it is chosen."""

from PySide6.QtWidgets import QWidget

from desk_app.services.reception_lookups import ChosenProcedure
from desk_app.ui.field_help import explain, field_help
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.translation import tr


def explain_fields(sheet: ReceptionSheet) -> None:
    """Give every field of the page its sentence."""
    for explained in (_of_procedure(sheet), _of_person(sheet), _of_papers(sheet), _of_fees(sheet), _of_more(sheet)):
        for control, sentence in explained.items():
            explain(control, sentence)
    names = {
        sheet.procedure.search.edit: tr("Thủ tục"),
        sheet.person.search.edit: tr("Người nộp"),
        sheet.owners.search.edit: tr("Chủ hồ sơ"),
    }
    for control, name in names.items():
        control.setProperty("helpName", name)


def help_of(sheet: ReceptionSheet, focus: QWidget | None) -> tuple[str, str]:
    """Return the heading and the text of F1: the field's help, then the chosen procedure's sheet."""
    name, said = field_help(focus)
    chosen = sheet.chosen
    procedure = _said_of(chosen) if chosen is not None else tr("Chọn thủ tục rồi nhấn F1 để đọc nội dung thủ tục.")
    head = tr("Trợ giúp: {name}", name=name) if name else tr("Nội dung thủ tục")
    return head, "\n\n".join(part for part in (said, procedure) if part)


def _said_of(chosen: ChosenProcedure) -> str:
    procedure = chosen.ground.procedure
    parts = (
        chosen.name,
        procedure.steps,
        procedure.requirements,
        tr("Kết quả: {what}", what="; ".join(procedure.results)) if procedure.results else "",
        tr("Căn cứ: {what}", what="; ".join(procedure.legal_basis)) if procedure.legal_basis else "",
    )
    return "\n".join(part for part in parts if part)


def _of_procedure(sheet: ReceptionSheet) -> dict[QWidget, str]:
    block = sheet.procedure
    return {
        block.search.edit: tr("Ô trống: phím 1–9 rồi Enter chọn thủ tục thường dùng. Có thể quét thẻ trước."),
        block.case.stop: tr("Mỗi trường hợp có giấy tờ, thời hạn riêng; chọn xong giấy tờ mới hiện."),
        block.variant.stop: tr("Thủ tục công bố nhiều mức thời hạn; chọn mức đúng với hồ sơ này."),
        block.unit.stop: tr("Thủ tục không ghi đơn vị thời hạn; câu trả lời chỉ dùng cho hồ sơ này."),
        block.channel.combo: tr("Hồ sơ đến bằng đường nào; thời hạn và lệ phí có thể khác nhau."),
        sheet.parked_row.list.edit: tr("Hồ sơ để chờ, đã hướng dẫn và năm hồ sơ vừa tiếp nhận."),
        sheet.task_bar.reason.stop: tr("Gõ số để chọn lý do trong danh sách, hoặc gõ lý do khác."),
        sheet.task_bar.lines.edit: tr("Mỗi dòng một nội dung; in lên phiếu đúng như đã gõ."),
    }


def _of_person(sheet: ReceptionSheet) -> dict[QWidget, str]:
    person, owners = sheet.person, sheet.owners
    return {
        person.search.edit: tr("Quét thẻ căn cước, hoặc gõ từ 4 số cuối giấy tờ, điện thoại, hay họ tên."),
        person.identity.name.edit: tr("Đúng như trên giấy tờ; in lên phiếu hẹn."),
        person.identity.number.edit: tr("Căn cước 12 số, CMND 9 số, hộ chiếu hoặc mã số thuế."),
        person.identity.birth.edit: tr("Ngày/tháng/năm; chỉ biết năm thì gõ năm."),
        person.identity.gender.combo: tr("Nam hay nữ, như trên giấy tờ."),
        person.identity.kind.combo: tr("Công dân, doanh nghiệp hay cơ quan."),
        person.phone.edit: tr("Số di động 10 số hoặc cố định 11 số; sửa ở đây thì lần sau dùng số mới."),
        person.address.edit: tr("Nơi cư trú hiện nay; sửa ở đây thì lần sau dùng địa chỉ mới."),
        person.other_owner: tr("Đánh dấu khi người nộp không phải chủ hồ sơ (Ctrl+U)."),
        person.summary.edit: tr("Phân biệt hồ sơ này với hồ sơ khác, ví dụ “… cho cháu Nguyễn Gia Bảo”."),
        owners.search.edit: tr("Quét thẻ chủ hồ sơ; vợ chồng thì thêm từng người."),
        owners.relation.edit: tr("Người nộp là gì của chủ hồ sơ."),
        owners.kind.combo: tr("Căn cứ để nộp thay chủ hồ sơ."),
        owners.number.edit: tr("Số của văn bản ủy quyền hoặc giấy giới thiệu."),
        owners.issued.edit: tr("Ngày của văn bản ủy quyền hoặc giấy giới thiệu."),
    }


def _of_papers(sheet: ReceptionSheet) -> dict[QWidget, str]:
    papers = sheet.papers
    return {
        papers.table: tr(
            "Phím cách đánh dấu, số 0–9 ghi số bản, ← → đổi cột, Ctrl+D đánh dấu đủ. Chỉ giấy tờ đã đánh dấu mới in."
        ),
        papers.digitised: tr("Đánh dấu khi giấy tờ đã được quét thành tệp."),
        papers.presented: tr("Giấy tờ chỉ xem rồi trả lại; không in lên phiếu là đã nhận."),
        papers.extra: tr("Giấy tờ không có trong danh mục: gõ tên rồi Enter."),
        sheet.authentication: tr("Số trang là số trang bản gốc; số bản tự lấy theo dòng trên."),
    }


def _of_fees(sheet: ReceptionSheet) -> dict[QWidget, str]:
    fees, side = sheet.fees, sheet.side
    return {
        fees.exemption.combo: tr("Miễn hoặc giảm phải có lý do."),
        fees.reason.stop: tr("Vì sao được miễn, giảm; ghi vào hồ sơ và phiếu."),
        fees.amount.edit: tr("Để trống: tính theo quy định của đơn vị."),
        fees.reduced_to.edit: tr("Số tiền còn phải nộp sau khi giảm."),
        fees.when.combo: tr("Thu ngay, nộp sau, hay thu khi trả kết quả."),
        fees.method.combo: tr("Tiền mặt hay chuyển khoản; chốt ngày cộng riêng từng loại."),
        fees.receipt.edit: tr("Số biên lai đã giao cho người nộp."),
        fees.return_by.combo: tr("Người dân nhận kết quả ở quầy, qua bưu chính hay bản điện tử."),
        fees.sets: tr("Số bộ hồ sơ đã nhận."),
        fees.cases: tr("Số việc phải thu lệ phí trong hồ sơ này."),
        side.due_on.edit: tr("Chỉ nhập khi không tính được ngày hẹn; phải có lý do."),
        side.due_reason.edit: tr("Vì sao ngày hẹn được nhập tay; lưu cùng hồ sơ."),
        side.button: tr("Việc chính của trang là phím F9."),
    }


def _of_more(sheet: ReceptionSheet) -> dict[QWidget, str]:
    more = sheet.more
    return {
        more.priority.stop: tr(
            "Người già, thai phụ, người khuyết tật…: đánh dấu để xử lý trước; có thể kèm miễn lệ phí."
        ),
        more.email.edit: tr("In lên phiếu khi có."),
        more.receiving.stop: tr("Để trống: chính bộ phận này."),
        more.competent.stop: tr("Cơ quan có thẩm quyền giải quyết hồ sơ."),
        more.supporting.stop: tr("Cơ quan hỗ trợ tiếp nhận, nếu có."),
        more.system.edit: tr("Hệ thống của bộ, ngành xử lý hồ sơ này."),
        more.external.edit: tr("Mã ở hệ thống đó; quét hoặc gõ mã này cũng tìm ra hồ sơ."),
        more.place.edit: tr("Nơi nhận kết quả khi khác quầy này."),
        more.note.edit: tr("Ghi chú của quầy."),
        more.large_print: tr("Phiếu in chữ to cho người mắt kém."),
        more.emergency.edit: tr("Mã in trên phiếu dự phòng đã giao khi mất điện."),
        more.received.edit: tr("Giờ ghi trên phiếu dự phòng, không phải giờ nhập."),
    }
