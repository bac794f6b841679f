"""Offices, their desks, how a desk enrols, and what it says of itself at the beginning of a round."""

import base64
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.caller import DeskCaller
from central_server.contact_marks import Spoke, new_mark, spoke
from central_server.database import begin_epoch, epoch_of, marks_key_of, new_id
from central_server.number_blocks import block_for, lock_numbers, note_all_used, note_used, numbers_seen
from central_server.refusal import Refusal
from central_server.secrets_kept import kept, new_code, new_token, typed_code
from central_server.stream_heads import stands_of
from central_server.tables import contacts, desks, enrolment_codes, offices, server
from central_server.whose import may_speak_from, may_take_store
from desk_app.domain.codes import parse_agency_id
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line
from desk_app.sync.limits import BLOCKS_PER_DESK, CODE_HOURS, STREAMS_PER_DAY
from desk_app.sync.messages import Enrol, Enrolled, FreshToken, Hello, Welcome
from desk_app.sync.words import Code

_TOKEN_DAYS = 90
_DAY = timedelta(days=1)

sentences(
    office_agency_bad="Mã định danh “{agency}” chưa đúng. Ví dụ: H56.14.",
    office_known="Cơ quan {agency} đã có trên máy chủ.",
    office_unknown="Chưa có cơ quan {agency} trên máy chủ. Thêm bằng “central-server office add”.",
    desk_known="Quầy “{desk}” của cơ quan {agency} đã có. Dùng --new-code để cấp mã ghi danh mới.",
    desk_unknown="Cơ quan {agency} chưa có quầy “{desk}”.",
    name_missing="Chưa có tên. Nhập tên cơ quan hoặc tên quầy.",
)


# -- the province's part --------------------------------------------------------------------------------------------


def add_office(connection: Connection, agency: str, name: str, now: datetime) -> UUID:
    """Add an office and return its id. Raises DeskError ``office_agency_bad``, ``name_missing``, ``office_known``."""
    agency, name = clean_line(agency).upper(), clean_line(name)
    if parse_agency_id(agency) is None:
        raise DeskError("office_agency_bad", agency=agency)
    if not name:
        raise DeskError("name_missing")
    office = new_id()
    added = connection.execute(
        insert_or(offices)
        .values(office=office, agency=agency, name=name, position=0, clock=0, added_at=now)
        .on_conflict_do_nothing()
        .returning(offices.c.office)
    )
    if added.scalar() is None:
        raise DeskError("office_known", agency=agency)
    return office


def office_of(connection: Connection, agency: str) -> UUID:
    """Return an office by its agency id. Raises DeskError ``office_unknown``."""
    found: UUID | None = connection.execute(
        select(offices.c.office).where(offices.c.agency == clean_line(agency).upper())
    ).scalar()
    if found is None:
        raise DeskError("office_unknown", agency=agency)
    return found


def add_desk(connection: Connection, agency: str, desk: str, now: datetime, *, new_code_only: bool = False) -> str:
    """Add a desk to an office and return its enrolment code, shown once.

    new_code_only: a fresh code for a desk that is there (its machine was replaced). Raises DeskError
    ``office_unknown``, ``desk_known``, ``desk_unknown``, ``name_missing``.
    """
    office, desk = office_of(connection, agency), clean_line(desk)
    if not desk:
        raise DeskError("name_missing")
    found: UUID | None = connection.execute(
        select(desks.c.id).where(desks.c.office == office, desks.c.desk == desk)
    ).scalar()
    if new_code_only and found is None:
        raise DeskError("desk_unknown", agency=agency, desk=desk)
    if not new_code_only and found is not None:
        raise DeskError("desk_known", agency=agency, desk=desk)
    if found is None:
        found = new_id()
        connection.execute(
            insert(desks).values(
                id=found, office=office, desk=desk, signing_key="", added_at=now, program="", queued=0,
            )
        )  # fmt: skip
    code = new_code()
    connection.execute(
        insert(enrolment_codes).values(
            code_hash=kept(typed_code(code)), desk_id=found, expires_at=now + timedelta(hours=CODE_HOURS)
        )
    )
    return code


def revoke_desk(connection: Connection, desk_id: UUID, now: datetime) -> None:
    """End a desk's token; what it sent stays, and a fresh code lets it in again."""
    connection.execute(
        update(desks).where(desks.c.id == desk_id).values(token_hash=None, fresh_token_hash=None, revoked_at=now)
    )


