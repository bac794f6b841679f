"""What the office itself says of a procedure: each change checked, stored and written down as an event."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from desk_app.domain.codes import national_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import SettingChanged
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import (
    Channel,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperCorrection,
    PaperTag,
    PrintHabit,
    Procedure,
    UsualPaper,
)
from desk_app.domain.text import clean_line, fold
from desk_app.models.queries.catalogue import LayerRecord, ProcedureVersion
from desk_app.models.queries.catalogue_figures import codes_mentioning
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.layer_carrying import free_favourite

sentences(
    short_name_too_long="Tên gọi tắt dài {length} chữ, tối đa {most} chữ. Rút ngắn lại.",
    bad_favourite="Phím chọn nhanh phải là một số từ 1 đến 9.",
    no_such_paper_row="Thủ tục này không có giấy tờ đó trong bản đang công bố. Mở lại thủ tục rồi thử lại.",
    no_such_channel_row="Thủ tục này không có dòng cách nộp đó trong bản đang công bố. Mở lại thủ tục rồi thử lại.",
    usual_paper_without_name="Một dòng của bộ giấy tờ thường nộp chưa có tên. Ghi tên giấy tờ hoặc bỏ dòng đó.",
    usual_paper_without_count="“{name}” chưa ghi số bản. Ghi số bản chính, bản chứng thực hoặc bản photo.",
    fee_rule_without_name="Một mức thu chưa có tên. Ghi tên phí, lệ phí.",
    fee_rule_wrong="Mức thu “{name}” chưa đúng: {why}.",
    everything_hidden="Không ẩn được dòng cuối cùng: thủ tục phải còn ít nhất một cách nộp.",
)

LONGEST_SHORT_NAME = 60
COMMUNE = "cap xa"
OPEN_UNITS = (Unit.MISSING, Unit.NONE)
"""Published limits that the office may have settled."""


def layer_of(reader: Reading, code: str) -> LayerRecord:
    """Return the office's layer of a procedure; an empty one where the office said nothing."""
    return reader.layers.record(code) or LayerRecord(OfficeLayer(), None, ())


def rename(store: Store, by: Session, code: str, short_name: str, now: datetime) -> OfficeLayer:
    """Set the short name (tên gọi tắt), "" for none. Raises DeskError ``short_name_too_long``."""
    name = clean_line(short_name)
    if len(name) > LONGEST_SHORT_NAME:
        raise DeskError("short_name_too_long", length=len(name), most=LONGEST_SHORT_NAME)
    return _change(store, by, code, {"short_name": name}, now)


def set_listed(store: Store, by: Session, codes: Iterable[str], now: datetime, *, listed: bool = True) -> int:
    """Put procedures on the office's own list or take them off; return how many changed."""
    by.require(Right.SETTLE_CATALOGUE)
    changed = 0
    with store.transaction(now, actor=by.login) as tx:
        for code in codes:
            record = layer_of(tx, code)
            if record.layer.listed != listed:
                _store(tx, code, record, {"listed": listed})
                changed += 1
    return changed


def list_commune_procedures(store: Store, by: Session, now: datetime) -> int:
    """Put every procedure carried out by communes on the office's own list; return how many were added."""
    by.require(Right.SETTLE_CATALOGUE)
    with store.reading() as rd:
        mentioned = (rd.procedures.current(code) for code in sorted(codes_mentioning(rd.connection, "cấp xã")))
        codes = [version.national_code for version in mentioned if version and is_commune(version.procedure)]
    return set_listed(store, by, codes, now)


def is_commune(procedure: Procedure) -> bool:
    """Tell whether communes carry a procedure out, by its levels or, in a bare list, by its agencies."""
    return any(COMMUNE in fold(words) for words in (*procedure.levels, *procedure.agencies))


