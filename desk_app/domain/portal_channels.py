"""Read the portal's run-together table of channels, limits and fees.

The portal shows a table *Hình thức nộp | Thời gian | Phí, lệ phí | Mô tả*; what is crawled from it is that table with
every separator lost. The cells keep a grammar of their own, and that grammar is what is read here::

    table   = HEAD row*
    row     = CHANNEL time fee+ [note]
    time    = [BOUND] NUMBER " " UNIT | NUMBER | "Không có thông tin"      (in any case, spaces as they come)
    BOUND   = "Không quá" | "Tối đa" | "Trong" [ "vòng" | "thời hạn" ]: what a limit is anyway
    fee     = amount " " CURRENCY ["(" text ")"] | "Miễn phí" ["(" text ")"] | "Không có thông tin"
    amount  = one to three digits, then groups of ",ddd" or ".ddd"; never beginning with 0

Channels, units, currencies and the two words of a fee are read in any case, their spaces as they come.

A row begins only where channel, time and fee stand in a line, so the same words inside a note begin none. Where a
number without a unit touches a fee (``1200 VNĐ``) the digits are shared out by that grammar, see ``_share_digits``.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedures import ALL_CASES, Channel, ChannelKind, Procedure, PublishedFee
from desk_app.domain.text import fold
from desk_app.domain.values import Frozen

NO_INFORMATION = "Không có thông tin"
FREE = "Miễn phí"

CHANNEL_NAMES = {
    "Trực tiếp": ChannelKind.DIRECT,
    "Trực tuyến": ChannelKind.ONLINE,
    "Dịch vụ bưu chính": ChannelKind.POST,
}
UNIT_NAMES = {
    "Ngày làm việc": Unit.WORKING_DAY,
    "Ngày": Unit.DAY,
    "Giờ": Unit.HOUR,
    "Phút": Unit.MINUTE,
    "Tháng": Unit.MONTH,
}
CURRENCY_NAMES = {
    "Việt Nam Đồng": "VND",
    "VNĐ": "VND",
    "VND": "VND",
    "USD": "USD",
    "EUR": "EUR",
    "đồng": "VND",
}


_CURRENCIES = {fold(name): code for name, code in CURRENCY_NAMES.items()}


class ChannelTable(Frozen):
    """The rows read from one string, in published order; leftover: text before the first row that fits no cell.

    unread: what begins as a row does and is none, its time being in no form known here; it stands in the note of the
    row before it or in the leftover, and nothing was read from it.
    """

    rows: tuple[Channel, ...] = ()
    leftover: str = ""
    unread: tuple[str, ...] = ()


_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def _in_any_case(names: Iterable[str]) -> str:
    """Return a pattern of names, their spaces as they come."""
    return "(?i:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) + ")"


_CHANNEL = _in_any_case(CHANNEL_NAMES)
_CURRENCY = _in_any_case(CURRENCY_NAMES)
_UNIT = _in_any_case(UNIT_NAMES)
_WORD = _in_any_case((FREE, NO_INFORMATION))
BOUND = r"(?i:không\s+quá|tối\s+đa|trong(?:\s+(?:vòng|thời\s+hạn))?)"
"""Words before a limit's number that say no more than a limit does."""
_FEE = rf"(?:(?P<amount>[1-9]\d{{0,2}}(?:[.,]\d{{3}}){{0,4}})\s?(?P<currency>{_CURRENCY})|(?P<word>{_WORD}))"
_FEE_CELL = re.compile(_FEE)
_ROW = re.compile(
    rf"(?P<channel>{_CHANNEL})"
    rf"(?:(?P<bound>{BOUND}\s+)?(?P<number>\d{{1,4}}(?:[.,]\d)?)\s*(?P<unit>{_UNIT})"
    rf"(?={_FEE.replace('?P<', '?P<a_')})"
    rf"|(?P<glued>\d{{1,7}})(?P<groups>(?:[.,]\d{{3}}){{0,4}})(?= (?:{_CURRENCY}))"
    rf"|(?P<bare>\d{{1,4}})(?={_WORD})"
    rf"|(?P<none>(?i:{NO_INFORMATION}))(?={_FEE.replace('?P<', '?P<b_')}))"
)
_PROSE_ROW = re.compile(
    rf"(?P<channel>{'|'.join(CHANNEL_NAMES)})(?P<prose>(?=[^\W\d_]).{{1,200}}?)(?={FREE}|{NO_INFORMATION})"
)
_ROW_LIKE = re.compile(
    rf"{_CHANNEL}(?=\d|(?i:không quá|tối đa|trong|từ) )(?P<time>.{{1,60}}?)"
    rf"(?={_FEE.replace('?P<', '?P<c_')}|\d[\d.,]*\s?(?:{_CURRENCY}|[đĐ]))"
)
"""A row whose time or fee is in no form known here: channel, number and fee stand in a line all the same."""


