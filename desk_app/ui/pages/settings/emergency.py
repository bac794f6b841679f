"""Thiết lập › Phiếu dự phòng: blank slips with reserved codes, printed before the power goes."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.dates import office_time, paper_date
from desk_app.services.accounts import Right
from desk_app.services.back_entry import ReservedSlips, reserve_slips
from desk_app.services.emergency_slips import emergency_paper, unused_slips
from desk_app.services.papers import Paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import Paragraph

_COUNTS = (10, 20, 30, 50)
_SHOWN = 60


class EmergencySection(Section):
    """Reserves codes of today and prints them; those not used yet are listed and can be printed again."""

    right = Right.RECEIVE
    main_words = mark("Đặt trước mã và in")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self._codes: tuple[str, ...] = ()
        words = tr(
            "In sẵn đầu ngày. Khi mất điện, ghi tay trên phiếu và giao liên cho công dân. Có điện lại, trưởng bộ phận "
            "mở một đợt nhập bù; mỗi phiếu được nhập với đúng mã và giờ ghi trên giấy."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        note = self.note_for_others()
        if note is not None:
            self.column.addWidget(note)
        more = Block(0, tr("In thêm phiếu cho hôm nay"), self)
        self.count = ComboField(tr("Số phiếu"), self, items=tuple((n, str(n)) for n in _COUNTS))
        self.count.set_value(20)
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        more.add_layout(row)
        left = Block(0, tr("Mã đã đặt, chưa dùng"), self)
        self.list = Paragraph("", Role.BODY, self)
        self.again = PlainButton(tr("In lại các phiếu này"), self, icon_name="print")
        self.preview = PlainButton(tr("Xem trước"), self, icon_name="preview", kind="quiet")
        left.add(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addWidget(self.preview)
        foot.addStretch(1)
        left.add_layout(foot)
        self.column.addWidget(more)
        self.column.addWidget(left)
        self.column.addStretch(1)
        self.again.clicked.connect(lambda: desk.printing.print_sheet(_title(), self._maker(self._codes)))
        self.preview.clicked.connect(lambda: desk.printing.preview_sheet(self, _title(), self._maker(self._codes)))
        desk.printing.changed.connect(self._heard)

    def on_shown(self) -> None:
        """Read which reserved codes are still unused."""
        store, day = self.desk.store, office_time(self.desk.clock()).date()
        self.desk.operations.read(self, lambda: unused_slips(store, day), done=self._show, slot="slips")

    def note_for_others(self) -> QWidget | None:
        """Return the line that says who reserves codes."""
        if self.may_change:
            return None
        return Paragraph(tr("Cán bộ tiếp nhận hoặc trưởng bộ phận đặt trước mã và in phiếu."), parent=self)

    def first_box(self) -> QWidget | None:
        """Return how many to print."""
        return self.count

    def main_action(self) -> None:
        """Reserve codes and print their slips; the codes stay reserved should the printer fail."""
        count = self.count.value()
        assert isinstance(count, int)
        store, session, now = self.desk.store, self.session, self.desk.clock()
        day = office_time(now).date()

        def print_them(slips: ReservedSlips) -> None:
            codes = tuple(code.text for code in slips.codes)
            self.desk.printing.print_sheet(_title(), self._maker(codes))
            self.on_shown()

        self.change(
            lambda: reserve_slips(store, session, day, count, now),
            Changes.of(Topic.SETTINGS),
            tr("Đã đặt trước {n} mã của ngày {day}. Đang in phiếu.", n=count, day=paper_date(day)),
            print_them,
        )

    def _maker(self, codes: tuple[str, ...]) -> Callable[[], Paper]:
        store, now = self.desk.store, self.desk.clock()
        return lambda: emergency_paper(store, codes, None, now)

    def _show(self, codes: tuple[str, ...]) -> None:
        self._codes = codes
        for button in (self.again, self.preview):
            button.setEnabled(bool(codes))
        if not codes:
            self.list.set_text(tr("Chưa đặt mã nào cho hôm nay."))
            return
        shown = " · ".join(codes[:_SHOWN])
        more = f" … (+{len(codes) - _SHOWN})" if len(codes) > _SHOWN else ""
        self.list.set_text(tr("{n} phiếu: {codes}", n=len(codes), codes=shown + more))

    def _heard(self, state: PrintState) -> None:
        if state.form != _title():
            return
        if state.phase is Phase.FAILED:
            self.strip.say(Kind.BAD, state.sentence, topic="settings")
        elif state.phase is Phase.SENT:
            self.said(tr("Máy in đã nhận phiếu dự phòng. Cất phiếu ở quầy."))


def _title() -> str:
    return tr("Phiếu dự phòng")
