"""The left half of the page Trả kết quả: what the dossier waits for, that it is late, whose it is, promise, history."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import group_digits
from desk_app.domain.dates import paper_datetime
from desk_app.domain.fees import money
from desk_app.services.return_view import Awaits
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.pages.returning.reading import Opened
from desk_app.ui.pages.returning.words import weekday_moment
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.blocks import Block, Fold
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tables import masked
from desk_app.ui.widgets.tabular import TabularLabel

_LOOKS: dict[Awaits, tuple[str, Tone]] = {
    Awaits.READY: ("task_alt", Tone.GOOD),
    Awaits.MONEY: ("payments", Tone.WARN),
    Awaits.NOT_READY: ("hourglass_top", Tone.WAIT),
    Awaits.SUPPLEMENT: ("pause_circle", Tone.WAIT),
    Awaits.DUTY: ("payments", Tone.WAIT),
    Awaits.RETURNED: ("done_all", Tone.GOOD),
    Awaits.ENDED: ("undo", Tone.PLAIN),
    Awaits.NOT_ACCEPTED: ("do_not_disturb_on", Tone.PLAIN),
}


class FirstLine(QWidget):
    """What the dossier waits for, in one line of words with its icon; colour comes third."""

    def __init__(self, awaits: Awaits, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._tone = _LOOKS[awaits]
        self._icon = QLabel(self)
        self.words = Paragraph(words, Role.CHOSEN, self)
        self.words.set_tone(self._tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words)
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._icon.setPixmap(icon_pixmap(self._icon_name, ROLE_OF_TONE[self._tone], 22, self.devicePixelRatioF()))
        _colour, ground = current_theme().tokens.tone(self._tone)
        sheet = f"FirstLine {{ background: {ground}; border-radius: 6px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)


class Standing(QWidget):
    """What never leaves the screen while a dossier is open: its first line, and beside it that it is late."""

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        view = opened.view
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 6, 0)
        column.setSpacing(4)
        column.addWidget(FirstLine(view.awaits, say(view.first_line), self))
        if view.late is not None:
            late = Paragraph("⚠ " + say(view.late), Role.BODY, self)
            late.set_tone(Tone.BAD)
            column.addWidget(late)


class FactsBlock(Block):
    """One dossier, read from above: which it is, where, whose, when promised, what is owed."""

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Nội dung hồ sơ"), parent)
        view = opened.view
        self.show_dossier = PlainButton(tr("&Bước khác…"), self, kind="quiet")
        self.show_dossier.setAccessibleName(tr("Mở trên trang Hồ sơ, nơi có các bước khác"))
        self.head_row.addWidget(self.show_dossier)
        detail = "" if view.detail is None else say(view.detail)
        if detail:
            self._say(detail)
        if view.awaits is Awaits.NOT_READY and view.unit_phone not in detail:
            self._say(tr("Gọi hỏi: {phone}", phone=view.unit_phone))
        self.add(TabularLabel(group_digits(view.dossier.code), Role.CODE, self))
        self._add_dossier(opened)
        self._add_promise(opened)
        if view.money_due:
            self._say(tr("Lệ phí còn phải thu: {amount}", amount=money(view.money_due)), Tone.WARN)
        else:
            self._say(tr("Lệ phí còn phải thu: 0 đ"))
        self.history = Fold(tr("Lịch sử ({n})", n=len(opened.history)), _history(opened, self), self)
        self.add(self.history)
        self.content.addStretch(1)

    def _add_dossier(self, opened: Opened) -> None:
        dossier = opened.view.dossier
        if dossier.reception is None:
            return
        procedure = dossier.reception.procedure
        name = procedure.short_name or procedure.name
        self.add(Paragraph(name, Role.CHOSEN, self, max_lines=2))
        if dossier.reception.summary and dossier.reception.summary != name:
            self.add(Paragraph(dossier.reception.summary, Role.BODY, self, max_lines=2))
        for owner in dossier.owners:
            shown = (owner.name, masked(owner.id_number), masked(owner.phone))
            self._say(tr("Chủ hồ sơ: {who}", who=" · ".join(part for part in shown if part)))
        submitter = dossier.reception.submitter
        if submitter not in dossier.owners:
            shown = (submitter.name, masked(submitter.id_number), masked(submitter.phone))
            self._say(tr("Người nộp: {who}", who=" · ".join(part for part in shown if part)))

    def _add_promise(self, opened: Opened) -> None:
        dossier = opened.view.dossier
        due = dossier.shown_due_at
        self._say(tr("Hẹn trả: {due}", due=weekday_moment(due)) if due else tr("Không có ngày hẹn trả cụ thể"))
        if opened.finished is not None:
            self._say(tr("Xong: {finished}", finished=say(opened.finished)))
        if dossier.returned is not None:
            self._say(tr("Đã trả: {moment}", moment=paper_datetime(dossier.returned.returned_at)))

    def _say(self, words: str, tone: Tone = Tone.PLAIN) -> None:
        line = Paragraph(words, Role.BODY, self)
        line.set_tone(tone)
        self.add(line)


def _history(opened: Opened, parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    holder.setObjectName("clear")
    column = QVBoxLayout(holder)
    column.setContentsMargins(20, 0, 0, 0)
    column.setSpacing(2)
    for line in reversed(opened.history):
        words = " · ".join(part for part in (paper_datetime(line.at), say(line.what), line.who) if part)
        if line.note is not None:
            words = f"{words} ({say(line.note)})"
        column.addWidget(Paragraph(words, Role.DETAIL, holder))
    return holder
