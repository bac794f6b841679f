"""The screen font, bundled: every letter of Vietnamese looks the same on every PC."""

from functools import cache

from PySide6.QtGui import QFontDatabase

from desk_app.resources import resource_root

SCREEN_FAMILY = "Be Vietnam Pro"
_FILES = (
    "BeVietnamPro-Regular.ttf",
    "BeVietnamPro-Medium.ttf",
    "BeVietnamPro-SemiBold.ttf",
    "BeVietnamPro-Bold.ttf",
)


@cache
def load_fonts() -> None:
    """Register the bundled font files with Qt, once; needs a QGuiApplication.

    Raises FileNotFoundError when a file of the package is missing or unreadable.
    """
    folder = resource_root() / "fonts" / "be-vietnam-pro"
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise FileNotFoundError(folder / name)
