"""Turn one detail record of the national portal (a dict of its page's labels) into a procedure."""

import re
from collections.abc import Mapping

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.portal_channels import NO_INFORMATION, ChannelTable, read_channels, with_cases
from desk_app.domain.portal_papers import read_papers
from desk_app.domain.procedures import ALL_CASES, Procedure
from desk_app.domain.text import clean_block, clean_line, nfc
from desk_app.domain.values import Frozen

sentences(
    record_without_code="Một thủ tục trong tệp không có mã đọc được nên bị bỏ qua; kiểm tra lại tệp nguồn.",
    record_without_name="Thủ tục {procedure} không có tên nên bị bỏ qua; kiểm tra lại tệp nguồn.",
    record_field_not_text="Thủ tục {procedure}: mục “{field}” không phải là chữ nên bị bỏ qua; kiểm tra lại tệp nguồn.",
)

RECORD_KEYS = frozenset({"ma_thu_tuc", "ten_thu_tuc", "cach_thuc_thuc_hien", "thanh_phan_ho_so"})
"""What tells a detail record from other JSON."""

LONGEST_CODE = 60
LONGEST_FIELD = 1_000_000
"""Characters; the longest published field has about 50,000."""

_PUBLISHERS = {"bo-cong-an": "Bộ Công an", "bo-tai-chinh": "Bộ Tài chính", "bo-tu-phap": "Bộ Tư pháp"}


class ReadRecord(Frozen):
    """A procedure and what had to be said about reading it, each a Vietnamese sentence."""

    procedure: Procedure
    remarks: tuple[str, ...] = ()


def read_record(record: Mapping[str, object]) -> ReadRecord:
    """Read one detail record; every text NFC, white space repaired, "Không có thông tin" empty.

    Raises DeskError ``record_without_code``, ``record_without_name``, ``record_field_not_text``.
    """
    code = clean_line(_text(record, "ma_thu_tuc", ""))
    if not code or len(code) > LONGEST_CODE:
        raise DeskError("record_without_code")
    raw = {key: _text(record, key, code) for key in record}
    name = clean_line(raw.get("ten_thu_tuc", ""))
    if not name:
        raise DeskError("record_without_name", procedure=code)
    table = read_channels(raw.get("cach_thuc_thuc_hien", ""))
    papers = read_papers(raw.get("thanh_phan_ho_so", ""))
    results, keywords, description = read_results(raw.get("ket_qua_xu_ly", ""))
    cases = dict.fromkeys(paper.case for paper in papers if paper.case != ALL_CASES)
    procedure = Procedure(
        code=code,
        name=name,
        field=_line(raw, "linh_vuc"),
        levels=split_list(_line(raw, "cap_thuc_hien")),
        agencies=_agencies(raw),
        publisher=_PUBLISHERS.get(raw.get("_source_folder", ""), ""),
        decision=_line(raw, "so_quyet_dinh"),
        kind=_line(raw, "loai_thu_tuc"),
        channels=with_cases(table.rows, cases),
        papers=papers,
        steps=_block(raw, "trinh_tu_thuc_hien"),
        applicants=_line(raw, "doi_tuong_thuc_hien"),
        results=results,
        legal_basis=read_legal_basis(raw.get("can_cu_phap_ly", "")),
        requirements=_block(raw, "yeu_cau_dieu_kien"),
        competent_agency=_line(raw, "co_quan_co_tham_quyen"),
        receiving_address=_line(raw, "dia_chi_tiep_nhan"),
        coordinating_agency=_line(raw, "co_quan_phoi_hop"),
        keywords=keywords,
        description=description,
        is_full=True,
    )
    return ReadRecord(procedure=procedure, remarks=_remarks(record, procedure, table))


def split_list(text: str) -> tuple[str, ...]:
    """Split "Cấp bộ, Cấp tỉnh" at commas before a capital: agency names have commas of their own before small letters.

    A clean one-line text; ``_old``, which the portal leaves behind renamed agencies, is dropped.
    """
    parts: list[str] = []
    for piece in re.split(r"[,;]\s+", text):
        if parts and not piece[:1].isupper():
            parts[-1] += ", " + piece
        elif piece:
            parts.append(piece)
    return tuple(dict.fromkeys(part.removesuffix("_old").strip(" .") for part in parts))


_CHROME = re.compile(r"Chọn cơ quan thực hiện.*|Nộp hồ sơ\s*$", re.DOTALL)
_RESULT_CODE = re.compile(r"Mã: ?(?:[A-Z\d][A-Z\d_.\-]*\d(?=\D|$)|Test_P\d+)?")


