"""The program with somebody at the keyboard, on a screen that is not there: what takes the pictures of the documents.

Everything is reached as a clerk reaches it, by keys and scans, on a clock that is handed in.
"""

import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PIL import Image, ImageColor
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.app import Program, application
from desk_app.models.store import open_store
from desk_app.ui.tokens import LIGHT

WIDTH, HEIGHT = 1366, 697
"""The usable part of the smallest screen the program is made for."""
ENTER = "⏎"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
COLOURS = 32
_ALIKE = 15
"""Colours whose three parts differ by no more together are one colour of the palette."""
_PATIENCE_S = 20.0
_ANIMATION_S = 0.15


class PaperTray:
    """A printer that takes every paper and wastes none."""

    def names(self) -> tuple[str, ...]:
        """Return the printers there are."""
        return ("LaserJet Quầy 2", "Máy in nhãn")

    def send(self, pdf: bytes, *, printer: str, title: str) -> bool:
        """Take a paper."""
        return bool(pdf)


class Sitting:
    """The program with somebody at the keyboard."""

    def __init__(self, store_folder: Path, now: datetime, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.now = now
        self.program = Program(
            application(),
            lambda code: open_store(store_folder, recovery_code=code, now=self.now),
            lambda: self.now,
            PaperTray(),
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
        while calm < 6 and time.monotonic() < end:
            QCoreApplication.processEvents()
            # A wait of Qt's own would hold back the threads that work.
            time.sleep(0.01)
            calm = calm + 1 if self.program.operations.idle else 0

    def wait(self, seconds: float) -> None:
        """Let time pass: what slides or waits for a pause comes to its end."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QCoreApplication.processEvents()
            time.sleep(0.01)
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press one key, shortcuts included."""
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
            self.wait(_ANIMATION_S if held == ALT else 0.0)

    def main(self) -> None:
        """Press F9, not as the second press of a double one."""
        self.wait(2.1)
        self.press(Qt.Key.Key_F9)

    def type(self, text: str) -> None:
        """Type into whatever has the focus; ``⏎`` is Enter."""
        for character in text:
            if character == ENTER:
                self.settle()
                self.wait(0.2)
                self.press(Qt.Key.Key_Return)
            else:
                self._character(character)
        self.wait(0.3)

    def scan(self, text: str) -> None:
        """Do what a scanner does: every character at once, then Enter."""
        for character in text:
            self._character(character)
        target = QApplication.focusWidget() or self.window
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, int(Qt.Key.Key_Return), NONE, "\r"))
        self.wait(0.4)

    def sign_in(self, login: str, password: str = "motcua") -> None:
        """Choose an account on the sign-in panel and open it."""
        panel = self.window.sign_in
        panel.user.set_value(login)
        panel.password.setFocus()
        self.type(password + ENTER)
        end = time.monotonic() + _PATIENCE_S
        while self.window.is_locked and time.monotonic() < end:
            self.settle()
        self.settle()

    def lock(self) -> None:
        """Lock the desk, for somebody else to sit down."""
        self.press(Qt.Key.Key_L, CTRL)
        self.wait(0.3)

    def save(self, file: Path, shown: QWidget | None = None) -> None:
        """Write the window (or another one) as a PNG of few colours: these pictures travel with the source."""
        self.wait(0.3)
        shot = (shown or self.window).grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        size, stride = (shot.width(), shot.height()), shot.bytesPerLine()
        picture = Image.frombuffer("RGB", size, bytes(shot.constBits()), "raw", "RGB", stride, 1)
        few = picture.quantize(palette=_palette(picture), dither=Image.Dither.NONE)
        few.save(file, optimize=True)

    def close(self) -> None:
        """Leave the desk."""
        self.program.close()

    def _character(self, character: str) -> None:
        key = ord(character.upper()) if character.isascii() else int(Qt.Key.Key_unknown)
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            target = QApplication.focusWidget() or self.window
            QApplication.sendEvent(target, QKeyEvent(kind, key, NONE, character))


def _palette(picture: Image.Image) -> Image.Image:
    """Return the window's own colours that a picture holds, then its commonest, no two so near that an eye errs."""
    times = {_parts(colour): count for count, colour in picture.getcolors(picture.width * picture.height) or []}
    own = [ImageColor.getrgb(str(value))[:3] for name, value in asdict(LIGHT).items() if name != "name"]
    chosen: list[tuple[int, ...]] = [colour for colour in dict.fromkeys(own) if colour in times]
    for colour in sorted(times, key=lambda one: -times[one]):
        if len(chosen) == COLOURS:
            break
        if all(sum(abs(x - y) for x, y in zip(colour, known, strict=True)) > _ALIKE for known in chosen):
            chosen.append(colour)
    holder = Image.new("P", (1, 1))
    holder.putpalette([part for colour in chosen for part in colour])
    return holder


def _parts(colour: object) -> tuple[int, ...]:
    assert isinstance(colour, tuple)
    return colour[:3]
