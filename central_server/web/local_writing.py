"""How dates, numbers, shares and amounts are written for a reader of a language.

The rules write them the paper's way (``04/09/2026``, ``70.000 đ``, ``99,88%``). An English reader would take the 4th of
September for the 9th of April and seventy thousand for seventy, so that what fills a sentence is written anew.
"""

import re
from datetime import date, datetime

from central_server.web.languages import Language
from desk_app.domain.dates import office_time, paper_date, paper_datetime, paper_time
from desk_app.domain.statistics import Ratio, grouped

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HELD = "\u00a0"
"""A space no line ends at: a date is read in one piece."""
_PAPER_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?P<clock> \d\d:\d\d)?")
_PAPER_AMOUNT = re.compile(r"\d{1,3}(\.\d{3})*(,\d+)? (\u0111|[A-Z]{3})")
_SWAPPED = str.maketrans(".,", ",.")


def written_day(language: Language, day: date) -> str:
    """Return ``04/09/2026``, in English ``4 Sep 2026``; a moment gives its day on the office's clock."""
    if language is Language.VIETNAMESE:
        return paper_date(day)
    local = office_time(day) if isinstance(day, datetime) else day
    return f"{local.day}{_HELD}{_MONTHS[local.month - 1]}{_HELD}{local.year}"


def written_moment(language: Language, moment: datetime) -> str:
    """Return ``04/09/2026 17:00``, in English ``4 Sep 2026 17:00``."""
    if language is Language.VIETNAMESE:
        return paper_datetime(moment)
    return f"{written_day(language, moment)} {paper_time(moment)}"


def written_number(language: Language, number: int) -> str:
    """Return ``444.900``, in English ``444,900``."""
    return grouped(number) if language is Language.VIETNAMESE else f"{number:,}"


def written_share(language: Language, ratio: Ratio) -> str:
    """Return ``99,88%``, in English ``99.88%``; the sentence that nothing is counted comes in Vietnamese."""
    words = ratio.share_words
    return words if language is Language.VIETNAMESE or ratio.percent is None else words.translate(_SWAPPED)


def written_value(language: Language, value: object) -> object:
    """Return what fills a sentence, written for its reader: a date, a moment, or either or an amount as papers have it.

    Only a value that is such a thing as a whole: within what a person wrote nothing is changed.
    """
    if isinstance(value, datetime):
        return written_moment(language, value)
    if isinstance(value, date):
        return written_day(language, value)
    if language is Language.VIETNAMESE or not isinstance(value, str):
        return value
    if found := _PAPER_DATE.fullmatch(value):
        return _english_date(found) or value
    return value.translate(_SWAPPED) if _PAPER_AMOUNT.fullmatch(value) else value


def _english_date(found: re.Match[str]) -> str:
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return ""
    return written_day(Language.ENGLISH, day) + (found["clock"] or "")
