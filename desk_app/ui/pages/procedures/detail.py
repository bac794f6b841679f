"""One procedure opened: what is published beside what the office says of it, and its sheets to print."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.procedures import Procedure, ProcedureStatus
from desk_app.services.accounts import Session
from desk_app.services.guide_data import GUIDE, POSTING, procedure_sheet
from desk_app.services.office_layer import confirm_layer
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.procedures.channels_block import ChannelsBlock
from desk_app.ui.pages.procedures.fees_block import FeesBlock
from desk_app.ui.pages.procedures.layer_block import LayerBlock
from desk_app.ui.pages.procedures.papers_block import PapersBlock
from desk_app.ui.pages.procedures.reading import Opened, read_procedure
from desk_app.ui.pages.procedures.words import STATUS_WORDS, day_words, levels_words
from desk_app.ui.pages.procedures.writing import Writer
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block, Fold
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tabular import TabularLabel

_LONGEST_SHOWN = 12_000


class ProcedurePanel(QWidget):
    """Shows one procedure; reads it again when it changes. tell: says a sentence in the page's strip."""

    left = Signal()
    units_asked = Signal()

    def __init__(
        self, desk: Desk, session: Session, tell: Callable[[Kind, str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tell = desk, tell
        self._wanted = ""
        self.opened: Opened | None = None
        self.writer = Writer(desk, session, self)
        self.code = TabularLabel("", Role.CODE, self)
        self.name = Paragraph("", Role.CHOSEN, self, max_lines=3)
        self.standing = Paragraph("", Role.DETAIL, self)
        self.back = PlainButton(tr("Danh mục"), self, key="Esc", icon_name="arrow_back", kind="quiet")
        self.guide = PlainButton(tr("Tờ hướng dẫn"), self, key="Ctrl+P", icon_name="print")
        self.posting = PlainButton(tr("Bảng niêm yết"), self, icon_name="print")
        self.stale = Block(0, tr("Công bố đã đổi, phần của đơn vị cần xem lại"), self)
        self.stale_words = Paragraph("", Role.BODY, self.stale)
        self.looked = PlainButton(tr("Đã xem lại"), self.stale, icon_name="check", kind="accent")
        self.channels = ChannelsBlock(self.writer, self.units_asked.emit, self)
        self.papers = PapersBlock(desk, self.writer, self)
        self.layer = LayerBlock(self.writer, self)
        self.fees = FeesBlock(self.writer, self)
        self.published = Block(0, tr("Nội dung công bố"), self)
        self._texts: list[QWidget] = []
        self._lay_out()
        self.back.clicked.connect(lambda: self.left.emit())
        self.guide.clicked.connect(self.print_guide)
        self.posting.clicked.connect(self.print_posting)
        self.looked.clicked.connect(self._confirm)
        desk.operations.changed.connect(self._changed)

    @property
    def wanted(self) -> str:
        """Return the code that is open, or being opened; "" for none."""
        return self._wanted

    def open(self, code: str) -> None:
        """Read and show a procedure."""
        if code != self._wanted:
            self._content.hide()
        self._wanted = code
        store = self._desk.store
        self._desk.operations.read(self, lambda: read_procedure(store, code), done=self._show, slot="procedure")

    def leave(self) -> None:
        """Forget the procedure."""
        self._wanted, self.opened = "", None

    def first_box(self) -> QWidget:
        """Return what takes the keys: the content, which scrolls."""
        return self._scroll

    def set_compact(self, compact: bool) -> None:
        """Stand the two columns under one another, or side by side."""
        down = QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down)

    def print_guide(self) -> None:
        """Show the sheet for a citizen (Ctrl+P)."""
        self._sheet(GUIDE, tr("Tờ hướng dẫn thủ tục {code}", code=self._wanted))

    def print_posting(self) -> None:
        """Show the sheet for the notice board."""
        self._sheet(POSTING, tr("Bảng niêm yết thủ tục {code}", code=self._wanted))

    def _sheet(self, form: str, title: str) -> None:
        store, code, day = self._desk.store, self._wanted, self._desk.clock().date()
        if code:
            self._desk.printing.preview_sheet(self, title, lambda: procedure_sheet(store, code, day, form))

    def _confirm(self) -> None:
        code = self._wanted
        self.writer.write(lambda store, by, now: confirm_layer(store, by, code, now), code)

    def _changed(self, changes: Changes) -> None:
        if self._wanted and changes.touches(Topic.PROCEDURES):
            self.open(self._wanted)

    def _show(self, opened: Opened | None) -> None:
        if opened is None:
            self._tell(Kind.BAD, tr("Không thấy thủ tục mã {code} trong danh mục.", code=self._wanted))
            self.left.emit()
            return
        is_other = self.opened is None or self.opened.version != opened.version
        self.opened = opened
        procedure = opened.version.procedure
        self.code.set_text(procedure.code)
        self.name.set_text(procedure.name)
        self.standing.set_text(_standing(opened))
        ended = procedure.status is ProcedureStatus.ABOLISHED
        self.standing.set_tone(Tone.BAD if ended else Tone.PLAIN)
        self.stale.setVisible(bool(opened.record.stale))
        self.stale_words.set_text("\n".join(f"• {words}" for words in opened.record.stale))
        self.looked.setEnabled(self.writer.may)
        for block in (self.channels, self.papers, self.layer, self.fees):
            block.show_procedure(opened)
        if is_other:
            self._show_texts(procedure)
            self._scroll.verticalScrollBar().setValue(0)
        self._content.show()

    def _show_texts(self, procedure: Procedure) -> None:
        for part in self._texts:
            self.published.content.removeWidget(part)
            part.deleteLater()
        self._texts = []
        sections = (
            (tr("Trình tự thực hiện"), procedure.steps),
            (tr("Yêu cầu, điều kiện"), procedure.requirements),
            (tr("Đối tượng"), procedure.applicants),
            (tr("Cơ quan thực hiện"), "\n".join(procedure.agencies)),
            (tr("Cơ quan có thẩm quyền"), procedure.competent_agency),
            (tr("Kết quả"), "\n".join(procedure.results)),
            (tr("Căn cứ pháp lý"), "\n".join(procedure.legal_basis)),
        )
        for title, text in sections:
            if not text:
                continue
            shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
            fold = Fold(title, Paragraph(shown, Role.BODY, self.published), self.published)
            self.published.add(fold)
            self._texts.append(fold)
        self.published.setVisible(bool(self._texts))

    def _lay_out(self) -> None:
        self.stale.add(self.stale_words)
        row = QHBoxLayout()
        row.addWidget(self.looked)
        row.addStretch(1)
        self.stale.add_layout(row)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.back)
        top.addWidget(self.code)
        top.addStretch(1)
        top.addWidget(self.guide)
        top.addWidget(self.posting)
        self._content = QWidget()
        self._content.setObjectName("clear")
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, parts in ((left, (self.channels, self.papers)), (right, (self.layer, self.fees, self.published))):
            column.setSpacing(12)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(12)
        self._columns.addLayout(left, 5)
        self._columns.addLayout(right, 4)
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(12)
        inside.addWidget(self.stale)
        inside.addLayout(self._columns)
        inside.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.name)
        column.addWidget(self.standing)
        column.addWidget(self._scroll, 1)


def _standing(opened: Opened) -> str:
    procedure, version = opened.version.procedure, opened.version
    effect = ""
    if procedure.effective_from or procedure.effective_to:
        effect = tr(
            "hiệu lực {first} – {last}",
            first=day_words(procedure.effective_from),
            last=day_words(procedure.effective_to) if procedure.effective_to else "…",
        )
    number = tr(
        "bản {n}/{m}, nhập ngày {day} từ {file}",
        n=version.ordinal,
        m=len(opened.versions),
        day=day_words(office_time(version.imported_at).date()),
        file=tr(version.source),
    )
    facts = (
        tr(STATUS_WORDS[procedure.status]),
        procedure.field,
        levels_words(procedure.levels),
        procedure.decision,
        effect,
        number,
    )
    return " · ".join(fact for fact in facts if fact)
