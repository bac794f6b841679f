"""Read the portal's run-together table of papers (thành phần hồ sơ).

What is crawled is one or more tables *Tên giấy tờ | Mẫu đơn, tờ khai | Số lượng* with every separator lost::

    table    = group+
    group    = heading HEAD row*          heading "--" is none
    row      = name [form files] quantity
    quantity = N " bản chính" ["," M " bản sao"]

A quantity closes a row: what follows it is the next row, the next heading or the end. The same words inside a name
(``nộp 01 bản chính hoặc…``) close nothing; ``_closes_row`` tells them apart.
"""

import re
from itertools import pairwise

from desk_app.domain.procedures import ALL_CASES, Paper, PaperClass, PaperTag
from desk_app.domain.text import clean_line
from desk_app.domain.values import Frozen

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
NO_HEADING = "--"

_QUANTITY = re.compile(r"(?P<digits>\d+) bản chính(?:,(?P<copies>\d{1,4}) bản sao)?")
_SPACED_QUANTITY = re.compile(r"(?<=\d)[ \u00a0]*bản[ \u00a0]+(?=chính|sao)")
"""A quantity whose spaces were lost, doubled or made hard on the way: the same quantity."""
_ENDS_WORDS = re.compile(r"(?:[^\W\d_]|(?<!\d)[.;)”\"])$")
"""Where a count written ``01`` may be glued: behind a word or its stop, not behind a colon, which leads to prose."""
_LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_UPPER = "A-Z" + _LOWER[3:].upper()


def read_papers(text: str) -> tuple[Paper, ...]:
    """Read ``thanh_phan_ho_so`` into rows, in published order.

    text: as crawled, NFC. A heading that says *nộp*, *xuất trình* or *lưu ý* is a shelf and decides the class of its
    rows; every other heading is a case (trường hợp), and one that appears twice is the same case; rows under no
    heading belong to all cases. A string that is no such table gives no rows.
    """
    parts = _SPACED_QUANTITY.sub(" bản ", text).split(HEAD)
    if len(parts) == 1:
        return ()
    papers: list[Paper] = []
    heading = parts[0]
    for number, body in enumerate(parts[1:], start=2):
        rows, rest = _rows(body)
        is_last = number == len(parts)
        shelf = read_heading(heading)
        papers.extend(_paper(shelf, name, counts) for name, counts in rows)
        if is_last and clean_line(rest):
            papers.append(_paper(shelf, rest, None))
        heading = rest
    return tuple(paper for paper in papers if paper.name)


def short_row(name: str) -> str:
    """Cut a paper's name for one line: at the first ``;`` or ``(``, or at a word before 90 characters."""
    head = re.split(r"[;(]", name, maxsplit=1)[0].strip(" ,.:-") or name
    if len(head) <= 90:
        return head
    return head[:90].rpartition(" ")[0].rstrip(" ,.:-") + "…"


def _rows(body: str) -> tuple[list[tuple[str, tuple[int, int]]], str]:
    """Split a group into (name with its form files, (originals, copies)) and what follows the last quantity."""
    rows = []
    start = 0
    for match in _QUANTITY.finditer(body):
        before = body[start : match.start()]
        if _closes_row(before, match["digits"], body[match.end() :]):
            tail, count = _share_digits(before, match["digits"])
            rows.append((before + tail, (count, int(match["copies"] or 0))))
            start = match.end()
    return rows, body[start:]


def _closes_row(before: str, digits: str, after: str) -> bool:
    """Tell a quantity cell from the same words inside a name.

    The cell is a count glued to the end of the name; prose writes ``01`` behind a blank, stands after a blank or a
    bracket, and goes on with a blank, a small letter or a stop.
    """
    if before.endswith("("):
        return False
    if re.fullmatch(r"0\d", digits) and (not _ENDS_WORDS.search(before) or re.match(r"\s*[,;.)/]", after)):
        return False
    if re.match(rf" +[{_LOWER}(]", after):
        return False
    return not (before.endswith(" ") and len(digits) == 1 and re.match(rf"\s*[{_LOWER}(,;.)/]", after))


