"""Words on a page: labels by role, paragraphs, digits that stand under one another, states, the big date."""

from datetime import datetime
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.theme import Role, Tone, current_theme, set_look
from desk_app.ui.tokens import Type
from desk_app.ui.translation import mark, tr

STATES: dict[str, tuple[str, str, Tone]] = {
    "submitted": (mark("Mới đăng ký"), "mail", Tone.INFO),
    "received": (mark("Đã tiếp nhận"), "inbox", Tone.INFO),
    "declined": (mark("Không tiếp nhận"), "do_not_disturb_on", Tone.BAD),
    "processing": (mark("Đang xử lý"), "hourglass_top", Tone.INFO),
    "supplement": (mark("Chờ bổ sung"), "pause_circle", Tone.WAIT),
    "payment": (mark("Chờ nghĩa vụ tài chính"), "payments", Tone.WAIT),
    "withdrawn": (mark("Đã rút"), "undo", Tone.PLAIN),
    "stopped": (mark("Dừng xử lý"), "block", Tone.PLAIN),
    "ready": (mark("Có kết quả"), "task_alt", Tone.GOOD),
    "returned": (mark("Đã trả"), "done_all", Tone.GOOD),
    "voided": (mark("Đã hủy tiếp nhận"), "cancel", Tone.PLAIN),
    "guided": (mark("Đã hướng dẫn"), "rule", Tone.WAIT),
    "parked": (mark("Đang để chờ"), "pause_circle", Tone.WAIT),
    "due_today": (mark("Đến hạn hôm nay"), "today", Tone.WARN),
    "overdue": (mark("Quá giờ hẹn"), "error", Tone.BAD),
    "late": (mark("Trễ {n} ngày"), "error", Tone.BAD),
    "over_supplemented": (mark("Bổ sung quá 1 lần"), "error", Tone.BAD),
    "apologised": (mark("Đã xin lỗi"), "drafts", Tone.PLAIN),
    "reprinted": (mark("In lại"), "print", Tone.PLAIN),
    "queued": (mark("Chờ gửi"), "cloud_upload", Tone.WAIT),
    "hand_over_by": (mark("Trước {n}"), "schedule", Tone.PLAIN),
    "hand_over_late": (mark("Quá giờ, {n}"), "error", Tone.BAD),
    "other_unit": (mark("Thuộc {n}"), "warning", Tone.WARN),
    "cannot_go": (mark("Không chuyển được"), "error", Tone.BAD),
}
"""Every state of counter.md §7 by its English name: Vietnamese word, icon, tone."""


def plain_tip(text: str) -> str:
    """Return a text as a tooltip that Qt takes for words, whatever markup a name may hold."""
    return f"<qt>{escape(text)}</qt>" if "<" in text else text


class Label(QLabel):
    """One line of text in a role (``label``, ``head``, ``detail``, ``chosen``, ``title``, ``body``); never markup."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)

    def set_tone(self, tone: Tone) -> None:
        """Colour the words; the words themselves must already say it."""
        set_look(self, tone="" if tone is Tone.PLAIN else tone.value)


class ElidedLabel(Label):
    """A line that ends in “…” when it does not fit, and then tells the whole on hover and to screen readers."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        self._whole = text
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @override
    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        super().setText(text)
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.contentsRect()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, inside.width())
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
        painter.setPen(self.palette().windowText().color())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
        painter.drawText(inside, int(flags), shown)
        painter.end()


