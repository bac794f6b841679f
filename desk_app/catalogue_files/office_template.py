"""Read the office's own workbook back: procedures, channels, papers, fees, and the office's layer over them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from desk_app.catalogue_files.codes import read_code
from desk_app.catalogue_files.portal_list import several_lines
from desk_app.catalogue_files.report import Cancelled, CatalogueFile, FileKind, Progress, Reading
from desk_app.catalogue_files.tables import Row, Table, find_columns, heading, table_rows
from desk_app.catalogue_files.template_columns import (
    BASIS_WORDS,
    CHANNEL_WORDS,
    CHANNELS,
    CLASS_WORDS,
    EXAMPLE,
    FEES,
    PAPERS,
    PRINT_WORDS,
    PROCEDURES,
    SHEETS,
    UNIT_WORDS,
    YES,
)
from desk_app.domain.fees import FeeBasis, FeeRule, PageTier
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.portal_papers import short_row
from desk_app.domain.procedures import (
    Channel,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperTag,
    PrintHabit,
    Procedure,
    PublishedFee,
    UsualPaper,
)
from desk_app.domain.text import clean_block, clean_line, fold

Choice = TypeVar("Choice")
_LONGEST_SHORT_NAME = 60
_MOST_MONEY = Decimal(10**12)
_MOST_UNITS = 10_000


class _Draft:
    """What is known of one procedure while its rows are read from four sheets."""

    def __init__(self, procedure: Procedure, layer: OfficeLayer) -> None:
        self.procedure = procedure
        self.layer = layer
        self.channels: list[Channel] = []
        self.papers: list[Paper] = []
        self.usual: list[UsualPaper] = []
        self.rules: list[FeeRule] = []


class _Refused(Exception):
    """A row that cannot be taken; the words say why, in Vietnamese."""


def is_template(tables: Mapping[str, Table]) -> bool:
    """Tell whether a workbook is the office's own: its procedure sheet with code, name and short name."""
    sheet = _sheet(tables, PROCEDURES)
    found = find_columns(sheet, SHEETS[0].headings) if sheet else None
    return found is not None and {"code", "name", "short_name"} <= found[1].keys()


def read_template(tables: Mapping[str, Table], progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    """Read all four sheets; rows that cannot be taken are reported and leave the others standing.

    A procedure without rows in the other sheets is a bare row (``is_full`` False) and erases no details known.
    """
    rows = {sheet.name: _sheet_rows(tables, sheet.name) for sheet in SHEETS}
    reading = Reading(sum(len(sheet) for sheet in rows.values()), progress, cancelled)
    drafts: dict[str, _Draft] = {}
    done = 0
    takers = {CHANNELS: _take_channel, PAPERS: _take_paper, FEES: _take_fee}
    for sheet, sheet_rows in rows.items():
        for row in sheet_rows:
            done += 1
            reading.step(done)
            code = read_code(row["code"])
            try:
                if code is None:
                    raise _Refused("ô mã thủ tục trống hoặc không phải mã thủ tục")
                if code[1]:
                    row.remark(code[1])
                if sheet == PROCEDURES:
                    _take_procedure(code[0], row, drafts, reading)
                    continue
                draft = drafts.get(code[0])
                if draft is None:
                    raise _Refused(f"mã {code[0]} không có ở trang “{PROCEDURES}”")
                takers[sheet](row, draft)
            except _Refused as refused:
                reading.skip(row.number, clean_line(row["code"])[:60], str(refused), sheet)
                continue
            reading.note(row.number, code[0], tuple(row.remarks), sheet)
    reading.procedures = {code: _finished(draft) for code, draft in drafts.items()}
    return reading.finish(FileKind.OFFICE_TEMPLATE, {code: draft.layer for code, draft in drafts.items()})


def _sheet(tables: Mapping[str, Table], name: str) -> Table | None:
    return next((table for sheet, table in tables.items() if heading(sheet) == heading(name)), None)


def _sheet_rows(tables: Mapping[str, Table], name: str) -> list[Row]:
    table = _sheet(tables, name)
    sheet = next(sheet for sheet in SHEETS if sheet.name == name)
    found = find_columns(table, sheet.headings) if table else None
    if table is None or found is None:
        return []
    return [row for row in table_rows(table, *found) if not fold(row["code"]).startswith(fold(EXAMPLE))]


def _take_procedure(code: str, row: Row, drafts: dict[str, _Draft], reading: Reading) -> None:
    name = clean_line(row["name"])
    if not name:
        raise _Refused("không có tên thủ tục")
    procedure = Procedure(
        code=code,
        name=name,
        field=clean_line(row["field"]),
        levels=_several(row["levels"]),
        agencies=several_lines(row["agencies"].replace(";", "\n")),
        competent_agency=clean_line(row["competent_agency"]),
        decision=clean_line(row["decision"]),
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]),
        applicants=clean_line(row["applicants"]),
        steps=clean_block(row["steps"]),
        requirements=clean_block(row["requirements"]),
        results=_several(row["results"]),
        legal_basis=_several(row["legal_basis"]),
    )
    layer = OfficeLayer(
        short_name=_short_name(row),
        listed=_ticked(row["listed"]),
        favourite=_favourite(row["favourite"]),
        daily_words=_several(row["daily_words"]),
        print_habit=_choice(row["print_habit"], PRINT_WORDS, "In phiếu") or PrintHabit.ALWAYS,
        authentication=_ticked(row["authentication"]),
        same_day=_ticked(row["same_day"]),
        handled_by=clean_line(row["handled_by"]),
    )
    if reading.take(row.number, procedure, tuple(row.remarks), PROCEDURES):
        drafts[code] = _Draft(procedure, layer)


