"""A paper on the screen: the very bytes that are printed, drawn page by page as large as there is room."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.printing.raster import Band, page_image, page_sizes
from desk_app.ui.operations import Operations
from desk_app.ui.theme import current_theme
from desk_app.ui.translation import tr

_MM_IN_INCH = 25.4
_LOGICAL_DPI = 96.0
_SETTLE_MS = 120
_LARGEST_DPI = 300.0


class _Sheet(QWidget):
    """One page: white in every theme, as paper is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_band(self, band: Band, ratio: float) -> None:
        image = QImage(band.pixels, band.width, band.height, band.stride, QImage.Format.Format_Grayscale8)
        self._picture = QPixmap.fromImage(image)
        self._picture.setDevicePixelRatio(ratio)
        self.setFixedSize(QSize(round(band.width / ratio) + 2, round(band.height / ratio) + 2))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().colour("edge"))
        painter.drawPixmap(1, 1, self._picture)
        painter.end()


class PaperView(QScrollArea):
    """Shows the pages of a PDF under one another, as wide as the view or in their true size."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._pdf = b""
        self._true_size = False
        self._sheets: list[_Sheet] = []
        self._ground = QWidget(self)
        self._ground.setObjectName("overlay")
        self._column = QVBoxLayout(self._ground)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        self.setWidget(self._ground)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Hình của giấy sẽ in"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._draw)

    @property
    def pages(self) -> int:
        """Return how many pages are shown."""
        return len(self._sheets)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a paper; b"" shows nothing."""
        self._pdf = pdf
        self._draw()

    def set_true_size(self, true_size: bool) -> None:
        """Show pages in their true size, or as wide as the view."""
        self._true_size = true_size
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._true_size:
            self._settle.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._ground.update()
        super().changeEvent(event)

    def _draw(self) -> None:
        if not self._pdf:
            self._show([], 1.0)
            return
        pdf, ratio, true_size = self._pdf, self.devicePixelRatioF(), self._true_size
        room = max(200, self.viewport().width() - 40)
        self._operations.read(
            self,
            lambda: _drawn(pdf, room, ratio, true_size),
            done=lambda bands: self._show(bands, ratio),
            slot="paper",
        )

    def _show(self, bands: list[Band], ratio: float) -> None:
        while len(self._sheets) > len(bands):
            self._sheets.pop().deleteLater()
        while len(self._sheets) < len(bands):
            sheet = _Sheet(self._ground)
            self._column.insertWidget(len(self._sheets), sheet, 0, Qt.AlignmentFlag.AlignHCenter)
            self._sheets.append(sheet)
        for sheet, band in zip(self._sheets, bands, strict=True):
            sheet.show_band(band, ratio)


def _drawn(pdf: bytes, room: int, ratio: float, true_size: bool) -> list[Band]:
    """Return a picture of each page. room: logical px across; a small slip is not blown up beyond twice its size."""
    pictures = []
    for number, size in enumerate(page_sizes(pdf)):
        fitting = room / (size.width_mm / _MM_IN_INCH)
        dpi = _LOGICAL_DPI if true_size else min(fitting, 2 * _LOGICAL_DPI)
        pictures.append(page_image(pdf, number, min(dpi * ratio, _LARGEST_DPI)))
    return pictures
