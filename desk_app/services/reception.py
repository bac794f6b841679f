"""Receive a dossier: one durable transaction from the clerk's command to what the slip needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import national_code
from desk_app.domain.dates import dated, office_time, paper_date
from desk_app.domain.deadline_words import NO_FIXED_DATE, limit_words, year_list
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Received
from desk_app.domain.events.reception import ExternalReference, Reception
from desk_app.domain.hybrid_clock import stands_behind
from desk_app.domain.limit_said import NO_FIXED, limit_said
from desk_app.domain.limits import Unit
from desk_app.domain.people import Person, email_warning, id_warnings, phone_warning, written_date
from desk_app.domain.procedures import OfficeLayer, PrintHabit, Procedure
from desk_app.domain.states import State
from desk_app.domain.text import clean_block, fold
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.back_entry import check_back_entry
from desk_app.services.codes_given import take_code
from desk_app.services.ground import ground_for
from desk_app.services.moments import CLOCK_SLACK, check_not_ahead
from desk_app.services.print_jobs import queue_first_paper
from desk_app.services.procedure_standing import standing
from desk_app.services.promise import channel_doubt, limit_for, limits_to_choose
from desk_app.services.receive_command import Receive
from desk_app.services.said import Said, dated_said, said, span_said
from desk_app.services.snapshot import Ground, Marks, Randomness, new_secret, snapshot
from desk_app.services.unit_work_list import note_answer
from desk_app.sync.limits import DRIFT_MINUTES

sentences(
    received_at_needs_supervisor="Ghi lúc tiếp nhận khác hiện tại cần trưởng bộ phận, hoặc một đợt nhập bù đang mở.",
    clock_behind="Đồng hồ máy chậm {span} so với hồ sơ ghi gần nhất. "
    "Chỉnh lại đồng hồ; nếu đồng hồ đang đúng thì xác nhận rồi tiếp nhận.",
    clock_ahead_of_server="Đồng hồ máy nhanh {span} so với máy chủ. "
    "Chỉnh lại đồng hồ; nếu đồng hồ đang đúng thì xác nhận rồi tiếp nhận.",
    clock_behind_server="Đồng hồ máy chậm {span} so với máy chủ. "
    "Chỉnh lại đồng hồ; nếu đồng hồ đang đúng thì xác nhận rồi tiếp nhận.",
    request_id_of_another="request_id này đã dùng cho hồ sơ {code} của người, thủ tục hoặc nội dung khác. "
    "Dùng mã yêu cầu mới.",
    session_of_another="Lượt này là của {name}: một phiếu chỉ ghi hồ sơ của một người nộp. Kết thúc lượt rồi tiếp nhận "
    "người khác.",
)


@dataclass(frozen=True)
class Warned:
    """Something a person should know that does not stop them. code: stable name; words: said in their language."""

    code: str
    words: Said

    @property
    def sentence(self) -> str:
        """The words in Vietnamese."""
        return str(self.words)


@dataclass(frozen=True)
class Receipt:
    """What a registration gives back; durable when it returns."""

    id: UUID
    reception: Reception
    print_habit: PrintHabit
    warnings: tuple[Warned, ...] = ()
    repeated: bool = False
    """The same request was registered before; nothing new was written."""

    @property
    def code(self) -> str:
        """The dossier code."""
        return self.reception.code

    @property
    def due_at(self) -> datetime | None:
        """The promised moment, None = no fixed date."""
        return self.reception.promised.due_at

    @property
    def provisional(self) -> bool:
        """Whether the date was counted through a year whose calendar is not announced."""
        return self.reception.promised.provisional


def receive(
    store: Store, session: Session, command: Receive, now: datetime, randomness: Randomness | None = None
) -> Receipt:
    """Register a dossier and return what its slip needs.

    now: aware. A command with a ``request_id`` seen before returns the first registration and writes nothing.
    Raises DeskError: not entitled, unknown procedure or case, unit missing, bad dates, a clock that jumped back.
    """
    session.require(Right.RECEIVE)
    with store.transaction(now, actor=session.login) as tx:
        known = tx.requests.dossier_of(command.request_id) if command.request_id else None
        if known is not None:
            return _repeated(tx, known, command)
        return _receive(tx, session, command, now, randomness)


def _receive(
    tx: Transaction, session: Session, command: Receive, now: datetime, randomness: Randomness | None
) -> Receipt:
    if not command.clock_checked:
        _check_clock(tx, now)
    received_at = _received_at(tx, session, command, now)
    ground = ground_for(tx, command.procedure, "receipt", on=office_time(received_at).date())
    if command.session is not None:
        _check_submitter_of(tx, command.session, command.submitter)
    subject = _subject(tx, command)
    given = take_code(tx, ground.office, command, subject, received_at)
    marks = Marks(
        code=given.code,
        secret=new_secret(randomness) if randomness else new_secret(),
        book=given.book,
        ordinal=given.ordinal,
        received_by=session.display_name,
        counter=session.counter or ground.office.counter,
    )
    reception = snapshot(ground, command, marks, received_at)
    tx.record(subject, Received(reception=reception, request_id=command.request_id))
    _keep_answer(tx, ground, command)
    habit = ground.layer.print_habit
    if habit is PrintHabit.ALWAYS and command.session is None:
        queue_first_paper(tx, session, subject, reception.code, "receipt", ground.form_hash)
    warned = (
        *limit_doubts(ground.procedure, ground.layer, command, reception),
        *warnings_for(ground.procedure, reception, ground.calendar),
        *_external_doubts(tx, subject, reception.external),
    )
    return Receipt(subject, reception, habit, warned)


def _external_doubts(tx: Transaction, subject: UUID, external: ExternalReference | None) -> Iterator[Warned]:
    """Yield that another dossier, not cancelled, bears this code of the same system; of several ours, the newest."""
    if external is None or not external.code:
        return
    for other in tx.dossiers.all_by_external_code(external.code):
        source = other.reception or other.submitted
        if other.id == subject or other.voided or source is None or source.external is None:
            continue
        if fold(source.external.system) != fold(external.system):
            continue
        if other.code:
            words = said(
                "Mã {external} ở hệ thống khác đã ghi cho hồ sơ {code}; kiểm tra lại mã.",
                external=external.code,
                code=other.code,
            )
        else:
            words = said(
                "Mã {external} ở hệ thống khác đã ghi cho hồ sơ mới đăng ký của {name}; kiểm tra lại mã.",
                external=external.code,
                name=source.submitter.name,
            )
        yield Warned("external_code_used", words)
        return


def _check_submitter_of(tx: Transaction, together: UUID, submitter: Person) -> None:
    """Refuse somebody else in a receiving session, whose one slip names one person and bears every dossier's secret.

    Raises DeskError ``session_of_another``.
    """
    for line in tx.dossiers.of_session(together):
        dossier = None if line.voided else tx.dossiers.by_id(line.id)
        if dossier is None or dossier.reception is None or dossier.erased:
            continue
        first = dossier.reception.submitter
        known = first.id_number and submitter.id_number
        if first.id_number != submitter.id_number if known else fold(first.name) != fold(submitter.name):
            raise DeskError("session_of_another", name=first.name)
        return


def limit_doubts(procedure: Procedure, layer: OfficeLayer, command: Receive, reception: Reception) -> Iterator[Warned]:
    """Yield what was taken for granted of the published limits: another channel's, one of several, a unit not needed.

    The page asks which of several holds before it registers; a file that names none has the first.
    """
    taken = limit_said(reception.limit) or NO_FIXED
    given = {"variant", "due_at"} & {name for name in command.model_fields_set if getattr(command, name) is not None}
    borrowed = channel_doubt(procedure, layer, command.channel, command.case)
    if borrowed is not None and "due_at" not in given:
        yield Warned("channel_not_published", borrowed)
    choice = limits_to_choose(procedure, layer, command.channel, command.case)
    if choice and not given:
        limits = "; ".join(limit_words(limit) or NO_FIXED_DATE for limit in choice)
        words = said("Thủ tục công bố nhiều mức thời hạn ({limits}); đã tính theo {taken}.", limits=limits, taken=taken)
        yield Warned("limit_not_chosen", words)
    if command.unit is not None and command.unit is not reception.limit.unit:
        words = said(
            "Thủ tục đã có thời hạn kèm đơn vị ({taken}); đơn vị ghi trong hồ sơ không được dùng.", taken=taken
        )
        yield Warned("unit_not_used", words)


def _keep_answer(tx: Transaction, ground: Ground, command: Receive) -> None:
    """Put the unit a clerk chose for this dossier on the work list, where a supervisor may confirm it for all."""
    if command.unit is None:
        return
    published = limit_for(ground.procedure, ground.layer, command.channel, command.case, command.variant)
    if published.row is not None and published.limit.unit is Unit.MISSING:
        note_answer(tx, command.procedure, published.row, command.unit)


def warnings_for(procedure: Procedure, reception: Reception, calendar: OfficeCalendar) -> tuple[Warned, ...]:
    """Return what the clerk should know of the procedure's standing and the date."""
    day = office_time(reception.received_at).date()
    warned = [Warned(code, words) for code, words in standing(procedure, day).items()]
    if not reception.case and len(procedure.cases()) > 1:
        cases = "; ".join(procedure.cases())
        words = said("Chưa chọn trường hợp của thủ tục. Các trường hợp: {cases}.", cases=cases)
        warned.append(Warned("case_not_chosen", words))
    if reception.promised.provisional:
        years = year_list((*reception.promised.missing_years, *reception.promised.draft_years))
        words = said("Ngày hẹn tạm tính: lịch làm việc năm {years} chưa được công bố.", years=years)
        warned.append(Warned("calendar_provisional", words))
    due_at = reception.promised.due_at
    if reception.due_reason and due_at is not None and not calendar.reception_on(office_time(due_at).date()):
        warned.append(due_on_day_off(due_at))
    people = dict.fromkeys((reception.submitter, *reception.owners))
    warned.extend(doubt for person in people for doubt in person_doubts(person, day))
    warned.extend(_doubts_between(reception, day))
    return tuple(warned)


