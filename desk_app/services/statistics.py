"""Papers of a period beside II.06a: what was late, with its letters, and the money the desk took."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import VND, money
from desk_app.domain.forms.period_papers import FeeListData, FeeListRow, FeeListSum, OverdueData, OverdueRow
from desk_app.domain.statistics import Period
from desk_app.models.queries.reports import FeeSum
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.follow_up_book import period_words
from desk_app.services.late import LateInPeriod, days_period, late_in_period
from desk_app.services.office_lists import office_list
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper

sentences(
    period_backwards="Kỳ báo cáo có ngày đầu {first} sau ngày cuối {last}. Nhập lại kỳ.",
)

METHOD_WORDS = {"cash": "tiền mặt", "transfer": "chuyển khoản", "": ""}


def overdue_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return "Danh sách hồ sơ quá hạn theo kỳ" as PDF."""
    return office_list(rd, overdue_data(rd, by, first, last, now), last).drawn()


def overdue_data(rd: Reading, by: Session, first: date, last: date, now: datetime) -> OverdueData:
    """Return what the list of late dossiers says. Raises DeskError ``period_backwards``."""
    by.require(Right.READ)
    report_period(first, last, now)
    return OverdueData(
        office=office_of(office_settings(rd).heading),
        period=period_words(first, last),
        rows=tuple(_overdue_row(row) for row in late_in_period(rd, first, last, now)),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def fees_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return the fee list of a period as PDF: line by line, and by clerk and kind. VND only."""
    return office_list(rd, fees_data(rd, by, first, last, now), last).drawn()


def fees_data(rd: Reading, by: Session, first: date, last: date, now: datetime) -> FeeListData:
    """Return what the fee list says. Raises DeskError ``period_backwards``."""
    by.require(Right.READ)
    period = report_period(first, last, now)
    taken = [fee for fee in rd.reports.fees(period) if not fee.duty and fee.currency == VND]
    return FeeListData(
        office=office_of(office_settings(rd).heading),
        period=period_words(first, last),
        rows=tuple(
            FeeListRow(
                taken_at=office_time(fee.taken_at),
                code=fee.code,
                owner=fee.owner_name,
                name=fee.name or "Thu thêm",
                amount=fee.amount,
                method=METHOD_WORDS.get(fee.method, fee.method),
                receipt_number=fee.receipt_number,
                clerk=fee.taken_by,
                note="đã hủy" if fee.voided else "",
            )
            for fee in taken
        ),
        sums=tuple(
            FeeListSum(
                clerk=one.taken_by,
                name=one.name or "Thu thêm",
                method=METHOD_WORDS.get(one.method, one.method),
                count=one.count,
                amount=one.amount,
            )
            for one in desk_fee_sums(rd, first, last, now)
        ),
        ways=_ways((fee.method, fee.amount) for fee in taken),
        total=sum((fee.amount for fee in taken), Decimal(0)),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def _ways(taken: Iterable[tuple[str, Decimal]]) -> tuple[str, ...]:
    """Return ``tiền mặt 78.000 đ``… for each way that money came in."""
    sums: dict[str, Decimal] = {}
    for method, amount in taken:
        words = METHOD_WORDS.get(method, method) or "chưa ghi hình thức"
        sums[words] = sums.get(words, Decimal(0)) + amount
    return tuple(f"{words} {money(amount)}" for words, amount in sorted(sums.items(), key=lambda one: -one[1]))


def desk_fee_sums(rd: Reading, first: date, last: date, now: datetime) -> list[FeeSum]:
    """Return the money the desk took in a period by clerk, kind and way; duties paid elsewhere are not in it."""
    return [one for one in rd.reports.fee_sums(report_period(first, last, now)) if not one.duty and one.currency == VND]


def spent_words(late: LateInPeriod) -> str:
    """Return ``Quầy 0,3; Phòng Kinh tế 13,9; chờ 1,0``."""
    parts = [f"{one.unit or 'Quầy'} {one.working_days}".replace(".", ",") for one in late.spent]
    return "; ".join([*parts, f"chờ {late.waited}"] if late.waited != "0,0" else parts)


def apology_words(late: LateInPeriod) -> str:
    """Return number, date and sending of the apology, or ``KHÔNG CÓ``."""
    if late.apology is None:
        return "KHÔNG CÓ"
    letter = late.apology.letter
    words = ", ".join(part for part in (letter.letter_number, paper_date(letter.signed_on)) if part)
    sent = f"gửi {paper_date(late.apology.sent_at)}" if late.apology.sent_at else "chưa gửi"
    return f"{words}; {sent}"


def report_period(first: date, last: date, now: datetime) -> Period:
    """Return the period of whole days, both included, measured now. Raises DeskError ``period_backwards``."""
    if first > last:
        raise DeskError("period_backwards", first=paper_date(first), last=paper_date(last))
    return days_period(first, last, now)


def _overdue_row(late: LateInPeriod) -> OverdueRow:
    due = late.original_due_at
    return OverdueRow(
        code=late.code,
        owner=late.owner,
        procedure=late.procedure,
        received=_moment(late.received_at),
        due=_moment(due) if due else "",
        finished=_moment(late.finished_at) if late.finished_at else "chưa xong",
        late="bổ sung quá 1 lần" if late.over_supplemented else str(late.late_days),
        spent=spent_words(late),
        apology=apology_words(late),
    )


def _moment(moment: datetime) -> str:
    return f"{office_time(moment):%d/%m/%Y %H:%M}"
