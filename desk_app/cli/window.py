"""The window from the command line: loaded as quickly as can be, when nothing else is asked for."""

import gc
from pathlib import Path


def open_window(store: str | Path | None) -> int:
    """Open the window on a store's folder, None = the usual one, and return the exit status when it is closed."""
    from desk_app.cli.folder import store_folder
    from desk_app.ui.binding import load_qt

    # What loads makes no garbage worth looking for; the window puts the collector back once it stands.
    gc.disable()
    try:
        load_qt()
        from desk_app.app import run_window

        return run_window(store_folder(Path(store) if store else None))
    finally:
        gc.enable()
