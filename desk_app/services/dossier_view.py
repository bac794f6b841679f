"""A dossier as a page shows it: facts in sections, where it is, its promise explained, its history, its prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import group_digits
from desk_app.domain.dates import paper_date, paper_datetime
from desk_app.domain.dossier import Dossier
from desk_app.domain.dossier_fields import (
    CHANNELS,
    FIELDS,
    GENDERS,
    RETURNS,
    Fact,
    authorisation_line,
    fact,
    joined,
)
from desk_app.domain.dossier_timeline import Line, Mark, ToCheck, timeline, to_check
from desk_app.domain.events import Event, Noted
from desk_app.domain.events.reception import (
    Declined,
    Guided,
    MissingPaper,
    ProcedureSnapshot,
    ReceivedPaper,
    Reception,
    Submitted,
)
from desk_app.domain.fees import Exemption, FeeLine, PayMethod, PayWhen, exemption_words, money
from desk_app.domain.lateness import late_from, waiting_since
from desk_app.domain.people import Person, written_date
from desk_app.domain.procedures import ALL_CASES
from desk_app.domain.states import State
from desk_app.domain.transitions import legal_kinds
from desk_app.services.dossier_promise import Promised, promised
from desk_app.services.dossier_standing import Standing, standing, where
from desk_app.services.limit_said import NO_FIXED, limit_said
from desk_app.services.print_log import PrintLine, print_lines
from desk_app.services.said import Said, dated_said, plain, said


@dataclass(frozen=True)
class Section:
    """A block of facts under a heading."""

    title: Said
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class NoteLine:
    """A remark, by whom and when."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class DossierView:
    """Everything a page shows of one dossier. code: "" before acceptance; paper: the form Ctrl+P shows, "" for none."""

    id: UUID
    code: str
    heading: str
    standing: Standing
    apologised: bool
    where: Said
    sections: tuple[Section, ...]
    promised: Promised | None
    history: tuple[Line, ...]
    to_check: tuple[ToCheck, ...]
    prints: tuple[PrintLine, ...]
    notes: tuple[NoteLine, ...]
    paper: str
    legal: frozenset[str]
    """The kinds of events its state allows next."""
    is_guided: bool
    """Handed out Mẫu 02, not accepted: a reception can start from it."""


def dossier_view(
    dossier: Dossier,
    events: Sequence[Event],
    names: Mapping[str, str],
    calendar: OfficeCalendar,
    now: datetime,
    *,
    own_desk: str = "",
) -> DossierView:
    """Return a dossier as a page shows it. names: login → name shown. now: aware. own_desk: the id of this desk."""
    lines = timeline(dossier, events, names, own_desk)
    source = dossier.reception or dossier.declined or dossier.guided or dossier.submitted
    return DossierView(
        id=dossier.id,
        code=dossier.code,
        heading="" if source is None else source.procedure.short_name or source.procedure.name,
        standing=standing(
            dossier.state,
            voided=dossier.voided,
            due_at=dossier.due_at,
            late_from=late_from(dossier),
            waiting_since=waiting_since(dossier),
            now=now,
            calendar=calendar,
        ),
        apologised=bool(dossier.apologies) and not dossier.voided,
        where=where(dossier),
        sections=_sections(dossier, source),
        promised=promised(dossier, events),
        history=lines,
        to_check=to_check(dossier, lines, events),
        prints=print_lines(dossier, events, names, own_desk),
        notes=_notes(lines, events),
        paper=_paper(dossier),
        legal=legal_kinds(dossier.state, voided=dossier.voided),
        is_guided=dossier.guided is not None and dossier.state is State.NONE and not dossier.voided,
    )


def grouped_phone(phone: str) -> str:
    """Return a phone of ten digits as it is said, ``0912 345 678``; others as they are."""
    is_usual = len(phone) == 10 and phone.isdecimal()
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}" if is_usual else phone


def _paper(dossier: Dossier) -> str:
    if dossier.voided:
        return ""
    if dossier.reception is not None:
        return "receipt"
    if dossier.declined is not None:
        return "decline"
    return "supplement" if dossier.guided is not None else ""