def _share_digits(before: str, digits: str) -> tuple[str, int]:
    """Part the count from digits that end the name: ``ngày 24/7/20231`` -> ``…2023`` and 1."""
    if re.fullmatch(r"0\d", digits):
        return "", int(digits)
    ends_sentence = re.search(rf"[{_LOWER}.;:)”\"]$", before.rstrip()) and not re.search(r"\d\.$", before)
    if len(digits) <= 2 and digits[0] != "0" and ends_sentence and not before.endswith(" "):
        return "", int(digits)
    return digits[:-1], int(digits[-1])


class Shelf(Frozen):
    """What a heading says of its rows: their class, when it is a shelf, else their case."""

    heading: str = ""
    case: str = ALL_CASES
    paper_class: PaperClass | None = None


_BULLETS = re.compile(r"^(?:[-+*•–—·\uf000-\uf0ff]+\s*|\.{2,}\s*)+")
_CONDITION = re.compile(r"^(?:\(?[ivx\d]{1,4}[.)/]\)?\s*|[a-zđ]\d?[.)]\s*)?(?:trường hợp|đối với|nếu|trong trường hợp)")
_NOTE_HEADING = re.compile(r"^(?:lưu ý|ghi chú|chú ý|(?:\d+[.)/]\s*)?số lượng hồ sơ)")
_PRESENT_HEADING = re.compile(
    r"(?:phải|cần)\s+xuất trình\s*:?$|^(?:các )?giấy tờ (?:phải |cần )?xuất trình|xuất trình các giấy"
)
_SUBMIT_HEADING = re.compile(
    r"^(?:[\da-z][.)]\s*)?(?:các )?(?:giấy tờ|chứng từ|hồ sơ|tài liệu) (?:phải|cần) nộp|phải nộp(?: thêm)?\s*:?$"
    r"|^người yêu cầu chứng thực nộp"
)
_EMPTY_HEADING = re.compile(
    r"^(?:[\d]+[.)/]\s*)?(?:thành phần(?:, số lượng)? hồ sơ|bao gồm|hồ sơ(?: bao)? gồm|gồm|hồ sơ)"
    r"(?:[ ,]*(?:bao )?gồm(?: có)?)?\s*$"
)

_REMARK_HEADING = re.compile(
    r"^(?:\w+ ){1,3}(?:này|được tạo lập)\b|^trong phiếu|^\(?trường hợp khai thác|chịu trách nhiệm trước pháp luật"
    r"|^thành phần hồ sơ (?:ban hành|theo)|^theo quy định tại (?:điều|khoản|điểm) .*, cụ thể$"
)
"""A remark standing where a heading stands: nothing a citizen could choose."""


def read_heading(published: str) -> Shelf:
    """Read a heading: a shelf, a case, or nothing (``--``, "Thành phần hồ sơ gồm", a remark)."""
    heading = clean_line(published)
    if heading in ("", NO_HEADING):
        return Shelf()
    words = _BULLETS.sub("", heading).strip(" :;.")
    low = words.lower()
    if _NOTE_HEADING.search(low):
        return Shelf(heading=heading, paper_class=PaperClass.NOTE)
    if _EMPTY_HEADING.search(low) or _REMARK_HEADING.search(low):
        return Shelf(heading=heading)
    if not _CONDITION.search(low):
        if _PRESENT_HEADING.search(low):
            return Shelf(heading=heading, paper_class=PaperClass.PRESENT)
        if _SUBMIT_HEADING.search(low):
            return Shelf(heading=heading, paper_class=PaperClass.SUBMIT)
    return Shelf(heading=heading, case=words)


def paper_of(heading: str, name: str, counts: tuple[int | None, int | None], *, form: str = "") -> Paper:
    """Return a row whose cells are already apart: its heading read, its class and tags from its own words.

    counts: (originals, copies), None where the source gives none: then one original is taken for a paper that is
    handed in, because services that send no counts list no remarks.
    """
    original, copies = counts
    if original is None and copies is None:
        original = 1
    return _paper(read_heading(heading), name, (original or 0, copies or 0), form)