def read_channels(text: str) -> ChannelTable:
    """Read ``cach_thuc_thuc_hien`` into rows; several limits on one channel stay several rows (variants).

    text: as crawled, NFC. A number without a unit becomes ``Unit.MISSING``, no time at all ``Unit.NONE``. A fee keeps
    the published amount even where its own words show that thousands were dropped (see ``amount_in_words``).
    """
    body = text.removeprefix(_HEAD)
    found = list(_ROW.finditer(body)) or list(_PROSE_ROW.finditer(body))
    if not found:
        return ChannelTable(leftover=body.strip())
    ends = [match.start() for match in found[1:]] + [len(body)]
    rows = tuple(_row(match, body[match.end() : end]) for match, end in zip(found, ends, strict=True))
    leftover = body[: found[0].start()].strip()
    unread = [match[0] for text in (leftover, *(row.note for row in rows)) for match in _ROW_LIKE.finditer(text)]
    return ChannelTable(rows=rows, leftover=leftover, unread=tuple(unread))


def _row(match: re.Match[str], rest: str) -> Channel:
    cells = match.groupdict()
    unit = Unit.MISSING
    number: str | None
    if cells.get("unit"):
        number, unit = cells["number"], UNIT_NAMES[_named(cells["unit"])]
    elif cells.get("glued"):
        number, fee_digits = _share_digits(cells["glued"], cells["groups"], rest)
        rest = fee_digits + rest
    else:
        number = cells.get("bare")
    fees, note = _fees(rest)
    if number is None:
        limit = TimeLimit(unit=Unit.NONE, text=(cells.get("prose") or "").strip())
    else:
        published = number if unit is Unit.MISSING else f"{cells['bound'] or ''}{number} {cells['unit']}"
        limit = TimeLimit(amount=Decimal(number.replace(",", ".")), unit=unit, text=published)
    return Channel(channel=CHANNEL_NAMES[_named(cells["channel"])], limit=limit, fees=fees, note=note)


def _named(words: str) -> str:
    """Return a channel's, a unit's or a fee's words as the portal writes them."""
    return " ".join(words.split()).capitalize()


def _share_digits(digits: str, groups: str, rest: str) -> tuple[str, str]:
    """Part a number without a unit from the amount it touches: ``1200`` -> 1 and 200.

    Both cells hold something and an amount is one to three digits not beginning with 0. Of the readings left, the one
    whose amount the fee's own words name (as it stands, or with its thousands) wins; else the longest amount, because
    limits are short numbers and fees are not.
    """
    shares = [
        (digits[:cut], digits[cut:] + groups)
        for cut in range(max(1, len(digits) - 3), len(digits))
        if digits[cut] != "0" and (cut == 1 or digits[0] != "0")
    ]
    if not shares:
        return digits, ""
    text, _ = _parenthesis(rest.partition(" ")[2].lstrip("".join(CURRENCY_NAMES)))
    said = {_whole(words) for words in re.findall(r"\d+(?:[.,]\d{3})*", text)}
    for number, amount in shares:
        value = _whole(amount)
        if value in said or value * 1000 in said:
            return number, amount
    return shares[0]


