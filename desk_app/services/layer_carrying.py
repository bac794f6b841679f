"""The office's layer at an import: carried to the new version and flagged, or given by the office's own workbook."""

from datetime import datetime

from desk_app.domain.procedure_diff import LayerFlag, LayerPart, carry_over
from desk_app.domain.procedures import OfficeLayer, Procedure
from desk_app.models.queries.catalogue import LayerRecord, ProcedureVersion
from desk_app.models.transaction import Transaction

PART_LABELS = {
    LayerPart.SHORT_NAME: "Tên gọi tắt",
    LayerPart.PAPER_CORRECTION: "Loại giấy tờ",
    LayerPart.USUAL_PAPER: "Bộ giấy tờ thường nộp",
    LayerPart.UNIT: "Đơn vị thời hạn",
    LayerPart.HIDDEN_CHANNEL: "Dòng đã ẩn",
    LayerPart.FEE_RULE: "Cách tính phí",
}


def flag_words(flag: LayerFlag) -> str:
    """Return a flag in one line: ``Tên gọi tắt “Khai sinh”: tên thủ tục đã đổi thành “…”``."""
    return f"{PART_LABELS[flag.part]} “{flag.entry}”: {flag.reason}"


def bring_layer(
    tx: Transaction, code: str, record: LayerRecord, old: Procedure, new: ProcedureVersion, now: datetime
) -> bool:
    """Bring a layer to a new version, nothing of it lost; tell whether something in it needs a look."""
    layer, flags = carry_over(record.layer, old, new.procedure)
    stale = tuple(dict.fromkeys((*record.stale, *(flag_words(flag) for flag in flags))))
    source = record.source_ordinal if stale else new.ordinal
    tx.layers.set(code, layer, now=now, source_ordinal=source, stale=stale)
    return bool(flags)


def give_layer(tx: Transaction, code: str, given: OfficeLayer, now: datetime) -> bool:
    """Put what the office's workbook says over the layer that stands; tell whether it changed anything.

    A cell left empty, and the print habit left at its default, says nothing. A favourite's digit moves to the
    procedure it is given to.
    """
    record = tx.layers.record(code)
    old = record.layer if record else OfficeLayer()
    blank = OfficeLayer()
    said = {field: value for field, value in given if value != getattr(blank, field)}
    new = old.model_copy(update=said)
    if new == old:
        return False
    if new.favourite is not None and new.favourite != old.favourite:
        free_favourite(tx, new.favourite, now)
    tx.layers.set(
        code,
        new,
        now=now,
        source_ordinal=record.source_ordinal if record else None,
        stale=record.stale if record else (),
    )
    return True


def take_from_layer(tx: Transaction, code: str, gone: OfficeLayer, now: datetime) -> None:
    """Take out of the layer that stands the units and fees the province no longer settles; the office's own stay."""
    record = tx.layers.record(code)
    if record is None:
        return
    units = tuple(unit for unit in record.layer.units if unit not in gone.units)
    rules = tuple(rule for rule in record.layer.fee_rules if rule not in gone.fee_rules)
    left = record.layer.model_copy(update={"units": units, "fee_rules": rules})
    if left != record.layer:
        tx.layers.set(code, left, now=now, source_ordinal=record.source_ordinal, stale=record.stale)


def free_favourite(tx: Transaction, digit: int, now: datetime) -> None:
    """Take a favourite's digit from the procedure that holds it."""
    for line in tx.procedures.favourites():
        record = tx.layers.record(line.national_code)
        if record is not None and record.layer.favourite == digit:
            freed = record.layer.model_copy(update={"favourite": None})
            tx.layers.set(line.national_code, freed, now=now, source_ordinal=record.source_ordinal, stale=record.stale)