def _paper(shelf: Shelf, published: str, counts: tuple[int, int] | None, form: str = "") -> Paper:
    name, glued = split_form(published)
    form = form or glued
    name = _BULLETS.sub("", clean_line(name)).rstrip(" ;,")
    original, copies = counts or (0, 0)
    paper_class = shelf.paper_class or _class_of(name, form, original + copies)
    return Paper(
        case=shelf.case,
        name=name,
        paper_class=paper_class,
        tags=() if paper_class is PaperClass.NOTE else _tags(name, shelf.heading),
        original=original,
        copy_count=copies,
        form=form,
        heading=shelf.heading,
    )


_PAPER_NOUN = re.compile(
    r"^(?:(?:\(?[ivx\d]{1,4}[.)/]\)?|[a-zđ]\d?[.)])\s*)?(?:\d+ )?(?:bản |các |một trong các )*"
    r"(?:tờ|đơn|giấy|văn bản|bản|hộ chiếu|thẻ|hợp đồng|quyết định|biên bản|danh sách|phiếu|hồ sơ|công văn|báo cáo|"
    r"chứng|tài liệu|điều lệ|nghị quyết|hóa đơn|hoá đơn|ảnh|sơ yếu|lý lịch|phương án|kế hoạch|mẫu|bảng|sổ|vận|đề nghị|"
    r"thông báo|trích lục|di chúc|sao|sơ đồ|dự thảo|cam kết|lệnh|xác nhận|giáy)"
)
_NOTE_ROW = re.compile(
    r"^(?:lưu ý|ghi chú|chú ý|(?:\d[.)/] ?)?số lượng (?:hồ sơ|mỗi)|số lượng:|không quy định|không có|không yêu cầu|"
    r"không phải nộp|\(?(?:các )?giấy tờ (?:nêu )?trên)"
)
_DUTY = re.compile(
    r"có trách nhiệm (?:tiếp nhận|kiểm tra|tra cứu|khai thác|yêu cầu|hướng dẫn)|không được yêu cầu|"
    r"chịu trách nhiệm trước|không phải (?:nộp|xuất trình)"
)
_REMARK = re.compile(r"^(?:\w+ ){1,3}(?:này|nêu trên|được lập|được tạo lập|phải được)\b")
_PRESENT_ROW = re.compile(
    r"^(?:người [^;.,]{0,50}\s)?(?:phải |cần )?xuất trình(?!(?: hoặc| và|/| ,) ?nộp)|^[^;.]{0,90}\(xuất trình"
)


def _class_of(name: str, form: str, count: int) -> PaperClass:
    """Class of a row under no shelf, from its own words and count."""
    low = name.lower()
    is_paper = bool(form or _PAPER_NOUN.search(low))
    if _NOTE_ROW.search(low) and not form:
        return PaperClass.NOTE
    if _DUTY.search(low) and not is_paper:
        return PaperClass.NOTE
    if count == 0 and not form and (low.endswith(":") or not is_paper or _REMARK.search(low)):
        return PaperClass.NOTE
    return PaperClass.PRESENT if _PRESENT_ROW.search(low) else PaperClass.SUBMIT


_DIRECT = re.compile(r"trực tiếp|bưu chính|tại quầy")
_ONLINE = re.compile(
    r"^(?:nếu|trường hợp|khi|đối với)[^;.,]{0,60}?(?:nộp|gửi|đăng ký|thực hiện)[^;.,]{0,40}?"
    r"(?:trực tuyến|môi trường điện tử)"
    r"|nếu[^;.()]{0,80}?hình thức trực tuyến|mẫu hộ tịch điện tử tương tác|biểu mẫu điện tử, công dân kê khai"
    r"|công dân kê khai (?:khi|đối với trường hợp) nộp hồ sơ trực tuyến"
)
_IF_ANY = re.compile(
    r"nếu có|nếu (?!người (?:có )?yêu cầu (?:lựa chọn )?nộp hồ sơ theo hình thức trực tiếp)|"
    r"(?<!một )(?:trong|đối với|với|cho) (?:các )?trường hợp|\(trường hợp|khi có yêu cầu|áp dụng (?:đối với|cho)"
)
_ONE_OF = re.compile(
    r"(?<!trường hợp )một trong (?:các|những|số|hai|ba|bốn|\d+) "
    r"(?!trường hợp|điều kiện|tội|cơ quan|đối tượng|căn cứ|người)"
    r"[^;.]{0,20}(?:giấy tờ|tài liệu|văn bản|giấy|hồ sơ|chứng từ|loại|sau|bản)"
)


