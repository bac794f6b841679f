"""The words of the page Trả kết quả for ways, grounds, payments and answers, each with the value it stands for."""

from datetime import datetime
from enum import StrEnum

from desk_app.domain.dates import office_time
from desk_app.domain.events.reception import AuthorisationKind
from desk_app.domain.events.steps import Satisfaction
from desk_app.domain.fees import PayMethod
from desk_app.ui.translation import mark
from desk_app.ui.widgets.big_date import weekday_name


class Way(StrEnum):
    """Into whose hand a result goes."""

    OWNER = "owner"
    AUTHORISED = "authorised"
    POST = "post"
    ELECTRONIC = "electronic"


WAYS = (
    (Way.OWNER, mark("Chủ hồ sơ")),
    (Way.AUTHORISED, mark("Người được ủy quyền")),
    (Way.POST, mark("Bưu điện")),
    (Way.ELECTRONIC, mark("Điện tử")),
)
GROUNDS = (
    (AuthorisationKind.LETTER, mark("Văn bản ủy quyền")),
    (AuthorisationKind.RELATIVE, mark("Người thân")),
    (AuthorisationKind.INTRODUCTION, mark("Giấy giới thiệu")),
)
"""In the order of the digits that pick them."""
PAYMENTS = (
    (None, mark("Chọn cách thu")),
    (PayMethod.CASH, mark("Tiền mặt")),
    (PayMethod.TRANSFER, mark("Chuyển khoản")),
)
ANSWERS = (
    (Satisfaction.NOT_ASKED, mark("không hỏi")),
    (Satisfaction.VERY_SATISFIED, mark("Rất hài lòng")),
    (Satisfaction.SATISFIED, mark("Hài lòng")),
    (Satisfaction.DISSATISFIED, mark("Không hài lòng")),
)


def weekday_moment(moment: datetime) -> str:
    """Return ``Thứ Sáu, 04/09/2026 17:00`` in the user's language."""
    local = office_time(moment)
    return f"{weekday_name(local)}, {local:%d/%m/%Y %H:%M}"
