"""Rows of dossiers on the server: the same fold as at the desk, in the transaction that stored the events."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import (
    JSON,
    Connection,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    not_,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from central_server.bulk import among
from central_server.tables import dossiers, events, forks
from desk_app.domain.codes import national_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.envelope import read_envelope
from desk_app.domain.events import Event, read_event
from desk_app.domain.fold import fold
from desk_app.domain.lateness import late_from, timeliness, waiting_since
from desk_app.domain.subjects import of_dossier
from desk_app.domain.text import fold as folded_words

logger = logging.getLogger(__name__)
FOLD_FAILED = "fold"
"""The trouble of an event at which folding its dossier failed."""


def refold(
    connection: Connection,
    office: UUID,
    subjects: Sequence[UUID],
    position: int,
    just_written: Collection[Event] = (),
    *,
    forked: bool | None = None,
) -> frozenset[UUID]:
    """Fold dossiers again from all their events and replace their rows; return those that could not be folded.

    Of an id that turned out to be an office's the row goes.

    position: of the newest event of the batch, so that a page can tell what changed. just_written: events of these
    dossiers that this very transaction stored and already holds as values: they are not read back and parsed again.
    forked: whether the office has any event in more than one version, None = to be asked.
    """
    if not subjects:
        return frozenset()
    held: dict[UUID, list[Event]] = {subject: [] for subject in subjects}
    for event in just_written:
        held[event.envelope.subject].append(event)
    of_these = among(events.c.subject, subjects)
    if just_written:
        of_these &= not_(among(events.c.event_id, [event.envelope.event_id for event in just_written]))
    for text, body, trouble, subject in connection.execute(
        select(events.c.text, events.c.body, events.c.trouble, events.c.subject)
        .where(events.c.office == office, of_these)
        .union_all(
            select(forks.c.text, forks.c.body, literal_column("''"), forks.c.subject).where(
                forks.c.office == office, among(forks.c.subject, subjects)
            )
        )
    ):
        # A quarantined body is kept as it came, and not read.
        held[subject].append(read_event(read_envelope(text), None if trouble else body))
    if forked is None:
        forked = has_forks(connection, office)
    contested = _contested(connection, office, subjects) if forked else frozenset()
    rows, failed, offices = [], set(), []
    for subject, known in held.items():
        found = of_dossier(known)
        if not found:
            offices.append(subject)
            continue
        try:
            dossier = fold(found, contested)
            rows.append(row_values(office, dossier, position))
        except Exception:
            # One dossier that no program can fold must not stop an office; which one, not what it says, is told.
            logger.exception("dossier not folded", extra={"dossier": str(subject)})
            failed.add(subject)
    if offices:
        connection.execute(delete(dossiers).where(dossiers.c.office == office, dossiers.c.id.in_(offices)))
    if rows:
        connection.execute(_replace_rows, {"rows": _as_text(rows)})
    return frozenset(failed)


def _replacing() -> Insert:
    """Return the statement that puts rows of dossiers in their places, all of them one JSON text.

    However many they are, it is one statement and one value: half the time of a statement each.
    """
    given = [column(one.name, one.type) for one in dossiers.c if one.name != "words"]
    rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    told = rows.table_valued(*given, column("search_words", Text)).render_derived(with_types=True)
    words = func.to_tsvector(literal_column("'simple'"), told.c.search_words)
    names = [one.name for one in given]
    statement = insert(dossiers).from_select([*names, "words"], select(*(told.c[name] for name in names), words))
    replaced = {name: statement.excluded[name] for name in (*names, "words") if name not in ("office", "id")}
    return statement.on_conflict_do_update(index_elements=["office", "id"], set_=replaced)


_replace_rows = _replacing()


def _as_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as one JSON text that PostgreSQL can hold; hardly ever is there anything to be left out."""
    try:
        text = to_json(rows)
        if b"\\u0000" not in text:
            return text.decode()
    except PydanticSerializationError:
        pass  # half of a character
    return to_json([{name: storable(value) for name, value in row.items()} for row in rows]).decode()


