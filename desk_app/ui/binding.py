"""Qt's Python binding, loaded so that what is imported after it stays as quick as before."""

import builtins


def load_qt() -> None:
    """Import the widgets of Qt and put Python's own ``__import__`` back.

    The binding replaces it by one that reads the source of every module imported later, in search of its optional
    naming features (``from __feature__ import snake_case``), which we do not use. That costs more than the imports
    themselves, and breaks packages that load their parts on demand and are looked at half-loaded (pydantic).
    """
    plain = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain
