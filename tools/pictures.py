"""Take the pictures of the README and of docs/pictures from the running program: `python tools/pictures.py [FOLDER]`.

The sample office on a fixed morning, everything reached as a clerk would reach it: by keys.
"""

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from tools.sitting import ENTER, Sitting  # first: it chooses the screen that is not there

# isort: split
from PySide6.QtCore import Qt

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.services.sample import sample_store
from desk_app.ui.page import LATE, PROCEDURES, SETTINGS, STATISTICS

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)


def take(store_folder: Path, target: Path) -> None:
    """Take every picture of the documents."""
    desk = Sitting(store_folder, MORNING)
    desk.save(target / "sign-in.png")
    desk.sign_in("canbo")
    desk.type("3" + ENTER)
    desk.type("5641" + ENTER)
    desk.save(target / "reception.png")
    desk.press(Qt.Key.Key_F7)
    desk.save(target / "dossiers.png")
    for page, name in ((LATE, "late"), (PROCEDURES, "procedures"), (STATISTICS, "statistics")):
        desk.window.go_to(page)
        desk.save(target / f"{name}.png")
    desk.window.go_to(SETTINGS)
    desk.settle()
    desk.press(Qt.Key.Key_Down)
    desk.save(target / "calendar.png")
    desk.close()


def main() -> None:
    """Write every picture into the folder given, docs/pictures by default."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        store_folder = Path(folder) / "store"
        sample_store(store_folder, MORNING)[0].close()
        take(store_folder, target)


if __name__ == "__main__":
    main()
