"""A chart in the window: the drawing that is printed, as a picture on a paper-white card, sharp at every scale."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desk_app.domain.forms.chart_data import Chart
from desk_app.printing.charts import chart_pdf
from desk_app.printing.raster import Band, page_image
from desk_app.ui.operations import Operations
from desk_app.ui.theme import current_theme

_DPI = 96.0
_MARGIN = 16
_LEAST, _SETTLE_MS = 320, 120


class ChartView(QWidget):
    """One chart, as wide as there is room and as high as it needs; its words are its accessible description."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._picture = QPixmap()
        self.chart: Chart | None = None
        self.setMinimumWidth(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(2 * _MARGIN)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._draw)

    @property
    def is_drawn(self) -> bool:
        """Return whether a picture stands here."""
        return not self._picture.isNull()

    def show_chart(self, chart: Chart) -> None:
        """Show another chart; the old one stays until the new one is drawn."""
        self.chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(chart.words)
        self.setToolTip("")
        self._draw()

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, self.height())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._settle.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        if event.type() == QEvent.Type.StyleChange:
            self._settle.start()
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(current_theme().colour("hairline"))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.drawPixmap(QPoint(_MARGIN, _MARGIN), self._picture)
        painter.end()

    def _draw(self) -> None:
        chart, ratio = self.chart, self.devicePixelRatioF()
        # Words grow with the setting “Cỡ chữ” as all others do.
        zoom = 1 + current_theme().sizes.extra / 15
        width = max(self.width() - 2 * _MARGIN, _LEAST) / _DPI * 72 / zoom
        if chart is None or not self.isVisible():
            return
        self._operations.read(
            self,
            lambda: page_image(chart_pdf(chart, width), 0, _DPI * ratio * zoom),
            done=lambda band: self._show(band, ratio),
            slot="chart",
            slow=True,
        )

    def _show(self, band: Band, ratio: float) -> None:
        image = QImage(band.pixels, band.width, band.height, band.stride, QImage.Format.Format_Grayscale8)
        self._picture = QPixmap.fromImage(image)
        self._picture.setDevicePixelRatio(ratio)
        self.setFixedHeight(round(band.height / ratio) + 2 * _MARGIN)
        self.update()
