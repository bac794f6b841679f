"""A refused command in the words of the page."""

from pydantic import ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.services.receive_command import bad_command
from desk_app.ui.translation import mark, tr

sentences(page_field="Chưa tiếp nhận: ô “{field}” {why}. Sửa ô đó rồi nhấn F9.")

FIELD_WORDS = {
    "name": mark("Họ tên"),
    "id_number": mark("Số giấy tờ"),
    "birth_date": mark("Ngày sinh"),
    "address": mark("Địa chỉ"),
    "phone": mark("Điện thoại"),
    "email": mark("Thư điện tử"),
    "summary": mark("Nội dung"),
    "document": mark("Tên văn bản"),
    "receipt_number": mark("Biên lai"),
    "number": mark("Số"),
    "relation": mark("Quan hệ"),
    "priority": mark("Ưu tiên"),
    "receiving_unit": mark("Nơi tiếp nhận"),
    "competent_unit": mark("Cơ quan giải quyết"),
    "supporting_unit": mark("Nơi hỗ trợ"),
    "system": mark("Hệ thống khác"),
    "code": mark("Mã hồ sơ ở đó"),
    "return_place": mark("Nơi trả"),
    "due_reason": mark("Lý do"),
    "note": mark("Ghi chú"),
}
"""What the page calls a field of the command."""


def in_words(error: ValidationError | DeskError) -> DeskError:
    """Return the fault in the words of the page: a person is not told the program's name of a field."""
    if isinstance(error, DeskError):
        return error
    found = bad_command(error)
    names = [FIELD_WORDS[part] for part in str(found.values["field"]).split(".") if part in FIELD_WORDS]
    if not names:
        return found
    return DeskError("page_field", field=tr(names[-1]), why=found.values["why"])