def read_results(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Split ``ket_qua_xu_ly`` into results, keywords and description; the page's buttons behind them are cut."""
    results, _, rest = text.rpartition("Từ khóa") if "Từ khóa" in text else (text, "", "")
    keywords, _, description = rest.partition("Mô tả")
    names = (clean_line(name).strip(" ;,-+") for name in _RESULT_CODE.split(_CHROME.sub("", results)))
    words = (clean_line(word) for word in re.split(r"[;,\n]", _CHROME.sub("", keywords)))
    return (
        tuple(dict.fromkeys(name for name in names if name and name != NO_INFORMATION)),
        tuple(dict.fromkeys(word for word in words if word and word != NO_INFORMATION)),
        _known(clean_block(_CHROME.sub("", description))),
    )


_LEGAL_HEAD = "Tên văn bản pháp lýMã văn bản"
_ACT_KIND = r"(?:(?:Thông tư|Nghị định|Nghị quyết|Quyết định|Luật|Pháp lệnh)(?: số)? )?"
_ACT_AGENCY = (
    r"CP|TTg|BTC|BTP|BCA|BKHĐT|BNV|BNG|BQP|BYT|BTNMT|BNNPTNT|BNNMT|BGTVT|BCT|BXD|BLĐTBXH|BGDĐT|BVHTTDL|BTTTT|BKHCN|NHNN|"
    r"VPCP|TTCP|UBND|HĐND|TCT|TCHQ|BHXH"
)
_ACT_SUFFIX = (
    rf"(?:(?:UBTV)?QH\d{{2}}|[A-ZĐ]{{2,7}}(?:-[A-ZĐ]{{2,6}})*?-(?:{_ACT_AGENCY})"
    r"|[A-ZĐ]{2,7}(?:-[A-ZĐ]{2,8}\d{0,2})+(?![^\W\d_]))"
)
_ACT_CELL = re.compile(
    rf"(?:(?<=(?:19|20|QH)\d\d)|(?<![\s\d/])(?<!\d\.))({_ACT_KIND}\d{{1,4}}(?:\.\d+)?(?:/\d{{4}})?/{_ACT_SUFFIX})(?=[^\s,;.)]|$)"
)


def read_legal_basis(text: str) -> tuple[str, ...]:
    """Split ``can_cu_phap_ly`` (*Tên văn bản | Mã văn bản*, run together) into acts, each with its number.

    The number's cell is glued behind the name, a number inside a name stands after a blank.
    """
    body = text.removeprefix(_LEGAL_HEAD)
    if clean_line(body) == NO_INFORMATION:
        return ()
    acts: list[str] = []
    start = 0
    for match in _ACT_CELL.finditer(body):
        name = clean_line(body[start : match.start()]).strip(" ;,.")
        number = match[1].rpartition(" ")[2]
        start = match.end()
        if not name and acts and number in acts[-1]:
            continue
        acts.append(name if number in name else f"{name} ({number})" if name else match[1])
    acts.append(clean_line(body[start:]).strip(" ;,."))
    return tuple(dict.fromkeys(act for act in acts if act))


def _remarks(record: Mapping[str, object], procedure: Procedure, table: ChannelTable) -> tuple[str, ...]:
    remarks = []
    if not procedure.channels:
        remarks.append("không đọc được cách thức thực hiện; thời hạn và lệ phí để trống")
    elif table.unread:
        remarks.append(f"có dòng cách thức thực hiện không đọc được, không nhập: “{table.unread[0]}”")
    elif table.leftover:
        remarks.append("có phần chữ trước bảng cách thức thực hiện không đọc được")
    if not procedure.papers:
        remarks.append("không đọc được bảng thành phần hồ sơ; danh sách giấy tờ để trống")
    named = (str(record.get(key) or "") for key in ("ten_thu_tuc", "co_quan_thuc_hien"))
    if any(clean_line(text) != text.strip() for text in named):
        remarks.append("đã sửa khoảng trắng hoặc bảng mã trong tên")
    return tuple(remarks)


def _agencies(raw: Mapping[str, str]) -> tuple[str, ...]:
    """Return the agencies; a text that begins with a small letter is prose the crawl took for the label's value."""
    text = _line(raw, "co_quan_thuc_hien")
    return () if text[:1].islower() else split_list(text)


def _text(record: Mapping[str, object], key: str, code: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_FIELD:
        raise DeskError("record_field_not_text", procedure=code or "?", field=key[:60])
    return nfc(value)


def _line(raw: Mapping[str, str], key: str) -> str:
    return _known(clean_line(raw.get(key, "")))


def _block(raw: Mapping[str, str], key: str) -> str:
    return _known(clean_block(raw.get(key, "")))


def _known(text: str) -> str:
    return "" if text.strip(" .") == NO_INFORMATION else text
