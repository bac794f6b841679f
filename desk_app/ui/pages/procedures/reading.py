"""What the page reads off the UI thread: pages of the list, one procedure whole, how much waits to be read."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.domain.limits import Unit
from desk_app.models.queries.catalogue import LayerRecord, ProcedureLine, ProcedureVersion
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.office_layer import channels_as_read, layer_of
from desk_app.services.office_settings import office_settings
from desk_app.services.unit_work_list import open_count
from desk_app.ui.pages.procedures.words import limit_words, published_fee, short_fee
from desk_app.ui.translation import tr
from desk_app.ui.widgets.tables import Batch

PAGE_ROWS = 60
MOST_FOUND = 100


@dataclass(frozen=True)
class ListRow:
    """One line of the list. limit, fee: over the counter first; open_unit: a limit still lacks its unit.

    fee_beside: tiers, caps and whatever else is said of the fee; fee_whole: the fee with all of it.
    """

    line: ProcedureLine
    limit: str
    fee: str
    open_unit: bool
    fee_beside: str = ""
    fee_whole: str = ""


@dataclass(frozen=True)
class Opened:
    """One procedure as it is shown. usual_documents: what this office certifies most, for all procedures that do."""

    version: ProcedureVersion
    record: LayerRecord
    versions: tuple[ProcedureVersion, ...]
    favourites: dict[int, str]
    usual_documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """What asks for a person: unread changes, limits without a unit (of the office's own list), and all procedures."""

    changes: int
    units: int
    listed: int
    all: int
    fields: tuple[str, ...]


def listed_rows(store: Store, *, listed_only: bool, field: str) -> Callable[[object | None], Batch[ListRow]]:
    """Return how to read the list piece by piece, in alphabetical order."""

    def fetch(key: object | None) -> Batch[ListRow]:
        with store.reading() as rd:
            after = key if isinstance(key, str) else None
            lines = rd.procedures.page(listed_only=listed_only, field=field or None, after=after, limit=PAGE_ROWS)
            rows = [_row(rd, line) for line in lines]
            total = rd.procedures.count(listed_only=listed_only) if not field and key is None else None
        return Batch(rows, lines[-1].national_code if len(lines) == PAGE_ROWS else None, total)

    return fetch


def found_rows(store: Store, typed: str, *, listed_only: bool, field: str) -> Callable[[object | None], Batch[ListRow]]:
    """Return how to read what was typed."""

    def fetch(_key: object | None) -> Batch[ListRow]:
        with store.reading() as rd:
            lines = rd.procedures.search(typed, listed_only=listed_only, limit=MOST_FOUND)
            rows = [_row(rd, line) for line in lines if not field or line.field == field]
        return Batch(rows, None, len(rows))

    return fetch


def read_procedure(store: Store, code: str) -> Opened | None:
    """Return one procedure whole, None where the code is not known."""
    with store.reading() as rd:
        version = rd.procedures.current(code)
        if version is None:
            return None
        favourites = {line.favourite: line.short_name or line.name for line in rd.procedures.favourites()}
        return Opened(
            version=version,
            record=layer_of(rd, code),
            versions=tuple(rd.procedures.versions(code)),
            favourites={digit: name for digit, name in favourites.items() if digit is not None},
            usual_documents=office_settings(rd).usual_documents,
        )


def read_waiting(store: Store) -> Waiting:
    """Return how much asks for a person."""
    units = open_count(store)
    with store.reading() as rd:
        return Waiting(
            changes=rd.changes.unread_count(),
            units=units,
            listed=rd.procedures.count(listed_only=True),
            all=rd.procedures.count(),
            fields=tuple(rd.procedures.fields()),
        )


def _row(rd: Reading, line: ProcedureLine) -> ListRow:
    current = rd.procedures.current(line.national_code)
    if current is None:
        return ListRow(line, "", "", open_unit=False)
    rows = channels_as_read(current.procedure, rd.layers.get(line.national_code))
    if not rows:
        words = tr("chưa có chi tiết") if not current.procedure.is_full else ""
        return ListRow(line, words, "", open_unit=False)
    first = min(rows, key=lambda row: row.channel.value != "direct")
    fee, beside = short_fee(first.fees[0]) if first.fees else ("", "")
    return ListRow(
        line,
        limit_words(first.limit),
        fee,
        open_unit=any(row.limit.unit is Unit.MISSING for row in rows),
        fee_beside=beside,
        fee_whole="; ".join(published_fee(one) for one in first.fees),
    )
