"""Import a catalogue file: what it would change is worked out first, then stored in one transaction or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from desk_app.catalogue_files import CatalogueFile, FileKind, ReportRow, RowOutcome, read_catalogue_file
from desk_app.catalogue_files.joining import joined
from desk_app.domain.codes import national_code
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import CatalogueImported
from desk_app.domain.procedure_diff import ChangeKind, ProcedureChange, diff
from desk_app.domain.procedures import OfficeLayer, Procedure, ProcedureStatus
from desk_app.models.queries.catalogue_changes import CatalogueChange
from desk_app.models.queries.catalogue_figures import PublishedLine, published_by
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.catalogue_rows_said import RowsSaid
from desk_app.services.layer_carrying import bring_layer, give_layer

sentences(
    catalogue_outdated_plan="Danh mục vừa thay đổi ở nơi khác trong lúc xem trước. Đọc lại tệp rồi nhập.",
)

READING, COMPARING, STORING = "Đang đọc tệp", "Đang so với danh mục hiện có", "Đang ghi danh mục"
"""What the import is doing, for the line beside the progress bar."""
LEAST_COVER = 0.8
"""A list naming at least this share of what was known of a publisher is taken for that publisher's whole list."""

Telling = Callable[[int, int, str], None]
"""Called with (done, all, what is being done); may raise to stop the import."""
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class PlannedVersion:
    """A version to store. replaces: the ordinal it follows, None for a procedure not known yet."""

    procedure: Procedure
    change: ProcedureChange
    replaces: int | None


@dataclass(frozen=True)
class ImportPlan:
    """What a file would change; nothing is stored yet.

    missing: procedures still published here that a whole list of their publisher no longer names; storing abolishes
    them only when a person says so. unchanged: procedures that stay as they are. layers: from the office's workbook.
    """

    source: str
    digest: str
    kind: FileKind
    report: tuple[ReportRow, ...]
    versions: tuple[PlannedVersion, ...]
    unchanged: int
    missing: tuple[PublishedLine, ...]
    layers: dict[str, OfficeLayer]
    said: RowsSaid
    """What the file's rows say, to be remembered with the import."""

    def of_kind(self, kind: ChangeKind) -> tuple[PlannedVersion, ...]:
        """Return the versions that mean this."""
        return tuple(version for version in self.versions if version.change.kind is kind)

    @property
    def completed(self) -> int:
        """How many known procedures only get their details."""
        return len(self.of_kind(ChangeKind.UNCHANGED))

    def rows(self, outcome: RowOutcome) -> int:
        """Return how many rows of the file ended this way."""
        return sum(row.outcome is outcome for row in self.report)


@dataclass(frozen=True)
class Imported:
    """What an import changed. completed: got their details; flagged: national codes whose office layer needs a look."""

    source: str
    kind: FileKind
    report: tuple[ReportRow, ...]
    new: int
    amended: int
    abolished: int
    completed: int
    unchanged: int
    missing: tuple[PublishedLine, ...]
    flagged: tuple[str, ...]


