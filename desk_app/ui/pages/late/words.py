"""The words of the page Trễ hạn: its groups, the moments of a letter, how a letter went out."""

from datetime import datetime
from enum import StrEnum

from desk_app.domain.dates import office_time
from desk_app.services.late import Stage, Watch, WatchedDossier
from desk_app.ui.theme import Tone
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.big_date import weekday_name

GROUPS = (
    (None, mark("Tất cả {n}"), mark("Tất cả {n}")),
    (Watch.LATE, mark("Trễ {n}"), mark("Trễ {n}")),
    (Watch.DUE_TODAY, mark("Đến hạn hôm nay {n}"), mark("Hôm nay {n}")),
    (Watch.SOON, mark("Trong 1–3 ngày {n}"), mark("1–3 ngày {n}")),
    (Watch.WAITING, mark("Đang chờ {n}"), mark("Chờ {n}")),
    (Watch.READY, mark("Chưa đến nhận {n}"), mark("Chưa nhận {n}")),
)
"""The tabs, in the order a supervisor reads them: group (None is all), words, words for a narrow window."""

PERIOD = (mark("Quá hạn theo kỳ"), mark("Theo kỳ"))

HOWS = (
    mark("Thư giấy"),
    mark("Bưu chính"),
    mark("Tin nhắn"),
    mark("Trao tận tay"),
)
"""How a letter goes out, in the order of the digits that pick them; kept in Vietnamese."""


class Deed(StrEnum):
    """What F9 does with the dossiers chosen."""

    DRAFT = "draft"
    SIGN = "sign"
    SEND = "send"


DEED_OF = {Stage.NONE: Deed.DRAFT, Stage.SENT: Deed.DRAFT, Stage.DRAFTED: Deed.SIGN, Stage.SIGNED: Deed.SEND}
DEED_WORDS = {
    Deed.DRAFT: mark("Lập thư xin lỗi"),
    Deed.SIGN: mark("Ghi nhận đã ký"),
    Deed.SEND: mark("Ghi nhận đã gửi"),
}

Look = tuple[str, str, Tone]
"""Word in the user's language, icon, tone."""


def standing_look(one: WatchedDossier) -> Look:
    """Return how a dossier stands, as word, icon and tone."""
    match one.group:
        case Watch.LATE:
            words = tr("Trễ {n} ngày", n=one.days) if one.days else tr("Quá giờ hẹn")
            return words, "error", Tone.BAD
        case Watch.DUE_TODAY:
            return tr("Đến hạn hôm nay"), "today", Tone.WARN
        case Watch.SOON:
            return tr("Còn {n} ngày", n=one.days), "schedule", Tone.INFO
        case Watch.WAITING:
            return tr("Chờ {n} ngày", n=one.days), "pause_circle", Tone.WAIT
        case Watch.READY:
            return tr("Có kết quả {n} ngày", n=one.days), "task_alt", Tone.GOOD


def letter_look(one: WatchedDossier) -> Look | None:
    """Return how far its letter is; None where there is nothing to apologise for."""
    match one.stage:
        case Stage.DRAFTED:
            return tr("Dự thảo, chờ ký"), "edit", Tone.WARN
        case Stage.SIGNED:
            return tr("Đã ký {number}", number=_number(one)), "drafts", Tone.INFO
        case Stage.SENT:
            return tr("Đã gửi {number}", number=_number(one)), "send", Tone.GOOD
        case Stage.NONE if one.group is Watch.LATE:
            return tr("CHƯA CÓ"), "mail", Tone.BAD
        case _:
            return None


def letter_detail(one: WatchedDossier) -> str:
    """Return the second line about a letter: until when it is in time, when it was signed or went out."""
    match one.stage:
        case Stage.SIGNED if one.letter is not None:
            return tr("ký {day}, chưa gửi", day=f"{one.letter.letter.signed_on:%d/%m}")
        case Stage.SENT if one.letter is not None and one.letter.sent_at is not None:
            return f"{office_time(one.letter.sent_at):%d/%m} · {tr(one.letter.sent_how)}"
        case _ if one.apology_until is None or not one.line.open:
            return ""
        case _ if one.apology_in_time:
            return tr("kịp đến hết {day}", day=f"{one.apology_until:%d/%m/%Y}")
        case _:
            return tr("hạn gửi {day} đã qua", day=f"{one.apology_until:%d/%m}")


def moment_words(moment: datetime) -> str:
    """Return ``Thứ Ba, 15/09/2026 17:00`` in the user's language."""
    local = office_time(moment)
    return f"{weekday_name(local)}, {local:%d/%m/%Y %H:%M}"


def chosen_by_digit(typed: str, choices: tuple[str, ...]) -> str:
    """Return the choice a single digit names, any other text as it is."""
    if len(typed) == 1 and typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(choices):
        return choices[int(typed) - 1]
    return typed


def _number(one: WatchedDossier) -> str:
    return one.letter.letter.letter_number if one.letter is not None else ""
