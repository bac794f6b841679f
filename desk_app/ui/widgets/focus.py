"""The focus ring: two accent pixels, two pixels away from whatever has the keyboard."""

from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QMetaObject, QObject, QPoint, QRect, QRectF, Qt, QTimer, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QScrollArea, QTabBar, QWidget
from typing_extensions import override

from desk_app.ui.theme import current_theme


def paint_ring(painter: QPainter, rect: QRect, radius: float = 6.0) -> None:
    """Paint the ring just inside rect, for cells of tables and lists."""
    theme = current_theme()
    width = theme.sizes.ring
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


class _Ring(QWidget):
    """The overlay that draws the ring around its target; never takes a mouse press."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ring(painter, self.rect(), current_theme().sizes.radius + 3)
        painter.end()


class FocusRing(QObject):
    """Follows the keyboard through the whole application and rings the control that has it.

    The ring lies in the nearest scrolled area (so it scrolls and is cut with it) or in the window. Lists and tables
    ring their current row or cell themselves; an empty one is ringed as a whole, until its rows have come. Of a row of
    tabs the one that is up is ringed.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self._heard: list[QMetaObject.Connection] = []
        self._turn = 0
        """Counts the targets: the end of one that lost the keys before must not take the ring off the next."""
        app.focusChanged.connect(self._focus_moved)

    @property
    def target(self) -> QWidget | None:
        """Return the widget the ring is drawn around, if any."""
        return self._target

    @property
    def overlay(self) -> QWidget | None:
        """Return the widget that draws the ring, None while nothing is ringed."""
        return self._ring

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._forget()
        if new is None or new.property("noRing"):
            return
        if view_of_editor(new) is not None:
            return
        self._target = new
        self._follow_what_is_current(new)
        host = _host(new)
        self._ring = _Ring()
        self._ring.setParent(host)
        at: QWidget | None = new
        while at is not None and at is not host:
            at.installEventFilter(self)
            self._followed.append(at)
            at = at.parentWidget()
        new.destroyed.connect(partial(self._gone, self._turn))
        self._place()

    def _follow_what_is_current(self, target: QWidget) -> None:
        """Place the ring anew when a list gets its rows or loses them, or another tab comes up."""
        turn = self._turn

        def again(*_what: object) -> None:
            if turn == self._turn:
                # Behind whatever else hears of it: a view chooses its row only once it knows of the rows.
                QTimer.singleShot(0, self, self._place)

        signals: tuple[SignalInstance, ...] = ()
        if isinstance(target, QTabBar):
            signals = (target.currentChanged,)
        elif isinstance(target, QAbstractItemView) and (model := target.model()) is not None:
            signals = (target.selectionModel().currentChanged, model.modelReset)
        for signal in signals:
            self._heard.append(signal.connect(again))

    def _gone(self, turn: int, *_widget: object) -> None:
        if turn == self._turn:
            self._forget()

    def _forget(self) -> None:
        self._turn += 1
        for widget in self._followed:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._followed.clear()
        for connection in self._heard:
            QObject.disconnect(connection)
        self._heard.clear()
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        self._target = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def _place(self) -> None:
        if self._ring is None or self._target is None:
            return
        host = self._ring.parentWidget()
        if host is None:
            return
        sizes = current_theme().sizes
        away = sizes.ring + sizes.ring_gap
        corner = self._target.mapTo(host, QPoint(0, 0))
        around = _ringed(self._target).translated(corner).adjusted(-away, -away, away, away)
        self._ring.setGeometry(around.intersected(host.rect()))
        self._ring.setVisible(self._target.isVisibleTo(host) and not _rings_itself(self._target))
        self._ring.raise_()


def _ringed(target: QWidget) -> QRect:
    """Return the part of a control that the keys speak to, in its own coordinates."""
    if isinstance(target, QTabBar) and target.currentIndex() >= 0:
        return target.tabRect(target.currentIndex())
    return target.rect()


def _rings_itself(target: QWidget) -> bool:
    return isinstance(target, QAbstractItemView) and target.currentIndex().isValid()


def view_of_editor(widget: QWidget) -> QAbstractItemView | None:
    """Return the item view a widget is a cell editor of, else None."""
    viewport = widget.parentWidget()
    view = viewport.parentWidget() if viewport is not None else None
    return view if isinstance(view, QAbstractItemView) and view.viewport() is viewport else None


def _host(widget: QWidget) -> QWidget:
    """Return the widget whose coordinates the ring lives in."""
    at = widget
    parent = widget.parentWidget()
    while parent is not None and not at.isWindow():
        area = parent.parentWidget()
        if isinstance(area, QScrollArea) and area.viewport() is parent:
            return at if at is not widget else parent
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            return parent
        at, parent = parent, parent.parentWidget()
    return widget.window()
