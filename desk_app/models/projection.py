"""Rows of a folded dossier: what lists show, what is searched, who was seen. Replaced whole on every write."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, text, update

from desk_app.domain.codes import national_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event, Received
from desk_app.domain.events.reception import Declined, Guided, Reception, Submitted
from desk_app.domain.fold import fold
from desk_app.domain.lateness import late_from, timeliness, waiting_since
from desk_app.domain.money_taken import money_taken
from desk_app.domain.people import Person
from desk_app.domain.text import fold as folded
from desk_app.domain.text import tone_key
from desk_app.models.column_types import moment_text
from desk_app.models.log_reading import events_of, is_begun
from desk_app.models.prepared import Prepared
from desk_app.models.second_versions import contested_of
from desk_app.models.tables import DossierRow, FeeTakenRow, FoldedRow, PersonSeenRow

dossiers: Table = DossierRow.__table__  # type: ignore[assignment]
folded_dossiers: Table = FoldedRow.__table__  # type: ignore[assignment]
people: Table = PersonSeenRow.__table__  # type: ignore[assignment]
fees_taken: Table = FeeTakenRow.__table__  # type: ignore[assignment]

PROJECTION_VERSION = 6
"""Raised whenever the fold or these rows change; a store written under another version is folded again on opening."""

NO_DUE_KEY = "9999"
"""Sorts dossiers without a date behind every other."""

_COLUMNS = [column.name for column in dossiers.c if column.name != "row"]
_PERSON_COLUMNS = [column.name for column in people.c if column.name != "row"]
_ROW_OF = Prepared(select(dossiers.c.row).where(dossiers.c.id == bindparam("of_id")))
_INSERT = Prepared(insert(dossiers), _COLUMNS)
_REPLACE = Prepared(update(dossiers).where(dossiers.c.row == bindparam("of_row")), _COLUMNS)
_INSERT_FOLDED = Prepared(insert(folded_dossiers))
_REPLACE_FOLDED = Prepared(update(folded_dossiers).where(folded_dossiers.c.row == bindparam("of_row")), ["folded"])
_FORGET = Prepared(delete(dossiers).where(dossiers.c.row == bindparam("of_row")))
_FORGET_FOLDED = Prepared(delete(folded_dossiers).where(folded_dossiers.c.row == bindparam("of_row")))
_PEOPLE_OF = Prepared(select(people.c.row).where(people.c.dossier == bindparam("of_id")))
_FORGET_PEOPLE = Prepared(delete(people).where(people.c.dossier == bindparam("of_id")))
_SEE = Prepared(insert(people), _PERSON_COLUMNS)
_FEE_COLUMNS = [column.name for column in fees_taken.c if column.name != "row"]
_FORGET_FEES = Prepared(delete(fees_taken).where(fees_taken.c.dossier == bindparam("of_id")))
_TAKE_FEES = Prepared(insert(fees_taken), _FEE_COLUMNS)
_UNINDEX_DOSSIER = Prepared(text("DELETE FROM dossier_search WHERE rowid = :row"))
_INDEX_DOSSIER = Prepared(text("INSERT INTO dossier_search (rowid, marked, folded) VALUES (:row, :marked, :folded)"))
_UNINDEX_PERSON = Prepared(text("DELETE FROM people_search WHERE rowid = :row"))
_INDEX_PERSON = Prepared(text("INSERT INTO people_search (rowid, marked, folded) VALUES (:row, :marked, :folded)"))


OwnStreams = Callable[[UUID], bool]
"""Tells whether a stream was written by this store in one of its lives."""


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person on a dossier: as owner, or as submitter only."""

    role: str
    key: str
    person: Person


