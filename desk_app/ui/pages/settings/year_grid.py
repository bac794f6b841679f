"""A year on one sheet: twelve months; days off, worked Saturdays and swaps differ in shape as well as in colour."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desk_app.domain.calendar import WeeklyHours
from desk_app.domain.dates import paper_date
from desk_app.ui.keys import is_enter
from desk_app.ui.pages.settings.office import DAY_WORDS
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr

_CELL = 21
_HEAD = 24
_GAP = 12
_DAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def day_words(day: date) -> str:
    """Return a day with its weekday, in the user's language: ``Thứ Năm, 27/08/2026``."""
    return f"{tr(DAY_WORDS[day.weekday()])}, {paper_date(day)}"


class Mark(StrEnum):
    """What a day of the grid is."""

    PLAIN = "plain"
    REST = "rest"
    """The week's own day of rest."""
    OFF = "off"
    WORKED = "worked"
    UNCONFIRMED = "unconfirmed"


@dataclass
class YearDays:
    """A year under the administrator's hands. worked: worked day of rest → the day it replaces."""

    year: int
    days_off: dict[date, str] = field(default_factory=dict)
    worked: dict[date, date] = field(default_factory=dict)
    unconfirmed: Mapping[date, str] = field(default_factory=dict)
    week: WeeklyHours = field(default_factory=WeeklyHours)

    def mark(self, day: date) -> Mark:
        """Return what a day is."""
        if day in self.worked:
            return Mark.WORKED
        if day in self.days_off:
            return Mark.OFF
        if day in self.unconfirmed:
            return Mark.UNCONFIRMED
        return Mark.PLAIN if self.week.on(day.weekday()) else Mark.REST

    def words(self, day: date) -> str:
        """Return a day in words."""
        what = {
            Mark.PLAIN: tr("ngày làm việc"),
            Mark.REST: tr("nghỉ hằng tuần"),
            Mark.OFF: self.days_off.get(day, ""),
            Mark.WORKED: "",
            Mark.UNCONFIRMED: tr("{name}, chưa được công bố là ngày nghỉ", name=self.unconfirmed.get(day, "")),
        }[self.mark(day)]
        if day in self.worked:
            what = tr("làm bù cho ngày {day}", day=paper_date(self.worked[day]))
        return f"{day_words(day)}: {what}"


class YearGrid(QWidget):
    """Shows a YearDays; arrows and PgUp/PgDn move the ring, Space and click ask to change the day."""

    moved = Signal(object)
    """The date the ring has moved to."""
    asked = Signal(object)
    """The date the user wants to change (Space, double click)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days = YearDays(2026)
        self._current = date(2026, 1, 1)
        self._across = 4
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Lịch cả năm"))
        self._fit()

    @property
    def current(self) -> date:
        """Return the day with the ring."""
        return self._current

    def show_days(self, days: YearDays) -> None:
        """Show a year; the ring stays on its day and month where the year has it."""
        if days.year != self._days.year:
            last = calendar.monthrange(days.year, self._current.month)[1]
            self._current = self._current.replace(year=days.year, day=min(self._current.day, last))
        self._days = days
        self.update()
        self._tell()

    def go_to(self, day: date) -> None:
        """Move the ring; a day of another year stays where it is."""
        if day.year == self._days.year:
            self._current = day
            self.update()
            self._tell()

    @override
    def sizeHint(self) -> QSize:
        down = 12 // self._across
        return QSize(self._across * 7 * _CELL + (self._across - 1) * _GAP, down * self._month_height() + 8)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        months = (event.size().width() + _GAP) // (7 * _CELL + _GAP)
        wanted = 4 if months >= 4 else max(2, months)
        if wanted != self._across:
            self._across = wanted
            self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: timedelta(days=-1),
            Qt.Key.Key_Right: timedelta(days=1),
            Qt.Key.Key_Up: timedelta(days=-7),
            Qt.Key.Key_Down: timedelta(days=7),
            Qt.Key.Key_PageUp: timedelta(days=-28),
            Qt.Key.Key_PageDown: timedelta(days=28),
        }
        key = Qt.Key(event.key())
        if key in steps and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self.go_to(self._current + steps[key])
        elif key == Qt.Key.Key_Space or is_enter(key):
            self.asked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def place_of_current(self) -> QRect:
        """Return where the day with the ring stands, in the grid's own pixels."""
        return self._cell(self._current)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.setFocus()
            self.go_to(day)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.asked.emit(day)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._day_at(event.pos())
            QToolTip.showText(event.globalPos(), self._days.words(day) if day else "", self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        centre = int(Qt.AlignmentFlag.AlignCenter)
        for month in range(1, 13):
            left, top = self._corner(month)
            painter.setFont(theme.font(Role.HEAD))
            painter.setPen(theme.colour("text"))
            place = QRect(left, top, 7 * _CELL, _HEAD)
            words = tr("Tháng {n}", n=month)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
            painter.setFont(theme.font(Role.LABEL))
            painter.setPen(theme.colour("second"))
            for at, name in enumerate(_DAYS):
                painter.drawText(QRect(left + at * _CELL, top + _HEAD, _CELL, _CELL), centre, tr(name))
            for number in range(1, calendar.monthrange(self._days.year, month)[1] + 1):
                self._paint_day(painter, date(self._days.year, month, number))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        theme, mark, cell = current_theme(), self._days.mark(day), self._cell(day)
        inner = cell.adjusted(1, 1, -1, -1)
        ink, weight = "text", 400
        painter.setPen(Qt.PenStyle.NoPen)
        match mark:
            case Mark.REST:
                ink = "second"
            case Mark.OFF:
                painter.setBrush(theme.colour("bad_tint"))
                painter.drawRect(inner)
                ink, weight = "bad", 600
            case Mark.WORKED:
                painter.setBrush(theme.colour("good_tint"))
                painter.setPen(QPen(theme.colour("good"), 1.5))
                painter.drawEllipse(inner)
                ink, weight = "good", 600
            case Mark.UNCONFIRMED:
                painter.setPen(QPen(theme.colour("warn"), 1.5, Qt.PenStyle.DotLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(inner)
                ink = "warn"
        painter.setFont(theme.font(Role.LABEL, weight))
        painter.setPen(theme.colour(ink))
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        if day == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2 if self.hasFocus() else 1))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))

    def _tell(self) -> None:
        self.setAccessibleDescription(self._days.words(self._current))
        self.moved.emit(self._current)

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.setMinimumWidth(2 * 7 * _CELL + _GAP)
        self.updateGeometry()
        self.update()

    def _month_height(self) -> int:
        return _HEAD + 7 * _CELL + 8

    def _corner(self, month: int) -> tuple[int, int]:
        row, column = divmod(month - 1, self._across)
        return column * (7 * _CELL + _GAP), row * self._month_height()

    def _cell(self, day: date) -> QRect:
        left, top = self._corner(day.month)
        week, weekday = divmod(day.day - 1 + day.replace(day=1).weekday(), 7)
        return QRect(left + weekday * _CELL, top + _HEAD + (week + 1) * _CELL, _CELL, _CELL)

    def _day_at(self, place: QPoint) -> date | None:
        month_width, month_height = 7 * _CELL + _GAP, self._month_height()
        column, row = place.x() // month_width, place.y() // month_height
        month = row * self._across + column + 1
        if not (0 <= column < self._across and 1 <= month <= 12):
            return None
        last = calendar.monthrange(self._days.year, month)[1]
        days = (date(self._days.year, month, number) for number in range(1, last + 1))
        return next((day for day in days if self._cell(day).contains(place)), None)
