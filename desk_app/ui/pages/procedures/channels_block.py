"""How to submit: every published row with its limit and fees; rows of other agencies are hidden here."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.limits import Unit
from desk_app.domain.procedures import Channel, OfficeLayer, UnitSettlement
from desk_app.services import office_layer
from desk_app.services.unit_work_list import unsettle
from desk_app.ui.pages.procedures.reading import Opened
from desk_app.ui.pages.procedures.words import CHANNEL_WORDS, limit_words, published_fee
from desk_app.ui.pages.procedures.writing import Writer
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph


class ChannelsBlock(Block):
    """Rows as published, with what the office settled or hid. to_units: goes to the unit work list."""

    def __init__(self, writer: Writer, to_units: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Cách nộp, thời hạn, phí"), parent)
        self._writer, self._to_units = writer, to_units
        self._rows: list[QWidget] = []
        self.buttons: list[PlainButton] = []

    def show_procedure(self, opened: Opened) -> None:
        """Show another procedure, or the same after a change."""
        for row in self._rows:
            self.content.removeWidget(row)
            row.deleteLater()
        self._rows, self.buttons = [], []
        layer, procedure = opened.record.layer, opened.version.procedure
        for published in procedure.channels:
            self._add(self._row(procedure.code, published, layer))
        if not procedure.channels:
            words = tr("Chưa có chi tiết: mới chỉ biết tên từ danh sách. Nhập tệp chi tiết của Cổng để bổ sung.")
            self._add(Paragraph(words, Role.DETAIL, self))

    def _add(self, row: QWidget) -> None:
        self._rows.append(row)
        self.add(row)

    def _row(self, code: str, row: Channel, layer: OfficeLayer) -> QWidget:
        hidden = row.key in layer.hidden_channels
        settled = _settled(row, layer)
        limit = settled.limit if settled is not None else row.limit
        line = QWidget(self)
        head = " · ".join(part for part in (tr(CHANNEL_WORDS[row.channel]), row.case) if part)
        title = Paragraph(f"{head}: {limit_words(limit)}", Role.BODY, line)
        fees = Paragraph(
            "; ".join(published_fee(fee) for fee in row.fees) or tr("không ghi phí"), Role.DETAIL, line, max_lines=3
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (title, fees):
            part.setEnabled(not hidden)
            words.addWidget(part)
        if row.note:
            words.addWidget(Paragraph(row.note, Role.DETAIL, line, max_lines=2))
        if settled is not None:
            said = Paragraph(
                tr("Công bố ghi “{text}”; đơn vị do cơ quan chọn.", text=row.limit.text)
                if row.limit.text
                else tr("Công bố không ghi thời hạn; thời hạn do cơ quan chọn."),
                Role.DETAIL,
                line,
            )
            said.set_tone(Tone.INFO)
            words.addWidget(said)
        if hidden:
            words.addWidget(Paragraph(tr("Đã ẩn: dòng của cơ quan khác, quầy không dùng."), Role.DETAIL, line))
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 2, 0, 2)
        across.setSpacing(8)
        across.addLayout(words, 1)
        for button in self._buttons(code, row, line, hidden=hidden, settled=settled):
            across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _buttons(
        self, code: str, row: Channel, line: QWidget, *, hidden: bool, settled: UnitSettlement | None
    ) -> list[PlainButton]:
        made = []
        if settled is not None:
            undo = PlainButton(tr("Chọn lại đơn vị"), line, kind="quiet")
            undo.clicked.connect(
                lambda: self._writer.write(lambda store, by, now: unsettle(store, by, code, settled, now), code)
            )
            made.append(undo)
        elif row.limit.unit is Unit.MISSING and not hidden:
            ask = PlainButton(tr("Chọn đơn vị"), line, kind="quiet")
            ask.clicked.connect(lambda: self._to_units())
            made.append(ask)
        turn = PlainButton(tr("Hiện lại") if hidden else tr("Ẩn"), line, kind="quiet")
        turn.clicked.connect(
            lambda: self._writer.write(
                lambda store, by, now: office_layer.hide_channel(store, by, code, row.key, now, hidden=not hidden), code
            )
        )
        made.append(turn)
        for button in made:
            button.setEnabled(self._writer.may)
        self.buttons += made
        return made


def _settled(row: Channel, layer: OfficeLayer) -> UnitSettlement | None:
    """Return the office's confirmed answer for a row without a unit."""
    for entry in layer.units:
        same = (entry.channel, entry.case, entry.text) == (row.channel, row.case, row.limit.text)
        if same and entry.confirmed and row.limit.unit in office_layer.OPEN_UNITS:
            return entry
    return None
