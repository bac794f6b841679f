"""Sheets and columns of the office's own workbook: what the writer puts down is what the reader looks for."""

from dataclasses import dataclass

from desk_app.catalogue_files.tables import heading
from desk_app.domain.fees import FeeBasis
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import ChannelKind, PaperClass, PrintHabit

PROCEDURES, CHANNELS, PAPERS, FEES = "Thủ tục", "Kênh và thời hạn", "Giấy tờ", "Lệ phí"
GUIDE = "Hướng dẫn"
EXAMPLE = "Ví dụ"
"""A code cell that begins with this marks an example row, which is never imported."""
YES = "x"

CHANNEL_WORDS = {
    "Trực tiếp": ChannelKind.DIRECT,
    "Trực tuyến": ChannelKind.ONLINE,
    "Dịch vụ bưu chính": ChannelKind.POST,
}
UNIT_WORDS = {
    "ngày làm việc": Unit.WORKING_DAY,
    "ngày": Unit.DAY,
    "giờ": Unit.HOUR,
    "phút": Unit.MINUTE,
    "tháng": Unit.MONTH,
    "trong ngày": Unit.SAME_DAY,
    "không quy định": Unit.NONE,
}
CLASS_WORDS = {
    "Phải nộp": PaperClass.SUBMIT,
    "Xuất trình": PaperClass.PRESENT,
    "Lưu ý": PaperClass.NOTE,
}
BASIS_WORDS = {
    "Một lần": FeeBasis.FIXED,
    "Theo bản": FeeBasis.PER_COPY,
    "Theo trang": FeeBasis.PER_PAGE,
    "Theo vụ việc": FeeBasis.PER_CASE,
}
PRINT_WORDS = {"Luôn in": PrintHabit.ALWAYS, "Hỏi": PrintHabit.ASK, "Không in": PrintHabit.NEVER}