def _take_channel(row: Row, draft: _Draft) -> None:
    channel = _choice(row["channel"], CHANNEL_WORDS, "Kênh")
    if channel is None:
        raise _Refused("chưa ghi kênh nộp hồ sơ")
    amount_text, unit_text = clean_line(row["amount"]), clean_line(row["unit"])
    unit = _choice(unit_text, UNIT_WORDS, "Đơn vị")
    published = f"{amount_text} {unit_text}".strip()
    if unit in (Unit.SAME_DAY, Unit.NONE) or not published:
        limit = TimeLimit(unit=unit or Unit.NONE, text=published)
    else:
        amount = _number(amount_text or "0", "Thời hạn", most=Decimal(_MOST_UNITS))
        if not amount:
            # A unit alone would print as "no fixed date", a zero as "today".
            raise _Refused("ô “Thời hạn” phải là một số lớn hơn 0")
        limit = TimeLimit(amount=amount, unit=unit or Unit.MISSING, text=published)
    note = clean_block(row["note"])
    draft.channels.append(Channel(channel=channel, case=clean_line(row["case"]), limit=limit, note=note))


def _take_paper(row: Row, draft: _Draft) -> None:
    name = clean_line(row["name"])
    if not name:
        raise _Refused("không có tên giấy tờ")
    tags = {"if_any": PaperTag.IF_ANY, "one_of": PaperTag.ONE_OF, "online_only": PaperTag.ONLINE_ONLY}
    paper = Paper(
        case=clean_line(row["case"]),
        name=name,
        paper_class=_choice(row["paper_class"], CLASS_WORDS, "Loại") or PaperClass.SUBMIT,
        tags=tuple(tag for key, tag in tags.items() if _ticked(row[key])),
        original=int(_number(row["original"] or "0", "Bản chính", most=Decimal(999))),
        copy_count=int(_number(row["copy_count"] or "0", "Bản sao", most=Decimal(999))),
        form=clean_line(row["form"]),
    )
    draft.papers.append(paper)
    if _ticked(row["usual"]):
        draft.usual.append(UsualPaper(case=paper.case, name=name, original=paper.original, copy_count=paper.copy_count))