# -- the desk's part ------------------------------------------------------------------------------------------------


def enrol(connection: Connection, request: Enrol, now: datetime) -> Enrolled:
    """Exchange a one-time code for a token and the desk's numbers.

    Raises Refusal ``code_used`` (used by another store, expired, never given, or for another agency), ``desk_taken``,
    ``store_taken`` (of a store that is another desk's, and shows no mark that it is that very one).
    """
    lock_numbers(connection)
    hashed = kept(typed_code(request.code))
    row = connection.execute(
        select(
            enrolment_codes.c.desk_id, enrolment_codes.c.expires_at, enrolment_codes.c.store, desks.c.office,
            offices.c.agency, offices.c.name,
        )
        .join(desks, desks.c.id == enrolment_codes.c.desk_id)
        .join(offices, offices.c.office == desks.c.office)
        .where(enrolment_codes.c.code_hash == hashed)
        .with_for_update(of=[enrolment_codes, desks])
    ).first()  # fmt: skip
    if row is None or row.expires_at <= now or row.store not in (None, request.store):
        raise Refusal(Code.CODE_USED)
    if clean_line(request.agency).upper() != row.agency:
        raise Refusal(Code.CODE_USED)
    other = connection.execute(
        select(desks.c.id).where(
            desks.c.office == row.office, desks.c.desk == clean_line(request.desk), desks.c.id != row.desk_id
        )
    ).first()
    if other is not None:
        raise Refusal(Code.DESK_TAKEN)
    if not may_take_store(connection, row.desk_id, row.office, request.store, request.contact):
        raise Refusal(Code.STORE_TAKEN)
    token, epoch = new_token(), epoch_of(connection)
    mark, _before = _marks(connection, row.desk_id, request.stream)
    mark = new_mark(marks_key_of(connection), row.desk_id, request.stream, epoch, mark)
    _give_mark(connection, row.desk_id, request.store, request.stream, mark, mark, now)
    connection.execute(
        update(enrolment_codes).where(enrolment_codes.c.code_hash == hashed).values(store=request.store, used_at=now)
    )
    connection.execute(
        update(desks)
        .where(desks.c.id == row.desk_id)
        .values(
            desk=clean_line(request.desk), store=request.store, stream=request.stream, token_hash=kept(token),
            fresh_token_hash=None, signing_key=request.signing_key,
            enrolled_at=now, token_since=now, revoked_at=None, last_contact=now, program=request.program,
        )
    )  # fmt: skip
    note_all_used(connection, row.desk_id, row.agency, request.used, now)
    block = block_for(connection, row.desk_id, row.agency, request.stream, now)
    seal, signing = _public_keys(connection)
    return Enrolled(
        token=token,
        office=row.office,
        office_name=row.name,
        desk=clean_line(request.desk),
        blocks=(block,),
        used=numbers_seen(connection, row.desk_id, now.date() - _DAY),
        epoch=epoch,
        contact=mark,
        now=now,
        seal_key=seal,
        signing_key=signing,
    )


def caller_of(connection: Connection, token: str, now: datetime) -> DeskCaller:
    """Return whose token this is; a fresh one, once used, ends the old one. Raises Refusal ``token_unknown``."""
    hashed = kept(token)
    row = connection.execute(
        select(desks).where((desks.c.token_hash == hashed) | (desks.c.fresh_token_hash == hashed))
    ).first()
    if row is None or row.revoked_at is not None:
        raise Refusal(Code.TOKEN_UNKNOWN)
    if row.token_hash != hashed:
        connection.execute(
            update(desks)
            .where(desks.c.id == row.id, desks.c.fresh_token_hash == hashed)
            .values(token_hash=hashed, fresh_token_hash=None, token_since=now)
        )
    return DeskCaller(row.id, row.office, row.desk, row.store, row.stream)


def fresh_token(connection: Connection, caller: DeskCaller) -> FreshToken:
    """Give a fresh token; the old one serves until this one is first used."""
    token = new_token()
    connection.execute(update(desks).where(desks.c.id == caller.id).values(fresh_token_hash=kept(token)))
    return FreshToken(token=token)