def _tags(name: str, heading: str) -> tuple[PaperTag, ...]:
    """Tags from the wording. A condition that only says "handed in at the counter" is no condition at the counter."""
    low = name.lower()
    lead = re.split(r"[;]|\.\s", low, maxsplit=1)[0]
    tags = []
    if _CONDITION.search(low) or _IF_ANY.search(lead):
        tags.append(PaperTag.IF_ANY)
    if _ONE_OF.search(low):
        tags.append(PaperTag.ONE_OF)
    if _is_online(low) or _is_online(_BULLETS.sub("", heading).lower()):
        tags.append(PaperTag.ONLINE_ONLY)
    return tuple(tags)


def _is_online(low: str) -> bool:
    """Tell whether words bind a row to online submission, and to nothing else."""
    match = _ONLINE.search(low)
    if match is None:
        return False
    return not re.search(r"\bhoặc\b", low[: match.start()]) and "không" not in match[0] and not _DIRECT.search(low)


_FILE_END = re.compile(rf"\.(?:docx?|pdf|xlsx?|rtf|odt|rar|zip)(?=$|[{_UPPER}\d])", re.IGNORECASE)
_FORM_WORD = re.compile(
    rf"(?<=[^\s\-_/(])(?:mẫu|mau|phụ lục|giấy đề nghị|đơn đề nghị|phiếu|"
    rf"(?<![{_UPPER}])(?:PL|TP|NA|TTHC|BM))(?=[\s_.\d{_UPPER}-])"
    r"|(?<=[^\s\-_/(])(?:Mẫu|Mau|MẪU|Phụ lục|PHỤ LỤC|Phiếu)"
)
_NUMBER_BEFORE = re.compile(r"(?<=[^\s\d/.])(?:\d{1,3}[.\- ]?)+\s?$")
_AFTER_STOP = re.compile(rf"(?<=[;:)”\"])(?=[{_UPPER}\d])|(?<=[^\d]\.)(?=[{_UPPER}\d])")
_SMALL_AFTER_STOP = re.compile(rf"(?<=[{_LOWER})][.;])(?=[{_LOWER}])(?!(?:docx?|pdf|xlsx?)\b)")
_INSIDE_WORD = re.compile(rf"(?<=[{_LOWER}])(?=[{_UPPER}\d])")


def split_form(published: str) -> tuple[str, str]:
    """Split the form files (column "Mẫu đơn, tờ khai") off a name; several are joined by ``; ``.

    A file name is glued behind the name, so the cut is the last place where a word begins without a blank before it: a
    form's word ("Mẫu 01.docx"), else a capital or digit behind a stop, else one inside a word. Where there is none the
    name stays whole.
    """
    text = published.rstrip()
    ends = [match.end() for match in _FILE_END.finditer(text)]
    if not ends or ends[-1] != len(text):
        return published, ""
    first = text[: ends[0]]
    cut = _cut(first)
    if cut is None:
        return published, ""
    files = [first[cut:], *(text[start:end] for start, end in pairwise(ends))]
    return first[:cut], "; ".join(clean_line(file) for file in files)


def _cut(text: str) -> int | None:
    """Return where the file name at the end of a text begins."""
    words = [match.start() for match in _FORM_WORD.finditer(text)]
    behind_blank = re.search(r"(?<=[^\s\d/])\d{1,3}[.\- ]? ?(?=(?:Mẫu|Phụ lục|MẪU)[^/]*$)", text)
    if behind_blank and (not words or behind_blank.start() > words[-1]):
        return behind_blank.start()
    if words:
        number = _NUMBER_BEFORE.search(text[: words[-1]])
        return number.start() if number else words[-1]
    stops = [match.start() for match in _AFTER_STOP.finditer(text)]
    if stops:
        return stops[-1]
    small = list(_SMALL_AFTER_STOP.finditer(text))
    if small:
        return small[-1].start()
    for token in reversed(list(re.finditer(r"\S+", text))):
        if match := _INSIDE_WORD.search(token[0]):
            return token.start() + match.start()
    return None