def refold(
    connection: Connection,
    subject: UUID,
    own_streams: OwnStreams,
    *,
    just_written: Sequence[Event] = (),
    fresh: bool = False,
) -> Dossier | None:
    """Fold a dossier again from all its events and replace its rows; return it, None where the id is an office's.

    just_written: what this transaction wrote of it, nothing where any event has a second version; of a dossier without
    a row that is all there is, and it need not be read back. fresh: this transaction made the id.
    """
    row = None if fresh else _ROW_OF.value(connection, {"of_id": subject})
    all_written = bool(just_written) and (fresh or (row is None and not is_begun(connection, subject)))
    events = just_written if all_written else events_of(connection, subject)
    if not events:
        if row is not None:
            _forget(connection, subject, row)
        return None
    dossier = fold(events, frozenset() if all_written else contested_of(connection, subject))
    values = row_values(dossier, events, own_streams)
    if row is None:
        row = _INSERT.run(connection, values)
        _INSERT_FOLDED.run(connection, {"row": row, "folded": dossier.model_dump_json()})
    else:
        _REPLACE.run(connection, {**values, "of_row": row})
        _REPLACE_FOLDED.run(connection, {"of_row": row, "folded": dossier.model_dump_json()})
        _forget_beside(connection, subject, row)
    fees = fee_values(dossier, events)
    if fees:
        _TAKE_FEES.run_for_each(connection, fees)
    _INDEX_DOSSIER.run(connection, {"row": row, **indexed(search_words_of(dossier))})
    seen_at: datetime = values["listed_at"]
    for seen in people_of(dossier):
        person_row = _SEE.run(connection, person_values(seen, subject, seen_at))
        _INDEX_PERSON.run(connection, {"row": person_row, **indexed(seen.person.name)})
    return dossier


def _forget(connection: Connection, subject: UUID, row: int) -> None:
    """Remove the rows of an id that turned out to be an office's."""
    _forget_beside(connection, subject, row)
    _FORGET_FOLDED.run(connection, {"of_row": row})
    _FORGET.run(connection, {"of_row": row})


def _forget_beside(connection: Connection, subject: UUID, row: int) -> None:
    _UNINDEX_DOSSIER.run(connection, {"row": row})
    old_people = _PEOPLE_OF.rows(connection, {"of_id": subject})
    if old_people:
        _UNINDEX_PERSON.run_for_each(connection, [{"row": old} for (old,) in old_people])
        _FORGET_PEOPLE.run(connection, {"of_id": subject})
    _FORGET_FEES.run(connection, {"of_id": subject})


def row_values(dossier: Dossier, events: Iterable[Event], own_streams: OwnStreams) -> dict[str, Any]:
    """Return the columns of a dossier's row, all but its place."""
    reception = dossier.reception
    source = _source(dossier)
    owners = dossier.owners
    owner = owners[0] if owners else None
    external = getattr(source, "external", None)
    began_at = dossier.timeline[0].occurred_at
    return {
        "id": dossier.id,
        "code": dossier.code or None,
        "own": any(e.envelope.kind == Received.KIND and own_streams(e.envelope.stream) for e in events),
        "state": int(dossier.state),
        "open": dossier.is_open,
        "voided": dossier.voided,
        "procedure_code": national_code(source.procedure.code) if source else "",
        "procedure_name": (source.procedure.short_name or source.procedure.name) if source else "",
        "field": source.procedure.field if source else "",
        "summary": source.summary if source else "",
        "owner_name": "; ".join(person.name for person in owners),
        "owner_id_number": owner.id_number if owner else "",
        "owner_phone": owner.phone if owner else "",
        "submitter_name": source.submitter.name if source else "",
        "channel": str(getattr(source, "channel", "")),
        "unit": dossier.unit,
        "received_actor": dossier.received_actor,
        "received_by": reception.received_by if reception else "",
        "priority": bool(reception and reception.priority),
        "apologised": bool(dossier.apologies),
        "open_flags": len(dossier.open_flags),
        "session": reception.session if reception else None,
        "external_code": (external.code or None) if external else None,
        "began_at": began_at,
        "listed_at": reception.received_at if reception else began_at,
        "due_key": moment_text(dossier.due_at) if dossier.due_at else NO_DUE_KEY,
        "recorded_at": dossier.recorded_at,
        "received_at": reception.received_at if reception else None,
        "due_at": dossier.due_at,
        "original_due_at": dossier.original_due_at,
        "finished_at": dossier.finished_at,
        "returned_at": dossier.returned.returned_at if dossier.returned else None,
        "book": reception.book if reception else "",
        "ordinal": reception.ordinal if reception else None,
        "processing_unit": _processing_unit(dossier),
        "late_from": late_from(dossier),
        "timeliness": timeliness(dossier) or "",
        "waiting_since": waiting_since(dossier),
        "digitised": dossier.digitised,
        "result_form": dossier.result.form.value if dossier.result else "",
        "satisfaction": dossier.returned.satisfaction.value if dossier.returned else "",
    }