def _whole(amount: str) -> int:
    """Return an amount written with points or commas between its thousands."""
    return int(amount.replace(".", "").replace(",", ""))


def _fees(rest: str) -> tuple[tuple[PublishedFee, ...], str]:
    """Split what follows the time cell into its fee cells and the note behind them."""
    fees: list[PublishedFee] = []
    while match := _FEE_CELL.match(rest):
        if fees and match["word"]:
            break
        text, rest = _parenthesis(rest[match.end() :])
        text = _unwrapped(text)
        if match["word"] and _named(match["word"]) == NO_INFORMATION:
            break
        amount = Decimal(_whole(match["amount"])) if match["amount"] else Decimal(0)
        currency = _CURRENCIES[fold(match["currency"])] if match["currency"] else "VND"
        fees.append(PublishedFee(amount=amount, currency=currency, text=text))
    return tuple(fees), "" if rest.strip() in "()" else rest.strip()


_ENUMERATOR = re.compile(r"(?:^\(|[.;:\n]\s*|\s{2,})(?:[a-zđ]|\d|[ivx]{1,3})$")


def _parenthesis(text: str) -> tuple[str, str]:
    """Split ``(words (more) words)note``; an opening bracket that is never closed leaves everything as note.

    The bracket of an enumeration (``a) … b) …``) closes nothing as long as another one follows.
    """
    if not text.startswith("("):
        return "", text
    depth = 0
    last = text.rfind(")")
    for at, char in enumerate(text):
        if char == ")" and depth == 1 and at < last and _ENUMERATOR.search(text, max(0, at - 6), at):
            continue
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :]
    closed = text.rfind(")")
    return (text[1:closed].strip(), text[closed + 1 :]) if closed > 0 else ("", text)


def _unwrapped(text: str) -> str:
    """Drop brackets that were typed around a whole fee text besides the cell's own."""
    inside, behind = _parenthesis(text)
    return inside if inside and not behind.strip() else text


_MONEY = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)\s*(?:\(?[^\d()]{0,30}\)\s*)?(?:đồng|vnđ|vnd|đ)(?!\w)", re.IGNORECASE)


def amount_in_words(fee: PublishedFee) -> Decimal | None:
    """Return the amount in đồng a fee's own words name, when they name the published one with its thousands.

    The portal often shows ``20 VNĐ(20.000 đồng/tờ khai)``: the figure lost its thousands, the words did not.
    None where the words add nothing.
    """
    if fee.amount is None or fee.currency != "VND" or not 0 < fee.amount < 1000:
        return None
    said = {Decimal(re.sub(r"[.,]", "", words)) for words in _MONEY.findall(fee.text)}
    return fee.amount * 1000 if fee.amount * 1000 in said else None


def with_cases(channels: Iterable[Channel], cases: Iterable[str]) -> tuple[Channel, ...]:
    """Give a channel row the case of the paper table its note begins with; the others stay for all cases.

    A channel is only split by case when every case of it is named, because a row of a case hides the common ones.
    """
    rows = tuple(channels)
    known = {_comparable(case): case for case in cases if case != ALL_CASES}
    named = [next((case for words, case in known.items() if _begins(row.note, words)), ALL_CASES) for row in rows]
    split = {
        kind
        for kind in ChannelKind
        if (own := [case for row, case in zip(rows, named, strict=True) if row.channel is kind])
        and len(own) > 1
        and ALL_CASES not in own
    }
    return tuple(
        row.model_copy(update={"case": case}) if row.channel in split else row
        for row, case in zip(rows, named, strict=True)
    )


