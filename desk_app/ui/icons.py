"""Icons: Material Symbols drawn sharp in the colours of the theme, each size when it is first painted."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from desk_app.resources import resource_root
from desk_app.ui.theme import current_theme


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


class _Drawn(QIconEngine):
    """One icon in one colour, paler where it is disabled. Qt owns it and asks for what it paints."""

    def __init__(self, name: str, colour: str, off: str) -> None:
        super().__init__()
        self._name, self._colour, self._off = name, colour, off

    @override
    def clone(self) -> QIconEngine:
        return _Drawn(self._name, self._colour, self._off)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        colour = self._off if mode == QIcon.Mode.Disabled else self._colour
        # size: logical px (Qt ≥ 6.8).
        return _pixmap(self._name, colour, min(size.width(), size.height()), scale)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        side = min(rect.width(), rect.height())
        colour = self._off if mode == QIcon.Mode.Disabled else self._colour
        place = rect.topLeft() + QPoint((rect.width() - side) // 2, (rect.height() - side) // 2)
        painter.drawPixmap(place, _pixmap(self._name, colour, side, ratio))


def icon_pixmap(name: str, role: str = "text", side: int = 20, ratio: float = 1.0) -> QPixmap:
    """Return one icon as a pixmap.

    name: file name in ``resources/icons`` without its ending. role: a colour token's field name (``accent``, ``bad``…).
    side: logical px. ratio: device pixels for one logical px. Raises FileNotFoundError for an unknown name.
    """
    return _pixmap(name, current_theme().colour(role).name(), side, ratio)


def icon(name: str, role: str = "text") -> QIcon:
    """Return one icon for every size and sharpness of screen. Raises FileNotFoundError for an unknown name."""
    _drawing(name)
    theme = current_theme()
    return QIcon(_Drawn(name, theme.colour(role).name(), theme.colour("edge").name()))