def _contested(connection: Connection, office: UUID, subjects: Sequence[UUID]) -> frozenset[UUID]:
    """Return which events of these dossiers another version of, or another event at the place of, is known."""
    here, other = list(subjects), forks.alias("other")
    stored = select(events.c.event_id).where(events.c.office == office, events.c.subject.in_(here))
    beside = select(forks.c.event_id).where(forks.c.office == office, forks.c.subject.in_(here))
    same_office = forks.c.office == events.c.office
    same_place = (forks.c.stream == events.c.stream) & (forks.c.seq == events.c.seq)
    rivals = (other.c.office == forks.c.office) & (other.c.position != forks.c.position)
    # Six plain joins, each by an index, where one with OR would look through everything.
    found = union(
        stored.join(forks, same_office & (forks.c.event_id == events.c.event_id)),
        stored.join(forks, same_office & same_place),
        beside.join(events, same_office & (forks.c.event_id == events.c.event_id)),
        beside.join(events, same_office & same_place),
        beside.join(other, rivals & (other.c.event_id == forks.c.event_id)),
        beside.join(other, rivals & (other.c.stream == forks.c.stream) & (other.c.seq == forks.c.seq)),
    )
    return frozenset(connection.execute(found).scalars())


def folded_of(connection: Connection, office: UUID, subjects: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these ids have a dossier's row."""
    if not subjects:
        return frozenset()
    here = select(dossiers.c.id).where(dossiers.c.office == office, dossiers.c.id.in_(subjects))
    return frozenset(connection.execute(here).scalars())


def has_forks(connection: Connection, office: UUID) -> bool:
    """Tell whether an office has any event in more than one version; nearly none has."""
    return connection.execute(select(forks.c.position).where(forks.c.office == office).limit(1)).first() is not None


def rivals_of(connection: Connection, office: UUID, after: int) -> frozenset[UUID]:
    """Return the dossiers whose events share the id or the place of one stored behind a position."""
    found: set[UUID] = set()
    for new in (events, forks):
        for old in (events, forks.alias("older")):
            if new is events and old is events:
                continue
            here = (new.c.office == office) & (new.c.position > after)
            same_place = (old.c.stream == new.c.stream) & (old.c.seq == new.c.seq)
            for rivals in (old.c.event_id == new.c.event_id, same_place):
                query = select(old.c.subject).join(new, (old.c.office == new.c.office) & rivals).where(here)
                found |= set(connection.execute(query).scalars())
    return frozenset(found)


def hold(connection: Connection, office: UUID, event_ids: Iterable[UUID]) -> None:
    """Put events into quarantine because their dossier could not be folded with them."""
    connection.execute(
        update(events)
        .where(events.c.office == office, events.c.event_id.in_(list(event_ids)))
        .values(trouble=FOLD_FAILED)
    )


def storable(value: Any) -> Any:
    """Return a value as PostgreSQL can hold it: text without NUL and without halves of a character."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def row_values(office: UUID, dossier: Dossier, position: int) -> Mapping[str, Any]:
    """Return the columns of a dossier's row."""
    reception = dossier.reception
    source = reception or dossier.declined or dossier.guided or dossier.submitted
    external = getattr(source, "external", None)
    began = dossier.timeline[0]
    return {
        "office": office,
        "id": dossier.id,
        "code": dossier.code,
        "external_code": external.code if external else "",
        "state": int(dossier.state),
        "open": dossier.is_open,
        "voided": dossier.voided,
        "procedure_code": national_code(source.procedure.code) if source else "",
        "procedure_name": (source.procedure.short_name or source.procedure.name) if source else "",
        "field": source.procedure.field if source else "",
        "summary": source.summary if source else "",
        "owner_name": "; ".join(person.name for person in dossier.owners),
        "channel": str(getattr(source, "channel", "")),
        "unit": dossier.unit,
        "processing_unit": _processing_unit(dossier),
        "desk": began.desk_id,
        "open_flags": len(dossier.open_flags),
        "apologised": bool(dossier.apologies),
        "listed_at": reception.received_at if reception else began.occurred_at,
        "received_at": reception.received_at if reception else None,
        "due_at": dossier.due_at,
        "shown_due_at": dossier.shown_due_at,
        "finished_at": dossier.finished_at,
        "returned_at": dossier.returned.returned_at if dossier.returned else None,
        "late_from": late_from(dossier),
        "waiting_since": waiting_since(dossier),
        "timeliness": timeliness(dossier) or "",
        "search_words": folded_words(search_words(dossier)),
        "folded": dossier.model_dump_json(),
        "position": position,
    }


def search_words(dossier: Dossier) -> str:
    """Return what a dossier is found by: codes, people with their numbers, summary, procedure."""
    source = dossier.reception or dossier.declined or dossier.guided or dossier.submitted
    if source is None:
        return ""
    people = (*dossier.owners, source.submitter)
    words = [dossier.code, source.summary, source.procedure.short_name or source.procedure.name]
    words += [word for person in people for word in (person.name, person.id_number, person.phone)]
    return " ".join(word for word in words if word)


def _processing_unit(dossier: Dossier) -> str:
    if dossier.stays:
        return dossier.stays[-1].unit
    return dossier.reception.competent_unit if dossier.reception else ""