def hello(connection: Connection, caller: DeskCaller, said: Hello, now: datetime) -> Welcome:
    """Begin a round of a desk. Raises Refusal ``copied`` when its contact mark is none of the last two.

    Raises Refusal ``not_yours`` from another's stream, ``slow_down`` from more streams within a day than copies and
    restores account for. A desk that says it again from a new stream is let in: it has done what ``copied`` asks. A
    mark later than any this database remembers tells that it was restored: it begins a new life.
    """
    row = connection.execute(
        select(desks.c.token_since, offices.c.agency)
        .join(offices, offices.c.office == desks.c.office)
        .where(desks.c.id == caller.id)
        .with_for_update(of=desks)
    ).one()
    epoch, key = epoch_of(connection), marks_key_of(connection)
    met = stands_of(connection, caller)
    last, before = _marks(connection, caller.id, said.stream)
    who = spoke(key, caller.id, said.stream, epoch, said.contact, last, before)
    if who is Spoke.OTHER and (last or said.stream in met):
        raise Refusal(Code.COPIED)
    if not last:
        if not may_speak_from(connection, caller, said.stream):
            raise Refusal(Code.NOT_YOURS)
        _require_few_streams(connection, caller.id, now)
    if who is Spoke.LATER:
        epoch = begin_epoch(connection, now, after=epoch)
    mark = new_mark(key, caller.id, said.stream, epoch, last, said.contact)
    _give_mark(
        connection, caller.id, caller.store, said.stream, mark, mark if who is Spoke.OTHER else said.contact, now
    )
    drift = round((said.clock - now).total_seconds())
    connection.execute(
        update(desks)
        .where(desks.c.id == caller.id)
        .values(
            stream=said.stream, last_contact=now, program=said.program, catalogue=said.catalogue,
            calendar_until=said.calendar_until, drift_seconds=max(-(2**31), min(drift, 2**31 - 1)),
            queued=min(said.queued, 2**31 - 1), oldest=said.oldest, backup_at=said.backup,
        )
    )  # fmt: skip
    note_used(connection, caller.id, row.agency, said.used, now)
    return Welcome(
        epoch=epoch,
        contact=mark,
        now=now,
        stands=met,
        used=numbers_seen(connection, caller.id, now.date() - _DAY),
        blocks=(block_for(connection, caller.id, row.agency, said.stream, now, most=BLOCKS_PER_DESK),),
        rotate=row.token_since is not None and now - row.token_since > timedelta(days=_TOKEN_DAYS),
    )


def _marks(connection: Connection, desk_id: UUID, stream: UUID) -> tuple[str, str]:
    """Return the last two marks given to a stream of a desk, "" for none."""
    row = connection.execute(
        select(contacts.c.mark, contacts.c.mark_before).where(
            contacts.c.desk_id == desk_id, contacts.c.stream == stream
        )
    ).first()
    return ("", "") if row is None else (row.mark, row.mark_before)


def _require_few_streams(connection: Connection, desk_id: UUID, now: datetime) -> None:
    """Refuse a desk one more stream today. Raises Refusal ``slow_down``."""
    today = connection.execute(
        select(contacts.c.last_contact)
        .where(contacts.c.desk_id == desk_id, contacts.c.last_contact > now - _DAY)
        .order_by(contacts.c.last_contact.desc())
        .offset(STREAMS_PER_DAY - 1)
        .limit(1)
    ).scalar()
    if today is not None:
        wait = max(1, round((today + _DAY - now).total_seconds()))
        raise Refusal(Code.SLOW_DOWN, headers={"Retry-After": str(wait)})


def _give_mark(
    connection: Connection, desk_id: UUID, store: UUID | None, stream: UUID, mark: str, before: str, now: datetime
) -> None:
    values = {"store": store, "mark": mark, "mark_before": before, "last_contact": now}
    connection.execute(
        insert_or(contacts)
        .values(desk_id=desk_id, stream=stream, **values)
        .on_conflict_do_update(index_elements=["desk_id", "stream"], set_=values)
    )


def _public_keys(connection: Connection) -> tuple[str, str]:
    """Return the server's public keys, base64: seals batches, signs batches."""
    seal, signing = connection.execute(select(server.c.seal_key, server.c.signing_key)).one()
    seal_key = X25519PrivateKey.from_private_bytes(base64.b64decode(seal)).public_key()
    signing_key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing)).public_key()
    return (
        base64.b64encode(seal_key.public_bytes_raw()).decode(),
        base64.b64encode(signing_key.public_bytes_raw()).decode(),
    )
