"""Is the store whole: pages, search indexes, every stream's chain, every projection folded again and compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, func, select

from desk_app.domain.envelope import digest, read_envelope, verify_chain
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fold import fold
from desk_app.models import log_reading
from desk_app.models.column_types import moment_text
from desk_app.models.connection import damaged_pages
from desk_app.models.log_reading import bodies, erasures, events
from desk_app.models.prepared import Prepared
from desk_app.models.projection import (
    OwnStreams,
    dossiers,
    fee_values,
    fees_taken,
    folded_dossiers,
    people,
    people_of,
    person_values,
    row_values,
)
from desk_app.models.second_versions import contested_of
from desk_app.models.store import STORE_FILE, Store
from desk_app.models.tables.base import Base
from desk_app.models.triggers import TRIGGERS

MAX_PROBLEMS = 50

_INDEXES = ("dossier_search", "people_search", "procedure_search")

_ROW_NAMES, _FEE_NAMES, _PERSON_NAMES = (
    tuple(column.name for column in table.c if column.name != "row") for table in (dossiers, fees_taken, people)
)
# Compiled once and read raw: to build, compile and read three statements a dossier took half of the time.
_ROW = Prepared(
    select(*(dossiers.c[name] for name in _ROW_NAMES), folded_dossiers.c.folded)
    .join(folded_dossiers, folded_dossiers.c.row == dossiers.c.row)
    .where(dossiers.c.id == bindparam("of_id"))
)
_FEES, _PEOPLE = (
    Prepared(
        select(*(table.c[name] for name in names)).where(table.c.dossier == bindparam("of_id")).order_by(table.c.row)
    )
    for table, names in ((fees_taken, _FEE_NAMES), (people, _PERSON_NAMES))
)

Progress = Callable[[int, int], None]
"""Called with dossiers checked so far and in all."""

sentences(
    parts_lost="Kho thiếu bảng hoặc khóa bảo vệ: {names}. Dừng dùng và khôi phục từ bản sao lưu gần nhất.",
    head_differs="Đầu chuỗi ghi của luồng {stream} không khớp những việc đã ghi.",
    columns_differ="Việc {event} có cột tra cứu không khớp nội dung gốc.",
    body_lost="Việc {event} mất nội dung mà không có lệnh xóa theo luật.",
    dossier_differs="Hồ sơ {dossier} không khớp lịch sử của nó.",
    search_differs="Chỉ mục tìm kiếm không khớp danh sách hồ sơ.",
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found. problems: sentences, the first fifty."""

    integrity: bool
    chain: bool
    projections: bool
    events: int
    dossiers: int
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing at all is off."""
        return self.integrity and self.chain and self.projections


def verify(store: Store, progress: Progress | None = None) -> Verification:
    """Check one snapshot of a store from the pages up; changes nothing."""
    with store.reading() as reading:
        connection = reading.connection
        integrity = [
            *damaged_pages(lambda statement: connection.exec_driver_sql(statement).all(), store.folder / STORE_FILE),
            *store.attachments.damaged(),
        ]
        if integrity:
            # Damaged pages make every further answer worthless, and reading them may fail half-way.
            return Verification(False, False, False, 0, 0, tuple(str(problem) for problem in integrity))
        stand = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        if lost := {*Base.metadata.tables, *_INDEXES} - stand:
            return Verification(False, False, False, 0, 0, (str(_lost(lost)),))
        guards = [_lost(lost)] if (lost := TRIGGERS.keys() - stand) else []
        chain = list(_broken_chains(connection))
        projections = list(_wrong_projections(connection, progress))
        counts = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (events, dossiers)]
    problems = tuple(str(problem) for problem in (*guards, *chain, *projections)[:MAX_PROBLEMS])
    return Verification(not guards, not chain, not projections, counts[0], counts[1], problems)


def _lost(names: Iterable[str]) -> DeskError:
    return DeskError("parts_lost", names=", ".join(sorted(names)))


def _broken_chains(connection: Connection) -> Iterator[DeskError]:
    for stream, (last_seq, last_hash) in log_reading.stream_heads(connection).items():
        try:
            found = verify_chain(log_reading.stored_lines(connection, stream))
        except DeskError as error:
            yield error
            continue
        if found != (last_seq, last_hash):
            yield DeskError("head_differs", stream=stream)
    columns = [
        events.c[name] for name in ("event_id", "stream", "seq", "hlc", "subject", "kind", "v", "occurred_at", "actor")
    ]
    for row in connection.execute(select(*columns, events.c.hash, events.c.text)):
        try:
            envelope = read_envelope(row.text)
        except ValidationError:
            yield DeskError("columns_differ", event=row.event_id)
            continue
        differs = any(getattr(envelope, column.name) != getattr(row, column.name) for column in columns)
        if differs or row.hash != digest(row.text):
            yield DeskError("columns_differ", event=row.event_id)
    lost = select(events.c.event_id).where(
        events.c.event_id.not_in(select(bodies.c.event_id)), events.c.event_id.not_in(select(erasures.c.event_id))
    )
    for event_id in connection.execute(lost).scalars():
        yield DeskError("body_lost", event=event_id)


def _wrong_projections(connection: Connection, progress: Progress | None) -> Iterator[DeskError]:
    own = log_reading.own_streams(connection)
    subjects = log_reading.dossier_subjects(connection)
    for place, subject in enumerate(subjects):
        if not _is_as_folded(connection, subject, own.__contains__):
            yield DeskError("dossier_differs", dossier=subject)
        if progress is not None and place % 100 == 0:
            progress(place, len(subjects))
    if progress is not None:
        progress(len(subjects), len(subjects))
    for orphan in set(connection.execute(select(dossiers.c.id)).scalars()).difference(subjects):
        yield DeskError("dossier_differs", dossier=orphan)
    for table, index in ((dossiers, "dossier_search"), (people, "people_search")):
        rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        indexed = connection.exec_driver_sql(f"SELECT count(*) FROM {index}_docsize").scalar_one()  # noqa: S608
        if rows != indexed:
            yield DeskError("search_differs")


def _is_as_folded(connection: Connection, subject: UUID, own_streams: OwnStreams) -> bool:
    try:
        history = log_reading.events_of(connection, subject)
    except ValidationError:
        # A text that is no event any more; the chain says which.
        return False
    if not history:
        return False
    dossier = fold(history, contested_of(connection, subject))
    expected = row_values(dossier, history, own_streams)
    of = {"of_id": subject}
    row = _ROW.row(connection, of)
    if row is None or row != (*_as_stored(expected, _ROW_NAMES), dossier.model_dump_json()):
        return False
    fees = [_as_stored(fee, _FEE_NAMES) for fee in fee_values(dossier, history)]
    if _FEES.rows(connection, of) != fees:
        return False
    seen = [person_values(person, subject, expected["listed_at"]) for person in people_of(dossier)]
    return _PEOPLE.rows(connection, of) == [_as_stored(person, _PERSON_NAMES) for person in seen]


def _as_stored(values: Mapping[str, object], names: Iterable[str]) -> tuple[object, ...]:
    """Return values as a raw row has them; what is true is 1 to Python too."""
    return tuple(
        moment_text(value) if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
        for value in map(values.__getitem__, names)
    )
