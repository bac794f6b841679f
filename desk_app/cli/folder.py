"""Where the store is: as named, else by ``DESK_STORE``, else the usual place of this account."""

import os
from pathlib import Path


def store_folder(named: Path | None) -> Path:
    """Return the store's folder: --store, DESK_STORE, or the user's own data folder."""
    given = named or os.environ.get("DESK_STORE")
    if given:
        return Path(given)
    import platformdirs

    return platformdirs.user_data_path("quay-mot-cua", appauthor=False) / "store"
