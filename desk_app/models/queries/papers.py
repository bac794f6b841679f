"""Matter for papers: form versions, calendars, the PDF bytes that are kept, back-entry sessions."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, func, literal_column, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert

from desk_app.domain.envelope import digest
from desk_app.models.column_types import Day
from desk_app.models.prepared import Prepared
from desk_app.models.tables import (
    BackEntryRow,
    CalendarRow,
    CurrentFormRow,
    FormVersionRow,
    KeptPaperRow,
    PublishedFormRow,
)

form_versions: Table = FormVersionRow.__table__  # type: ignore[assignment]
current_forms: Table = CurrentFormRow.__table__  # type: ignore[assignment]
published_forms: Table = PublishedFormRow.__table__  # type: ignore[assignment]
calendars: Table = CalendarRow.__table__  # type: ignore[assignment]
kept_papers: Table = KeptPaperRow.__table__  # type: ignore[assignment]
back_entries: Table = BackEntryRow.__table__  # type: ignore[assignment]

_published = (
    select(published_forms.c.hash, published_forms.c.edition)
    .where(
        published_forms.c.form_set == bindparam("of_set"),
        published_forms.c.form == bindparam("of_form"),
        published_forms.c.fault == literal_column("''"),
        published_forms.c.effective_from <= bindparam("day", type_=Day),
        published_forms.c.effective_to.is_(None) | (published_forms.c.effective_to >= bindparam("day", type_=Day)),
    )
    .order_by(published_forms.c.effective_from.desc())
)
_PUBLISHED_ON = Prepared(_published)
_own = select(current_forms.c.hash).where(
    current_forms.c.form_set == bindparam("of_set"), current_forms.c.form == bindparam("of_form")
)
_HASHES_ON = Prepared(
    select(
        _published.with_only_columns(published_forms.c.hash).scalar_subquery(),  # SQLite takes the first of its rows
        _own.scalar_subquery(),
    )
)
_newest = select(calendars.c.year, func.max(calendars.c.version).label("version")).group_by(calendars.c.year).subquery()
_in_force = (
    select(calendars)
    .join(_newest, (_newest.c.year == calendars.c.year) & (_newest.c.version == calendars.c.version))
    .order_by(calendars.c.year)
)
_TEXTS = Prepared(select(calendars.c.year, calendars.c.text).order_by(calendars.c.year, calendars.c.version))


@dataclass(frozen=True, slots=True)
class FormVersion:
    """An immutable version of a form. hash: SHA-256 of its text."""

    hash: str
    form_set: str
    form: str
    text: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form the province published, in force from one day to another; as ``PublishedFormRow`` says."""

    form_set: str
    form: str
    effective_from: date
    effective_to: date | None
    hash: str
    edition: str
    fault: str
    taken_at: datetime


class Forms:
    """Versions of forms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_hash(self, hashed: str) -> FormVersion | None:
        """Return a version."""
        row = self._connection.execute(select(form_versions).where(form_versions.c.hash == hashed)).mappings().first()
        return None if row is None else FormVersion(**row)

    def published_on(self, form_set: str, form: str, day: date) -> tuple[str, str] | None:
        """Return hash and edition of the published form in force on a day, None where there is none.

        Of several the one that came into force last.
        """
        asked = {"of_set": form_set, "of_form": form, "day": day.isoformat()}
        found = _PUBLISHED_ON.row(self._connection, asked)
        return None if found is None else (found[0], found[1])

    def published(self, form_set: str, form: str) -> list[PublishedForm]:
        """Return every publication of a form, by its first day."""
        query = select(published_forms).where(published_forms.c.form_set == form_set, published_forms.c.form == form)
        rows = self._connection.execute(query.order_by(published_forms.c.effective_from)).mappings()
        return [PublishedForm(**row) for row in rows]

    def faulty(self) -> list[PublishedForm]:
        """Return the publications that the program could not print when they came."""
        query = select(published_forms).where(published_forms.c.fault != "")
        return [PublishedForm(**row) for row in self._connection.execute(query).mappings()]

    def hashes_on(self, form_set: str, form: str, day: date) -> tuple[str | None, str | None]:
        """Return the hashes of the published form in force on a day and of the office's own; None for neither."""
        found = _HASHES_ON.row(self._connection, {"of_set": form_set, "of_form": form, "day": day.isoformat()})
        assert found is not None  # a question of two values has its one row
        return found[0], found[1]

    def current(self, form_set: str, form: str) -> FormVersion | None:
        """Return the office's own version."""
        hashed = select(current_forms.c.hash).where(current_forms.c.form_set == form_set, current_forms.c.form == form)
        row = (
            self._connection.execute(select(form_versions).where(form_versions.c.hash == hashed.scalar_subquery()))
            .mappings()
            .first()
        )
        return None if row is None else FormVersion(**row)


