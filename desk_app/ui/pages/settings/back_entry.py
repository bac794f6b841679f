"""Thiết lập › Đợt nhập bù: the supervisor opens one for the hours the PC was down, and closes it."""

from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.dates import OFFICE_ZONE, office_time, paper_datetime
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.queries.papers import BackEntry
from desk_app.services.accounts import Right
from desk_app.services.back_entry import close_back_entry, open_back_entries, open_back_entry
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

sentences(bad_typed_moment="Ngày giờ “{text}” chưa đọc được. Ghi như 27/08/2026 14:05.")

_WRITTEN = "%d/%m/%Y %H:%M"
_USUAL = timedelta(hours=2)


class BackEntrySection(Section):
    """One permission for a whole power cut instead of one for each slip."""

    right = Right.MEND
    main_words = mark("Mở đợt nhập bù")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        now = office_time(desk.clock())
        self.start = LineField(tr("Từ lúc"), self, placeholder="27/08/2026 14:05", max_length=16)
        self.end = LineField(tr("Đến lúc"), self, placeholder="27/08/2026 16:20", max_length=16)
        self.reason = LineField(tr("Lý do"), self, placeholder=tr("Mất điện toàn xã"), max_length=500)
        self.start.set_text(f"{now - _USUAL:{_WRITTEN}}")
        self.end.set_text(f"{now:{_WRITTEN}}")
        self.model: PagedModel[BackEntry] = PagedModel(
            desk.operations,
            (
                Column(tr("Từ"), lambda row: paper_datetime(row.from_time), 180, digits=True),
                Column(tr("Đến"), lambda row: paper_datetime(row.to_time), 180, digits=True),
                Column(tr("Lý do"), lambda row: row.reason),
                Column(tr("Người mở"), lambda row: row.opened_by, 140),
            ),
            self,
        )
        self.table = DeskTable(self)
        self.table.setMinimumHeight(150)
        self.table.show_model(self.model)
        self.close_it = PlainButton(tr("Đóng đợt này"), self, icon_name="check")
        self.none = Paragraph(tr("Không có đợt nào đang mở."), Role.DETAIL, self)
        self._lay_out()
        self._navigator = EnterNavigator(self, [self.start, self.end, self.reason])
        self.close_it.clicked.connect(self._close)

    def on_shown(self) -> None:
        """Read the sessions that stand open."""
        store = self.desk.store
        self.desk.operations.read(self, lambda: open_back_entries(store), done=self._show, slot="sessions")

    def first_box(self) -> QWidget | None:
        """Return the first field."""
        return self.start

    def main_action(self) -> None:
        """Open a session for the hours typed."""
        try:
            start, end = _moment(self.start.text()), _moment(self.end.text())
        except DeskError as error:
            self.show_error(error)
            return
        store, session, now, reason = self.desk.store, self.session, self.desk.clock(), self.reason.text()
        self.change(
            lambda: open_back_entry(store, session, start, end, reason, now),
            Changes.of(Topic.SETTINGS),
            tr("Đã mở đợt nhập bù. Ở trang Tiếp nhận, nhập từng phiếu với mã và giờ ghi trên giấy."),
            lambda _id: self.on_shown(),
        )

    def _close(self) -> None:
        row = self.table.current_row()
        if not isinstance(row, BackEntry):
            return
        store, session, now = self.desk.store, self.session, self.desk.clock()
        opened: UUID = row.id
        self.change(
            lambda: close_back_entry(store, session, opened, now),
            Changes.of(Topic.SETTINGS),
            tr("Đã đóng đợt nhập bù."),
            lambda _none: self.on_shown(),
        )

    def _show(self, rows: tuple[BackEntry, ...]) -> None:
        self.model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.close_it.setVisible(bool(rows))
        self.close_it.setEnabled(self.may_change)

    def note_for_others(self) -> QWidget | None:
        """Return the line that says who may open a session."""
        if self.may_change:
            return None
        return Paragraph(tr("Chỉ trưởng bộ phận mở và đóng đợt nhập bù."), parent=self)

    def _lay_out(self) -> None:
        words = tr(
            "Dùng khi máy hỏng hoặc mất điện mà quầy đã nhận hồ sơ trên phiếu dự phòng. Trong đợt này, phiếu được nhập "
            "với giờ ghi trên giấy mà không cần xin phép từng phiếu."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        note = self.note_for_others()
        if note is not None:
            self.column.addWidget(note)
        made = Block(0, tr("Mở đợt mới"), self)
        made.add_row(self.start, self.end, self.reason, stretches=(1, 1, 2))
        standing = Block(0, tr("Đợt đang mở"), self)
        standing.add(self.none)
        standing.add(self.table)
        foot = QHBoxLayout()
        foot.addWidget(self.close_it)
        foot.addStretch(1)
        standing.add_layout(foot)
        self.column.addWidget(made)
        self.column.addWidget(standing)
        self.column.addStretch(1)


def _moment(text: str) -> datetime:
    """Return an aware moment typed as ``27/08/2026 14:05``. Raises DeskError ``bad_typed_moment``."""
    try:
        return datetime.strptime(text, _WRITTEN).replace(tzinfo=OFFICE_ZONE)
    except ValueError:
        raise DeskError("bad_typed_moment", text=text) from None
