"""Buttons: the page's main one with its key, plain ones with theirs, chips for parked dossiers."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon, icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role, current_theme


class PlainButton(QPushButton):
    """A button that only Space, a click or its own key presses; Enter never does anything here.

    key: the name of its key, shown after the words. kind: ``plain``, ``quiet`` (no frame), ``accent`` or ``danger``.
    """

    def __init__(
        self, text: str, parent: QWidget | None = None, *, key: str = "", icon_name: str = "", kind: str = "plain"
    ) -> None:
        super().__init__(text, parent)
        self._key = key
        self._icon_name = icon_name
        self.setAutoDefault(False)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._dress()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._key:
            hint.setWidth(hint.width() + self._key_metrics().horizontalAdvance(self._key) + 10)
        if self._icon_name:
            hint.setWidth(hint.width() + 4)
        return hint

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key and not self._icon_name:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        words, option.text = option.text, ""
        option.icon = QIcon()
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        self._paint_words(painter, words, bool(self._icon_name))
        painter.end()

    def _paint_words(self, painter: QPainter, words: str, has_icon: bool) -> None:
        theme = current_theme()
        kind = self.property("kind")
        off = not self.isEnabled()
        ink = {"accent": "on_accent", "quiet": "accent", "danger": "bad"}.get(str(kind), "text")
        main, small = self.fontMetrics(), self._key_metrics()
        shown = words.replace("&&", "\0").replace("&", "").replace("\0", "&")
        key_width = small.horizontalAdvance(self._key) + 10 if self._key else 0
        width = main.horizontalAdvance(shown) + key_width + (26 if has_icon else 0)
        x = max(8, (self.width() - width) // 2)
        if has_icon:
            pixmap = icon_pixmap(self._icon_name, "second" if off else ink, 18, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - 18) // 2, pixmap)
            x += 26
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic)
        painter.setFont(self.font())
        painter.setPen(theme.colour("second" if off else ink))
        room = self.width() - x - key_width - 8
        if main.horizontalAdvance(shown) > room:
            words = main.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(x, 0, max(room, 0) + 4, self.height()), flags, words)
        x += main.horizontalAdvance(shown) + 10
        painter.setFont(theme.font(Role.LABEL))
        painter.setPen(theme.colour("on_accent" if kind == "accent" and not off else "second"))
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), flags, self._key)

    def _key_metrics(self) -> QFontMetrics:
        return QFontMetrics(current_theme().font(Role.LABEL))

    def _dress(self) -> None:
        if self._icon_name:
            ink = {"accent": "on_accent", "quiet": "accent", "danger": "bad"}.get(str(self.property("kind")), "text")
            self.setIcon(icon(self._icon_name, ink))
            self.setIconSize(QSize(18, 18))


class MainButton(QPushButton):
    """The page's one main action, 52 px, its key written on it: [F9  Tiếp nhận và in phiếu]."""

    def __init__(self, text: str, parent: QWidget | None = None, *, key: str = "F9") -> None:
        super().__init__(text, parent)
        self._key = key
        self.setAutoDefault(False)
        self.setProperty("kind", "accent")
        self.setProperty("main", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = QFontMetrics(theme.font(Role.CHOSEN)).horizontalAdvance(self.text())
        return QSize(words + 96, theme.sizes.main_button)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        ink = theme.colour("on_accent" if self.isEnabled() else "second")
        painter.setPen(ink)
        key_font = theme.font(Role.LABEL, 600)
        key_width = QFontMetrics(key_font).horizontalAdvance(self._key) + 16
        cap = QRect(12, (self.height() - 26) // 2, key_width, 26)
        painter.setFont(key_font)
        painter.drawRoundedRect(cap.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._key)
        painter.setFont(theme.font(Role.CHOSEN))
        left = cap.right() + 12
        inside = QRect(left, 0, self.width() - left - 12, self.height())
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


class Chip(PlainButton):
    """A parked dossier: who and when. ``chip_id`` is handed back by whoever listens to ``clicked``."""

    def __init__(self, text: str, chip_id: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent, icon_name="pause_circle")
        self.chip_id = chip_id
        self.setMaximumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        """Give way to other chips: the name is elided before the form grows wider than the window."""
        return QSize(96, self.sizeHint().height())