def set_favourite(store: Store, by: Session, code: str, digit: int | None, now: datetime) -> OfficeLayer:
    """Give a favourite's digit 1–9 to a procedure; who held it loses it. None takes the digit away.

    Raises DeskError ``bad_favourite``.
    """
    if digit is not None and not 1 <= digit <= 9:
        raise DeskError("bad_favourite")
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        record = layer_of(tx, _known(tx, code).national_code)
        if digit is not None and record.layer.favourite != digit:
            free_favourite(tx, digit, now)
        changes: dict[str, Any] = {"favourite": digit}
        if digit is not None:
            changes["listed"] = True
        return _store(tx, code, record, changes)


def set_daily_words(store: Store, by: Session, code: str, words: Iterable[str], now: datetime) -> OfficeLayer:
    """Set what citizens call the procedure ("giấy khai sinh", "sao y"); search finds it by these words."""
    cleaned = tuple(dict.fromkeys(word for word in map(clean_line, words) if word))
    return _change(store, by, code, {"daily_words": cleaned}, now)


def set_print_habit(store: Store, by: Session, code: str, habit: PrintHabit, now: datetime) -> OfficeLayer:
    """Set whether the slip prints always, when asked, or never."""
    return _change(store, by, code, {"print_habit": habit}, now)


def set_handling(
    store: Store, by: Session, code: str, now: datetime, *, handled_by: str, competent_unit: str, restart: bool
) -> OfficeLayer:
    """Set who handles the dossiers, and whether the clock starts anew after a supplement."""
    changes = {
        "handled_by": clean_line(handled_by),
        "competent_unit": clean_line(competent_unit),
        "restart_after_supplement": restart,
    }
    return _change(store, by, code, changes, now)


def classify_paper(
    store: Store,
    by: Session,
    code: str,
    key: str,
    paper_class: PaperClass,
    now: datetime,
    tags: Sequence[PaperTag] | None = None,
) -> OfficeLayer:
    """Move a paper row to another shelf; back on its published shelf the correction goes. tags: None keeps them.

    Raises DeskError ``no_such_paper_row``.
    """
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        version, record = _known(tx, code), layer_of(tx, code)
        row = next((row for row in version.procedure.papers if row.key == key), None)
        if row is None:
            raise DeskError("no_such_paper_row")
        told = next((entry for entry in record.layer.paper_corrections if entry.key == key), None)
        chosen = tuple(tags) if tags is not None else told.tags if told else row.tags
        entry = PaperCorrection(key=key, paper_class=paper_class, tags=chosen)
        rest = tuple(entry for entry in record.layer.paper_corrections if entry.key != key)
        as_published = paper_class is row.paper_class and set(chosen) == set(row.tags)
        return _store(tx, code, record, {"paper_corrections": rest if as_published else (*rest, entry)})


def set_usual_papers(store: Store, by: Session, code: str, rows: Iterable[UsualPaper], now: datetime) -> OfficeLayer:
    """Set the confirmed usual set (bộ giấy tờ thường nộp): what the slip names when the clerk changes nothing.

    Raises DeskError ``usual_paper_without_name``, ``usual_paper_without_count``.
    """
    kept: dict[str, UsualPaper] = {}
    for row in rows:
        name = clean_line(row.name)
        if not name:
            raise DeskError("usual_paper_without_name")
        if not (row.original or row.certified or row.copy_count):
            raise DeskError("usual_paper_without_count", name=name)
        kept.setdefault(f"{row.case}\x1f{name}", row.model_copy(update={"name": name}))
    return _change(store, by, code, {"usual_papers": tuple(kept.values())}, now)


def set_fee_rules(store: Store, by: Session, code: str, rules: Iterable[FeeRule], now: datetime) -> OfficeLayer:
    """Set how fees are computed here. Raises DeskError ``fee_rule_without_name``, ``fee_rule_wrong``."""
    checked = []
    for rule in rules:
        name = clean_line(rule.name)
        if not name:
            raise DeskError("fee_rule_without_name")
        amounts = (rule.amount, *(tier.amount for tier in rule.tiers), *((rule.cap,) if rule.cap is not None else ()))
        if any(amount < 0 or amount != amount.to_integral_value() or amount > Decimal(10**12) for amount in amounts):
            raise DeskError("fee_rule_wrong", name=name, why="số tiền phải là số đồng chẵn, không âm")
        if rule.cap is not None and rule.cap < rule.amount:
            raise DeskError("fee_rule_wrong", name=name, why="mức tối đa nhỏ hơn mức thu")
        checked.append(rule.model_copy(update={"name": name}))
    return _change(store, by, code, {"fee_rules": tuple(checked)}, now)


