"""Is the store whole: pages, search indexes, every stream's chain, every projection folded again and compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, select

from desk_app.domain.envelope import digest, read_envelope, verify_chain
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fold import fold
from desk_app.models import event_log
from desk_app.models.connection import damaged_pages
from desk_app.models.event_log import bodies, erasures, events
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
from desk_app.models.store import STORE_FILE, Store

MAX_PROBLEMS = 50

Progress = Callable[[int, int], None]
"""Called with dossiers checked so far and in all."""

sentences(
    head_differs="Đầu chuỗi ghi của luồng {stream} không khớp các bản ghi.",
    columns_differ="Bản ghi {event} có cột tra cứu không khớp nội dung gốc.",
    body_lost="Bản ghi {event} mất nội dung mà không có lệnh xóa theo luật.",
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
        chain = list(_broken_chains(connection))
        projections = list(_wrong_projections(connection, progress))
        counts = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (events, dossiers)]
    problems = tuple(str(problem) for problem in (*chain, *projections)[:MAX_PROBLEMS])
    return Verification(True, not chain, not projections, counts[0], counts[1], problems)


def _broken_chains(connection: Connection) -> Iterator[DeskError]:
    for stream, (last_seq, last_hash) in event_log.stream_heads(connection).items():
        try:
            found = verify_chain(event_log.stored_lines(connection, stream))
        except DeskError as error:
            yield error
            continue
        if found != (last_seq, last_hash):
            yield DeskError("head_differs", stream=stream)
    columns = [
        events.c[name] for name in ("event_id", "stream", "seq", "hlc", "subject", "kind", "v", "occurred_at", "actor")
    ]
    for row in connection.execute(select(*columns, events.c.hash, events.c.text)):
        envelope = read_envelope(row.text)
        differs = any(getattr(envelope, column.name) != getattr(row, column.name) for column in columns)
        if differs or row.hash != digest(row.text):
            yield DeskError("columns_differ", event=row.event_id)
    lost = select(events.c.event_id).where(
        events.c.event_id.not_in(select(bodies.c.event_id)), events.c.event_id.not_in(select(erasures.c.event_id))
    )
    for event_id in connection.execute(lost).scalars():
        yield DeskError("body_lost", event=event_id)


def _wrong_projections(connection: Connection, progress: Progress | None) -> Iterator[DeskError]:
    own = event_log.own_streams(connection)
    subjects = event_log.dossier_subjects(connection)
    for place, subject in enumerate(subjects):
        if not _is_as_folded(connection, subject, own.__contains__):
            yield DeskError("dossier_differs", dossier=subject)
        if progress is not None and place % 100 == 0:
            progress(place, len(subjects))
    orphans = select(dossiers.c.id).where(dossiers.c.id.not_in(select(events.c.subject)))
    for orphan in connection.execute(orphans).scalars():
        yield DeskError("dossier_differs", dossier=orphan)
    for table, index in ((dossiers, "dossier_search"), (people, "people_search")):
        rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        indexed = connection.exec_driver_sql(f"SELECT count(*) FROM {index}_docsize").scalar_one()  # noqa: S608
        if rows != indexed:
            yield DeskError("search_differs")


def _is_as_folded(connection: Connection, subject: UUID, own_streams: OwnStreams) -> bool:
    history = event_log.events_of(connection, subject)
    dossier = fold(history)
    expected = row_values(dossier, history, own_streams)
    row = (
        connection.execute(
            select(dossiers, folded_dossiers.c.folded)
            .join(folded_dossiers, folded_dossiers.c.row == dossiers.c.row)
            .where(dossiers.c.id == subject)
        )
        .mappings()
        .first()
    )
    if row is None or row["folded"] != dossier.model_dump_json():
        return False
    if any(row[name] != value for name, value in expected.items()):
        return False
    kept_fees = connection.execute(select(fees_taken).where(fees_taken.c.dossier == subject).order_by(fees_taken.c.row))
    taken = [{name: value for name, value in fee.items() if name != "row"} for fee in kept_fees.mappings()]
    if taken != fee_values(dossier, history):
        return False
    seen = [person_values(person, subject, expected["listed_at"]) for person in people_of(dossier)]
    stored = connection.execute(select(people).where(people.c.dossier == subject).order_by(people.c.row)).mappings()
    return [{name: value for name, value in person.items() if name != "row"} for person in stored] == seen
