"""Giấy hẹn at the side: the promised date and why, what is still wanted, and F9; as a bar below in a narrow window."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import group_digits
from desk_app.ui.pages.reception.previous import Previous, PreviousPanel
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.big_date import BigDate, weekday_name
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import ElidedLabel, Label, Paragraph
from desk_app.ui.widgets.tabular import TabularLabel


@dataclass(frozen=True)
class SideFacts:
    """What the side shows. due_at: office time; words: instead of a date; why: one line; wanted: what blocks F9.

    blocking: the same, thing by thing, in the fewest words. action: words of the main button. provisional: the date is
    only proposed, accepted or not.
    """

    due_at: datetime | None = None
    words: str = ""
    why: str = ""
    days: tuple[str, ...] = ()
    wanted: str = ""
    blocking: tuple[str, ...] = ()
    action: str = ""
    provisional: str = ""
    accepted: bool = False
    offers_typed_date: bool = False
    reading_head: str = ""
    reading: str = ""
    has_typed: bool = False


class SidePanel(Block):
    """The panel of 376 px. In a narrow window it is opened over the page with Ctrl+I."""

    main = Signal()
    provisional_accepted = Signal()
    due_edited = Signal()
    park_asked = Signal()
    supplement_asked = Signal()
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Giấy hẹn"), parent)
        self._facts = SideFacts()
        self._why_open = False
        self._is_over_page = False
        self.heading.hide()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(16, 10, 16, 12)
        self.previous = PreviousPanel(self)
        self.date = BigDate(self)
        self.why = Paragraph("", Role.DETAIL, self)
        self.why_button = PlainButton(tr("Vì sao?"), self, key="Ctrl+I", kind="quiet")
        self.why_button.clicked.connect(self.toggle_why)
        self.type_date = PlainButton(tr("Nhập ngày hẹn"), self, kind="quiet")
        self.type_date.clicked.connect(self._open_typed)
        self.accept = PlainButton(tr("Chấp nhận ngày dự kiến"), self, kind="accent")
        self.accept.clicked.connect(self.provisional_accepted)
        self.typed = self._build_typed()
        self.reading_head = Label("", Role.LABEL, self)
        self.reading = Paragraph("", Role.BODY)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.reading)
        self.area.setMinimumHeight(40)
        self.area.viewport().setAutoFillBackground(False)
        self.reading.setAutoFillBackground(False)
        self.wanted = Paragraph("", Role.DETAIL, self)
        self.button = MainButton(tr("Tiếp nhận và in phiếu"), self)
        self.button.clicked.connect(self.main)
        self._lay_out()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.setFixedWidth(current_theme().sizes.side)

    def _build_typed(self) -> QWidget:
        panel = QWidget(self)
        self.due_on = LineField(tr("Ngày hẹn"), panel, placeholder="04/09/2026 17:00")
        self.due_reason = LineField(tr("Lý do"), panel)
        for field in (self.due_on, self.due_reason):
            field.text_changed.connect(lambda _text: self.due_edited.emit())
        column = QHBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.due_on, 4)
        column.addWidget(self.due_reason, 5)
        panel.hide()
        return panel

    def _lay_out(self) -> None:
        self.add(self.previous)
        self.add(self.date)
        self.add(self.why)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.why_button)
        buttons.addWidget(self.type_date)
        buttons.addStretch(1)
        self.add_layout(buttons)
        self.add(self.accept)
        self.add(self.typed)
        self.line = QFrame(self)
        self.line.setObjectName("line")
        self.add(self.line)
        self.add(self.reading_head)
        self.add(self.area, 1)
        self.add(self.wanted)
        self.add(self.button)
        self.park = PlainButton(tr("Để chờ"), self, key="Ctrl+S")
        self.park.clicked.connect(self.park_asked)
        self.supplement = PlainButton(tr("Bổ sung"), self, key="Ctrl+B")
        self.supplement.setToolTip(tr("Yêu cầu bổ sung (Mẫu 02)"))
        self.supplement.clicked.connect(self.supplement_asked)
        self.other = PlainButton("", self, icon_name="more_horiz")
        self.other.setToolTip(tr("Việc khác"))
        self.other.setAccessibleName(tr("Việc khác"))
        self.other.clicked.connect(self.other_asked)
        lower = QHBoxLayout()
        lower.setSpacing(8)
        lower.addWidget(self.park, 1)
        lower.addWidget(self.supplement, 1)
        lower.addWidget(self.other)
        self.add_layout(lower)

    def lie_over_page(self, over: bool) -> None:
        """Lie over a narrow page, or stand beside a wide one.

        Over a page there is no room to say again what the bar below it says: the date, what is wanted, F9.
        """
        self._is_over_page = over
        self.button.setVisible(not over)
        self.wanted.setVisible(not over and bool(self._facts.action))
        self.date.setVisible(not over and (self.previous.isHidden() or self._facts.offers_typed_date))
        self._make_room()

    def _make_room(self) -> None:
        """Let what is only read give way, over a page, to what is typed and to the dossier before."""
        crowded = self._is_over_page and not (self.typed.isHidden() and self.previous.isHidden())
        for part in (self.line, self.reading_head, self.area):
            part.setVisible(not crowded)

    def show_facts(self, facts: SideFacts) -> None:
        """Show what is promised and wanted now."""
        self._facts = facts
        if facts.due_at is not None:
            self.date.show_date(facts.due_at)
        else:
            self.date.show_words(facts.words)
        self.why.set_text(facts.provisional or facts.why)
        self.why.setVisible(bool(facts.provisional or facts.why))
        self.why_button.setVisible(bool(facts.days))
        self.type_date.setVisible(facts.offers_typed_date and not facts.has_typed and self.typed.isHidden())
        if not facts.offers_typed_date:
            self.typed.hide()
        if facts.has_typed:
            self.typed.show()
        self.accept.setVisible(bool(facts.provisional) and not facts.accepted)
        self.wanted.set_text(tr("Còn cần: {what}", what=facts.wanted or "–"))
        self.wanted.setVisible(bool(facts.action) and not self._is_over_page)
        self.button.setText(facts.action)
        self._show_reading()
        self._make_room()

    def toggle_why(self) -> None:
        """Show the days one by one in the reading place, or what stood there before."""
        self._why_open = not self._why_open and bool(self._facts.days)
        self._show_reading()

    def close_why(self) -> bool:
        """Close the list of days; return whether it was open."""
        was, self._why_open = self._why_open, False
        self._show_reading()
        return was

    def open_typed(self) -> None:
        """Open the typed date and put the caret in it."""
        self._open_typed()

    def show_due(self, due_on: str, reason: str) -> None:
        """Show a typed date."""
        self.due_on.set_text(due_on)
        self.due_reason.set_text(reason)
        self.typed.setVisible(bool(due_on or reason))
        self._make_room()

    def show_previous(self, previous: Previous | None) -> None:
        """Show the dossier before, until the next person is chosen."""
        # Over a narrow page there is room for one of the two: the dossier being typed goes before the one that is done.
        gives_way = self._is_over_page and self._facts.offers_typed_date
        self.previous.show_previous(None if gives_way else previous)
        self.date.setVisible(not self._is_over_page and (previous is None or self._facts.offers_typed_date))
        self._make_room()

    def _open_typed(self) -> None:
        self.typed.show()
        self.type_date.hide()
        self._make_room()
        self.due_on.setFocus()

    def _show_reading(self) -> None:
        facts = self._facts
        if self._why_open and facts.days:
            head, text = tr("Vì sao hẹn ngày này"), "\n".join(facts.days)
        else:
            head, text = facts.reading_head, facts.reading
        self.reading_head.setText(head)
        if self.reading.plain_text() != text:
            self.reading.set_text(text)
            self.area.verticalScrollBar().setValue(0)


_ROOM_FOR_WORDS = 300
"""px: with less, the button of the panel gives way to what blocks F9; Ctrl+I and the list “…” still open it."""


class BottomBar(QFrame):
    """The side as one line of 64 px, for a window below 1,200 px."""

    main = Signal()
    panel_asked = Signal()
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedHeight(current_theme().sizes.bottom_bar)
        self.weekday = Label("", Role.LABEL, self)
        self.date = TabularLabel("", Role.CODE, self)
        self.why = ElidedLabel("", Role.DETAIL, self)
        self.wanted = Paragraph("", Role.DETAIL, self)
        self.wanted.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.panel = PlainButton("", self, key="Ctrl+I", icon_name="event")
        self.panel.setToolTip(tr("Giấy hẹn"))
        self.panel.setAccessibleName(tr("Giấy hẹn"))
        self.panel.clicked.connect(self.panel_asked)
        self.other = PlainButton("", self, icon_name="more_horiz")
        self.other.setAccessibleName(tr("Việc khác"))
        self.other.clicked.connect(self.other_asked)
        self.button = MainButton("", self)
        self.button.clicked.connect(self.main)
        dates = QVBoxLayout()
        dates.setSpacing(0)
        dates.addWidget(self.weekday)
        dates.addWidget(self.date)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.why)
        words.addWidget(self.wanted)
        words.addStretch(1)
        self._blocking: tuple[str, ...] = ()
        self._shown: object = None
        """What stands in the bar, and in which letters."""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 6, 4)
        row.setSpacing(12)
        row.addLayout(dates)
        row.addLayout(words, 1)
        row.addWidget(self.panel)
        row.addWidget(self.other)
        row.addWidget(self.button)

    def show_facts(self, facts: SideFacts, previous: Previous | None) -> None:
        """Show the date, or the dossier before, and what is wanted."""
        shown = (facts, previous, current_theme())
        if shown == self._shown:
            return  # every letter typed comes here, few change what is promised or wanted, and to fit words takes long
        self._shown = shown
        if previous is not None:
            self.weekday.setText(previous.head)
            self.date.set_text(group_digits(previous.code))
            self.why.setText(previous.print_words)
            self._blocking = ()
            self.wanted.set_text(previous.promised)
        else:
            self.weekday.setText(weekday_name(facts.due_at) if facts.due_at else tr("HẸN TRẢ"))
            self.date.set_text(f"{facts.due_at:%d/%m/%Y %H:%M}" if facts.due_at else "–")
            self.why.setText(facts.provisional or facts.why or facts.words)
            self._blocking = facts.blocking
            self.wanted.set_text(tr("Còn cần: {what}", what="–"))
        self.why.set_tone(Tone.PLAIN)
        self.button.setText(facts.action)
        self.button.setMinimumWidth(self.button.sizeHint().width())
        self._fit_words()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Say what blocks F9 on two lines at most, never cut: what finds no room is counted, the panel names it."""
        layout = self.layout()
        if layout is None:
            return
        rest = layout.minimumSize().width() - (0 if self.panel.isHidden() else self.panel.sizeHint().width())
        self.panel.setVisible(self.width() - rest - self.panel.sizeHint().width() >= _ROOM_FOR_WORDS)
        layout.activate()
        width, names = self.wanted.width(), self._blocking
        for many in range(len(names), 0, -1):
            more = f" (+{len(names) - many})" if many < len(names) else ""
            self.wanted.set_text(tr("Còn cần: {what}", what=", ".join(names[:many]) + more))
            if self.wanted.heightForWidth(width) <= 2 * current_theme().type(Role.DETAIL).line:
                break
        self.why.setVisible(self.wanted.heightForWidth(width) <= current_theme().type(Role.DETAIL).line)