def _take_fee(row: Row, draft: _Draft) -> None:
    name = clean_line(row["name"])
    if not name:
        raise _Refused("không có tên phí, lệ phí")
    channel = _choice(row["channel"], CHANNEL_WORDS, "Kênh")
    tiers: tuple[PageTier, ...] = ()
    if clean_line(row["from_page"]):
        page = int(_number(row["from_page"], "Từ trang thứ", most=Decimal(1000)))
        if page < 1:
            raise _Refused("ô “Từ trang thứ” phải từ 1 trở lên")
        tiers = (PageTier(from_page=page, amount=_money(row["page_amount"], "Mức thu từ trang đó")),)
    rule = FeeRule(
        name=name,
        basis=_choice(row["basis"], BASIS_WORDS, "Cách tính") or FeeBasis.FIXED,
        amount=_money(row["amount"], "Mức thu"),
        tiers=tiers,
        cap=_money(row["cap"], "Tối đa") if clean_line(row["cap"]) else None,
        case=clean_line(row["case"]),
        channel=channel or "",
        legal_basis=clean_line(row["legal_basis"]),
    )
    draft.rules.append(rule)


def _finished(draft: _Draft) -> Procedure:
    """Return the procedure with its rows, the fees standing on every channel they hold for."""
    channels = tuple(
        row.model_copy(update={"fees": tuple(_published(rule) for rule in draft.rules if _holds(rule, row))})
        for row in draft.channels
    )
    draft.layer = draft.layer.model_copy(update={"usual_papers": tuple(draft.usual), "fee_rules": tuple(draft.rules)})
    return draft.procedure.model_copy(
        update={"channels": channels, "papers": tuple(draft.papers), "is_full": bool(channels or draft.papers)}
    )


def _holds(rule: FeeRule, row: Channel) -> bool:
    return rule.channel in ("", row.channel) and rule.case in ("", row.case)


def _published(rule: FeeRule) -> PublishedFee:
    return PublishedFee(amount=rule.amount, text=rule.name)


def _short_name(row: Row) -> str:
    name = clean_line(row["short_name"])
    if len(name) > _LONGEST_SHORT_NAME:
        row.remark(f"tên gọi tắt dài quá {_LONGEST_SHORT_NAME} chữ, đã cắt bớt")
        name = name[:_LONGEST_SHORT_NAME].rpartition(" ")[0] or short_row(name)[:_LONGEST_SHORT_NAME]
    return name


def _several(cell: str) -> tuple[str, ...]:
    parts = (clean_line(part) for part in re.split(r"[;\n]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def _ticked(cell: str) -> bool:
    return fold(cell) in (YES, "co", "1", "true", "v")


def _favourite(cell: str) -> int | None:
    text = clean_line(cell)
    if not text:
        return None
    if not re.fullmatch(r"[1-9]", text):
        raise _Refused(f"phím chọn nhanh “{text[:20]}” phải là một số từ 1 đến 9")
    return int(text)


def _choice(cell: str, words: Mapping[str, Choice], column: str) -> Choice | None:
    text = clean_line(cell)
    if not text:
        return None
    for name, value in words.items():
        if fold(name) == fold(text):
            return value
    raise _Refused(f"ô “{column}” ghi “{text[:40]}”; chọn một trong: {', '.join(words)}")


def _number(cell: str, column: str, *, most: Decimal) -> Decimal:
    text = clean_line(cell)
    if not re.fullmatch(r"\d{1,6}(?:[.,]\d{1,2})?", text):
        raise _Refused(f"ô “{column}” ghi “{text[:40]}” không phải số")
    number = Decimal(text.replace(",", "."))
    if number > most:
        raise _Refused(f"ô “{column}” ghi “{text}” lớn quá mức")
    return number


def _money(cell: str, column: str) -> Decimal:
    text = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)$", "", clean_line(cell).lower())
    if fold(text) in ("mien phi", "khong"):
        return Decimal(0)
    if not re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+|\d{1,12}", text):
        raise _Refused(f"ô “{column}” ghi “{text[:40]}” không phải số tiền")
    return min(Decimal(re.sub(r"[., ]", "", text)), _MOST_MONEY)


def _day(cell: str) -> date | None:
    text = clean_line(cell)
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise _Refused(f"ngày “{text[:20]}” không đúng mẫu 31/12/2026")
