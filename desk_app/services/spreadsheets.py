"""Lists as real XLSX files: text is text (leading zeros stay, nothing is read as a formula), numbers are numbers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from desk_app.domain.dates import paper_date, paper_time
from desk_app.domain.forms.period_papers import BookData, DayLogData, FeeListData, OverdueData, Report06aData

_WIDEST = 60
Cell = str | int


@dataclass(frozen=True)
class Sheet:
    """One sheet: what stands above the table, its heads, rows and closing lines. rows: text or whole numbers.

    struck: the places of rows that are struck out, from 0.
    """

    name: str
    title: str
    period: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    closing: Sequence[str] = ()
    struck: Collection[int] = frozenset()


def workbook(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """Return an XLSX file, its rows written one by one. made_at: aware, its date of making."""
    target = BytesIO()
    # A cell that begins with "=", "+", "-" or "@" stays what a person typed.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(target, safe)
    created = made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"created": created})
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter", "align": "center"})
    as_text = {"border": 1, "num_format": "@", "valign": "top", "text_wrap": True}
    as_number = {"border": 1, "num_format": "#,##0", "valign": "top"}
    words, number = book.add_format(as_text), book.add_format(as_number)
    struck_words = book.add_format({**as_text, "font_strikeout": True})
    struck_number = book.add_format({**as_number, "font_strikeout": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, sheet.title, bold)
        page.write_string(1, 0, sheet.period)
        widths = [len(text) for text in sheet.heads]
        for column, text in enumerate(sheet.heads):
            page.write_string(3, column, text, head)
        row = 3
        for row, cells in enumerate(sheet.rows, start=4):
            is_struck = row - 4 in sheet.struck
            for column, value in enumerate(cells):
                if isinstance(value, int):
                    page.write_number(row, column, value, struck_number if is_struck else number)
                else:
                    page.write_string(row, column, value, struck_words if is_struck else words)
                widths[column] = max(widths[column], len(str(value)))
        for place, text in enumerate(sheet.closing, start=row + 2):
            page.write_string(place, 0, text)
        for column, width in enumerate(widths):
            page.set_column(column, column, min(max(width, 6) + 2, _WIDEST))
        page.freeze_panes(4, 0)
        page.repeat_rows(3)
    book.close()
    return target.getvalue()


def book_sheet(data: BookData) -> Sheet:
    """Return the follow-up book as a sheet; a cancelled line is struck out and says so in its note."""
    heads = (
        "STT", "Mã hồ sơ", "Tên thủ tục", "Nội dung", "Số bộ", "Chủ hồ sơ", "Địa chỉ", "Số điện thoại",
        "Đơn vị giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Chuyển xử lý", "Nhận kết quả", "Trả kết quả",
        "Phương thức", "Người nhận kết quả", "Người nhận hồ sơ", "Ghi chú",
    )  # fmt: skip
    rows = (
        (
            row.ordinal, row.code, row.procedure, row.summary, int(row.sets), row.owner, row.address, row.phone,
            row.unit, row.received, row.due, row.handed, row.ready, row.returned, row.how, row.receiver, row.clerk,
            row.note,
        )
        for row in data.rows
    )  # fmt: skip
    period = f"Quyển số {data.book}. {data.period}" if data.book else data.period
    struck = frozenset(at for at, row in enumerate(data.rows) if row.struck)
    return Sheet("Sổ theo dõi", "SỔ THEO DÕI HỒ SƠ", period, heads, rows, data.totals, struck)


def day_log_sheet(data: DayLogData) -> Sheet:
    """Return the daily report as a sheet: its lists, and its figures under them."""
    heads = ("Danh sách", "Mã hồ sơ", "Nội dung", "Chủ hồ sơ", "Nhận", "Hẹn trả", "Ghi chú")
    rows = ((r.heading, r.code, r.summary, r.owner, r.received, r.due, r.note) for r in data.rows)
    closing = (
        f"Tổng số hồ sơ tiếp nhận: {data.received}",
        f"Hiện tại (lúc {paper_time(data.issued_at)} ngày {paper_date(data.issued_at)}):",
        f"Đã xử lý xong: {data.done} (đúng hạn {data.done_in_time}, quá hạn {data.done_late})",
        f"Đang xử lý: {data.running} (trong hạn {data.running_in_time}, tới hạn {data.running_due}, quá hạn "
        f"{data.running_late}, đang chờ {data.running_waiting})",
        f"Bị trả lại: {data.sent_back}. Đã trả kết quả trong kỳ: {data.returned}",
    )
    return Sheet("Nhật ký", "BÁO CÁO TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ", data.period, heads, rows, closing)


def report_06a_sheet(data: Report06aData) -> Sheet:
    """Return II.06a as a sheet."""
    heads = (
        data.grouped_by, "Tiếp nhận: tổng số (3)", "Trực tuyến (4)", "Trực tiếp, bưu chính (5)", "Từ kỳ trước (6)",
        "Đã giải quyết: tổng số (7)", "Trước hạn (8)", "Đúng hạn (9)", "Quá hạn (10)", "Đang giải quyết: tổng số (11)",
        "Trong hạn (12)", "Quá hạn (13)",
    )  # fmt: skip
    rows = (
        (
            row.name, row.received, row.online, row.direct, row.carried, row.resolved, row.early, row.on_time, row.late,
            row.unresolved, row.running, row.running_late,
        )
        for row in (*data.rows, data.sum)
    )  # fmt: skip
    closing = (f"Đối chiếu: {'; '.join(data.identities)}", *data.ratios, *data.footnotes)
    return Sheet("II.06a", "II.06a/VPCP/KSTT – Tình hình, kết quả giải quyết TTHC", data.period, heads, rows, closing)


def overdue_sheet(data: OverdueData) -> Sheet:
    """Return the late dossiers of a period as a sheet."""
    heads = (
        "Mã hồ sơ", "Chủ hồ sơ", "Thủ tục", "Nhận", "Hẹn trả ban đầu", "Xong", "Trễ (ngày làm việc)",
        "Thời gian ở từng đơn vị", "Thư xin lỗi",
    )  # fmt: skip
    rows = (
        (r.code, r.owner, r.procedure, r.received, r.due, r.finished, r.late, r.spent, r.apology) for r in data.rows
    )
    return Sheet("Quá hạn", "DANH SÁCH HỒ SƠ QUÁ HẠN THEO KỲ", data.period, heads, rows)


def fees_sheet(data: FeeListData) -> Sheet:
    """Return the fee list as a sheet."""
    heads = (
        "Thời gian",
        "Mã hồ sơ",
        "Chủ hồ sơ",
        "Khoản thu",
        "Số tiền (đồng)",
        "Hình thức",
        "Số biên lai",
        "Người thu",
        "Ghi chú",
    )
    rows = (
        (
            f"{r.taken_at:%d/%m/%Y %H:%M}",
            r.code,
            r.owner,
            r.name,
            int(r.amount),
            r.method,
            r.receipt_number,
            r.clerk,
            r.note,
        )
        for r in data.rows
    )
    closing = (f"Cộng: {int(data.total)} đồng", *data.ways)
    return Sheet("Phí, lệ phí", "BẢNG KÊ THU PHÍ, LỆ PHÍ", data.period, heads, rows, closing)


def fee_sums_sheet(data: FeeListData) -> Sheet:
    """Return the money by clerk, kind and way as a sheet."""
    heads = ("Người thu", "Khoản thu", "Hình thức", "Số lượt", "Số tiền (đồng)")
    rows = ((r.clerk, r.name, r.method, r.count, int(r.amount)) for r in data.sums)
    return Sheet(
        "Cộng theo người thu", "THU PHÍ, LỆ PHÍ THEO NGƯỜI THU VÀ KHOẢN THU", data.period, heads, rows, data.ways
    )