def _sections(dossier: Dossier, source: Reception | Declined | Guided | Submitted | None) -> tuple[Section, ...]:
    if source is None:
        return ()
    reception = dossier.reception
    missing = dossier.guided.missing if dossier.guided is not None and reception is None else ()
    found = (
        _section(said("Còn thiếu"), _missing(missing)),
        _section(said("Người nộp, chủ hồ sơ"), _people(dossier, source)),
        _section(said("Thủ tục của hồ sơ"), _procedure(source)),
        _section(said("Giấy tờ đã nhận"), _papers(dossier, reception or source)),
        _section(said("Lệ phí"), _fees(reception, dossier)),
        _section(said("Tiếp nhận, giải quyết, trả kết quả"), _offices(dossier, reception)),
    )
    return tuple(section for section in found if section is not None)


def _section(title: Said, facts: Iterable[Fact | None]) -> Section | None:
    kept = tuple(one for one in facts if one is not None)
    return Section(title, kept) if kept else None


def _missing(papers: Sequence[MissingPaper]) -> list[Fact | None]:
    return [
        fact(plain(str(at)), f"{paper.name} ({paper.note})" if paper.note else paper.name)
        for at, paper in enumerate(papers, 1)
    ]


def _people(dossier: Dossier, source: Reception | Declined | Guided | Submitted) -> list[Fact | None]:
    submitter, owners = source.submitter, dossier.owners
    facts = _person(FIELDS["submitter"] if owners != (submitter,) else said("Người nộp, chủ hồ sơ"), submitter)
    if owners and owners != (submitter,):
        for owner in owners:
            facts += _person(FIELDS["owners"], owner)
    authorisation = getattr(source, "authorisation", None)
    if authorisation is not None:
        facts.append(fact(FIELDS["authorisation"], authorisation_line(authorisation)))
    return facts


def _person(label: Said, person: Person) -> list[Fact | None]:
    born = [GENDERS[person.gender]] if person.gender in GENDERS else []  # type: ignore[index]
    if person.birth_date:
        born.append(said("sinh {date}", date=written_date(person.birth_date)))
    issued = f" ({paper_date(person.id_issued_on)})" if person.id_issued_on else ""
    return [
        fact(label, person.name, strong=True),
        fact(said("Giới tính, ngày sinh"), joined(tuple(born)) if born else None),
        fact(said("Số giấy tờ"), group_digits(person.id_number) + issued if person.id_number else ""),
        fact(said("Điện thoại"), grouped_phone(person.phone)),
        fact(said("Địa chỉ"), person.address),
        fact(said("Thư điện tử"), person.email),
    ]


def _procedure(source: Reception | Declined | Guided | Submitted) -> list[Fact | None]:
    procedure = source.procedure
    case = getattr(source, "case", ALL_CASES)
    return [
        fact(FIELDS["procedure"], procedure.name, strong=True),
        fact(FIELDS["summary"], source.summary if source.summary != procedure.short_name else ""),
        fact(FIELDS["case"], case if case != ALL_CASES else ""),
        fact(said("Mã, phiên bản"), _version(procedure)),
        fact(said("Lĩnh vực"), procedure.field),
        fact(FIELDS["limit"], limit_said(source.limit) or NO_FIXED if isinstance(source, Reception) else ""),
        fact(FIELDS["channel"], CHANNELS.get(getattr(source, "channel", None))),  # type: ignore[arg-type]
    ]


def _version(procedure: ProcedureSnapshot) -> Said:
    parts = [plain(procedure.code), said("phiên bản {n} trên máy này", n=procedure.version)]
    if procedure.decision:
        parts.append(said("theo {decision}", decision=procedure.decision))
    if procedure.effective_from:
        parts.append(said("hiệu lực từ {day}", day=paper_date(procedure.effective_from)))
    return joined(tuple(parts))


def _papers(dossier: Dossier, source: Reception | Declined | Guided | Submitted) -> list[Fact | None]:
    papers: Sequence[ReceivedPaper] = getattr(source, "papers", ())
    facts = [
        fact(plain(str(at)), joined((plain(paper.name), *_counts(paper, dossier.is_digitised(paper))), " – "))
        for at, paper in enumerate(papers, 1)
    ]
    if isinstance(source, Reception):
        facts += [
            fact(
                said("Chứng thực"),
                said(
                    "{document}: {pages} trang × {copies} bản, {amount}",
                    document=row.document,
                    pages=row.pages,
                    copies=row.copies + row.electronic,
                    amount=money(row.amount),
                ),
            )
            for row in source.authenticated
        ]
        facts += [fact(said("Đã đối chiếu"), paper.name) for paper in source.presented]
        if source.sets > 1:
            facts.append(fact(FIELDS["sets"], str(source.sets)))
    return facts