class Paragraph(QWidget):
    """Wrapped plain text, line by line at its role's line height, so that Ế Ỗ Ậ keep their marks; never markup.

    max_lines: cut with “…” after so many lines, 0 for all; the whole stays on hover.
    """

    def __init__(
        self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None, *, max_lines: int = 0
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self._broken: dict[tuple[int, Type], list[str]] = {}
        self._role = role
        self._max_lines = max_lines
        self._tone = Tone.PLAIN
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show plain text; line breaks in it are kept."""
        if text == self._plain:
            return  # the page need not be laid out anew
        self._plain = text
        self._broken.clear()
        self.setToolTip(escape(text) if self._max_lines else "")
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def plain_text(self) -> str:
        """Return the text as it was set."""
        return self._plain

    def set_tone(self, tone: Tone) -> None:
        """Colour the words; the words themselves must already say it."""
        self._tone = tone
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return max(1, len(self._lines(width))) * current_theme().type(self._role).line

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(current_theme().font(self._role))
        widest = max((metrics.horizontalAdvance(line) for line in self._plain.split("\n")), default=0.0)
        width = min(round(widest) + 4, _READING_WIDTH)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        # Once it stands, its lines as they wrap there: with one line each, what stands below would be squeezed.
        lines = self.heightForWidth(self.width()) if self.isVisible() else current_theme().type(self._role).line
        return QSize(80, lines)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        kind = theme.type(self._role)
        painter = QPainter(self)
        painter.setFont(theme.font(self._role))
        quiet = self._role in (Role.LABEL, Role.DETAIL) or not self.isEnabled()
        painter.setPen(theme.colour(ROLE_OF_TONE[self._tone] if self._tone is not Tone.PLAIN or quiet else "text"))
        metrics = QFontMetricsF(painter.font())
        # Marks stand higher above the letters than anything hangs below them: what is left over goes on top.
        down = kind.line - metrics.descent() - 1
        for at, line in enumerate(self._lines(self.width())):
            painter.drawText(QPointF(0, at * kind.line + down), line)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _lines(self, width: int) -> list[str]:
        """Return the text broken into lines of at most so many px; layouts ask for the same few widths many times."""
        place = (width, current_theme().type(self._role))
        if place not in self._broken:
            if len(self._broken) >= _WIDTHS_KEPT:
                self._broken.clear()
            self._broken[place] = self._break(width)
        return self._broken[place]

    def _break(self, width: int) -> list[str]:
        font = current_theme().font(self._role)
        lines: list[str] = []
        for part in self._plain.split("\n"):
            layout = QTextLayout(part, font)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1))
                lines.append(part[line.textStart() : line.textStart() + line.textLength()].rstrip())
            layout.endLayout()
            if not part:
                lines.append("")
        if self._max_lines and len(lines) > self._max_lines:
            rest = " ".join(lines[self._max_lines - 1 :])
            shown = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
            lines = [*lines[: self._max_lines - 1], shown]
        return lines


_WIDTHS_KEPT = 8
_READING_WIDTH = 480
"""Width in px a paragraph asks for when nothing else says how wide it may be."""


class TabularLabel(QWidget):
    """Text whose digits all have one width, so that codes and dates do not dance; the font itself has none such."""

    def __init__(self, text: str = "", role: Role = Role.CODE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """Return the text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return  # the page need not be laid out anew
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(current_theme().font(self._role))
        return QSize(round(tabular_width(metrics, self._text)) + 2, current_theme().type(self._role).line)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(current_theme().font(self._role))
        painter.setPen(self.palette().windowText().color())
        draw_tabular(painter, QRectF(self.rect()), self._text)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


def tabular_width(metrics: QFontMetricsF, text: str) -> float:
    """Return the width of text in px when every digit is as wide as the widest."""
    digit = _digit_width(metrics)
    return sum(digit if char.isdigit() else metrics.horizontalAdvance(char) for char in text)


def draw_tabular(painter: QPainter, rect: QRectF, text: str, *, right: bool = False) -> None:
    """Draw text with digits of one width, centred in height, at the left or the right end of rect."""
    metrics = QFontMetricsF(painter.font(), painter.device())
    digit = _digit_width(metrics)
    x = rect.right() - tabular_width(metrics, text) if right else rect.left()
    baseline = rect.center().y() + (metrics.capHeight() / 2)
    run = ""
    for char in [*text, ""]:
        if char and not char.isdigit():
            run += char
            continue
        if run:
            painter.drawText(QPointF(x, baseline), run)
            x += sum(metrics.horizontalAdvance(one) for one in run)
            run = ""
        if char:
            painter.drawText(QPointF(x + (digit - metrics.horizontalAdvance(char)) / 2, baseline), char)
            x += digit


def _digit_width(metrics: QFontMetricsF) -> float:
    return max(metrics.horizontalAdvance(digit) for digit in "0123456789")


class StatePill(QWidget):
    """A state as word + icon, colour third. state: a key of ``STATES``; values fill the word ({n})."""

    def __init__(self, state: str = "", parent: QWidget | None = None, **values: object) -> None:
        super().__init__(parent)
        self._state = state
        self._values = values
        self._icon = QLabel(self)
        self._word = Label("", Role.DETAIL, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 10, 2)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._word)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._show_state()

    @property
    def has_icon(self) -> bool:
        """Return whether an icon stands beside the word."""
        return not self._icon.pixmap().isNull()

    def set_state(self, state: str, **values: object) -> None:
        """Show another state."""
        self._state, self._values = state, values
        self._show_state()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._show_state()
        super().changeEvent(event)

    def _show_state(self) -> None:
        self.setVisible(bool(self._state) and (self.isVisible() or self.parent() is not None))
        if not self._state:
            return
        word, name, tone = STATES[self._state]
        colour, ground = current_theme().tokens.tone(tone)
        self._icon.setPixmap(icon_pixmap(name, ROLE_OF_TONE[tone], 18, self.devicePixelRatioF()))
        self._word.setText(tr(word, **self._values))
        self._word.setFont(current_theme().font(Role.DETAIL, 500))
        set_look(self._word, tone=tone.value)
        self.setAccessibleName(self._word.text())
        sheet = f"StatePill {{ background: {ground}; border-radius: 6px; }} QLabel {{ color: {colour}; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)


