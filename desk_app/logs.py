"""The program's own log: a few rotating files in the user's log folder, without personal data."""

import faulthandler
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

_FILE = "desk-app.log"
_CRASH_FILE = "crash.log"
_BYTES, _FILES = 512 * 1024, 4


def log_folder() -> Path:
    """Return the user's own log folder of this program."""
    return platformdirs.user_log_path("quay-mot-cua", appauthor=False)


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Write the program's log into a folder meanwhile; without a place to write, the program runs without one.

    Only our own loggers are kept: what libraries say of a failed statement holds its values, which are people's.
    """
    ours, hook = logging.getLogger("desk_app"), threading.excepthook
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / _FILE, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)
        crash = (folder / _CRASH_FILE).open("a", encoding="utf-8")
    except OSError:
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours.setLevel(logging.INFO)
    ours.addHandler(handler)
    threading.excepthook = _log_thread_bug
    # Stacks of every thread when the interpreter itself dies; they hold places in code, no values.
    faulthandler.enable(crash)
    try:
        yield
    finally:
        faulthandler.disable()
        threading.excepthook = hook
        ours.removeHandler(handler)
        handler.close()
        crash.close()


def _log_thread_bug(arguments: threading.ExceptHookArgs) -> None:
    from desk_app.ui.operations import log_bug

    if arguments.exc_value is not None:
        log_bug(arguments.exc_value)