def _comparable(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


def _begins(note: str, words: str) -> bool:
    return bool(words) and (_comparable(note) + " ").startswith(words + " ")


class ProposedUnit(Frozen):
    """What the prose suggests for a limit without a unit; a person confirms it. words: where it was read from."""

    unit: Unit
    words: str


_PROSE_UNIT = r"(ngày làm việc|ngày|giờ làm việc|giờ|phút|tháng)"
_PROSE_UNITS = {
    "ngày làm việc": Unit.WORKING_DAY,
    "ngày": Unit.DAY,
    "giờ làm việc": Unit.HOUR,
    "giờ": Unit.HOUR,
    "phút": Unit.MINUTE,
    "tháng": Unit.MONTH,
}
_SAME_DAY = re.compile(
    r"ngay trong ngày|trong cùng ngày|trong ngày làm việc nhận được|trong ngày (?:tiếp nhận|nhận|cơ quan)"
    r"|giải quyết ngay|ngay sau khi (?:tiếp )?nhận (?:đủ|đầy đủ|được)?(?: hồ sơ| giấy tờ| đủ| đầy đủ)"
    r"|sau 15 giờ[^.]{0,120}?trong ngày làm việc tiếp theo|trả kết quả trong ngày|trong ngày làm việc;"
)
_OFFICE_ACTS = re.compile(
    r"kể từ (?:ngày|khi|thời điểm) (?:tiếp )?nhận|giải quyết|trả kết quả|thẩm định|có trách nhiệm|cấp |đăng ký|xem xét"
)
_SENTENCE_END = re.compile(r"[\n;]|(?<!\d)\.(?=\s|$)|\.(?=[A-ZĐ])")


def propose_unit(procedure: Procedure, channel: Channel) -> ProposedUnit | None:
    """Propose the unit of a limit published without one, or ``same_day`` where none was published at all.

    Reads, in this order: a channel of the same procedure that gives the same number with its unit; the channel's own
    note; the steps and conditions, only in sentences that speak of the office's own work. None where nothing fits:
    then nobody guesses.
    """
    if channel.limit.unit not in (Unit.MISSING, Unit.NONE):
        return None
    prose = (channel.note, procedure.steps, procedure.requirements)
    number = channel.limit.amount
    if channel.limit.unit is Unit.MISSING and number:
        proposal = _from_siblings(procedure, channel, number)
        for text in () if proposal else prose:
            proposal = _from_number(text, number)
            if proposal:
                break
        if proposal or number > 1:
            return proposal
    for text in prose:
        for sentence in _SENTENCE_END.split(text):
            if _SAME_DAY.search(sentence.lower()) and not re.search(r"thông báo|cấp mã hồ sơ", sentence.lower()[:60]):
                return ProposedUnit(unit=Unit.SAME_DAY, words=_excerpt(sentence))
    return None


def _from_siblings(procedure: Procedure, channel: Channel, number: Decimal) -> ProposedUnit | None:
    for row in procedure.channels:
        if row.limit.amount == number and row.limit.unit is not Unit.MISSING and row.case in (ALL_CASES, channel.case):
            name = next(words for words, kind in CHANNEL_NAMES.items() if kind is row.channel)
            return ProposedUnit(unit=row.limit.unit, words=f"{name}: {row.limit.text}")
    return None


def _from_number(text: str, number: Decimal) -> ProposedUnit | None:
    """Find ``0N unit`` in a sentence about the office's own work; other sentences bind the citizen."""
    pattern = re.compile(
        rf"(?<![\d/.,])0?{number.normalize():f}\s*(?:\([^()]{{1,30}}\)\s*)?{_PROSE_UNIT}", re.IGNORECASE
    )
    for sentence in _SENTENCE_END.split(text):
        match = pattern.search(sentence)
        if match and _OFFICE_ACTS.search(sentence.lower()):
            return ProposedUnit(unit=_PROSE_UNITS[match[1].lower()], words=_excerpt(sentence, match.start()))
    return None


def _excerpt(sentence: str, at: int = 0, width: int = 160) -> str:
    """Return at most width characters around a place, cut at words, for the administrator to judge by."""
    flat = " ".join(sentence.split())
    if len(flat) <= width:
        return flat
    start = max(0, min(at - 60, len(flat) - width))
    words = flat[start : start + width]
    if start:
        words = "…" + words.partition(" ")[2]
    return words if start + width >= len(flat) else words.rpartition(" ")[0] + "…"