def _doubts_between(reception: Reception, today: date) -> Iterator[Warned]:
    """Yield what does not fit together between the people of a dossier and the paper one acts for another by."""
    issued = None if reception.authorisation is None else reception.authorisation.issued_on
    if issued is not None and issued > today:
        words = said(
            "Giấy ủy quyền ghi ngày {issued}, sau ngày tiếp nhận; đọc lại theo giấy.", issued=paper_date(issued)
        )
        yield Warned("authorisation_date_doubtful", words)
    owner_of: dict[str, Person] = {}
    for owner in reception.owners:
        other = owner_of.setdefault(owner.id_number, owner)
        if owner.id_number and other is not owner:
            words = said("{first} và {second} ghi cùng một số giấy tờ.", first=other.name, second=owner.name)
            yield Warned("owners_share_id_number", words)


def due_on_day_off(due_at: datetime) -> Warned:
    """Return the warning of an appointment that a person typed for a day on which the office is closed."""
    words = said("Ngày hẹn {day} là ngày cơ quan không tiếp nhận và trả kết quả.", day=dated_said(due_at))
    return Warned("due_on_day_off", words)


def person_doubts(person: Person, today: date) -> tuple[Warned, ...]:
    """Return what looks wrong with a person's numbers and dates; none of it stops a registration."""
    doubts = [
        Warned("id_number_doubtful", words)
        for words in id_warnings(person.id_number, person.birth_date, str(person.gender))
    ]
    if person.birth_date > today.isoformat():
        words = said("Ngày sinh {born} ở sau ngày tiếp nhận; đọc lại theo giấy.", born=written_date(person.birth_date))
        doubts.append(Warned("birth_date_doubtful", words))
    if (phone := phone_warning(person.phone)) is not None:
        doubts.append(Warned("phone_doubtful", phone))
    if (email := email_warning(person.email)) is not None:
        doubts.append(Warned("email_doubtful", email))
    return tuple(doubts)