def _counts(paper: ReceivedPaper, digitised: bool) -> tuple[Said, ...]:
    counts = (
        (paper.original, said("{n} bản chính", n=paper.original)),
        (paper.certified, said("{n} bản chứng thực", n=paper.certified)),
        (paper.copy_count, said("{n} bản photo", n=paper.copy_count)),
    )
    words = [told for count, told in counts if count]
    if paper.reused:
        words.append(said("đã có ở cơ quan"))
    if digitised:
        words.append(said("đã số hóa"))
    return (joined(tuple(words), ", "),) if words else ()


def _fees(reception: Reception | None, dossier: Dossier) -> list[Fact | None]:
    if reception is None:
        return []
    facts = [fact(plain(fee.name), _fee(fee), strong=bool(fee.owed)) for fee in reception.fees]
    if dossier.paid_total:
        facts.append(fact(said("Đã nộp thêm"), money(dossier.paid_total)))
    return facts


def _fee(fee: FeeLine) -> Said:
    parts = [plain(money(fee.amount, fee.currency))]
    if fee.exemption is not Exemption.NONE:
        why = exemption_words(fee.exemption_reason, fee.exemption_note)
        full = money(fee.full_amount, fee.currency)
        if fee.exemption is Exemption.EXEMPT:
            parts.append(said("miễn {full}: {why}", full=full, why=why))
        else:
            parts.append(said("giảm từ {full}: {why}", full=full, why=why))
    if fee.paid:
        parts.append(_METHODS[fee.method])
        if fee.receipt_number:
            parts.append(said("biên lai {number}", number=fee.receipt_number))
    elif fee.amount:
        parts.append(_WHENS[fee.when])
    return joined(tuple(parts))


_METHODS = {
    PayMethod.CASH: said("đã nộp tiền mặt"),
    PayMethod.TRANSFER: said("đã chuyển khoản"),
    PayMethod.UNKNOWN: said("đã nộp"),
}
_WHENS = {
    PayWhen.NOW: said("chưa nộp"),
    PayWhen.LATER: said("chưa nộp, nộp sau"),
    PayWhen.AT_RETURN: said("chưa nộp, thu khi trả kết quả"),
}


def _offices(dossier: Dossier, reception: Reception | None) -> list[Fact | None]:
    if reception is None:
        return []
    external = reception.external
    by = " · ".join(part for part in (reception.received_by, reception.counter) if part)
    late_entry = dossier.recorded_at is not None and (dossier.recorded_at - reception.received_at).total_seconds() > 120
    recorded = paper_datetime(dossier.recorded_at) if dossier.recorded_at and late_entry else ""
    return [
        fact(FIELDS["received_at"], dated_said(reception.received_at)),
        fact(said("Ghi vào máy lúc"), recorded),
        fact(FIELDS["received_by"], by),
        fact(said("Sổ, số thứ tự"), _book(reception)),
        fact(FIELDS["receiving_unit"], reception.receiving_unit),
        fact(FIELDS["competent_unit"], reception.competent_unit),
        fact(FIELDS["supporting_unit"], reception.supporting_unit),
        fact(FIELDS["external"], f"{external.system} {external.code}".strip() if external else ""),
        fact(FIELDS["return_by"], joined((RETURNS[reception.return_by], plain(reception.return_place)))),
        fact(FIELDS["priority"], reception.priority.reason if reception.priority else ""),
        fact(FIELDS["note"], reception.note),
    ]


def _book(reception: Reception) -> Said | None:
    if reception.ordinal is None:
        return None
    return said("Sổ {book}, số {ordinal}", book=reception.book, ordinal=reception.ordinal)


def _notes(lines: Sequence[Line], events: Sequence[Event]) -> tuple[NoteLine, ...]:
    texts = {event.envelope.event_id: event.body.text for event in events if isinstance(event.body, Noted)}
    return tuple(
        NoteLine(line.at, line.who, texts[line.event_id])
        for line in lines
        if line.event_id in texts and line.mark in (Mark.NONE, Mark.ACCEPTED)
    )
