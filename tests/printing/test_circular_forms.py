"""Every paper of both circulars, and those both share, read back: the words each must say, in the order they print."""

import pytest
from printing.reading import squeezed, text_of

from desk_app.domain.forms.form import OFFICE_FORMS
from desk_app.domain.forms.paper_data import PaperSize, SupplementData
from desk_app.printing.papers import render
from desk_app.shipped_forms import shipped_form

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OLD, NEW = "tt-01-2018", "tt-03-2025"

RECEIPT = (
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Địa chỉ", "Số điện thoại", "Email", "Số lượng hồ sơ",
    "Thời gian nhận hồ sơ", "Thời gian trả kết quả",
)  # fmt: skip
SUPPLEMENT = (
    "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Nội dung yêu cầu giải quyết", "Địa chỉ", "Số điện thoại", "Lý do",
    "liên hệ",
)  # fmt: skip
DECLINE = (
    "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Địa chỉ", "Số điện thoại", "Nội dung yêu cầu giải quyết", "lý do",
    "Xin thông báo",
)  # fmt: skip
CONTROL = (
    "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Mã hồ sơ", "TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ",
    "Trước hạn", "đúng hạn", "quá hạn",
)  # fmt: skip
BOOK = ("SỔ THEO DÕI HỒ SƠ", "STT", "Mã hồ sơ", "Trả kết quả", "Ghi chú")

SAYS: list[tuple[str, str, tuple[str, ...]]] = [
    (OLD, "receipt", (*RECEIPT, "Quyển số", "Số thứ tự", "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ")),
    (NEW, "receipt", RECEIPT),
    (OLD, "supplement", (*SUPPLEMENT, "NGƯỜI HƯỚNG DẪN")),
    (NEW, "supplement", SUPPLEMENT),
    (OLD, "decline", (*DECLINE, "NGƯỜI TIẾP NHẬN HỒ SƠ")),
    (NEW, "decline", DECLINE),
    (OLD, "apology", ("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Kính gửi", "Lý do", "xin lỗi", "Nơi nhận")),
    (NEW, "apology", ("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "Kính gửi", "xin lỗi", "Nơi nhận")),
    (OLD, "control", CONTROL),
    (NEW, "control", CONTROL),
    (OLD, "book", BOOK),
    (NEW, "book", BOOK),
    (NEW, "stop", ("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Mã hồ sơ")),
    (OFFICE_FORMS, "stop", ("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Mã hồ sơ")),
    (OFFICE_FORMS, "return_slip", ("BIÊN NHẬN TRẢ KẾT QUẢ",)),
    (OFFICE_FORMS, "hand_over", ("BÀN GIAO", "Mã hồ sơ")),
    (OFFICE_FORMS, "results_back", ("KẾT QUẢ", "Mã hồ sơ")),
    (OFFICE_FORMS, "reception_list", ("BIÊN BẢN GIAO NHẬN HỒ SƠ",)),
    (OFFICE_FORMS, "fee_list", ("BẢNG KÊ THU PHÍ, LỆ PHÍ", "Người thu", "Ghi chú")),
    (OFFICE_FORMS, "day_log", ("CÁN BỘ BÁO CÁO",)),
    (OFFICE_FORMS, "overdue", ("QUÁ HẠN", "Thư xin lỗi")),
]
"""domain.md §2: form set, form, and what it says of each of its papers."""


@pytest.mark.parametrize(("form_set", "name", "words"), SAYS, ids=[f"{chosen}-{name}" for chosen, name, _ in SAYS])
def test_a_paper_says_what_its_circular_asks(form_set: str, name: str, words: tuple[str, ...]) -> None:
    form = shipped_form(form_set, name)
    size = PaperSize.A4 if PaperSize.A4 in form.sizes else next(iter(form.sizes))
    # What a person need not have stands in one of the samples at least.
    said = "".join(text_of(render(sample, form, size)) for sample in form.samples.values())
    text = squeezed(said).casefold()
    missing = [word for word in (*STATE, *words) if squeezed(word).casefold() not in text]
    assert missing == []


@pytest.mark.parametrize("form_set", [OLD, NEW])
def test_a_supplement_sheet_has_a_place_for_the_number_nobody_has_given_yet(form_set: str) -> None:
    form = shipped_form(form_set, "supplement")
    numbered = next(sample for sample in form.samples.values() if isinstance(sample, SupplementData) and sample.number)
    for number, words in ((numbered.number, f"Số: {numbered.number}"), ("", "Số: ………/HDHS")):
        paper = render(numbered.model_copy(update={"number": number}), form, PaperSize.A4)
        assert squeezed(words) in text_of(paper)


def test_the_older_circulars_names_and_papers_are_not_the_newer_ones() -> None:
    """The stop notice came with TT 03/2025, and the apology changed its name then."""
    assert shipped_form(OLD, "apology").spec.title != shipped_form(NEW, "apology").spec.title
    assert shipped_form(OLD, "stop").spec.set == OFFICE_FORMS
    assert shipped_form(NEW, "stop").spec.set == NEW