class EditableForms(Forms):
    """Forms inside a write transaction."""

    def put(self, form_set: str, form: str, text: str, *, now: datetime) -> FormVersion:
        """Make a text the office's own version of a form."""
        version = self.keep(form_set, form, text, now=now)
        values = {"form_set": form_set, "form": form, "hash": version.hash}
        self._connection.execute(
            insert(current_forms).on_conflict_do_update(index_elements=["form_set", "form"], set_=values).values(values)
        )
        return version

    def keep(self, form_set: str, form: str, text: str, *, now: datetime) -> FormVersion:
        """Keep a text as a version known by its hash; a text seen before is not stored again."""
        hashed = digest(text)
        known = self.by_hash(hashed)
        if known is not None:
            return known
        version = FormVersion(hash=hashed, form_set=form_set, form=form, text=text, added_at=now)
        self._connection.execute(plain_insert(form_versions), asdict(version))
        return version

    def publish(self, form: PublishedForm) -> None:
        """Store a publication; the province's later word on the same day takes the place of its earlier one."""
        values = asdict(form)
        key = ["form_set", "form", "effective_from"]
        stored = insert(published_forms).on_conflict_do_update(index_elements=key, set_=values).values(values)
        self._connection.execute(stored)


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """A version of a year's calendar. status: ``announced`` or ``draft``; text: as the calendar files are written."""

    year: int
    version: int
    status: str
    text: str
    added_at: datetime


class Calendars:
    """The office's calendars by year."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, year: int) -> CalendarVersion | None:
        """Return the version in force of a year."""
        query = select(calendars).where(calendars.c.year == year).order_by(calendars.c.version.desc()).limit(1)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else CalendarVersion(**row)

    def all(self) -> list[CalendarVersion]:
        """Return the version in force of every year, by year."""
        return [CalendarVersion(**row) for row in self._connection.execute(_in_force).mappings()]

    def texts(self) -> tuple[str, ...]:
        """Return the text in force of every year, by year."""
        # A year has few versions: reading them all is four times cheaper than having the newest of each looked up.
        return tuple(dict(_TEXTS.rows(self._connection)).values())


class EditableCalendars(Calendars):
    """Calendars inside a write transaction."""

    def put(self, year: int, text: str, *, status: str, now: datetime) -> CalendarVersion:
        """Add a version of a year, which is in force from now; the same text and status adds nothing."""
        current = self.get(year)
        if current is not None and (current.text, current.status) == (text, status):
            return current
        added = CalendarVersion(year, current.version + 1 if current else 1, status, text, now)
        self._connection.execute(plain_insert(calendars), asdict(added))
        return added


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper whose bytes are kept. kind: ``day``, ``apology``…; period: its day or month; number: 0, supplements 1…"""

    id: UUID
    kind: str
    period: str
    number: int
    title: str
    pdf: bytes
    kept_at: datetime
    subject: UUID | None = None
    digest: str = ""


class KeptPapers:
    """Papers that come out the same for ever."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, paper: UUID) -> KeptPaper | None:
        """Return a paper by its id."""
        return self._first(kept_papers.c.id == paper)

    def of_period(self, kind: str, period: str, number: int = 0) -> KeptPaper | None:
        """Return the paper of a day or month."""
        return self._first(kept_papers.c.kind == kind, kept_papers.c.period == period, kept_papers.c.number == number)

    def of_subject(self, subject: UUID) -> list[KeptPaper]:
        """Return the papers kept of a dossier, oldest first."""
        rows = self._connection.execute(
            select(kept_papers).where(kept_papers.c.subject == subject).order_by(kept_papers.c.kept_at)
        )
        return [KeptPaper(**row) for row in rows.mappings()]

    def _first(self, *conditions: Any) -> KeptPaper | None:
        row = self._connection.execute(select(kept_papers).where(*conditions)).mappings().first()
        return None if row is None else KeptPaper(**row)


class EditableKeptPapers(KeptPapers):
    """Kept papers inside a write transaction."""

    def add(self, paper: KeptPaper) -> KeptPaper:
        """Keep a paper for ever; its digest is taken here."""
        values = {**asdict(paper), "digest": sha256(paper.pdf).hexdigest()}
        self._connection.execute(plain_insert(kept_papers), values)
        return KeptPaper(**values)

    def erase_of(self, subject: UUID) -> None:
        """Remove the papers of a dossier whose data was erased by law; the database refuses for any other."""
        self._connection.execute(delete(kept_papers).where(kept_papers.c.subject == subject))


@dataclass(frozen=True, slots=True)
class BackEntry:
    """A back-entry session (đợt nhập bù)."""

    id: UUID
    from_time: datetime
    to_time: datetime
    reason: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None = None


class BackEntries:
    """Back-entry sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, session: UUID) -> BackEntry | None:
        """Return a session."""
        row = self._connection.execute(select(back_entries).where(back_entries.c.id == session)).mappings().first()
        return None if row is None else BackEntry(**row)

    def open(self) -> list[BackEntry]:
        """Return the sessions not closed, oldest first."""
        rows = self._connection.execute(
            select(back_entries).where(back_entries.c.closed_at.is_(None)).order_by(back_entries.c.opened_at)
        )
        return [BackEntry(**row) for row in rows.mappings()]


class EditableBackEntries(BackEntries):
    """Back-entry sessions inside a write transaction."""

    def add(self, session: BackEntry) -> None:
        """Open a session."""
        self._connection.execute(plain_insert(back_entries), asdict(session))

    def close(self, session: UUID, *, now: datetime) -> None:
        """Close a session."""
        self._connection.execute(update(back_entries).where(back_entries.c.id == session).values(closed_at=now))