def _processing_unit(dossier: Dossier) -> str:
    if dossier.stays:
        return dossier.stays[-1].unit
    return dossier.reception.competent_unit if dossier.reception else ""


def fee_values(dossier: Dossier, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the columns of the money taken for a dossier and given back, all but their places."""
    return [
        {
            "dossier": dossier.id,
            "taken_at": line.at,
            "taken_by": line.taken_by,
            "name": line.name,
            "amount": str(line.amount),
            "currency": line.currency,
            "method": line.method,
            "receipt_number": line.receipt_number,
            "duty": line.duty,
        }
        for line in money_taken(dossier, events)
    ]


def people_of(dossier: Dossier) -> list[PersonSeen]:
    """Return the people on a dossier, each once; who owns it is an owner also when they handed it in themselves.

    None of one whose data was erased by law: nobody is to be found, or offered again, under the words in their place.
    """
    if dossier.erased:
        return []
    source = _source(dossier)
    seen = [("owner", person) for person in dossier.owners]
    if source is not None:
        seen.append(("submitter", source.submitter))
    once: dict[str, PersonSeen] = {}
    for role, person in seen:
        key = person_key(person)
        once.setdefault(key, PersonSeen(role=role, key=key, person=person))
    return list(once.values())


def person_key(person: Person) -> str:
    """Return who a person is taken to be: by number, else by phone and name, else by name and birth date."""
    if person.id_number:
        return f"id:{person.id_number}"
    if person.phone:
        return f"phone:{person.phone}:{folded(person.name)}"
    return f"name:{folded(person.name)}:{person.birth_date}"


def person_values(seen: PersonSeen, dossier: UUID, seen_at: datetime) -> dict[str, Any]:
    """Return the columns of a person's row, all but its place."""
    return {
        "dossier": dossier,
        "role": seen.role,
        "person_key": seen.key,
        "name": seen.person.name,
        "id_reversed": seen.person.id_number[::-1],
        "phone_reversed": seen.person.phone[::-1],
        "seen_at": seen_at,
        "person": seen.person.model_dump_json(),
    }


def search_words_of(dossier: Dossier) -> str:
    """Return what a dossier is found by: its codes, people with their numbers, summary and procedure."""
    source = _source(dossier)
    if source is None:
        return ""
    external = getattr(source, "external", None)
    people_words = [
        word for seen in people_of(dossier) for word in (seen.person.name, seen.person.id_number, seen.person.phone)
    ]
    words = [dossier.code, *people_words, source.summary, source.procedure.short_name or source.procedure.name]
    if external:
        words.append(external.code)
    return " ".join(word for word in words if word)


def indexed(words: str) -> dict[str, str]:
    """Return a text as the search index keeps it: with its marks (for the first results) and without."""
    return {"marked": tone_key(words), "folded": folded(words)}


def _source(dossier: Dossier) -> Reception | Declined | Guided | Submitted | None:
    return dossier.reception or dossier.declined or dossier.guided or dossier.submitted
