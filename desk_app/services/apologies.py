"""Apologies live three moments: drafted for signature, signed (from then they count), sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from desk_app.domain.dates import at_office, office_time, paper_date
from desk_app.domain.deadline import appointment, last_apology_day
from desk_app.domain.dossier import ApologyLetter, Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Apologised, Event
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.text import clean_line
from desk_app.models.queries.letters import letters_numbered
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.apology_drafts import (
    ApologyDraft,
    apology_draft,
    draft_id,
    kept_draft,
)
from desk_app.services.apology_letters import keep_letter
from desk_app.services.apology_usual import remember_signature
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.reception import Warned
from desk_app.services.said import said
from desk_app.services.steps import record_step, step_warnings, why_not

sentences(
    apology_reason_missing="Thư xin lỗi cần có lý do chậm. Chọn hoặc nhập lý do.",
    apology_number_missing="Thư xin lỗi hồ sơ {code} chưa có số. Nhập số văn thư đã cấp rồi ghi nhận đã ký.",
    apology_not_drafted="Hồ sơ {code} chưa có dự thảo thư xin lỗi. Lập thư xin lỗi trước, rồi ghi nhận đã ký.",
    apology_signed_in_future="Ngày ký {day} ở tương lai. Kiểm tra lại ngày ký.",
    apology_not_signed="Hồ sơ {code} chưa có thư xin lỗi đã ký để gửi.",
    new_due_missing="Chưa có ngày hẹn mới. Nhập số ngày làm việc thêm, hoặc ngày giờ hẹn mới.",
    new_due_unreadable="Ngày hẹn mới “{text}” chưa đọc được. Nhập số ngày làm việc (5), hoặc ngày (15/09/2026 17:00).",
)


NUMBER_USED = "letter_number_used"
"""The warning's code: another letter of the year bears the number."""

MOST_DAYS = 365
"""A larger number typed for working days is a mistake."""

_DAY_ENDS = time(17)
_TYPED_DAY = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?"
    r"(?:[ ,]+(?P<hour>\d{1,2})(?:[:hg](?P<minute>\d{2})?)?)?"
)


@dataclass(frozen=True)
class Drafted:
    """A draft made, and what the clerk should know of it (second apology, no longer in time)."""

    draft: ApologyDraft
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True)
class LetterWanted:
    """A letter to draft. new_due_at: aware; letter_number: "" until the registry gives one."""

    dossier: UUID
    reason: str
    new_due_at: datetime | None
    letter_number: str = ""


@dataclass(frozen=True)
class Signed:
    """What the signed letter says; a blank signer or title is the draft's."""

    dossier: UUID
    letter_number: str
    signed_on: date
    signer: str = ""
    signer_title: str = ""


def new_due(rd: Reading, working_days: int, now: datetime) -> datetime:
    """Return the proposed new appointment: so many working days from now, at the end of the day."""
    office = office_settings(rd)
    limit = TimeLimit(amount=Decimal(working_days), unit=Unit.WORKING_DAY)
    due = appointment(now, limit, office_calendar(rd, office), office.rules).due_at
    assert due is not None
    return due


def typed_due(rd: Reading, typed: str, now: datetime) -> datetime | None:
    """Return the new appointment a person typed: ``5`` working days from now, or ``15/09/2026``, ``15/9 10:00``.

    A day without a year is the next such day; one without an hour ends with its last session. None for a blank.
    Raises DeskError ``new_due_unreadable``.
    """
    typed = clean_line(typed)
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= MOST_DAYS:
        return new_due(rd, int(typed), now)
    found = _TYPED_DAY.fullmatch(typed)
    try:
        return _typed_moment(rd, found.groupdict(), now) if found else _unreadable(typed)
    except ValueError:
        return _unreadable(typed)


def draft_apologies(
    store: Store,
    session: Session,
    dossiers: Sequence[UUID],
    reason: str,
    now: datetime,
    *,
    working_days: int | None = None,
    new_due_at: datetime | None = None,
    signer: str = "",
    signer_title: str = "",
    numbers: Mapping[UUID, str] | None = None,
) -> tuple[Drafted, ...]:
    """Draft a letter with one reason for each dossier, or replace its draft; all or none.

    working_days: the new appointment is counted from now; new_due_at: typed, wins. Raises as ``draft_letters``.
    """
    with store.reading() as rd:
        due = new_due_at or (new_due(rd, working_days, now) if working_days else None)
    given = numbers or {}
    letters = [LetterWanted(one, reason, due, given.get(one, "")) for one in dict.fromkeys(dossiers)]
    return draft_letters(store, session, letters, now, signer=signer, signer_title=signer_title)


