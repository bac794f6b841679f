"""What stops F9: said in one sentence, with the caret where it is mended."""

from collections.abc import Sequence

from desk_app.domain.card import GARBLED
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.caret import point_at
from desk_app.ui.pages.reception.checks import Missing, Place
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.translation import tr


def stopped_by(sheet: ReceptionSheet, found: Sequence[Missing]) -> bool:
    """Say the first thing that is missing and put the caret there; return whether something is."""
    if not found:
        return False
    first = found[0]
    strip = sheet.strip
    if first.place is Place.PAPERS:
        text = tr(
            "Còn {n} giấy tờ phải nộp chưa đánh dấu. Đánh dấu nếu đã nhận đủ, hoặc nhấn Ctrl+B để in Phiếu yêu cầu "
            "bổ sung.",
            n=first.count,
        )
        strip.say(Kind.BAD, text, topic="missing", action=tr("Vẫn tiếp nhận"), act=sheet.waive_papers)
    elif first.place is Place.REREAD:
        strip.say(Kind.BAD, tr(GARBLED), topic="missing")
    elif first.place is Place.UNIT:
        strip.say(Kind.BAD, _unit_question(sheet), topic="missing")
    else:
        words = tr("Chưa tiếp nhận: còn thiếu {what}. Con trỏ đang ở ô cần nhập.", what=tr(first.words))
        strip.say(Kind.BAD, words, topic="missing")
    point_at(sheet, first.place)
    return True


def _unit_question(sheet: ReceptionSheet) -> str:
    """Return message 7 for the limit that lacks its unit."""
    state = sheet.state
    rows = sheet.chosen.variants(state.channel, state.case) if sheet.chosen else ()
    row = rows[min(state.variant or 0, len(rows) - 1)] if rows else None
    number = (row.limit.text or f"{row.limit.amount:f}") if row and row.limit.amount is not None else ""
    return tr(
        "Thủ tục công bố thời hạn “{number}” nhưng không ghi đơn vị. Chọn đơn vị cho hồ sơ này; trưởng bộ phận sẽ "
        "xác nhận cho các hồ sơ sau.",
        number=number,
    )
