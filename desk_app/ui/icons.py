"""Icons: Material Symbols drawn sharp in the colours of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desk_app.resources import resource_root
from desk_app.ui.theme import current_theme

_SIDES = (16, 18, 20, 24, 28, 32, 40, 48)
_RATIOS = (1.0, 2.0)


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes:
    return (resource_root() / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    coloured = _drawing(name).replace(b"<svg ", f'<svg fill="{colour}" '.encode(), 1)
    device_side = round(side * ratio)
    pixmap = QPixmap(device_side, device_side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(coloured)).render(painter, QRectF(0, 0, device_side, device_side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_pixmap(name: str, role: str = "text", side: int = 20, ratio: float = 1.0) -> QPixmap:
    """Return one icon as a pixmap.

    name: file name in ``resources/icons`` without its ending. role: a colour token's field name (``accent``, ``bad``…).
    side: logical px. ratio: device pixels for one logical px. Raises FileNotFoundError for an unknown name.
    """
    return _pixmap(name, current_theme().colour(role).name(), side, ratio)


def icon(name: str, role: str = "text") -> QIcon:
    """Return one icon in every size used here, at one and two device pixels for a logical one."""
    result = QIcon()
    off = current_theme().colour("edge").name()
    colour = current_theme().colour(role).name()
    for side in _SIDES:
        for ratio in _RATIOS:
            result.addPixmap(_pixmap(name, colour, side, ratio))
            result.addPixmap(_pixmap(name, off, side, ratio), QIcon.Mode.Disabled)
    return result