def twin_warning(store: Store, command: Receive, now: datetime) -> Warned | None:
    """Return the warning that this person's dossier of this procedure is open or of today, None where there is none.

    Dossiers of the command's own receiving session, and the one it starts from, are no twins.
    """
    for twin in twins(store, command.submitter.id_number, command.procedure, now):
        in_session = command.session is not None and twin.session == command.session
        if twin.code and not in_session and twin.id != command.starts_from:
            when = dated(twin.received_at or twin.began_at)
            words = said("Người này đã nộp thủ tục này lúc {when}, mã {code}.", when=when, code=twin.code)
            return Warned("same_person_same_procedure", words)
    return None


def twins(store: Store, id_number: str, procedure_code: str, now: datetime) -> tuple[DossierLine, ...]:
    """Return dossiers of the same person and procedure that are still open or were received today."""
    midnight = office_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with store.reading() as rd:
        return tuple(rd.dossiers.open_of_person(id_number, procedure_code, since=midnight))


def _repeated(tx: Transaction, subject: UUID, command: Receive) -> Receipt:
    """Return the first registration of a request.

    Another person, procedure, owner or content under its id is another request; what was left to the office's default
    then may be left to it again.
    """
    dossier = tx.dossiers.by_id(subject)
    if dossier is None or dossier.reception is None:
        raise DeskError("not_to_be_received")
    for first in _receptions(tx, subject):
        same_procedure = national_code(first.procedure.code) == national_code(command.procedure)
        if not same_procedure or not (dossier.erased or _same_matter(first, command)):
            raise DeskError("request_id_of_another", code=dossier.code)
    habit = tx.layers.get(dossier.reception.procedure.code).print_habit
    return Receipt(subject, dossier.reception, habit, repeated=True)


