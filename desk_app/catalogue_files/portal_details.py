"""Detail records of the portal: one JSON object a line, or all of them in one list."""

import json
from collections.abc import Iterable, Sequence

from desk_app.catalogue_files.report import Cancelled, CatalogueFile, FileKind, Progress, Reading
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.portal_record import RECORD_KEYS, read_record

sentences(
    catalogue_json_broken="Tệp {name} bị cắt ngang hoặc không đúng dạng JSON. Lấy lại tệp từ nguồn rồi nhập lại.",
    catalogue_nothing_readable="Tệp {name} không có dòng nào đọc được thành thủ tục. Kiểm tra lại tệp nguồn.",
)


def is_details(first: object) -> bool:
    """Tell whether the first JSON value of a file is a detail record."""
    return isinstance(first, dict) and first.keys() >= RECORD_KEYS


def read_details(text: str, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    """Read every line as a record; a line that cannot be read is skipped and reported, the others stand.

    Raises DeskError ``catalogue_json_broken`` when the last line is cut off, for more may be missing than that line;
    ``catalogue_nothing_readable`` when no line at all is a record, ``import_cancelled``.
    """
    lines = text.rstrip().split("\n")
    if parsed(lines[-1]) is None:
        raise DeskError("catalogue_json_broken", name=name)
    found = ((number, parsed(line)) for number, line in enumerate(lines, start=1) if line.strip())
    return _read(found, len(lines), name, progress, cancelled)


def read_detail_list(
    values: Sequence[object], name: str, progress: Progress | None, cancelled: Cancelled | None
) -> CatalogueFile:
    """Read records that stand in one JSON list, as ``read_details`` does; rows are counted from 1."""
    return _read(enumerate(values, start=1), len(values), name, progress, cancelled)


def _read(
    found: Iterable[tuple[int, object]],
    total: int,
    name: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> CatalogueFile:
    reading = Reading(total, progress, cancelled)
    for number, record in found:
        reading.step(number)
        if not isinstance(record, dict):
            reading.skip(number, "", "dòng không phải một bản ghi JSON")
            continue
        try:
            read = read_record(record)
        except DeskError as error:
            reading.skip(number, str(record.get("ma_thu_tuc", ""))[:60], str(error))
            continue
        reading.take(number, read.procedure, read.remarks)
    if not reading.procedures:
        raise DeskError("catalogue_nothing_readable", name=name)
    return reading.finish(FileKind.PORTAL_DETAILS)


def parsed(text: str) -> object:
    """Parse JSON; None for what is none, or nested absurdly deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
