"""Structured log lines: one JSON object each, only the fields named here, never a message's values."""

import json
import logging
from datetime import UTC, datetime
from typing import TextIO

from typing_extensions import override

_FIELDS = ("method", "route", "status", "ms", "dossier", "error", "desk", "office")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: time, level, event, and the fields known here."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        told |= {name: value for name in _FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[0] is not None:
            # The error's text may quote a citizen; its kind and where it happened do not.
            told["error"] = record.exc_info[0].__name__
            told["frames"] = _frames(record)
        return json.dumps(told, ensure_ascii=False)


def _frames(record: logging.LogRecord) -> list[str]:
    trace = record.exc_info[2] if record.exc_info else None
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-8:]


def log_to(stream: TextIO, level: int = logging.INFO) -> None:
    """Send every log line of the process to a stream; libraries that log requests or statements stay silent."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("central_server").setLevel(level)
    for name in ("uvicorn.access", "sqlalchemy.engine", "httpx", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in ("uvicorn", "uvicorn.error"):
        found = logging.getLogger(name)
        found.handlers[:] = []
        found.propagate = True