def draft_letters(
    store: Store,
    session: Session,
    letters: Sequence[LetterWanted],
    now: datetime,
    *,
    signer: str = "",
    signer_title: str = "",
) -> tuple[Drafted, ...]:
    """Draft letters, each with its own reason and date, or replace their drafts; all or none.

    Nothing is counted before it is signed. Raises DeskError ``no_dossier_chosen``, ``apology_reason_missing``,
    ``new_due_missing``, ``new_due_not_later``, ``apology_for_finished``, ``dossier_not_here``.
    """
    session.require(Right.RECEIVE)
    if not letters:
        raise DeskError("no_dossier_chosen")
    with store.transaction(now, actor=session.login) as tx:
        made = []
        for wanted in letters:
            reason = clean_line(wanted.reason)
            if not reason:
                raise DeskError("apology_reason_missing")
            if wanted.new_due_at is None:
                raise DeskError("new_due_missing")
            dossier = _apologisable(tx, wanted.dossier)
            _check_later(dossier, wanted.new_due_at)
            draft = ApologyDraft(
                dossier=wanted.dossier,
                code=dossier.code,
                reason=reason,
                new_due_at=wanted.new_due_at,
                signer=clean_line(signer),
                signer_title=clean_line(signer_title),
                letter_number=clean_line(wanted.letter_number),
                drafted_by=session.login,
                drafted_at=now,
            )
            tx.drafts.put(kept_draft(draft))
            numbered = number_warnings(tx, dossier, draft.letter_number, office_time(now).date())
            made.append(Drafted(draft, (*_warnings(tx, dossier, wanted.new_due_at, now), *numbered)))
        return tuple(made)


def discard_draft(store: Store, session: Session, dossier: UUID, now: datetime) -> None:
    """Throw a draft away: the result came, or the letter is not sent after all. Twice is once."""
    session.require(Right.RECEIVE)
    with store.transaction(now, actor=session.login) as tx:
        tx.drafts.remove(draft_id(dossier))


def sign_apologies(store: Store, session: Session, letters: Sequence[Signed], now: datetime) -> tuple[Warned, ...]:
    """Write down that drafted letters were signed, all or none: from now on they count; return what to look at.

    The original appointment stays; each letter's bytes are kept as they are now. Who signed is remembered for the next
    letters. Raises DeskError ``no_dossier_chosen``, ``apology_not_drafted``,
    ``apology_number_missing``, ``signer_missing``, ``apology_signed_in_future`` and all of ``record_step``.
    """
    if not letters:
        raise DeskError("no_dossier_chosen")
    with store.transaction(now, actor=session.login) as tx:
        return tuple(warned for signed in letters for warned in _sign(tx, session, signed, now))


def take_signed(
    store: Store, session: Session, dossier_id: UUID, fields: Mapping[str, Any], now: datetime
) -> tuple[Warned, ...]:
    """Write down a letter signed without a draft; its bytes are kept. fields: as ``desk-app event CODE Apologised``.

    Returns what a person should know. Raises all of ``record_step``.
    """
    with store.transaction(now, actor=session.login) as tx:
        dossier = _apologisable(tx, dossier_id)
        written = record_step(tx, session, dossier_id, Apologised.KIND, fields).body
        assert isinstance(written, Apologised)
        tx.drafts.remove(draft_id(dossier_id))
        keep_letter(tx, dossier_id)
        numbered = number_warnings(tx, dossier, written.letter_number, written.signed_on)
        return (*_warnings(tx, dossier, written.new_due_at, now), *numbered)


def numbers_from(first: str, count: int) -> tuple[str, ...]:
    """Return consecutive letter numbers from the first one the registry gave: ``12/PXL``, ``13/PXL``…

    A number without digits is given once and the rest stay blank.
    """
    first = clean_line(first)
    found = re.search(r"\d+", first)
    if found is None:
        return (first, *[""] * (count - 1))[:count]
    start, width = int(found[0]), len(found[0])
    return tuple(f"{first[: found.start()]}{start + n:0{width}d}{first[found.end() :]}" for n in range(count))


def send_apologies(
    store: Store,
    session: Session,
    dossiers: Sequence[UUID],
    how: str,
    now: datetime,
    *,
    sent_at: datetime | None = None,
) -> tuple[Event, ...]:
    """Write down that signed letters went out, all or none. how: in words (thư giấy, bưu chính, tin nhắn, trao tay).

    Raises DeskError ``no_dossier_chosen``, ``apology_not_signed``, ``apology_already_sent``.
    """
    if not dossiers:
        raise DeskError("no_dossier_chosen")
    with store.transaction(now, actor=session.login) as tx:
        written = []
        for dossier_id in dict.fromkeys(dossiers):
            letter = _unsent(tx, dossier_id)
            fields = {"apology": letter.event_id, "how": clean_line(how), "sent_at": (sent_at or now).isoformat()}
            written.append(record_step(tx, session, dossier_id, "ApologySent", fields))
        return tuple(written)


