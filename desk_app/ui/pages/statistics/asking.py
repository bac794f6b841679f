"""What the page is asked: a period by its name or by days, and what the lines of the report are."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.people import parse_date
from desk_app.domain.reporting_periods import NamedSpan, Span, span_of, spans_around
from desk_app.services.report_06a import By
from desk_app.ui.pages.statistics.reading import Asked
from desk_app.ui.pages.statistics.words import BY_ITEMS, span_words
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.translation import tr
from desk_app.ui.widgets.fields import ComboField, LineField

_OWN = "own"
_PERIOD_LEAST, _PERIOD_WIDTH, _BY_LEAST, _BY_WIDTH, _DAY_WIDTH = 140, 400, 130, 190, 116
_SHOWN = 15


class AskingBar(QWidget):
    """The period and the grouping; ``asked`` says that something else is wanted."""

    asked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._clock = clock
        self._spans: tuple[NamedSpan, ...] = ()
        self.period = ComboField(tr("Kỳ"), self)
        self.by = ComboField(tr("Nhóm theo"), self, items=tuple((by, tr(words)) for by, words in BY_ITEMS))
        self.first = self._day_field(tr("Từ ngày"))
        self.last = self._day_field(tr("Đến ngày"))
        for field in (self.period, self.by):
            field.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.combo.setMaxVisibleItems(_SHOWN)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.period, 3)
        row.addWidget(self.first)
        row.addWidget(self.last)
        row.addWidget(self.by, 2)
        row.addStretch(1)
        self._fit()
        self.renew()
        self.period.picked.connect(lambda _value: self._picked())
        self.by.picked.connect(lambda _value: self.asked.emit())

    def renew(self) -> None:
        """Offer the spans around today; the one chosen stays chosen while it is still offered."""
        today = office_time(self._clock()).date()
        before = self.period.value()
        self._spans = spans_around(today)
        self.period.set_items(
            (*((span, span_words(span)) for span in self._spans), (_OWN, tr("Chọn ngày…"))),
        )
        if before is None or (before != _OWN and before not in self._spans):
            self.period.set_value(span_of(Span.MONTH, today))
        self._show_days()

    def value(self) -> Asked | None:
        """Return what is wanted; None while a day is missing or cannot be read, which is then marked."""
        chosen, by = self.period.value(), By(str(self.by.value()))
        if isinstance(chosen, NamedSpan):
            return Asked(chosen.first, chosen.last, by)
        first, last = self._day(self.first), self._day(self.last)
        return Asked(first, last, by) if first is not None and last is not None else None

    def choose(self, asked: Asked) -> None:
        """Show and take what is wanted, by the span's name where it has one."""
        self.by.set_value(asked.by)
        named = next((span for span in self._spans if (span.first, span.last) == (asked.first, asked.last)), None)
        self.period.set_value(named if named is not None else _OWN)
        if named is None:
            self.first.set_text(f"{asked.first:%d/%m/%Y}")
            self.last.set_text(f"{asked.last:%d/%m/%Y}")
        self._show_days()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "last"):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Give the fields room for the text size in force."""
        scale = current_theme().type(Role.BODY).size / TYPES[Role.BODY].size
        for combo, least, most in ((self.period, _PERIOD_LEAST, _PERIOD_WIDTH), (self.by, _BY_LEAST, _BY_WIDTH)):
            combo.setMinimumWidth(round(least * scale))
            combo.setMaximumWidth(round(most * scale))
        for day in (self.first, self.last):
            day.setFixedWidth(round(_DAY_WIDTH * scale))

    def _picked(self) -> None:
        own = self.period.value() == _OWN
        if own and not self.first.text():
            month = span_of(Span.MONTH, office_time(self._clock()).date())
            self.first.set_text(f"{month.first:%d/%m/%Y}")
            self.last.set_text(f"{month.last:%d/%m/%Y}")
        self._show_days()
        if own:
            self.first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.first.edit.selectAll()
        self.asked.emit()

    def _show_days(self) -> None:
        own = self.period.value() == _OWN
        self.first.setVisible(own)
        self.last.setVisible(own)

    def _day_field(self, label: str) -> LineField:
        field = LineField(label, self, placeholder="27/08/2026", max_length=20)
        field.settled.connect(lambda _text: self.asked.emit())
        return field

    def _day(self, field: LineField) -> date | None:
        found = parse_date(field.text())
        field.set_missing(found is None)
        return found