@dataclass(frozen=True)
class Column:
    """One column. key: our name. width: characters. choices: the list offered in the cell. needed: marked (*)."""

    key: str
    title: str
    width: int = 16
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns in order and the example rows under the heading."""

    name: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]

    @property
    def headings(self) -> dict[str, tuple[str, ...]]:
        """Our name of a column → its headings as compared."""
        return {column.key: (heading(column.title),) for column in self.columns}


def _yes(key: str, title: str) -> Column:
    return Column(key, title, 12, (YES,))


_CODE = Column("code", "Mã thủ tục", 22, needed=True)
_CASE = Column("case", "Trường hợp", 28)

SHEETS = (
    Sheet(
        PROCEDURES,
        (
            _CODE,
            Column("name", "Tên thủ tục", 60, needed=True),
            Column("short_name", "Tên gọi tắt", 30),
            Column("daily_words", "Từ thường gọi", 30),
            _yes("listed", "Thuộc danh mục đơn vị"),
            Column("favourite", "Phím chọn nhanh", 10, tuple("123456789")),
            Column("field", "Lĩnh vực", 20),
            Column("levels", "Cấp thực hiện", 16),
            Column("agencies", "Cơ quan thực hiện", 30),
            Column("competent_agency", "Cơ quan có thẩm quyền", 30),
            Column("decision", "Số quyết định", 18),
            Column("effective_from", "Hiệu lực từ ngày", 14),
            Column("effective_to", "Hết hiệu lực sau ngày", 14),
            Column("applicants", "Đối tượng thực hiện", 24),
            Column("steps", "Trình tự thực hiện", 40),
            Column("requirements", "Yêu cầu, điều kiện", 40),
            Column("results", "Kết quả", 30),
            Column("legal_basis", "Căn cứ pháp lý", 40),
            Column("print_habit", "In phiếu", 12, tuple(PRINT_WORDS)),
            _yes("authentication", "Chứng thực bản sao"),
            _yes("same_day", "Trả trong ngày"),
            Column("handled_by", "Đơn vị xử lý", 24),
        ),
        (
            (f"{EXAMPLE}: 1.001193", "Đăng ký khai sinh", "Khai sinh", "giấy khai sinh; làm khai sinh", YES, "1",
             "Hộ tịch", "Cấp xã", "Ủy ban nhân dân cấp xã", "Ủy ban nhân dân cấp xã", "163/QĐ-BTP", "01/03/2026"),
        ),
    ),
    Sheet(
        CHANNELS,
        (
            _CODE,
            Column("channel", "Kênh", 18, tuple(CHANNEL_WORDS), needed=True),
            _CASE,
            Column("amount", "Thời hạn", 10),
            Column("unit", "Đơn vị", 18, tuple(UNIT_WORDS)),
            Column("note", "Mô tả", 40),
        ),
        (
            (f"{EXAMPLE}: 1.001193", "Trực tiếp", "", "", "trong ngày", "Nhận sau 15 giờ trả ngày làm việc tiếp theo"),
            (f"{EXAMPLE}: 1.001193", "Trực tuyến", "", "1", "ngày làm việc", ""),
        ),
    ),
    Sheet(
        PAPERS,
        (
            _CODE,
            _CASE,
            Column("name", "Tên giấy tờ", 60, needed=True),
            Column("paper_class", "Loại", 14, tuple(CLASS_WORDS)),
            Column("original", "Bản chính", 10),
            Column("copy_count", "Bản sao", 10),
            Column("form", "Mẫu đơn, tờ khai", 20),
            _yes("if_any", "Nếu có"),
            _yes("one_of", "Một trong"),
            _yes("online_only", "Chỉ trực tuyến"),
            _yes("usual", "Thường nộp"),
        ),
        (
            (f"{EXAMPLE}: 1.001193", "", "Tờ khai đăng ký khai sinh", "Phải nộp", "1", "0", "", "", "", "", YES),
            (f"{EXAMPLE}: 1.001193", "", "Giấy chứng sinh", "Phải nộp", "1", "0", "", "", "", "", YES),
            (f"{EXAMPLE}: 1.001193", "", "Thẻ căn cước của người đi đăng ký", "Xuất trình", "1", "0"),
        ),
    ),
    Sheet(
        FEES,
        (
            _CODE,
            Column("channel", "Kênh", 18, tuple(CHANNEL_WORDS)),
            _CASE,
            Column("name", "Tên phí, lệ phí", 40, needed=True),
            Column("basis", "Cách tính", 16, tuple(BASIS_WORDS)),
            Column("amount", "Mức thu (đồng)", 16, needed=True),
            Column("from_page", "Từ trang thứ", 12),
            Column("page_amount", "Mức thu từ trang đó (đồng)", 18),
            Column("cap", "Tối đa (đồng)", 16),
            Column("legal_basis", "Căn cứ", 30),
        ),
        (
            (f"{EXAMPLE}: 2.000815", "", "", "Phí chứng thực bản sao từ bản chính", "Theo trang", "2000", "3", "1000",
             "200000", "Thông tư 226/2016/TT-BTC"),
        ),
    ),
)  # fmt: skip

GUIDE_LINES = (
    "BẢNG KÊ THỦ TỤC CỦA ĐƠN VỊ",
    "1. Mỗi thủ tục một dòng ở trang “Thủ tục”. Cột có dấu (*) phải điền; cột khác để trống được.",
    "2. Các trang “Kênh và thời hạn”, “Giấy tờ”, “Lệ phí” ghi mã thủ tục ở cột đầu, mỗi dòng một mục.",
    "3. Ô đánh dấu: gõ chữ x. Nhiều từ thường gọi, nhiều cơ quan: cách nhau bằng dấu chấm phẩy (;).",
    "4. Trường hợp: để trống nếu áp dụng cho mọi trường hợp.",
    "5. Ngày ghi theo mẫu 31/12/2026. Tiền ghi bằng đồng, ví dụ 8000 hoặc 8.000.",
    "6. Dòng có mã bắt đầu bằng chữ “Ví dụ” chỉ để xem mẫu, không được nhập vào danh mục.",
    "7. Không đổi tên trang và tên cột. Có thể thêm cột riêng của đơn vị; chương trình bỏ qua cột lạ.",
)