def _same_matter(first: Reception, command: Receive) -> bool:
    """Tell whether a command asks for what was registered: for whom it is, and what tells dossiers apart."""
    return (
        first.submitter == command.submitter
        and first.owners == (command.owners or (command.submitter,))
        and (not command.summary or first.summary == clean_block(command.summary))
    )


def _receptions(tx: Transaction, subject: UUID) -> Iterator[Reception]:
    """Yield what was entered at reception, before any correction."""
    for event in tx.dossiers.events_of(subject):
        if isinstance(event.body, Received):
            yield event.body.reception


def _subject(tx: Transaction, command: Receive) -> UUID:
    """Return the id of the dossier: the guided or submitted one it starts from, else a new one."""
    if command.starts_from is None:
        return tx.new_id()
    earlier = tx.dossiers.by_id(command.starts_from)
    if earlier is None:
        # Any other id may be the office's own, under which a registration would stand in no list.
        raise DeskError("unknown_dossier", code=command.starts_from)
    if earlier.voided or earlier.state not in (State.NONE, State.SUBMITTED):
        raise DeskError("not_to_be_received")
    return command.starts_from


def _check_clock(tx: Transaction, now: datetime) -> None:
    behind = stands_behind(tx.identity().clock, now)
    if behind > CLOCK_SLACK:
        raise DeskError("clock_behind", span=span_said(behind))
    drift = tx.sync.drift_seconds()
    if abs(drift) > DRIFT_MINUTES * 60:
        code = "clock_ahead_of_server" if drift > 0 else "clock_behind_server"
        raise DeskError(code, span=span_said(timedelta(seconds=abs(drift))))


def _received_at(tx: Transaction, session: Session, command: Receive, now: datetime) -> datetime:
    received_at = office_time(command.received_at or now)
    check_not_ahead(received_at, now)
    if command.back_entry is not None:
        check_back_entry(tx, command.back_entry, received_at)
    elif abs(received_at - now) >= timedelta(minutes=1) and not session.may(Right.MEND):
        raise DeskError("received_at_needs_supervisor")
    return received_at
