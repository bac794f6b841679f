"""Facts of a dossier on the page: labels and values under one another, the promise, prints, remarks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk_app.domain.dossier_fields import Fact
from desk_app.services.dossier_promise import Promised
from desk_app.services.dossier_view import NoteLine, Section
from desk_app.services.print_log import PrintLine
from desk_app.ui.pages.dossiers.words import short_moment
from desk_app.ui.promise_words import explanation, provisional_sentence, summary
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.big_date import BigDate
from desk_app.ui.widgets.blocks import Block, Fold
from desk_app.ui.widgets.labels import Paragraph

_LABEL_WIDTH, _NUMBER_WIDTH = 132, 24


class FactGrid(QWidget):
    """Labels on the left, wrapped values on the right."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        words = [say(fact.label) for fact in facts]
        scale = current_theme().type(Role.LABEL).size / TYPES[Role.LABEL].size
        numbered = all(word.isdigit() for word in words)
        for at, (word, fact) in enumerate(zip(words, facts, strict=True)):
            label = Paragraph(word, Role.LABEL, self)
            label.setFixedWidth(round(scale * (_NUMBER_WIDTH if numbered else _LABEL_WIDTH)))
            value = Paragraph(say(fact.value), Role.CHOSEN if fact.strong else Role.BODY, self)
            value.setAccessibleName(f"{word}: {value.plain_text()}")
            grid.addLayout(_lowered(label, Role.CHOSEN if fact.strong else Role.BODY), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)


def _lowered(label: Paragraph, beside: Role) -> QVBoxLayout:
    """Return a small label on the first line of the larger words beside it."""
    theme = current_theme()
    column = QVBoxLayout()
    column.setContentsMargins(0, theme.type(beside).line - theme.type(Role.LABEL).line - 1, 0, 0)
    column.addWidget(label)
    return column


def section_block(section: Section, parent: QWidget) -> Block:
    """Return the card of a section."""
    block = Block(0, say(section.title), parent)
    block.add(FactGrid(section.facts, block))
    return block


class PromiseBlock(Block):
    """The date at reading distance, why it is that date, and the full list of days behind Ctrl+I."""

    def __init__(self, promised: Promised, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Hẹn trả kết quả"), parent)
        self.heading.hide()
        date = BigDate(self)
        if promised.due_at is None:
            date.show_words(tr("Không có ngày hẹn trả cụ thể"))
        else:
            date.show_date(promised.due_at)
        self.add(date)
        if promised.on_hold is not None:
            hold = Paragraph(say(promised.on_hold), Role.CHOSEN, self)
            hold.set_tone(Tone.WAIT)
            self.add(hold)
        self.add(Paragraph(summary(promised.appointment), Role.DETAIL, self))
        if promised.appointment.provisional:
            sure = Paragraph(provisional_sentence(promised.appointment), Role.DETAIL, self)
            sure.set_tone(Tone.WARN)
            self.add(sure)
        if promised.facts:
            self.add(FactGrid(promised.facts, self))
        days = Paragraph("\n".join(explanation(promised.appointment)), Role.DETAIL, self)
        self.why = Fold(tr("Vì sao hẹn ngày này (Ctrl+I)"), days, self)
        self.add(self.why)


def prints_block(prints: Sequence[PrintLine], parent: QWidget) -> Block:
    """Return the card of the papers that came out, with the last word on each."""
    block = Block(0, tr("Phiếu đã in ({n})", n=len(prints)), parent)
    for line in prints:
        block.add(Paragraph(f"{say(line.form)} – {say(line.copy)}", Role.BODY, block))
        parts = (short_moment(line.at), line.who, line.desk, line.printer, line.size, say(line.outcome))
        words = Paragraph(" · ".join(part for part in parts if part), Role.DETAIL, block)
        words.set_tone(Tone.BAD if line.spoiled else Tone.PLAIN)
        block.add(words)
    return block


def notes_block(notes: Sequence[NoteLine], parent: QWidget) -> Block:
    """Return the card of remarks."""
    block = Block(0, tr("Ghi chú ({n})", n=len(notes)), parent)
    for note in notes:
        block.add(Paragraph(note.text, Role.BODY, block))
        block.add(Paragraph(f"{short_moment(note.at)} · {note.who}", Role.DETAIL, block))
    return block