def hide_channel(store: Store, by: Session, code: str, key: str, now: datetime, *, hidden: bool = True) -> OfficeLayer:
    """Hide a published channel row that is another agency's, or show it again. key: ``Channel.key``.

    Raises DeskError ``no_such_channel_row``, ``everything_hidden``.
    """
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        version, record = _known(tx, code), layer_of(tx, code)
        keys = {row.key for row in version.procedure.channels}
        if key not in keys:
            raise DeskError("no_such_channel_row")
        kept = tuple(entry for entry in record.layer.hidden_channels if entry != key)
        changed = (*kept, key) if hidden else kept
        if keys <= set(changed):
            raise DeskError("everything_hidden")
        return _store(tx, code, record, {"hidden_channels": changed})


def confirm_layer(store: Store, by: Session, code: str, now: datetime) -> None:
    """Note that a person has looked at what an import flagged; the layer now stands on the current version."""
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        record = tx.layers.record(_known(tx, code).national_code)
        if record is not None and record.stale:
            tx.layers.set(code, record.layer, now=now)
            tx.record(tx.office_id, _event(code, "stale", list(record.stale), []))


def papers_as_read(procedure: Procedure, layer: OfficeLayer) -> tuple[Paper, ...]:
    """Return the paper rows on the shelves the office put them on."""
    told = {entry.key: entry for entry in layer.paper_corrections}
    return tuple(
        row.model_copy(update={"paper_class": told[row.key].paper_class, "tags": told[row.key].tags})
        if row.key in told
        else row
        for row in procedure.papers
    )


def channels_as_read(procedure: Procedure, layer: OfficeLayer) -> tuple[Channel, ...]:
    """Return the channel rows the office shows, limits without a unit as it settled them."""
    settled = {(entry.channel, entry.case, entry.text): entry.limit for entry in layer.units if entry.confirmed}
    return tuple(
        row.model_copy(update={"limit": settled.get((row.channel, row.case, row.limit.text), row.limit)})
        if row.limit.unit in OPEN_UNITS
        else row
        for row in procedure.without_channels(layer.hidden_channels).channels
    )


def _change(store: Store, by: Session, code: str, changes: Mapping[str, Any], now: datetime) -> OfficeLayer:
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        return _store(tx, _known(tx, code).national_code, layer_of(tx, code), changes)


def put_layer(tx: Transaction, code: str, changes: Mapping[str, Any]) -> OfficeLayer:
    """Change fields of a layer within a transaction, one event for each field that differs."""
    return _store(tx, code, layer_of(tx, code), changes)


def _store(tx: Transaction, code: str, record: LayerRecord, changes: Mapping[str, Any]) -> OfficeLayer:
    old = record.layer
    try:
        new = OfficeLayer.model_validate({**dict(old), **changes})
    except ValidationError as error:  # a value no page can send
        raise ValueError(f"bad layer: {error.error_count()} faults") from None
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    differing = [field for field in after if before[field] != after[field]]
    if differing:
        tx.layers.set(code, new, now=tx.now, source_ordinal=record.source_ordinal, stale=record.stale)
    for field in differing:
        tx.record(tx.office_id, _event(code, field, before[field], after[field]))
    return new


def _event(code: str, field: str, old: object, new: object) -> SettingChanged:
    return SettingChanged(name=f"layer.{national_code(code)}.{field}", old=old, new=new)


def _known(tx: Transaction, code: str) -> ProcedureVersion:
    current = tx.procedures.current(code)
    if current is None:
        raise DeskError("unknown_procedure", code=code)
    return current
