"""What the page Bàn giao does, its words, and the sheets it prints."""

from enum import StrEnum

from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.events.steps import ResultKind
from desk_app.ui.translation import mark


class Deed(StrEnum):
    """What F9 is about to write of a lot."""

    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    TAKE_BACK = "take_back"


DEED_WORDS = {
    Deed.HAND_OVER: mark("Chuyển xử lý"),
    Deed.RECEIVE: mark("Nhận kết quả về"),
    Deed.TAKE_BACK: mark("Nhận lại hồ sơ chưa xong"),
}
"""As written on the main button."""

LIST_TITLES = {
    HandedOver.KIND: mark("Danh sách bàn giao hồ sơ"),
    ResultReady.KIND: mark("Phiếu bàn giao kết quả"),
}

FORMS = (
    (ResultKind.PAPER, mark("Bản giấy")),
    (ResultKind.ELECTRONIC, mark("Điện tử")),
    (ResultKind.BOTH, mark("Cả hai")),
)
"""On what a result stands, in the order of the digits that pick it."""
