"""The unit work list: limits published without their unit, each with a proposal, settled by one key."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from desk_app.domain.codes import national_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.limits import TimeLimit, Unit, fits
from desk_app.domain.portal_channels import ProposedUnit, propose_unit
from desk_app.domain.procedures import Channel, ChannelKind, OfficeLayer, Procedure, UnitSettlement
from desk_app.models.queries.catalogue import LayerRecord
from desk_app.models.queries.catalogue_figures import codes_mentioning, dossiers_by_procedure
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_layer import layer_of, put_layer
from desk_app.services.sample_files import sample_procedures

sentences(
    limit_not_open="Thời hạn này đã được công bố kèm đơn vị, hoặc thủ tục vừa đổi. Mở lại danh sách rồi chọn.",
)


@dataclass(frozen=True)
class OpenLimit:
    """A published limit that lacks its unit, with every channel that publishes it so.

    used: dossiers received here under its procedure.

    proposed, words: what the prose suggests and where it was read; None where nothing fits. answered: the unit a clerk
    chose at the counter for one dossier, which waits for a supervisor.
    """

    national_code: str
    code: str
    name: str
    short_name: str
    channels: tuple[ChannelKind, ...]
    case: str
    limit: TimeLimit
    note: str
    proposed: Unit | None
    words: str
    answered: Unit | None
    used: int
    listed: bool

    @property
    def suggestion(self) -> Unit | None:
        """The answer one key accepts: what the prose says, else what the clerk chose."""
        return self.proposed or self.answered


def open_limits(store: Store, *, listed_only: bool = True) -> list[OpenLimit]:
    """Return what is to be settled: most used first, then favourites, then the everyday procedures of communes.

    A row without any number stands here only where the prose suggests "trong ngày" or a clerk answered.
    """
    with store.reading() as rd:
        used = dossiers_by_procedure(rd.connection)
        open_units = (_json_unit(Unit.MISSING), _json_unit(Unit.NONE))
        codes = codes_mentioning(rd.connection, *open_units, listed_only=listed_only)
        found: list[tuple[tuple[int, int, int, str], OpenLimit]] = []
        for code in codes:
            record, current = layer_of(rd, code), rd.procedures.current(code)
            if current is None:
                continue
            rank = (-used[code], record.layer.favourite or 10, _everyday().get(code, 10_000), code)
            found += [(rank, line) for line in _lines(current.procedure, record, used)]
    found.sort(key=lambda pair: pair[0])
    return [line for _, line in found if line.limit.unit is Unit.MISSING or line.suggestion]


def open_count(store: Store, *, listed_only: bool = True) -> int:
    """Return how many limits are still without a unit."""
    return len(open_limits(store, listed_only=listed_only))


def settle(store: Store, by: Session, line: OpenLimit, unit: Unit, now: datetime) -> OfficeLayer:
    """Settle one limit for all dossiers to come. Raises DeskError ``limit_not_open``, ``unit_needs_number``."""
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        return _settle(tx, line, unit)


def settle_all(store: Store, by: Session, lines: Iterable[OpenLimit], now: datetime) -> int:
    """Accept the suggestion of every line that has one, in one transaction; return how many were settled."""
    by.require(Right.SETTLE_CATALOGUE)
    settled = 0
    with store.transaction(now, actor=by.login) as tx:
        for line in lines:
            if line.suggestion is not None:
                _settle(tx, line, line.suggestion)
                settled += 1
    return settled


def unsettle(store: Store, by: Session, code: str, entry: UnitSettlement, now: datetime) -> OfficeLayer:
    """Take an answer back: the limit is open again."""
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        units = tuple(kept for kept in layer_of(tx, code).layer.units if kept != entry)
        return put_layer(tx, national_code(code), {"units": units})


def note_answer(tx: Transaction, code: str, row: Channel, unit: Unit) -> None:
    """Keep what a clerk chose at the counter for one dossier, until a supervisor confirms it for the others."""
    layer = layer_of(tx, code).layer
    known = [entry for entry in layer.units if _names(entry, row)]
    if not any(entry.confirmed for entry in known):
        entry = _entry(row, unit, confirmed=False)
        put_layer(tx, national_code(code), {"units": (*(kept for kept in layer.units if kept not in known), entry)})


def _settle(tx: Transaction, line: OpenLimit, unit: Unit) -> OfficeLayer:
    current = tx.procedures.current(line.national_code)
    layer = layer_of(tx, line.national_code).layer
    rows = () if current is None else _open_rows(current.procedure, layer)
    meant = [row for row in rows if row.channel in line.channels and _group(row) == (line.case, line.limit.text)]
    if not meant:
        raise DeskError("limit_not_open")
    if not fits(line.limit.amount, unit):
        raise DeskError("unit_needs_number")
    kept = tuple(entry for entry in layer.units if not any(_names(entry, row) for row in meant))
    settled = tuple(_entry(row, unit, confirmed=True) for row in meant)
    return put_layer(tx, line.national_code, {"units": (*kept, *settled)})


def _open_rows(procedure: Procedure, layer: OfficeLayer) -> list[Channel]:
    """Return the rows without a unit that nobody has settled, each kind once."""
    settled = {(entry.channel, entry.case, entry.text) for entry in layer.units if entry.confirmed}
    rows: dict[tuple[ChannelKind, str, str], Channel] = {}
    for row in procedure.without_channels(layer.hidden_channels).channels:
        key = (row.channel, row.case, row.limit.text)
        if row.limit.unit in (Unit.MISSING, Unit.NONE) and key not in settled:
            rows.setdefault(key, row)
    return list(rows.values())


def _lines(procedure: Procedure, record: LayerRecord, used: Counter[str]) -> list[OpenLimit]:
    """Return one line for each limit: channels that say the same, with the same proposal, are one question."""
    code = national_code(procedure.code)
    lines: dict[tuple[str, str, Unit | None, Unit | None], OpenLimit] = {}
    rows = _open_rows(procedure, record.layer)
    answers = _answers(record.layer, rows)
    for row, proposal in zip(rows, _proposals(procedure, rows), strict=True):
        proposed = proposal.unit if proposal else None
        answered = answers.get(_group(row))
        key = (*_group(row), proposed, answered)
        if key in lines:
            lines[key] = replace(lines[key], channels=(*lines[key].channels, row.channel))
            continue
        lines[key] = OpenLimit(
            national_code=code,
            code=procedure.code,
            name=procedure.name,
            short_name=record.layer.short_name,
            channels=(row.channel,),
            case=row.case,
            limit=row.limit,
            note=row.note,
            proposed=proposed,
            words=proposal.words if proposal else "",
            answered=answered,
            used=used[code],
            listed=record.layer.listed,
        )
    return list(lines.values())


def _proposals(procedure: Procedure, rows: list[Channel]) -> list[ProposedUnit | None]:
    """Return what the prose suggests for each row; a silent channel takes what the others of its limit agree on."""
    own = [propose_unit(procedure, row) for row in rows]
    said: defaultdict[tuple[str, str], list[ProposedUnit]] = defaultdict(list)
    for row, proposal in zip(rows, own, strict=True):
        if proposal is not None:
            said[_group(row)].append(proposal)
    agreed = {group: many[0] for group, many in said.items() if len({one.unit for one in many}) == 1}
    return [
        proposal or (agreed.get(_group(row)) if row.limit.amount is not None else None)
        for row, proposal in zip(rows, own, strict=True)
    ]


def _answers(layer: OfficeLayer, rows: list[Channel]) -> dict[tuple[str, str], Unit]:
    """Return what clerks last chose at the counter for each limit, whatever the channel."""
    waiting = [entry for entry in layer.units if not entry.confirmed]
    return {_group(row): entry.limit.unit for entry in waiting for row in rows if _names(entry, row)}


def _group(row: Channel) -> tuple[str, str]:
    return row.case, row.limit.text


def _names(entry: UnitSettlement, row: Channel) -> bool:
    return (entry.channel, entry.case, entry.text) == (row.channel, row.case, row.limit.text)


def _entry(row: Channel, unit: Unit, *, confirmed: bool) -> UnitSettlement:
    amount = None if unit in (Unit.SAME_DAY, Unit.NONE) else row.limit.amount
    limit = TimeLimit(amount=amount, unit=unit, text=row.limit.text)
    return UnitSettlement(channel=row.channel, case=row.case, text=row.limit.text, limit=limit, confirmed=confirmed)


def _json_unit(unit: Unit) -> str:
    return f'"unit":"{unit.value}"'


@cache
def _everyday() -> dict[str, int]:
    """Return the place of each everyday commune procedure: what a new office, without dossiers, uses most."""
    return {national_code(procedure.code): place for place, (procedure, _) in enumerate(sample_procedures())}


__all__ = ["OpenLimit", "note_answer", "open_count", "open_limits", "settle", "settle_all", "unsettle"]
