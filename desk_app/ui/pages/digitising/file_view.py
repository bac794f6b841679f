"""A file on the screen: one page at a time as a picture, as large as asked for; never a file on the disk."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.services.file_kinds import FileKind
from desk_app.services.file_pages import MediaType, PagePicture, page_picture
from desk_app.ui.operations import Operations
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import ElidedLabel, Label

_SETTLE_MS = 80
_STEP = 1.25
_LEAST, _MOST = 0.2, 4.0
"""Of the view's width."""
_FIT_PAGE, _FIT_WIDTH = 0.0, 1.0
"""What a paper is stands at its top: as wide as the view, it can be read at once."""
_EDGE = 2
_MARGINS = 20
"""px around a page, its edge included."""


class _Sheet(QWidget):
    """The page: white in every theme, as paper is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: PagePicture | None, ratio: float) -> None:
        self._picture = pixmap_of(picture, ratio) if picture is not None else QPixmap()
        size = self._picture.deviceIndependentSize().toSize()
        self.setFixedSize(size.width() + _EDGE, size.height() + _EDGE)
        self.setVisible(picture is not None)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().colour("edge"))
        painter.drawPixmap(_EDGE // 2, _EDGE // 2, self._picture)
        painter.end()


class FileView(QWidget):
    """Head with name, page and zoom; the page below. PgUp and PgDn turn pages wherever the owner hands them in."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._operations = operations
        self._content, self._kind = b"", FileKind(MediaType.PDF, 1)
        self._page = 0
        self._zoom = _FIT_WIDTH
        self.name = ElidedLabel("", Role.CHOSEN, self)
        self.where = Label("", Role.DETAIL, self)
        self.said = Label("", Role.BODY, self)
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.before = PlainButton("", self, icon_name="keyboard_arrow_up", kind="quiet")
        self.behind = PlainButton("", self, icon_name="keyboard_arrow_down", kind="quiet")
        self.smaller = PlainButton("", self, icon_name="remove", kind="quiet")
        self.larger = PlainButton("", self, icon_name="add", kind="quiet")
        self.fit = PlainButton(tr("&Vừa trang"), self, kind="quiet")
        self._sheet = _Sheet(self)
        ground = QWidget(self)
        ground.setObjectName("overlay")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.said, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea(self)
        self.area.setWidget(ground)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(tr("Hình của tệp"))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.name, 1)
        for part in (self.where, self.before, self.behind, self.smaller, self.larger, self.fit):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._draw)
        self.before.clicked.connect(lambda: self.turn(-1))
        self.behind.clicked.connect(lambda: self.turn(+1))
        self.smaller.clicked.connect(lambda: self._scale(1 / _STEP))
        self.larger.clicked.connect(lambda: self._scale(_STEP))
        self.fit.clicked.connect(lambda: self._set_zoom(_FIT_WIDTH if self._zoom == _FIT_PAGE else _FIT_PAGE))
        for button, words in (
            (self.before, tr("Trang trước (PgUp)")),
            (self.behind, tr("Trang sau (PgDn)")),
            (self.smaller, tr("Thu nhỏ")),
            (self.larger, tr("Phóng to")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.show_words("", "")

    @property
    def page(self) -> int:
        """Return the page shown, from 0."""
        return self._page

    @property
    def is_drawn(self) -> bool:
        """Return whether a page is on the screen."""
        return self._sheet.isVisible()

    def show_file(self, name: str, content: bytes, kind: FileKind) -> None:
        """Show the first page of a file."""
        self._content, self._kind, self._page, self._zoom = content, kind, 0, _FIT_WIDTH
        self.name.setText(name)
        self.said.hide()
        self._draw()

    def show_words(self, name: str, words: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a sentence in place of a file."""
        self._content = b""
        self.name.setText(name)
        self.where.setText("")
        self._sheet.show_picture(None, 1.0)
        self._say(words, tone)
        self._offer()

    def turn(self, step: int) -> bool:
        """Go on by what is in sight, then to the next or previous page; return False where there is no more."""
        bar = self.area.verticalScrollBar()
        at = min(max(bar.value() + step * bar.pageStep() * 9 // 10, bar.minimum()), bar.maximum())
        if self._content and at != bar.value():
            bar.setValue(at)
            return True
        wanted = self._page + step
        if not self._content or not 0 <= wanted < self._kind.pages:
            return False
        self._page = wanted
        self._draw()
        bar.setValue(bar.minimum())
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._sheet.update()
        super().changeEvent(event)

    def _scale(self, factor: float) -> None:
        now = self._zoom or min(1.0, self._sheet.width() / max(1, self._room().width()))
        self._set_zoom(min(max(now * factor, _LEAST), _MOST))

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self._draw()

    def _room(self) -> QRect:
        # As wide as with the bar that a tall page brings: it must not push the page's edge out of sight.
        bar = self.area.verticalScrollBar().sizeHint().width()
        return QRect(0, 0, self.area.width() - bar - _MARGINS, self.area.height() - _MARGINS)

    def _draw(self) -> None:
        self._offer()
        self.fit.setText(tr("&Vừa ngang") if self._zoom == _FIT_PAGE else tr("&Vừa trang"))
        if not self._content:
            return
        self.where.setText(tr("Trang {page}/{pages}", page=self._page + 1, pages=self._kind.pages))
        ratio, room = self.devicePixelRatioF(), self._room()
        width, height = max(40, room.width()), max(40, room.height())
        if self._zoom:
            width, height = round(width * self._zoom), 0
        work = partial(
            page_picture, self._content, self._kind.media_type, self._page, round(width * ratio), round(height * ratio)
        )
        done = partial(self._show, ratio)
        self._operations.read(self, work, done=done, failed=self._not_shown, slot="page")

    def _show(self, ratio: float, picture: PagePicture) -> None:
        if self._content:
            self.said.hide()
            self._sheet.show_picture(picture, ratio)

    def _not_shown(self, error: DeskError) -> None:
        self._sheet.show_picture(None, 1.0)
        self._say(sentence(error), Tone.BAD)

    def _say(self, words: str, tone: Tone) -> None:
        self.said.setText(words)
        self.said.set_tone(tone)
        self.said.setVisible(bool(words))

    def _offer(self) -> None:
        shown = bool(self._content)
        several = shown and self._kind.pages > 1
        for part in (self.smaller, self.larger, self.fit, self.where):
            part.setVisible(shown)
        for part in (self.before, self.behind):
            part.setVisible(several)
        if several:
            self.before.setEnabled(self._page > 0)
            self.behind.setEnabled(self._page + 1 < self._kind.pages)


def pixmap_of(picture: PagePicture, ratio: float = 1.0) -> QPixmap:
    """Return a page as Qt draws it. ratio: device px in a logical one."""
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
