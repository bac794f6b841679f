"""A snapshot to read from, and the one write transaction: everything it says is committed once, or nothing is."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, text
from typing_extensions import override

from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Body, Event, StreamBegan
from desk_app.models import event_log, log_reading
from desk_app.models.event_log import EventLog
from desk_app.models.log_reading import StoreIdentity
from desk_app.models.numbers import Numbers, NumberTaker
from desk_app.models.projection import PROJECTION_VERSION, refold
from desk_app.models.queries.catalogue import EditableLayers, EditableProcedures, Layers, Procedures
from desk_app.models.queries.catalogue_changes import Changes, EditableChanges
from desk_app.models.queries.dossiers import Dossiers
from desk_app.models.queries.office import (
    Accounts,
    Drafts,
    EditableAccounts,
    EditableDrafts,
    EditablePrintQueue,
    EditableSettings,
    PrintQueue,
    Requests,
    Settings,
)
from desk_app.models.queries.papers import (
    BackEntries,
    Calendars,
    EditableBackEntries,
    EditableCalendars,
    EditableForms,
    EditableKeptPapers,
    Forms,
    KeptPapers,
)
from desk_app.models.queries.people import People
from desk_app.models.queries.reports import Reports
from desk_app.models.queries.sync import EditableSync, Sync


class Reading:
    """One snapshot of the store; every question asked of it sees the same moment."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dossiers = Dossiers(connection)
        self.people = People(connection)
        self.procedures = Procedures(connection)
        self.layers = Layers(connection)
        self.changes = Changes(connection)
        self.settings = Settings(connection)
        self.accounts = Accounts(connection)
        self.drafts = Drafts(connection)
        self.print_queue = PrintQueue(connection)
        self.requests = Requests(connection)
        self.forms = Forms(connection)
        self.calendars = Calendars(connection)
        self.kept_papers = KeptPapers(connection)
        self.back_entries = BackEntries(connection)
        self.numbers = Numbers(connection)
        self.reports = Reports(connection)
        self.sync = Sync(connection)

    def identity(self) -> StoreIdentity:
        """Return who the store is and where its stream and clock stand."""
        return log_reading.read_identity(self.connection)

    def office_events(self, kind: str | None = None, *, limit: int = 1000) -> list[Event]:
        """Return the last events of the office itself (sign-ins, settings, imports, closings), newest first."""
        return log_reading.latest_events_of(self.connection, self.identity().office_id, kind, limit)

    def stream_heads(self) -> dict[UUID, tuple[int, str]]:
        """Return where every stream stands: last seq and hash."""
        return log_reading.stream_heads(self.connection)


