"""The papers on their shelves: 1 2 3 move the chosen row, and the office's usual set is counted beside it."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.procedures import Paper, PaperClass, PaperTag, UsualPaper
from desk_app.services import office_layer
from desk_app.ui.desk import Desk
from desk_app.ui.pages.procedures.lone_key import LoneKey
from desk_app.ui.pages.procedures.reading import Opened
from desk_app.ui.pages.procedures.words import SHELF_WORDS, TAG_WORDS, one_line
from desk_app.ui.pages.procedures.writing import Writer
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, CountCell
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_MOST_ROWS = 6
_ORDER = tuple(PaperClass)


@dataclass(frozen=True)
class PaperLine:
    """One row as the office reads it. usual: its counts in the usual set; is_published: False for the office's own."""

    paper: Paper
    usual: UsualPaper | None
    is_published: bool = True


class PapersBlock(Block):
    """All rows of all cases, shelf by shelf."""

    def __init__(self, desk: Desk, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Giấy tờ"), parent)
        self._writer = writer
        self._opened: Opened | None = None
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Giấy tờ"))
        self.model: PagedModel[PaperLine] = PagedModel(desk.operations, _columns(), self)
        self.table.show_model(self.model)
        self.whole = Paragraph("", Role.BODY, self, max_lines=7)
        self.shelves = [PlainButton(tr(SHELF_WORDS[shelf]), self, key=str(at)) for at, shelf in enumerate(_ORDER, 1)]
        self.tags = {tag: CheckRow(tr(TAG_WORDS[tag]), self) for tag in PaperTag}
        self.usual = CheckRow(tr("Thường nộp"), self)
        self.counts = [CountCell(self) for _ in range(3)]
        self._lone = LoneKey(self._digit, self)
        self._showing = False
        self._lay_out()
        self._connect()

    def show_procedure(self, opened: Opened) -> None:
        """Show another procedure, or the same after a change; the chosen row stays."""
        same = self._opened is not None and self._opened.version.national_code == opened.version.national_code
        at = self.table.currentIndex().row() if same else 0
        self._opened = opened
        lines = _lines(opened)
        self.model.set_rows(lines)
        count = sum(line.paper.paper_class is PaperClass.SUBMIT for line in lines)
        self.heading.setText(tr("Giấy tờ ({n} dòng, {m} phải nộp)", n=len(lines), m=count).upper())
        theme = current_theme().sizes
        self.table.setFixedHeight(theme.row_two * min(max(len(lines), 1), _MOST_ROWS) + theme.target + 6)
        if lines:
            self.table.setCurrentIndex(self.model.index(min(max(at, 0), len(lines) - 1), 0))
        self._editor.setVisible(bool(lines))
        self.table.setVisible(bool(lines))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _line(self) -> PaperLine | None:
        row = self.table.current_row()
        return row if isinstance(row, PaperLine) else None

    def _digit(self, text: str) -> None:
        if text.isdigit() and 1 <= int(text) <= len(_ORDER):
            self.move_to(_ORDER[int(text) - 1])

    def move_to(self, shelf: PaperClass) -> None:
        """Put the chosen row on a shelf."""
        line = self._line()
        if line is None or not line.is_published or not self._writer.may or self._opened is None:
            return
        code, key = self._opened.version.national_code, line.paper.key
        self._writer.write(lambda store, by, now: office_layer.classify_paper(store, by, code, key, shelf, now), code)

    def _tagged(self) -> None:
        line = self._line()
        if self._showing or line is None or not line.is_published or self._opened is None:
            return
        code, paper = self._opened.version.national_code, line.paper
        tags = tuple(tag for tag, box in self.tags.items() if box.isChecked())
        self._writer.write(
            lambda store, by, now: office_layer.classify_paper(
                store, by, code, paper.key, paper.paper_class, now, tags=tags
            ),
            code,
        )

    def _usual_changed(self) -> None:
        """Store the usual set with the chosen row in or out of it."""
        line = self._line()
        if self._showing or line is None or self._opened is None:
            return
        paper, layer = line.paper, self._opened.record.layer
        kept = [row for row in layer.usual_papers if (row.case, row.name) != (paper.case, paper.name)]
        if self.usual.isChecked():
            original, certified, copies = (cell.count() for cell in self.counts)
            if not (original or certified or copies):
                original = max(paper.original, 1)
            kept.append(
                UsualPaper(case=paper.case, name=paper.name, original=original, certified=certified, copy_count=copies)
            )
        code = self._opened.version.national_code
        rows = _in_published_order(kept, self._opened)
        self._writer.write(lambda store, by, now: office_layer.set_usual_papers(store, by, code, rows, now), code)

    def _show_line(self, row: object) -> None:
        if not isinstance(row, PaperLine):
            return
        self._showing = True
        paper, usual = row.paper, row.usual
        self.whole.set_text("\n".join(part for part in (paper.case, paper.name, paper.form) if part))
        for shelf, button in zip(_ORDER, self.shelves, strict=True):
            button.setEnabled(self._writer.may and row.is_published and shelf is not paper.paper_class)
        for tag, box in self.tags.items():
            box.setChecked(tag in paper.tags)
            box.setEnabled(self._writer.may and row.is_published)
        self.usual.setChecked(usual is not None)
        self.usual.setEnabled(self._writer.may)
        counts = (usual.original, usual.certified, usual.copy_count) if usual else (0, 0, 0)
        for cell, count in zip(self.counts, counts, strict=True):
            cell.set_count(count)
            cell.setEnabled(self._writer.may and usual is not None)
        self._showing = False

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_line)
        self.table.typed.connect(self._lone.take)
        for shelf, button in zip(_ORDER, self.shelves, strict=True):
            button.clicked.connect(lambda _on=False, shelf=shelf: self.move_to(shelf))
        for box in self.tags.values():
            box.clicked.connect(lambda _on: self._tagged())
        self.usual.clicked.connect(lambda _on: self._usual_changed())
        for cell in self.counts:
            cell.count_changed.connect(lambda _count: self._usual_changed())

    def _lay_out(self) -> None:
        self.add(self.table)
        self._editor = QWidget(self)
        shelves = QHBoxLayout()
        shelves.setSpacing(8)
        for button in self.shelves:
            shelves.addWidget(button)
        shelves.addStretch(1)
        tags = QHBoxLayout()
        tags.setSpacing(16)
        for box in self.tags.values():
            tags.addWidget(box)
        tags.addStretch(1)
        usual = QHBoxLayout()
        usual.setSpacing(8)
        usual.addWidget(self.usual)
        for words, cell in zip((tr("Chính"), tr("Chứng thực"), tr("Photo")), self.counts, strict=True):
            cell.setAccessibleName(words)
            usual.addWidget(Label(words, Role.LABEL, self))
            usual.addWidget(cell)
        usual.addStretch(1)
        block = Block(0, tr("Dòng đang chọn"), self._editor)
        block.add(self.whole)
        for layout in (shelves, tags, usual):
            block.add_layout(layout)
        across = QHBoxLayout(self._editor)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(block)
        self.add(self._editor)


