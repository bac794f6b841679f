"""Block 3: the papers on three shelves; nothing is ticked that nobody confirmed."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget

from desk_app.domain.procedures import PaperClass
from desk_app.services.reception_lookups import PaperRow, Shelves, one_line
from desk_app.ui.pages.reception.form_state import FormState, PaperState
from desk_app.ui.pages.reception.papers_table import COUNT_WIDTH, HEADS, NAME, ORIGINAL, Line, PapersTable
from desk_app.ui.pages.reception.pieces import FormBlock
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, TextLine
from desk_app.ui.widgets.labels import Label


class PapersBlock(FormBlock):
    """The table of Phải nộp, one line for Xuất trình and Lưu ý, and a box for a paper that stands in no row."""

    edited = Signal()
    focused = Signal(str)
    """The whole text of the row the ring is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, tr("Giấy tờ"), parent)
        self._shelves = Shelves()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.tally = Label("", Role.LABEL, self)
        self.add_head(self.tally, 1)
        self.digitised = CheckRow(tr("Số hóa"), self)
        self.digitised.toggled.connect(lambda _on: self.edited.emit())
        self.all = PlainButton(tr("Đủ"), self, key="Ctrl+D", kind="quiet")
        self.all.clicked.connect(self.tick_all)
        self.add_head(self.all)
        self.add_head(self.digitised)
        self._count_heads = [Label(tr(words), Role.LABEL, self) for words in HEADS[1:]]
        for head in self._count_heads:
            head.setFixedWidth(COUNT_WIDTH)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.head_row.insertWidget(self.head_row.count() - 1, head)
        self.head_row.setSpacing(6)
        self._beside_bar = QSpacerItem(1, 1, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.head_row.insertSpacerItem(self.head_row.count() - 1, self._beside_bar)
        self.hint = Label(tr("Chọn thủ tục để thấy giấy tờ phải nộp."), Role.BODY, self)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.add(self.hint, 1)
        self.table = PapersTable(self)
        self.table.verticalScrollBar().rangeChanged.connect(lambda _low, high: self._fit_heads(high > 0))
        self.keep_rows(3)
        self.table.lines.changed.connect(self._changed)
        self.table.current_changed.connect(lambda _row: self._tell_focused())
        self.add(self.table, 1)
        self._build_foot()

    def _build_foot(self) -> None:
        self.present_open = PlainButton("", self, kind="quiet", icon_name="chevron_right")
        self.present_open.setCheckable(True)
        self.present_open.toggled.connect(lambda on: self._open(PaperClass.PRESENT, on))
        self.presented = CheckRow(tr("đã đối chiếu"), self)
        self.presented.toggled.connect(self._tick_presented)
        self.notes_open = PlainButton("", self, kind="quiet", icon_name="chevron_right")
        self.notes_open.setCheckable(True)
        self.notes_open.toggled.connect(lambda on: self._open(PaperClass.NOTE, on))
        self.extra = TextLine(self)
        self.extra.setPlaceholderText(tr("giấy tờ khác: gõ tên rồi Enter"))
        self.extra.setAccessibleName(tr("Giấy tờ khác"))
        self.extra.takes_enter = True
        self.extra.returnPressed.connect(self._add_typed)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(4)
        foot.addWidget(self.present_open)
        foot.addWidget(self.presented)
        foot.addWidget(self.notes_open)
        foot.addWidget(self.extra, 1)
        self.add(self._foot)

    def keep_rows(self, rows: int) -> None:
        """Keep so many rows in sight at least."""
        self.table.setMinimumHeight(rows * current_theme().sizes.row + 2)

    def show_papers(self, state: FormState, shelves: Shelves) -> None:
        """Show the papers of a case; the first time with the office's confirmed usual set ticked, and nothing else."""
        self._shelves = shelves
        lines = lines_of(state, shelves)
        self.table.lines.set_lines(lines)
        self.digitised.blockSignals(True)
        self.digitised.setChecked(state.digitised)
        self.digitised.blockSignals(False)
        present, notes = len(shelves.present), len(shelves.notes)
        self.present_open.setText(tr("Xuất trình rồi trả lại ({n})", n=present))
        self.present_open.setVisible(present > 0)
        self.presented.setVisible(present > 0)
        self.notes_open.setText(tr("Lưu ý ({n})", n=notes))
        self.notes_open.setVisible(notes > 0)
        for button in (self.present_open, self.notes_open):
            button.setChecked(False)
        self._show_tally()
        self._show_parts(waits=state.procedure == "" or not (shelves.submit or present or notes))
        self.hint.setText(
            tr("Chọn trường hợp để thấy giấy tờ phải nộp.")
            if state.procedure
            else tr("Chọn thủ tục để thấy giấy tờ phải nộp.")
        )

    def show_bare(self) -> None:
        """Show the table without rows: the procedure publishes no papers, others may be typed."""
        self._show_parts(waits=False)

    def _show_parts(self, *, waits: bool) -> None:
        self.hint.setVisible(waits)
        for part in (self.table, self._foot, self.all, self.digitised, self.tally, *self._count_heads):
            part.setVisible(not waits)

    def _fit_heads(self, has_bar: bool) -> None:
        """Keep the words over their columns, with and without a scroll bar."""
        self._beside_bar.changeSize(10 if has_bar else 1, 1)
        self.head_row.invalidate()

    def read_into(self, state: FormState) -> FormState:
        """Return the state with the papers that have something to remember."""
        lines = self.table.lines.lines()
        kept = tuple(_state_of(line) for line in lines if line.shelf is PaperClass.SUBMIT and _is_kept(line))
        presented = tuple(line.row.name for line in lines if line.shelf is PaperClass.PRESENT and line.ticked)
        return state.model_copy(
            update={"papers": kept, "presented": presented, "digitised": self.digitised.isChecked()}
        )

    def tick_all(self) -> None:
        """Tick every untagged row of Phải nộp (Ctrl+D, “đủ”)."""
        lines = [
            line.tick(True) if line.shelf is PaperClass.SUBMIT and not line.row.tags and not line.ticked else line
            for line in self.table.lines.lines()
        ]
        if lines != self.table.lines.lines():
            self.table.remember_row()
            self.table.lines.change(lines)

    def mark_reused(self) -> None:
        """Mark the current paper as one the office holds already, or take the mark away."""
        row = self.table.currentIndex().row()
        line = self.table.lines.line_at(row)
        if line is not None and line.shelf is PaperClass.SUBMIT:
            reused = not line.reused
            self.table.lines.put(row, replace(line, reused=reused, ticked=True, original=0, certified=0, copy_count=0))

    def stop(self) -> QWidget:
        """Return where Enter goes to in this block."""
        return self.table if self.table.lines.rowCount() else self.extra

    def point_at(self, name: str) -> None:
        """Put the ring on a paper's row."""
        row = self.table.lines.row_of(name)
        if row >= 0:
            line = self.table.lines.line_at(row)
            counted = line is not None and line.shelf is PaperClass.SUBMIT
            index = self.table.lines.index(row, ORIGINAL if counted else NAME)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        self._show_tally()
        self.edited.emit()

    def _show_tally(self) -> None:
        lines = self.table.lines.lines()
        required = self._shelves.required()
        done = sum(1 for line in lines if line.ticked and line.row.name in required)
        taken = sum(1 for line in lines if line.ticked and line.shelf is PaperClass.SUBMIT)
        self.tally.setText(
            tr("Phải nộp {done}/{all}", done=done, all=len(required)) if required else tr("Đã nhận {n}", n=taken)
        )
        self.tally.set_tone(Tone.GOOD if required and done == len(required) else Tone.PLAIN)
        shown = [line for line in lines if line.shelf is PaperClass.PRESENT]
        self.presented.blockSignals(True)
        self.presented.setChecked(any(line.ticked for line in shown))
        self.presented.blockSignals(False)

    def _tick_presented(self, on: bool) -> None:
        """Tick what everybody shows (untagged rows; where all are tagged, none is for everybody, so the list opens)."""
        lines = self.table.lines.lines()
        plain = any(line.shelf is PaperClass.PRESENT and not line.row.tags for line in lines)
        if on and not plain:
            self._show_tally()
            self.present_open.setChecked(True)
            return
        changed = [
            replace(line, ticked=on and not line.row.tags) if line.shelf is PaperClass.PRESENT else line
            for line in lines
        ]
        self.table.remember_row()
        self.table.lines.change(changed)

    def _open(self, shelf: PaperClass, opened: bool) -> None:
        self.table.remember_row()
        self.table.lines.set_open(shelf, opened)
        if opened:
            first = next((line for line in self.table.lines.lines() if line.shelf is shelf), None)
            if first is not None:
                self.point_at(first.row.name)

    def _add_typed(self) -> None:
        name = " ".join(self.extra.text().split())
        if not name:
            return
        known = {line.row.name for line in self.table.lines.lines()}
        if name not in known:
            line = Line(PaperRow(name, one_line(name)), ticked=True, original=1, typed=True)
            self.table.remember_row()
            self.table.lines.change([*self.table.lines.lines(), line])
        self.extra.clear()

    def _tell_focused(self) -> None:
        line = self.table.current_line()
        if line is not None and self.table.hasFocus():
            self.focused.emit(line.row.name)


def lines_of(state: FormState, shelves: Shelves) -> list[Line]:
    """Return the lines of the table: published rows with what the state remembers, then typed ones."""
    fresh = state.papers is None
    kept = {paper.name: paper for paper in state.papers or ()}
    lines = [_submitted(row, kept.pop(row.name, None), fresh=fresh) for row in shelves.submit]
    for paper in kept.values():
        row = PaperRow(paper.name, one_line(paper.name), tags=paper.tags)
        lines.append(_line(row, paper, typed=True))
    lines += [Line(row, ticked=row.name in state.presented) for row in shelves.present]
    lines += [Line(row) for row in shelves.notes]
    return lines


def _submitted(row: PaperRow, kept: PaperState | None, *, fresh: bool) -> Line:
    if kept is not None:
        return _line(row, kept, typed=False)
    line = Line(row)
    return line.tick(True) if fresh and row.usual is not None and not row.tags else line


def _line(row: PaperRow, kept: PaperState, *, typed: bool) -> Line:
    return Line(row, kept.ticked, kept.original, kept.certified, kept.copy_count, kept.reused, typed)


def _is_kept(line: Line) -> bool:
    return line.ticked or line.typed or bool(line.original or line.certified or line.copy_count)


def _state_of(line: Line) -> PaperState:
    return PaperState(
        name=line.row.name,
        ticked=line.ticked,
        original=line.original,
        certified=line.certified,
        copy_count=line.copy_count,
        reused=line.reused,
        typed=line.typed,
        tags=line.row.tags if line.typed else (),
    )