class Transaction(Reading):
    """One write transaction. now: aware; actor: the login whose hand it is.

    What ``record`` wrote is in the log at once; dossiers touched are folded again just before COMMIT, or when
    ``dossier`` asks for one.
    """

    def __init__(self, connection: Connection, now: datetime, actor: str) -> None:
        super().__init__(connection)
        self.now = now
        self.actor = actor
        self._log = EventLog(connection, now, actor)
        self._known: dict[UUID, Dossier] = {}
        self._fresh: set[UUID] = set()
        """Ids made in this transaction and not folded yet: nothing else was ever said of them."""
        self.procedures: EditableProcedures = EditableProcedures(connection)
        self.layers: EditableLayers = EditableLayers(connection)
        self.changes: EditableChanges = EditableChanges(connection)
        self.settings: EditableSettings = EditableSettings(connection)
        self.accounts: EditableAccounts = EditableAccounts(connection)
        self.drafts: EditableDrafts = EditableDrafts(connection)
        self.print_queue: EditablePrintQueue = EditablePrintQueue(connection)
        self.forms: EditableForms = EditableForms(connection)
        self.calendars: EditableCalendars = EditableCalendars(connection)
        self.kept_papers: EditableKeptPapers = EditableKeptPapers(connection)
        self.back_entries: EditableBackEntries = EditableBackEntries(connection)
        self.numbers: NumberTaker = NumberTaker(connection, self._log.identity.stream)
        self.sync: EditableSync = EditableSync(connection)

    @override
    def identity(self) -> StoreIdentity:
        """Return who the store is; where its clock stands when the transaction began."""
        return self._log.identity

    @property
    def office_id(self) -> UUID:
        """Return the subject of events about the office itself."""
        return self._log.identity.office_id

    @property
    def desk_id(self) -> str:
        """Return this desk's id."""
        return self._log.identity.desk_id

    def new_id(self) -> UUID:
        """Return a fresh UUIDv7, for a new dossier or an event named beforehand."""
        made = event_log.uuid7(self.now)
        self._fresh.add(made)
        return made

    def record(self, subject: UUID, body: Body, *, event_id: UUID | None = None) -> Event:
        """Write an event of this desk; the dossier it speaks of is folded again before COMMIT."""
        return self._log.record(subject, body, event_id=event_id)

    def absorb(self, envelope_text: str, body_text: str | None) -> bool:
        """Store another stream's event as it came; return False when it was here already.

        body_text: None where it was erased. Raises DeskError ``event_fork``, ``event_gap``, ``event_damaged``.
        """
        return self._log.absorb(envelope_text, body_text)

    def keep_second(self, envelope_text: str, body_text: str | None) -> bool:
        """Keep an event whose place or id the log has given to another; return False when it is here already."""
        return self._log.keep_second(envelope_text, body_text)

    def begin_stream(self, body: StreamBegan) -> Event:
        """Begin a new stream of this store; the numbers of days its old life may have gone on are unsure from now."""
        event_log.mark_unsure(self.connection, self.now)
        event = self._log.begin_stream(body)
        self.numbers = NumberTaker(self.connection, self._log.identity.stream)
        return event

    def dossier(self, dossier: UUID) -> Dossier:
        """Return a dossier with everything this transaction has said of it so far. Raises LookupError."""
        if dossier in self._log.touched:
            folded = self._refold(dossier)
            if folded is None:
                raise LookupError(f"no dossier {dossier}")
            self._known[dossier] = folded
        elif dossier not in self._known:
            found = self.dossiers.by_id(dossier)
            if found is None:
                raise LookupError(f"no dossier {dossier}")
            self._known[dossier] = found
        return self._known[dossier]

    def take_number(self, agency: str, day: date) -> int:
        """Return the next dossier number of an agency's day. Raises DeskError, see ``NumberTaker``."""
        return self.numbers.take_number(agency, day)

    def reserve_numbers(self, agency: str, day: date, count: int) -> tuple[int, ...]:
        """Take numbers for emergency slips printed beforehand."""
        return self.numbers.reserve_numbers(agency, day, count)

    def take_ordinal(self, book: str, year: int) -> int:
        """Return the next ordinal of a book."""
        return self.numbers.take_ordinal(book, year)

    def finish(self) -> None:
        """Fold the touched dossiers again and write back the heads; called once, by the store, before COMMIT."""
        for subject in list(self._log.touched):
            self._refold(subject)
        self._log.flush()
        if self._log.erased_any:
            # The index keeps words of replaced rows until its segments are merged.
            for index in ("dossier_search", "people_search"):
                self.connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))  # noqa: S608

    def refold_again(self, subjects: Iterable[UUID]) -> None:
        """Fold some dossiers again, after the program learnt to fold otherwise."""
        for subject in subjects:
            refold(self.connection, subject, self._log.is_own)

    def all_folded(self) -> None:
        """Say that every dossier has been folded as this program folds."""
        event_log.mark_folded(self.connection, PROJECTION_VERSION)

    def _refold(self, subject: UUID) -> Dossier | None:
        written = self._log.touched.pop(subject, [])
        if self._log.any_second:
            written = []
        fresh = subject in self._fresh
        self._fresh.discard(subject)
        return refold(self.connection, subject, self._log.is_own, just_written=written, fresh=fresh)
