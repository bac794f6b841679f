"""Take the pictures of docs/ from the running program: `python tools/pictures.py [FOLDER]`.

The sample office on a fixed morning, the whole program on a screen that is not there, everything reached as a clerk
would reach it: by keys.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk_app.app import Program, application
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.models.store import open_store
from desk_app.services.sample import sample_store

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)
WIDTH, HEIGHT = 1366, 697
"""The usable part of the smallest screen the program is made for."""
ENTER = "⏎"
_PATIENCE_S = 20.0
_ALIKE = 18
"""Colours whose three parts differ by less in all are one colour of the palette."""


class Sitting:
    """The program with somebody at the keyboard."""

    def __init__(self, store_folder: Path, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.program = Program(
            application(), lambda code: open_store(store_folder, recovery_code=code, now=MORNING), lambda: MORNING
        )
        self.window = self.program.window
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        self.program.begin()
        self.settle()

    def settle(self) -> None:
        """Wait until the program has nothing under way and has drawn what came of it."""
        end, calm = time.monotonic() + _PATIENCE_S, 0
        while calm < 3 and time.monotonic() < end:
            QTest.qWait(30)
            calm = calm + 1 if self.program.operations.idle else 0

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, shortcuts included."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type into whatever has the focus; ``⏎`` is Enter."""
        for character in text:
            if character == ENTER:
                self.settle()
                QTest.qWait(140)
                self.press(Qt.Key.Key_Return)
            else:
                for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                    target = QApplication.focusWidget() or self.window
                    QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character))
        self.settle()

    def sign_in(self, login: str, password: str = "motcua") -> None:
        """Choose an account on the sign-in panel and open it."""
        panel = self.window.sign_in
        panel.user.set_value(login)
        panel.password.setFocus()
        self.type(password + ENTER)
        end = time.monotonic() + _PATIENCE_S
        while self.window.is_locked and time.monotonic() < end:
            QTest.qWait(30)
        self.settle()

    def save(self, file: Path) -> None:
        """Write the window as a PNG of 256 colours: these pictures travel with the source."""
        self.settle()
        image = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = Counter(memoryview(image.constBits()).cast("I"))
        colours = _palette([colour for colour, _times in pixels.most_common()])
        flat = image.convertToFormat(QImage.Format.Format_Indexed8, colours, Qt.ImageConversionFlag.ThresholdDither)
        flat.save(str(file), quality=0)

    def close(self) -> None:
        """Leave the desk."""
        self.program.close()


def _palette(commonest: list[int]) -> list[int]:
    """Return 256 colours of a picture, commonest first, no two so near that an eye takes them for one."""
    chosen: list[int] = []
    for colour in commonest:
        if all(_distance(colour, known) > _ALIKE for known in chosen):
            chosen.append(colour)
            if len(chosen) == 256:
                break
    return chosen


def _distance(one: int, other: int) -> int:
    return sum(abs((one >> bits & 255) - (other >> bits & 255)) for bits in (0, 8, 16))


def take(store_folder: Path, target: Path) -> None:
    """Take every picture of the documents."""
    desk = Sitting(store_folder)
    desk.save(target / "sign-in.png")
    desk.sign_in("canbo")
    desk.type("3" + ENTER)
    desk.type("5641" + ENTER)
    desk.save(target / "reception.png")
    desk.press(Qt.Key.Key_F7)
    desk.save(target / "dossiers.png")
    desk.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    desk.save(target / "procedures.png")
    desk.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
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
