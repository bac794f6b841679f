"""What CUPS's library knows and its programs do not say: how a job ended, what paper a slip's printer has."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

_LIBRARY = "libcups.so.2"
_MILLISECONDS = 5000
_ANY_FAMILY, _EVERYBODYS, _ALL_JOBS = 0, 0, -1
_CANCELED, _ABORTED, _COMPLETED = 7, 8, 9
"""RFC 8011, 5.3.7: the job states that are ends."""
_HUNDREDTHS = 100
_LIKE_MM = 1.0


class JobEnd(Enum):
    """What became of a job that is no longer in its queue."""

    PRINTED = auto()
    DROPPED = auto()
    """Cancelled by somebody, given up by CUPS, or gone with its printer."""


@dataclass(frozen=True)
class RollPaper:
    """Paper for a slip. width: mm its printer is set up for; page: its page that holds the slip, "" = any length."""

    width: float
    page: str = ""


class _Job(ctypes.Structure):
    """``cups_job_t``."""

    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    )


class _Size(ctypes.Structure):
    """``cups_size_t``: hundredths of a millimetre."""

    _fields_ = (
        ("media", ctypes.c_char * 128),
        ("width", ctypes.c_int),
        ("length", ctypes.c_int),
        ("bottom", ctypes.c_int),
        ("left", ctypes.c_int),
        ("right", ctypes.c_int),
        ("top", ctypes.c_int),
    )


class CupsLibrary:
    """Asks the CUPS server that the programs ask too; every call may block for seconds."""

    def ending(self, job: str) -> JobEnd | None:
        """Return how a job ended; None where the server keeps no memory of it, or nobody can be asked.

        job: as ``lp`` names it, ``printer-12``.
        """
        number = job.rpartition("-")[2]
        cups = _library()
        if cups is None or not number.isdigit():
            return None
        with _server(cups) as server:
            if not server:
                return None
            jobs = ctypes.POINTER(_Job)()
            count = cups.cupsGetJobs2(server, ctypes.byref(jobs), None, _EVERYBODYS, _ALL_JOBS)
            if count <= 0:
                return None
            state = next((jobs[at].state for at in range(count) if jobs[at].id == int(number)), None)
            cups.cupsFreeJobs(count, jobs)
        if state == _COMPLETED:
            return JobEnd.PRINTED
        return JobEnd.DROPPED if state in (_CANCELED, _ABORTED) else None

    def roll(self, printer: str, length: int) -> RollPaper | None:
        """Return what a printer has for a slip of a length in mm; None where it does not say."""
        cups = _library()
        if cups is None:
            return None
        with _server(cups) as server:
            found = cups.cupsGetNamedDest(server, printer.encode(), None) if server else None
            if not found:
                return None
            told = cups.cupsCopyDestInfo(server, found)
            try:
                return _roll(cups, (server, found, told), length) if told else None
            finally:
                if told:
                    cups.cupsFreeDestInfo(told)
                cups.cupsFreeDests(1, found)


def _roll(cups: ctypes.CDLL, printer: tuple[int | None, int, int], length: int) -> RollPaper | None:
    size = _Size()
    if not cups.cupsGetDestMediaDefault(*printer, 0, ctypes.byref(size)) or size.width <= 0:
        return None
    width = size.width / _HUNDREDTHS
    own = f"{width:g}x{length}mm"
    if cups.cupsCheckDestSupported(*printer, b"media", f"custom_{own}_{own}".encode()):
        return RollPaper(width)
    fitting: list[tuple[int, str]] = []
    for at in range(cups.cupsGetDestMediaCount(*printer, 0)):
        is_told = cups.cupsGetDestMediaByIndex(*printer, at, 0, ctypes.byref(size))
        is_as_wide = abs(size.width / _HUNDREDTHS - width) <= _LIKE_MM
        if is_told and is_as_wide and size.length >= length * _HUNDREDTHS:
            fitting.append((size.length, size.media.decode()))
    return RollPaper(width, min(fitting)[1] if fitting else "")


@cache
def _library() -> ctypes.CDLL | None:
    """Return the library, its calls declared; None where it is not there."""
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    try:
        cups = ctypes.CDLL(_LIBRARY)
        cups.cupsServer.restype = text
        cups.httpConnect2.restype = pointer
        cups.httpConnect2.argtypes = (text, number, pointer, number, number, number, number, pointer)
        cups.httpSetTimeout.restype = None
        cups.httpSetTimeout.argtypes = (pointer, ctypes.c_double, pointer, pointer)
        cups.httpClose.restype = None
        cups.httpClose.argtypes = (pointer,)
        cups.cupsGetJobs2.argtypes = (pointer, pointer, text, number, number)
        cups.cupsFreeJobs.restype = None
        cups.cupsFreeJobs.argtypes = (number, pointer)
        cups.cupsGetNamedDest.restype = pointer
        cups.cupsGetNamedDest.argtypes = (pointer, text, text)
        cups.cupsFreeDests.restype = None
        cups.cupsFreeDests.argtypes = (number, pointer)
        cups.cupsCopyDestInfo.restype = pointer
        cups.cupsCopyDestInfo.argtypes = (pointer, pointer)
        cups.cupsFreeDestInfo.restype = None
        cups.cupsFreeDestInfo.argtypes = (pointer,)
        cups.cupsGetDestMediaDefault.argtypes = (pointer, pointer, pointer, ctypes.c_uint, pointer)
        cups.cupsGetDestMediaCount.argtypes = (pointer, pointer, pointer, ctypes.c_uint)
        cups.cupsGetDestMediaByIndex.argtypes = (pointer, pointer, pointer, number, ctypes.c_uint, pointer)
        cups.cupsCheckDestSupported.argtypes = (pointer, pointer, pointer, text, text)
    except (OSError, AttributeError):
        return None
    return cups


@contextmanager
def _server(cups: ctypes.CDLL) -> Iterator[int | None]:
    """Yield a connection that gives up rather than wait for ever; None where nobody answers."""
    server = cups.httpConnect2(
        cups.cupsServer(), cups.ippPort(), None, _ANY_FAMILY, cups.cupsEncryption(), 1, _MILLISECONDS, None
    )
    try:
        if server:
            cups.httpSetTimeout(server, _MILLISECONDS / 1000, None, None)
        yield server
    finally:
        if server:
            cups.httpClose(server)