ROLE_OF_TONE = {
    Tone.PLAIN: "second",
    Tone.INFO: "accent",
    Tone.GOOD: "good",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
    Tone.WAIT: "wait",
}

WEEKDAYS = (
    mark("Thứ Hai"),
    mark("Thứ Ba"),
    mark("Thứ Tư"),
    mark("Thứ Năm"),
    mark("Thứ Sáu"),
    mark("Thứ Bảy"),
    mark("Chủ Nhật"),
)


def weekday_name(moment: datetime) -> str:
    """Return the weekday of a local moment in the user's language."""
    return tr(WEEKDAYS[moment.weekday()])


class BigDate(QWidget):
    """The promised date at reading distance: weekday, then date and hour in one line of 28 px bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label(tr("HẸN TRẢ"), Role.HEAD, self)
        self._weekday = Label("", Role.CHOSEN, self)
        self._date = TabularLabel("", Role.DATE, self)
        self._words = Paragraph("", Role.CHOSEN, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self._weekday, self._date, self._words):
            column.addWidget(part)
        self.show_words(tr("Chưa chọn thủ tục"))

    def show_date(self, moment: datetime) -> None:
        """Show a promised moment (local time of the office)."""
        self._weekday.setText(weekday_name(moment))
        self._date.set_text(f"{moment:%d/%m/%Y  %H:%M}")
        self._words.hide()
        self._weekday.show()
        self._date.show()

    def show_words(self, text: str) -> None:
        """Say why there is no date: “Không có ngày hẹn trả cụ thể”, “Chưa tính được”."""
        self._words.set_text(text)
        self._weekday.hide()
        self._date.hide()
        self._words.show()


_EMPTY_ICON, _EMPTY_GAP = 48, 8
"""px of an empty list's picture, and between it and the words."""


class EmptyState(QWidget):
    """What an empty page or list says: an icon where there is room for it, what belongs here, how to begin."""

    def __init__(self, icon_name: str, head: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(_EMPTY_GAP)
        column.addStretch(1)
        column.addWidget(self._icon)
        self._lines: list[QLabel] = []
        for words, role in ((head, Role.CHOSEN), (text, Role.BODY)):
            line = QLabel(words, self)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setProperty("role", role.value)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setWordWrap(True)
            column.addWidget(line)
            self._lines.append(line)
        column.addStretch(2)
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.setVisible(self._words_height() + _EMPTY_ICON + _EMPTY_GAP <= self.height())
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        # It asks for its words by ``minimumSizeHint``: what has a height for its width is given no less than it likes.
        return False

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._words_height())

    def _words_height(self) -> int:
        """Return the px the words need, as they wrap at the width there is."""
        margins = self._column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        words = sum(line.heightForWidth(width) + _EMPTY_GAP for line in self._lines)
        return words - _EMPTY_GAP + margins.top() + margins.bottom()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._icon.setPixmap(icon_pixmap(self._icon_name, "edge", _EMPTY_ICON, self.devicePixelRatioF()))
