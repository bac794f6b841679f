"""Keeps None alive under Python 3.11, where PySide6 6.12 gives it up one reference at a time.

Its wheels are built for the None of Python 3.12 and later, which cannot die (PEP 683): every Qt method that returns
nothing takes one reference away. After some ten thousand calls Python 3.11 ends with “deallocating None”.
"""

import ctypes
import sys

_ENOUGH = 1 << 40
"""More references than a desk that runs for years can lose."""


def keep_none_alive() -> None:
    """Give None the references Qt will take; does nothing where None cannot die. May be called again."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or sys.getrefcount(None) > _ENOUGH:
        return
    # The reference count is the first field of every object (PyObject.ob_refcnt).
    ctypes.c_ssize_t.from_address(id(None)).value += 2 * _ENOUGH
