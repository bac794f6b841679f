"""Detail records of the portal: one JSON object a line."""

import json

from desk_app.catalogue_files.report import Cancelled, CatalogueFile, FileKind, Progress, Reading
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.portal_record import RECORD_KEYS, read_record

sentences(
    catalogue_nothing_readable="Tệp {name} không có dòng nào đọc được thành thủ tục. Kiểm tra lại tệp nguồn.",
)


def is_details(first: object) -> bool:
    """Tell whether the first JSON value of a file is a detail record."""
    return isinstance(first, dict) and first.keys() >= RECORD_KEYS


def read_details(text: str, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    """Read every line as a record; a line that cannot be read is skipped and reported, the others stand.

    Raises DeskError ``catalogue_nothing_readable`` when no line at all is one, ``import_cancelled``.
    """
    lines = text.split("\n")
    reading = Reading(len(lines), progress, cancelled)
    for number, line in enumerate(lines, start=1):
        reading.step(number)
        if not line.strip():
            continue
        record = parsed(line)
        if not isinstance(record, dict):
            last = number == len(lines)
            reason = "dòng cuối bị cắt ngang, tệp chép chưa trọn vẹn" if last else "dòng không phải một bản ghi JSON"
            reading.skip(number, "", reason)
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
