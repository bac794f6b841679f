"""Papers: every form, size and sample prints, says what its data says, and its codes scan back."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printing.reading import codes_on, page_texts, printed, squeezed, text_of

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.any_paper import PaperData
from desk_app.domain.forms.form import Form
from desk_app.domain.forms.markup import clean
from desk_app.domain.forms.office_papers import EmergencyData, GuideData, GuidePaper
from desk_app.domain.forms.paper_data import (
    AuthenticationRow,
    Codes,
    DeclineData,
    FeeRow,
    LabelData,
    Office,
    PaperRow,
    PaperSize,
    Party,
    PrintMarks,
    ReceiptData,
    SeveralReceiptData,
    SupplementData,
    SupplementRow,
)
from desk_app.printing.papers import render, render_all
from desk_app.printing.raster import page_sizes
from desk_app.shipped_forms import shipped_form, shipped_forms

VIETNAM = timezone(timedelta(hours=7))
MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=VIETNAM)
DUE = datetime(2026, 9, 4, 17, 0, tzinfo=VIETNAM)
CODE = "H56.14-260827-0012"
SETS = ("tt-01-2018", "tt-03-2025")
SIZES = (PaperSize.A4, PaperSize.A5, PaperSize.K80)
LONGEST_NAME = "Đăng ký biến động quyền sử dụng đất Ế Ỗ Ậ " * 26

EVERY_PRINT = [
    pytest.param(form_set, name, size, sample, id=f"{form_set}-{name}-{size}-{sample}")
    for form_set, name in shipped_forms()
    for size in shipped_form(form_set, name).sizes
    for sample in shipped_form(form_set, name).samples
]

office = Office(
    superior="Ủy ban nhân dân xã An Thịnh",
    name="Trung tâm Phục vụ hành chính công",
    desk="Quầy 2",
    place="An Thịnh",
    phone="0237 3 845 112",
    complaints="0237 3 845 100",
)


def receipt(**changes: object) -> ReceiptData:
    fields: dict[str, object] = {
        "office": office,
        "codes": Codes(code=CODE, secret="7KBM4PTC", look_up_address="motcua.anthinh.gov.vn"),
        "book": "01/2026",
        "ordinal": "412",
        "submitter": Party(
            name="Trần Thị Mai", id_number="038190012312", address="Thôn 3", phone="0912345678", email="mai@example.vn"
        ),
        "channel": "trực tiếp",
        "procedure": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "procedure_code": "1.004873",
        "summary": "Xác nhận để đăng ký kết hôn",
        "papers": (PaperRow(name="Tờ khai theo mẫu", original=1), PaperRow(name="Trích lục ly hôn", certified=2)),
        "limit": "3 ngày làm việc",
        "received_at": MORNING,
        "due_at": DUE,
        "return_place": "Quầy 2",
        "fees": (FeeRow(name="Lệ phí hộ tịch", amount=Decimal(8000)),),
        "clerk": "Nguyễn Thị Lan",
    }
    return ReceiptData.model_validate(fields | changes)


def receipt_form(form_set: str) -> Form:
    return shipped_form(form_set, "receipt")


@pytest.mark.parametrize(("form_set", "name", "size", "sample"), EVERY_PRINT)
def test_every_sample_prints_at_every_size_the_same_bytes_each_time_and_its_codes_scan_back(
    form_set: str, name: str, size: PaperSize, sample: str
) -> None:
    form = shipped_form(form_set, name)
    data = form.samples[sample]
    pdf = render(data, form, size)
    assert render(data, form, size) == pdf
    assert squeezed(form.spec.title) in text_of(pdf) or name in ("label",)
    if isinstance(data, ReceiptData):
        pages = codes_on(pdf)
        found = [text for _, text in (*pages[0], *pages[-1])]
        expected = data.codes.code
        assert any(text == expected or f"#{expected}." in text for text in found)


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_and_qr_read_back_from_the_printed_raster(form_set: str, size: PaperSize, dpi: int) -> None:
    pdf = render(receipt(), receipt_form(form_set), size)
    assert codes_on(pdf, dpi, of_any_kind=dpi == 203)[0] == [
        ("Code128", CODE),
        ("QRCode", f"https://motcua.anthinh.gov.vn/tra-cuu#{CODE}.7KBM4PTC"),
    ]


@pytest.mark.parametrize("size", SIZES)
def test_without_a_server_the_qr_is_the_bare_code_and_no_secret_is_printed(size: PaperSize) -> None:
    pdf = render(receipt(codes=Codes(code=CODE, secret="7KBM4PTC")), receipt_form("tt-03-2025"), size)
    assert codes_on(pdf)[0] == [("Code128", CODE), ("QRCode", CODE)]
    assert "7KBM4PTC" not in text_of(pdf)
    assert "tra-cuu" not in text_of(pdf)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form_set", SETS)
def test_a_long_look_up_address_breaks_behind_its_dots(form_set: str, size: PaperSize) -> None:
    host = "tracuu.bophanmotcua-xahoabinhtrung.hoagiang.dichvucong.chinhphu.gov.vn"
    codes = Codes(code=CODE, secret="7KBM4PTC", look_up_address=host)
    (page, *_) = page_texts(render(receipt(codes=codes), receipt_form(form_set), size))
    address = f"{host}/tra-cuu"
    assert address not in page
    assert re.search(r"\s*".join(map(re.escape, re.findall(r"[^./]+[./]?", address))), page)


def test_a_code_too_long_for_the_roll_keeps_its_qr_and_drops_its_bars() -> None:
    code = "000.00.06.H56-231027-0361"
    on_roll = render(receipt(codes=Codes(code=code)), receipt_form("tt-03-2025"), PaperSize.K80)
    on_sheet = render(receipt(codes=Codes(code=code)), receipt_form("tt-03-2025"), PaperSize.A4)
    assert codes_on(on_roll)[0] == [("QRCode", code)]
    assert codes_on(on_sheet)[0] == [("Code128", code), ("QRCode", code)]


def test_a_label_spreads_no_secret_and_is_one_sticker() -> None:
    label = LabelData(
        codes=Codes(code=CODE, secret="7KBM4PTC", look_up_address="motcua.anthinh.gov.vn"),
        summary=LONGEST_NAME,
        owner="W" * 1094,
        received_at=MORNING,
        due_at=DUE,
    )
    pdf = render(label, shipped_form("tt-03-2025", "label"), PaperSize.LABEL)
    assert codes_on(pdf) == [[("Code128", CODE), ("QRCode", CODE)]]


@pytest.mark.parametrize("name", ["day_log", "take_down", "guide"])
def test_the_head_of_a_paper_breaks_no_word_of_the_offices_name(name: str) -> None:
    form = shipped_form("office", name)
    named = office.model_copy(update={"name": "Trung tâm Phục vụ hành chính công xã Hòa Bình Trung"})
    data = next(iter(form.samples.values())).model_copy(update={"office": named})
    lines = [line.strip() for line in page_texts(render(data, form, PaperSize.A4))[0].splitlines()]
    assert "TRUNG TÂM PHỤC VỤ" in lines
    assert any(line.startswith("HÀNH CHÍNH CÔNG") for line in lines)


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_the_receipt_holds_every_field(form_set: str, size: PaperSize) -> None:
    text = text_of(render(receipt(), receipt_form(form_set), size))
    for said in (
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "ỦY BAN NHÂN DÂN XÃ AN THỊNH",
        CODE,
        "Trần Thị Mai",
        "038190012312",
        "Thôn 3",
        "0912345678",
        "mai@example.vn",
        "Cấp Giấy xác nhận tình trạng hôn nhân",
        "Xác nhận để đăng ký kết hôn",
        "Tờ khai theo mẫu",
        "Trích lục ly hôn",
        "3 ngày làm việc",
        "09 giờ 12 phút, ngày 27 tháng 08 năm 2026",
        "Thứ Sáu, 04/09/2026 17:00",
        "Quầy 2",
        "8.000 đ",
        "0237 3 845 112",
        "0237 3 845 100",
        "Nguyễn Thị Lan",
        "Quyển số: 01/2026",
        "Số thứ tự: 412",
        "7KBM4PTC",
        "motcua.anthinh.gov.vn/tra-cuu",
    ):
        assert squeezed(said) in text, said
    if size is not PaperSize.K80:
        assert squeezed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc") in text


@pytest.mark.parametrize("form_set", SETS)
def test_an_everyday_a5_receipt_is_one_page_a_copy(form_set: str) -> None:
    pdf = render(receipt(), receipt_form(form_set), PaperSize.A5, PrintMarks(copies=("Lưu", "Giao công dân")))
    first, second = page_texts(pdf)
    assert "(Liên: Lưu)" in first
    assert "(Liên: Giao công dân)" in second


@pytest.mark.parametrize("size", SIZES)
def test_the_citizen_reads_what_when_where_bring_fee_and_whom_to_call_in_that_order(size: PaperSize) -> None:
    text = text_of(render(receipt(), receipt_form("tt-03-2025"), size))
    answers = ("Cấp Giấy xác nhận", "Thứ Sáu, 04/09/2026", "Quầy 2", "mang theo", "còn phải nộp", "Cần hỏi, gọi")
    places = [text.index(squeezed(answer), text.index(squeezed("TRẢ KẾT QUẢ"))) for answer in answers]
    assert places == sorted(places)


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_a_procedure_without_a_limit_promises_no_date(form_set: str, size: PaperSize) -> None:
    pdf = render(receipt(due_at=None, limit=""), receipt_form(form_set), size)
    assert squeezed("Không có ngày hẹn trả cụ thể theo quy định") in text_of(pdf)


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_an_authentication_receipt_counts_documents_pages_copies_and_money(form_set: str, size: PaperSize) -> None:
    rows = (
        AuthenticationRow(document="Bằng đại học", pages=2, copies=5, amount=Decimal(20000)),
        AuthenticationRow(document="Giấy khai sinh", pages=1, copies=5, amount=Decimal(10000)),
        AuthenticationRow(document="Sổ đỏ", pages=6, copies=5, electronic=1, amount=Decimal(40000)),
    )
    text = text_of(render(receipt(papers=(), authentication=rows), receipt_form(form_set), size))
    for said in ("Bằng đại học", "Sổ đỏ", "20.000 đ", "40.000 đ"):
        assert squeezed(said) in text
    if size is not PaperSize.K80:
        assert squeezed("Cộng 70.000 đ") in text


def test_marks_of_a_reprint_and_of_a_replacement_are_printed() -> None:
    marks = PrintMarks(reprint=2, replaces_printed_at=MORNING.replace(hour=8, minute=14))
    text = text_of(render(receipt(), receipt_form("tt-03-2025"), PaperSize.A5, marks))
    assert squeezed("Thay thế phiếu in lúc 08:14") in text
    assert squeezed("In lại lần 2") in text


def test_a_provisional_date_says_so_and_an_updated_one_names_the_old() -> None:
    data = receipt(provisional=True, previous_due_at=MORNING)
    text = text_of(render(data, receipt_form("tt-03-2025"), PaperSize.A4))
    assert squeezed("lịch nghỉ của năm đó chưa được công bố") in text
    assert squeezed("Thay cho ngày hẹn trước: 09 giờ 12 phút, ngày 27 tháng 08 năm 2026") in text


def test_large_print_is_larger() -> None:
    usual = render(receipt(), receipt_form("tt-03-2025"), PaperSize.K80)
    large = render(receipt(), receipt_form("tt-03-2025"), PaperSize.K80, PrintMarks(large_print=True))
    assert page_sizes(large)[0].height_mm > page_sizes(usual)[0].height_mm * 1.15


def test_the_pdf_is_dated_by_its_paper_and_names_nobody() -> None:
    pdf = render(receipt(), receipt_form("tt-03-2025"), PaperSize.A5)
    assert b"(D:20260827091200)" in pdf
    assert "Mai".encode("utf-16-be") not in pdf


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", [PaperSize.A4, PaperSize.A5])
def test_a_long_paper_table_repeats_its_heading_and_numbers_its_pages(form_set: str, size: PaperSize) -> None:
    papers = tuple(PaperRow(name=f"Giấy tờ {n}: {LONGEST_NAME[:300]}", original=1) for n in range(1, 41))
    pages = page_texts(render(receipt(papers=papers), receipt_form(form_set), size))
    heading = "Tên giấy tờ" if form_set == "tt-03-2025" else "Thành phần hồ sơ"
    assert len(pages) > 2
    for number, page in enumerate(pages[1:-1], start=2):
        assert squeezed(heading) in squeezed(page)
        assert str(number) in page.split()
        assert CODE in page
    whole = squeezed("".join(pages))
    assert all(squeezed(f"Giấy tờ {n}:") in whole for n in range(1, 41))


@pytest.mark.parametrize("size", SIZES)
def test_one_row_longer_than_a_page_is_split_and_not_lost(size: PaperSize) -> None:
    name = " ".join(f"từ{n}" for n in range(1200))
    text = text_of(render(receipt(papers=(PaperRow(name=name, original=1),)), receipt_form("tt-03-2025"), size))
    assert all(f"từ{n}" in text for n in range(0, 1200, 7))


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_a_name_of_1094_characters_prints_whole(form_set: str, size: PaperSize) -> None:
    text = text_of(render(receipt(procedure=LONGEST_NAME), receipt_form(form_set), size))
    assert squeezed(LONGEST_NAME) in text


NASTY = '<img src="/etc/passwd"/> & <b>đậm</b> &lt; {{ 7 }} {% x %} </para>'


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_markup_in_every_field_of_a_receipt_prints_as_text(form_set: str, size: PaperSize) -> None:
    def nasty(field: str) -> str:
        return f"{field}{NASTY}"

    data = receipt(
        office=Office(**{name: nasty(name) for name in Office.model_fields}),
        submitter=Party(**{name: nasty(name) for name in Party.model_fields}),
        owners=(Party(name=nasty("owner")),),
        papers=(PaperRow(name=nasty("paper"), original=1),),
        fees=(FeeRow(name=nasty("fee"), amount=Decimal(1), exemption=nasty("exemption"), when=nasty("when")),),
        **{
            name: nasty(name)
            for name in (
                *("authorisation", "channel", "procedure", "summary", "limit", "return_place", "bring", "clerk"),
                *("external_code", "external_system", "note", "book", "ordinal"),
            )
        },
    )
    text = text_of(render(data, receipt_form(form_set), size, PrintMarks(copies=(nasty("copy"),))))
    for field in ("name", "owner", "paper", "fee", "exemption", "procedure", "summary", "note", "clerk", "copy"):
        assert squeezed(nasty(field)) in text, field


def test_markup_in_the_other_papers_prints_as_text() -> None:
    party = Party(name=NASTY)
    heading = Office(name="Trung tâm", phone=NASTY)
    papers: list[tuple[str, PaperData]] = [
        ("supplement", SupplementData(office=heading, submitter=party, procedure=NASTY, clerk="Lan", issued_at=MORNING,
                                      reason=NASTY, rows=(SupplementRow(name=NASTY),))),
        ("decline", DeclineData(office=heading, submitter=party, procedure=NASTY, reason=NASTY, issued_at=MORNING,
                                clerk="Lan")),
        ("guide", GuideData(office=heading, code="1.001193", name=NASTY, steps=NASTY, results=(NASTY,),
                            submit=(GuidePaper(name=NASTY),), printed_on=date(2026, 8, 27))),
    ]  # fmt: skip
    for name, data in papers:
        assert text_of(render(data, shipped_form("tt-03-2025", name), PaperSize.A4)).count(squeezed(NASTY)) >= 3


names = st.text(
    st.one_of(
        st.sampled_from("áằệỗựđĐ<>&\"'{}%\u0301\u0302\u202e\u200b\u0000\ufffd😀👨‍👩‍👧אבعربي\n\t\u00a0漢"),
        st.characters(codec="utf-8"),
    ),
    max_size=200,
)


@settings(max_examples=25, deadline=None)
@given(names, st.sampled_from(SIZES))
def test_any_text_prints(name: str, size: PaperSize) -> None:
    data = receipt(submitter=Party(name=name, address=name), procedure=name, papers=(PaperRow(name=name, original=1),))
    pdf = render(data, receipt_form("tt-03-2025"), size)
    assert CODE in text_of(pdf)
    assert size is not PaperSize.K80 or len(page_sizes(pdf)) == 1


def test_decomposed_text_is_composed_and_emoji_become_a_visible_mark() -> None:
    data = receipt(submitter=Party(name="Nguye\u0302\u0303n 😀 Hie\u0323\u0302p \u202eđảo"))
    text = text_of(render(data, receipt_form("tt-03-2025"), PaperSize.A5))
    assert squeezed("Nguyễn □ Hiệp đảo") in text
    assert clean("a\u0323\u0302") == "ậ"


def test_every_vietnamese_letter_has_its_glyph() -> None:
    letters = "aăâeêioôơuưyđ"
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    spelled = [vowel + tone for vowel in letters[:-1] + letters[:-1].upper() for tone in tones]
    assert "□" not in clean("".join(spelled) + "đĐ–…“”₫×·")


@pytest.mark.parametrize("size", SIZES)
def test_print_is_black_on_white_without_grey(size: PaperSize) -> None:
    image = printed(render(receipt(), receipt_form("tt-03-2025"), size), 0, 203)
    assert {value for _, value in image.getcolors() or []} <= {0, 255}


def test_a_roll_is_as_long_as_its_text() -> None:
    short = render(receipt(papers=()), receipt_form("tt-03-2025"), PaperSize.K80)
    papers = tuple(PaperRow(name=f"Giấy {n}", original=1) for n in range(60))
    long = render(receipt(papers=papers), receipt_form("tt-03-2025"), PaperSize.K80)
    assert [round(size.width_mm) for size in page_sizes(short) + page_sizes(long)] == [80, 80]
    assert page_sizes(long)[0].height_mm - page_sizes(short)[0].height_mm > 200
    image = printed(short, 0, 203)
    bottom = image.crop((0, image.height - 8, image.width, image.height))
    assert bottom.getextrema() == (255, 255)


def test_every_emergency_slip_has_its_own_page_and_code() -> None:
    codes = tuple(Codes(code=f"H56.14-260801-90{n:02d}") for n in range(3))
    data = EmergencyData(office=office, slips=codes, printed_on=date(2026, 8, 1))
    for size in SIZES:
        pages = codes_on(render(data, shipped_form("tt-03-2025", "emergency"), size))
        assert pages == [[("Code128", slip.code), ("QRCode", slip.code)] for slip in codes]


def test_papers_printed_at_the_same_time_do_not_mix() -> None:
    form = receipt_form("tt-03-2025")
    papers = [receipt(procedure=f"<b>Thủ tục</b> thứ {n}") for n in range(8)]
    alone = [render(data, form, PaperSize.A5) for data in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda data: render(data, form, PaperSize.A5), papers)) == alone


def test_several_papers_make_one_print_each_with_its_own_pages_and_length() -> None:
    short, long = receipt(), receipt(papers=tuple(PaperRow(name=f"Giấy {n}", original=1) for n in range(30)))
    marks = PrintMarks(copies=("Lưu", "Giao công dân"))
    together = render_all((short, long), receipt_form("tt-03-2025"), PaperSize.K80, marks)
    alone = [render(data, receipt_form("tt-03-2025"), PaperSize.K80, marks) for data in (short, long)]
    assert page_sizes(together) == page_sizes(alone[0]) + page_sizes(alone[1])
    assert page_texts(together) == page_texts(alone[0]) + page_texts(alone[1])
    sheets = render_all((short, long), receipt_form("tt-03-2025"), PaperSize.A5)
    first, second, third = page_texts(sheets)
    assert "Giấy 0" not in first
    assert "Giấy 0" in second
    assert "2" in third.split()


def test_the_scanner_page_reads_back_whole() -> None:
    form = shipped_form("tt-03-2025", "scanner_test")
    data = form.samples["set_up"]
    payloads = sorted(row.payload for row in data.rows)  # type: ignore[union-attr]
    assert sorted(text for _, text in codes_on(render(data, form, PaperSize.A4))[0]) == payloads


def test_a_paper_prints_only_on_its_own_form_and_size() -> None:
    with pytest.raises(DeskError) as wrong:
        render(receipt(), shipped_form("tt-03-2025", "decline"), PaperSize.A4)
    assert wrong.value.code == "wrong_form"
    with pytest.raises(DeskError) as unknown:
        render(receipt(), receipt_form("tt-03-2025"), PaperSize.LABEL)
    assert unknown.value.code == "wrong_size"


@pytest.mark.parametrize("form_set", SETS)
@pytest.mark.parametrize("size", SIZES)
def test_each_dossier_of_one_slip_is_found_by_a_scan_of_its_own(form_set: str, size: PaperSize) -> None:
    form = shipped_form(form_set, "receipt_several")
    sample = next(iter(form.samples.values()))
    assert isinstance(sample, SeveralReceiptData)
    read = {text for page in codes_on(render(sample, form, size)) for _, text in page}
    assert read >= {row.codes.code for row in sample.rows}


def test_signatures_never_stand_alone_on_a_second_sheet() -> None:
    form = shipped_form("tt-03-2025", "receipt")
    sample = form.samples["everyday"]
    assert isinstance(sample, ReceiptData)
    (row, *_rest) = sample.papers
    long = row.model_copy(update={"name": "Giấy tờ theo quy định của thủ tục hành chính này, bản sao có chứng thực"})
    for count in range(4, 10):
        pages = page_texts(render(sample.model_copy(update={"papers": (long,) * count}), form, PaperSize.A5))
        signed = next(page for page in pages if "NGƯỜI NỘP HỒ SƠ" in page)
        assert "Vào Sổ theo dõi hồ sơ" in signed, f"{count} papers"


@pytest.mark.parametrize(("form_set", "name"), shipped_forms())
def test_every_form_prints_large_on_every_size_it_has(form_set: str, name: str) -> None:
    form = shipped_form(form_set, name)
    sample = next(iter(form.samples.values()))
    for size in form.spec.layout:
        assert render(sample, form, size, PrintMarks(large_print=True)).startswith(b"%PDF")