def import_file(
    store: Store,
    by: Session,
    path: Path,
    now: datetime,
    *,
    abolish_missing: bool = False,
    telling: Telling | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Read a file and store what it changes. Raises DeskError as ``plan_import`` and ``store_plan`` do."""
    by.require(Right.SETTLE_CATALOGUE)
    plan = plan_import(store, path, telling=telling, cancelled=cancelled)
    return store_plan(store, by, plan, now, abolish_missing=abolish_missing, telling=telling, cancelled=cancelled)


def plan_import(
    store: Store, path: Path, *, telling: Telling | None = None, cancelled: Cancelled | None = None
) -> ImportPlan:
    """Read a file and say what it would change; the store is only read.

    Raises DeskError for a file that cannot be taken (one sentence each) and ``import_cancelled``.
    """
    file = read_catalogue_file(path, _told(telling, READING), cancelled)
    if not file.procedures:
        raise DeskError("catalogue_nothing_readable", name=path.name)
    with store.reading() as rd:
        return _plan(rd, file, path.name, sha256(path.read_bytes()).hexdigest(), _Steps(telling, cancelled, COMPARING))


def store_plan(
    store: Store,
    by: Session,
    plan: ImportPlan,
    now: datetime,
    *,
    abolish_missing: bool = False,
    telling: Telling | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Store a plan in one transaction: versions, changes to read, the office's layer carried over, the event.

    abolish_missing: a person confirmed that what the list no longer names is abolished from this day. Stopped half-way
    it leaves nothing. Raises DeskError ``not_entitled``, ``import_cancelled``, ``catalogue_outdated_plan``.
    """
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        versions = list(plan.versions)
        if abolish_missing:
            versions += [_abolished(tx, line, office_time(now).date()) for line in plan.missing]
        old_news = _first_filling(tx, versions)
        steps = _Steps(telling, cancelled, STORING)
        flagged = []
        for done, version in enumerate(versions):
            steps.step(done, len(versions))
            if _store_version(tx, version, plan.source, now, is_news=id(version) not in old_news):
                flagged.append(national_code(version.procedure.code))
        for code, layer in plan.layers.items():
            give_layer(tx, code, layer, now)
        plan.said.remember(tx, abolished=[line.national_code for line in plan.missing] if abolish_missing else [])
        steps.step(len(versions), len(versions))
        counts = {kind: sum(version.change.kind is kind for version in versions) for kind in ChangeKind}
        completed = counts[ChangeKind.UNCHANGED]
        tx.record(
            tx.office_id,
            CatalogueImported(
                source=plan.source,
                digest=plan.digest,
                new=counts[ChangeKind.NEW],
                amended=counts[ChangeKind.AMENDED],
                abolished=counts[ChangeKind.ABOLISHED],
                unchanged=plan.unchanged + completed,
            ),
        )
    return Imported(
        source=plan.source,
        kind=plan.kind,
        report=plan.report,
        new=counts[ChangeKind.NEW],
        amended=counts[ChangeKind.AMENDED],
        abolished=counts[ChangeKind.ABOLISHED],
        completed=completed,
        unchanged=plan.unchanged,
        missing=() if abolish_missing else plan.missing,
        flagged=tuple(flagged),
    )


def take_published(tx: Transaction, procedure: Procedure, source: str, now: datetime) -> bool:
    """Store a version the province published, as an import would; tell whether it changed anything."""
    code = national_code(procedure.code)
    version = _planned(tx, code, procedure, RowsSaid(FileKind.NATIONAL_SERVICE, {}))
    if version is None:
        return False
    _store_version(tx, version, source, now, is_news=True)
    return True


def _plan(rd: Reading, file: CatalogueFile, source: str, digest: str, steps: "_Steps") -> ImportPlan:
    versions: list[PlannedVersion] = []
    seen: dict[str, str] = {}
    report = list(file.report)
    said = RowsSaid.before(rd, file.kind)
    unchanged = 0
    for done, published in enumerate(file.procedures):
        steps.step(done, len(file.procedures))
        code = national_code(published.code)
        if code in seen:
            _report_twin(report, published.code, seen[code])
            continue
        seen[code] = published.code
        news = said.says_something_new(code, published)
        planned = _planned(rd, code, published, said) if news else None
        if planned is None:
            unchanged += 1
        else:
            versions.append(planned)
    steps.step(len(file.procedures), len(file.procedures))
    missing = _missing(rd, file, set(seen)) if file.kind is FileKind.PORTAL_LIST else ()
    layers = {code: layer for code, layer in file.layers.items() if said.says_something_new(f"layer {code}", layer)}
    return ImportPlan(source, digest, file.kind, tuple(report), tuple(versions), unchanged, missing, layers, said)


def _planned(rd: Reading, code: str, published: Procedure, said: RowsSaid) -> PlannedVersion | None:
    """Return the version to store, None where nothing a person would notice changed."""
    current = rd.procedures.current(code)
    if current is None:
        return PlannedVersion(published, diff(None, published), None)
    kept = joined(current.procedure, published, said.kind, spoke_before=said.spoke_before(code))
    change = diff(current.procedure, kept)
    if change.kind is ChangeKind.UNCHANGED and not change.details_added:
        return None
    return PlannedVersion(kept, change, current.ordinal)


def _report_twin(report: list[ReportRow], code: str, first: str) -> None:
    """Say of a second row with the same national code that it was left out."""
    for at, row in enumerate(report):
        if row.code == code and row.outcome is not RowOutcome.SKIPPED:
            reason = f"cùng mã quốc gia với {first} ở dòng trên; giữ dòng đầu"
            report[at] = row.model_copy(update={"outcome": RowOutcome.SKIPPED, "reason": reason})
            return


def _missing(rd: Reading, file: CatalogueFile, named: set[str]) -> tuple[PublishedLine, ...]:
    """Return what whole lists of publishers no longer name.

    Only a list that still names most of what is known of a publisher speaks for that publisher; a part of a list says
    nothing of the rest.
    """
    publishers = {procedure.publisher for procedure in file.procedures if procedure.publisher}
    missing: list[PublishedLine] = []
    for publisher, lines in published_by(rd.connection).items():
        standing = [line for line in lines if line.status is not ProcedureStatus.ABOLISHED]
        gone = [line for line in standing if line.national_code not in named]
        if publisher in publishers and gone and len(gone) <= (1 - LEAST_COVER) * len(standing):
            missing += gone
    return tuple(sorted(missing, key=lambda line: line.national_code))


def _abolished(tx: Transaction, line: PublishedLine, day: date) -> PlannedVersion:
    current = tx.procedures.current(line.national_code)
    if current is None or current.ordinal != line.ordinal:
        raise DeskError("catalogue_outdated_plan")
    ended = {"status": ProcedureStatus.ABOLISHED, "effective_to": day}
    procedure = current.procedure.model_copy(update=ended)
    return PlannedVersion(procedure, diff(current.procedure, procedure), current.ordinal)


def _first_filling(tx: Transaction, versions: Iterable[PlannedVersion]) -> set[int]:
    """Return (by identity) the new procedures that are no news: the first filling of their publisher's catalogue.

    More new ones than were known before is no amendment of a catalogue but its arrival. A file that names no publisher
    is measured by the whole catalogue.
    """
    known = {publisher: len(lines) for publisher, lines in published_by(tx.connection).items()}
    known[""] = tx.procedures.count()
    new: dict[str, list[PlannedVersion]] = {}
    for version in versions:
        if version.change.kind is ChangeKind.NEW:
            new.setdefault(version.procedure.publisher, []).append(version)
    return {id(one) for publisher, many in new.items() if len(many) > known.get(publisher, 0) for one in many}


def _store_version(tx: Transaction, version: PlannedVersion, source: str, now: datetime, *, is_news: bool) -> bool:
    """Store one version with its change and carry the office's layer over; tell whether the layer was flagged."""
    code = national_code(version.procedure.code)
    line = tx.procedures.line(code)
    if (None if line is None else line.ordinal) != version.replaces:
        raise DeskError("catalogue_outdated_plan")
    record = tx.layers.record(code) if version.replaces is not None else None
    old = tx.procedures.current(code) if record is not None else None
    stored = tx.procedures.add_version(version.procedure, source=source, imported_at=now)
    if version.change.kind is not ChangeKind.UNCHANGED:
        tx.changes.add(
            CatalogueChange(
                national_code=code,
                change=version.change.kind.value,
                from_ordinal=version.replaces,
                to_ordinal=stored.ordinal,
                fields=tuple(field.field for field in version.change.fields),
                effective_from=version.change.effective_from,
                source=source,
                noted_at=now,
                read_at=None if is_news else now,
            )
        )
    if record is None or old is None:
        return False
    return bring_layer(tx, code, record, old.procedure, stored, now)


class _Steps:
    """Tells progress of one stage and stops when asked to."""

    def __init__(self, telling: Telling | None, cancelled: Cancelled | None, doing: str) -> None:
        self._telling = telling
        self._cancelled = cancelled
        self._doing = doing

    def step(self, done: int, total: int) -> None:
        """Raises DeskError ``import_cancelled``, or whatever the listener raises to stop."""
        if self._cancelled is not None and self._cancelled():
            raise DeskError("import_cancelled")
        if self._telling is not None and (done % 20 == 0 or done == total):
            self._telling(done, total, self._doing)


def _told(telling: Telling | None, doing: str) -> Callable[[int, int], None] | None:
    if telling is None:
        return None
    tell = telling
    return lambda done, total: tell(done, total, doing)


__all__ = ["ImportPlan", "Imported", "PlannedVersion", "import_file", "plan_import", "store_plan"]