def _lines(opened: Opened) -> list[PaperLine]:
    layer, procedure = opened.record.layer, opened.version.procedure
    usual = {(row.case, row.name): row for row in layer.usual_papers}
    rows = list(office_layer.papers_as_read(procedure, layer))
    rows.sort(key=lambda row: _ORDER.index(row.paper_class))
    lines = [PaperLine(row, usual.pop((row.case, row.name), None)) for row in rows]
    own = [PaperLine(_own_paper(row), row, is_published=False) for row in usual.values()]
    return [*own, *lines]


def _own_paper(row: UsualPaper) -> Paper:
    return Paper(case=row.case, name=row.name, original=row.original, copy_count=row.copy_count)


def _in_published_order(rows: list[UsualPaper], opened: Opened) -> list[UsualPaper]:
    place = {(row.case, row.name): at for at, row in enumerate(opened.version.procedure.papers)}
    return sorted(rows, key=lambda row: place.get((row.case, row.name), -1))


def usual_words(layer_row: UsualPaper | None) -> str:
    """Return the counts of the usual set in short: ``1 chính, 2 photo``."""
    if layer_row is None:
        return ""
    counts = (
        (layer_row.original, tr("chính")),
        (layer_row.certified, tr("chứng thực")),
        (layer_row.copy_count, tr("photo")),
    )
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _columns() -> list[Column[PaperLine]]:
    return [
        Column(tr("Giấy tờ"), lambda line: one_line(line.paper.name), detail=_second_line),
        Column(tr("Loại"), lambda line: tr(SHELF_WORDS[line.paper.paper_class]), 112),
        Column(tr("Thường nộp"), lambda line: usual_words(line.usual), 132),
    ]


def _second_line(line: PaperLine) -> str:
    tags = ", ".join(tr(TAG_WORDS[tag]) for tag in line.paper.tags)
    asked = tr("chính {n}, sao {m}", n=line.paper.original, m=line.paper.copy_count)
    own = "" if line.is_published else tr("dòng của đơn vị, không có trong bản công bố")
    counts = asked if line.is_published and (line.paper.original or line.paper.copy_count) else ""
    return " · ".join(part for part in (own, tags, counts, line.paper.case) if part)
