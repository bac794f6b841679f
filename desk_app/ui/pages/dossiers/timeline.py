"""The history of a dossier on the page, newest first; and what a supervisor has to check."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dossier_timeline import Line, Mark, ToCheck
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.pages.dossiers.words import short_moment
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import mark, say, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Label, Paragraph

T = TypeVar("T")

FIRST_LINES = 30
"""So many of the newest are shown at once; the rest is one press away."""

_MARKS: dict[Mark, tuple[str, str, Tone]] = {
    Mark.REVERSED: (mark("Đã hủy"), "undo", Tone.PLAIN),
    Mark.FLAGGED: (mark("Cần kiểm tra"), "warning", Tone.WARN),
    Mark.SET_ASIDE: (mark("Không tính"), "block", Tone.PLAIN),
    Mark.ACCEPTED: (mark("Đã công nhận"), "check_circle", Tone.GOOD),
    Mark.ERASED: (mark("Đã xóa dữ liệu"), "visibility_off", Tone.PLAIN),
    Mark.NEWER: (mark("Phiên bản mới hơn"), "info", Tone.WAIT),
}


class TimelineBlock(Block):
    """Who, when, what; a line that does not count says so in words.

    undo: takes a step back that was written by mistake; offered at the lines named in ``may_undo``.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        may_undo: Collection[UUID],
        undo: Callable[[Line], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, tr("Lịch sử ({n})", n=len(lines)), parent)
        self._may_undo, self._undo = may_undo, undo
        self.undo_buttons: dict[UUID, PlainButton] = {}
        self.content.setSpacing(0)
        self._newest_first = list(reversed(lines))
        self._more: PlainButton | None = None
        self._put(self._newest_first[:FIRST_LINES])
        rest = len(self._newest_first) - FIRST_LINES
        if rest > 0:
            self._more = PlainButton(tr("Xem thêm {n} việc trước đó", n=rest), self, kind="quiet")
            self._more.clicked.connect(self._show_rest)
            self.add(self._more)

    def _put(self, lines: Sequence[Line]) -> None:
        for line in lines:
            entry = _Entry(line, self)
            self.add(entry)
            if line.event_id in self._may_undo:
                button = entry.offer_undo()
                button.clicked.connect(partial(_chosen, self._undo, line))
                self.undo_buttons[line.event_id] = button

    def _show_rest(self) -> None:
        if self._more is not None:
            self._more.hide()
        self._put(self._newest_first[FIRST_LINES:])


class _Entry(QWidget):
    """One line of the history, with its point on the thread that joins them."""

    def __init__(self, line: Line, parent: QWidget) -> None:
        super().__init__(parent)
        self._counts = line.mark in (Mark.NONE, Mark.ACCEPTED, Mark.ERASED)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 4, 0, 6)
        column.setSpacing(0)
        what = Paragraph(say(line.what), Role.BODY, self)
        column.addWidget(what)
        for detail in line.details:
            column.addWidget(Paragraph(say(detail), Role.DETAIL, self))
        if line.note is not None:
            column.addWidget(_MarkRow(line.mark, say(line.note), self))
        who = " · ".join(part for part in (short_moment(line.at), line.who, line.desk) if part)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addWidget(Paragraph(who, Role.LABEL, self), 1)
        column.addLayout(self._foot)
        self._told = what.plain_text()
        if not self._counts:
            what.setEnabled(False)

    def offer_undo(self) -> PlainButton:
        """Add the button that takes this step back, at the end of its last line, and return it."""
        button = PlainButton(tr("Hủy bước này…"), self, kind="quiet")
        button.setAccessibleName(tr("Hủy bước này: {step}", step=self._told))
        self._foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return button

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = 4 + theme.type(Role.BODY).line / 2
        painter.fillRect(QRectF(5.5, middle + 8, 1, self.height() - 12), theme.colour("hairline"))
        painter.setPen(theme.colour("accent" if self._counts else "edge"))
        if self._counts:
            painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QRectF(2, middle - 4, 8, 8))
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


class _MarkRow(QWidget):
    """The word of a mark with its icon, and the sentence that says what it means."""

    def __init__(self, kind: Mark, note: str, parent: QWidget) -> None:
        super().__init__(parent)
        word, self._icon_name, self._tone = _MARKS[kind]
        self._picture = QLabel(self)
        self._picture.setFixedWidth(18)
        words = Paragraph(f"{tr(word)}. {note}", Role.DETAIL, self)
        words.set_tone(self._tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        role = ROLE_OF_TONE[self._tone]
        self._picture.setPixmap(icon_pixmap(self._icon_name, role, 16, self.devicePixelRatioF()))


class ToCheckBlock(Block):
    """What a person still has to decide; settle: None for those who may not."""

    def __init__(
        self, things: Sequence[ToCheck], settle: Callable[[ToCheck], object] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(0, tr("Việc cần kiểm tra ({n})", n=len(things)), parent)
        self.buttons: list[PlainButton] = []
        for thing in things:
            self.add(Paragraph(say(thing.what), Role.CHOSEN, self))
            if thing.details:
                self.add(Paragraph("\n".join(say(detail) for detail in thing.details), Role.DETAIL, self))
            why = Paragraph(say(thing.why), Role.BODY, self)
            why.set_tone(Tone.WARN)
            self.add(why)
            self.add(Paragraph(f"{short_moment(thing.at)} · {thing.who}", Role.LABEL, self))
            if settle is not None:
                words = tr("Quyết định…") if self.buttons else tr("&Quyết định…")
                button = PlainButton(words, self, icon_name="rule")
                button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
                button.clicked.connect(partial(_chosen, settle, thing))
                self.add(button)
                self.buttons.append(button)
        if settle is None:
            self.add(Label(tr("Trưởng bộ phận quyết định những việc này."), Role.DETAIL, self))


def _chosen(do: Callable[[T], object], thing: T, _on: bool = False) -> None:
    do(thing)