def _sign(tx: Transaction, session: Session, signed: Signed, now: datetime) -> tuple[Warned, ...]:
    dossier = _apologisable(tx, signed.dossier)
    draft = apology_draft(tx, signed.dossier)
    if draft is None:
        raise DeskError("apology_not_drafted", code=dossier.code)
    number = clean_line(signed.letter_number) or draft.letter_number
    if not number:
        raise DeskError("apology_number_missing", code=dossier.code)
    if signed.signed_on > office_time(now).date():
        raise DeskError("apology_signed_in_future", day=paper_date(signed.signed_on))
    fields = {
        "reason": draft.reason,
        "new_due_at": draft.new_due_at.isoformat(),
        "signer": clean_line(signed.signer) or draft.signer,
        "signer_title": clean_line(signed.signer_title) or draft.signer_title,
        "letter_number": number,
        "signed_on": signed.signed_on.isoformat(),
    }
    record_step(tx, session, signed.dossier, Apologised.KIND, fields)
    tx.drafts.remove(draft_id(signed.dossier))
    keep_letter(tx, signed.dossier)
    remember_signature(tx, fields["signer"], fields["signer_title"], number)
    return number_warnings(tx, dossier, number, signed.signed_on)


def _apologisable(tx: Transaction, dossier_id: UUID) -> Dossier:
    dossier = tx.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
    refusal = why_not(dossier, Apologised.KIND)
    if refusal is not None:
        raise refusal
    return dossier


def _typed_moment(rd: Reading, parts: dict[str, str | None], now: datetime) -> datetime:
    """Return a typed day and hour as a moment. Raises ValueError for a day or an hour there is not."""
    today = office_time(now).date()
    day = date(int(parts["year"] or today.year), int(parts["month"] or 0), int(parts["day"] or 0))
    if parts["year"] is None and day < today:
        day = day.replace(year=today.year + 1)
    if parts["hour"] is not None:
        return at_office(day, time(int(parts["hour"]), int(parts["minute"] or 0)))
    sessions = office_calendar(rd, office_settings(rd)).sessions_on(day)
    return at_office(day, sessions[-1].closes if sessions else _DAY_ENDS)


def _unreadable(typed: str) -> datetime:
    raise DeskError("new_due_unreadable", text=typed)


def _check_later(dossier: Dossier, due: datetime) -> None:
    told = dossier.shown_due_at
    if told is not None and due <= told:
        raise DeskError("new_due_not_later", new=paper_date(due), old=paper_date(told))


def _unsent(tx: Transaction, dossier_id: UUID) -> ApologyLetter:
    dossier = tx.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
    if not dossier.apologies:
        raise DeskError("apology_not_signed", code=dossier.code)
    letter = dossier.apologies[-1]
    if letter.sent_at is not None:
        raise DeskError("apology_already_sent", code=dossier.code, moment=paper_date(letter.sent_at))
    return letter


def number_warnings(rd: Reading, dossier: Dossier, number: str, signed_on: date) -> tuple[Warned, ...]:
    """Return whether another dossier's letter of the same year bears this registry number.

    Registry numbers run from 1 anew each year (Decree 30/2020/ND-CP, art. 15.1). The registry gives them and may err;
    the desk warns and never refuses what is on paper.
    """
    if not number:
        return ()
    others = letters_numbered(rd.connection, number, signed_on.year)
    others.pop(dossier.id, None)
    if not others:
        return ()
    words = said(
        "Số thư {number} của hồ sơ {code} đã dùng cho thư xin lỗi hồ sơ {other} trong năm {year}. Hỏi lại văn thư.",
        number=number,
        code=dossier.code,
        other=", ".join(others.values()),
        year=signed_on.year,
    )
    return (Warned(NUMBER_USED, words),)


def _warnings(tx: Transaction, dossier: Dossier, new_due_at: datetime, now: datetime) -> tuple[Warned, ...]:
    warned = list(step_warnings(dossier, Apologised.KIND))
    calendar = office_calendar(tx, office_settings(tx))
    if dossier.due_at is not None:
        last = last_apology_day(dossier.due_at, calendar)
        if office_time(now).date() > last:
            words = said(
                "Hạn gửi thư xin lỗi của hồ sơ {code} là ngày {day}, nay đã qua.",
                code=dossier.code,
                day=paper_date(last),
            )
            warned.append(Warned("apology_out_of_time", words))
    day = office_time(new_due_at).date()
    if not calendar.reception_on(day):
        words = said(
            "Ngày hẹn mới {day} của hồ sơ {code} là ngày cơ quan không tiếp nhận và trả kết quả.",
            code=dossier.code,
            day=paper_date(day),
        )
        warned.append(Warned("apology_on_day_off", words))
    return tuple(warned)
