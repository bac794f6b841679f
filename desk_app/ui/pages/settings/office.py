"""Thiết lập › Cơ quan và giờ làm việc: what stands in the head of papers, the hours, the house rules."""

from datetime import time

from PySide6.QtWidgets import QGridLayout, QWidget

from desk_app.domain.appointment import DeadlineRules, DueHour, PauseRule
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.procedures import PrintHabit
from desk_app.services.hours_text import WEEKDAYS, hours_text, week_of
from desk_app.services.office_settings import OfficeSettings, change_office, office_settings
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField
from desk_app.ui.widgets.labels import Label, Paragraph

sentences(
    bad_clock="Giờ “{text}” chưa đúng. Ghi giờ và phút như 15:00.",
    bad_minutes="Số phút “{text}” chưa đúng. Ghi từ 1 đến 120 phút.",
)

HEADING = (
    ("superior", mark("Cơ quan cấp trên")),
    ("office", mark("Tên cơ quan (in đầu phiếu)")),
    ("unit", mark("Bộ phận tiếp nhận")),
    ("place", mark("Địa danh (trước ngày tháng)")),
    ("address", mark("Địa chỉ")),
    ("hotline", mark("Điện thoại hỏi về hồ sơ")),
    ("complaints", mark("Nơi nhận phản ánh, kiến nghị")),
    ("look_up_address", mark("Máy chủ tra cứu (để trống nếu chưa có)")),
)
DAY_WORDS = (
    mark("Thứ Hai"),
    mark("Thứ Ba"),
    mark("Thứ Tư"),
    mark("Thứ Năm"),
    mark("Thứ Sáu"),
    mark("Thứ Bảy"),
    mark("Chủ nhật"),
)


class OfficeSection(Section):
    """Three blocks and one F9; what was promised before keeps the words and hours it was promised with."""

    main_words = mark("Lưu thiết lập cơ quan")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self.heading = {name: LineField(tr(words), self) for name, words in HEADING}
        self.agency = LineField(tr("Mã định danh (đầu mã hồ sơ)"), self)
        self.counter = LineField(tr("Quầy này"), self)
        self.working = {day: LineField("", self, max_length=80) for day in WEEKDAYS}
        self.reception = {day: LineField("", self, max_length=80) for day in WEEKDAYS}
        self.cutoff = LineField(tr("Giờ chốt trong ngày"), self, max_length=5)
        self.due_hour = ComboField(
            tr("Giờ hẹn trả"),
            self,
            items=(
                (DueHour.END_OF_DAY, tr("Cuối buổi làm việc cuối cùng của ngày")),
                (DueHour.CLOCK_TIME, tr("Cùng giờ với lúc tiếp nhận")),
            ),
        )
        self.pause = ComboField(
            tr("Sau khi bổ sung"),
            self,
            items=(
                (PauseRule.RESUME, tr("Tính tiếp thời hạn")),
                (PauseRule.RESTART, tr("Tính lại từ đầu")),
            ),
        )
        self.paper = ComboField(
            tr("Khổ phiếu hẹn"), self, items=(("A4", "A4"), ("A5", "A5"), ("K80", tr("Cuộn 80 mm")))
        )
        self.copies = ComboField(tr("Số liên"), self, items=tuple((n, str(n)) for n in (1, 2, 3)))
        self.return_slip = CheckRow(tr("In phiếu khi trả kết quả"), self)
        self.control_slip = ComboField(
            tr("Phiếu kiểm soát khi chuyển hồ sơ"),
            self,
            items=(
                (PrintHabit.ALWAYS, tr("Luôn in")),
                (PrintHabit.ASK, tr("Hỏi từng lượt")),
                (PrintHabit.NEVER, tr("Không in")),
            ),
        )
        self.lock_after = LineField(tr("Tự khóa sau (phút)"), self, max_length=3)
        self._lay_out()
        self._navigator = EnterNavigator(
            self, [*self.heading.values(), self.agency, self.counter, *self.working.values()]
        )

    def on_shown(self) -> None:
        """Show the office's settings, unless they are being edited."""
        store = self.desk.store

        def read() -> OfficeSettings:
            with store.reading() as rd:
                return office_settings(rd)

        self.desk.operations.read(self, read, done=self._show, slot="office")

    def first_box(self) -> QWidget | None:
        """Return the first field."""
        return self.heading["superior"]

    def main_action(self) -> None:
        """Save every field; the first that cannot be used is said in words and nothing is changed."""
        try:
            changes = self.changes()
        except DeskError as error:
            self.show_error(error)
            return
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.change(
            lambda: change_office(store, session, changes, now),
            Changes.of(Topic.SETTINGS, Topic.CALENDAR),
            tr("Đã lưu. Phiếu in từ bây giờ theo thiết lập mới; phiếu đã hẹn giữ nguyên."),
        )

    def changes(self) -> dict[str, object]:
        """Return the settings as they stand in the fields.

        Raises DeskError ``bad_hours``, ``bad_clock``, ``bad_minutes``.
        """
        cutoff = _clock(self.cutoff.text())
        return {
            "heading": {name: field.text() for name, field in self.heading.items()},
            "agency_id": self.agency.text(),
            "counter": self.counter.text(),
            "working": week_of({day: field.text() for day, field in self.working.items()}),
            "reception": week_of({day: field.text() for day, field in self.reception.items()}),
            "rules": DeadlineRules.model_validate(
                {
                    "same_day_cutoff": cutoff,
                    "handover_cutoff": cutoff,
                    "due_hour": self.due_hour.value(),
                    "pause": self.pause.value(),
                }
            ),
            "slip_size": self.paper.value(),
            "slip_copies": self.copies.value(),
            "return_slip": self.return_slip.isChecked(),
            "control_slip": self.control_slip.value(),
            "lock_after_minutes": _minutes(self.lock_after.text()),
        }

    def _show(self, office: OfficeSettings) -> None:
        for name, field in self.heading.items():
            field.set_text(str(getattr(office.heading, name)))
        self.agency.set_text(office.agency_id)
        self.counter.set_text(office.counter)
        for at, day in enumerate(WEEKDAYS):
            self.working[day].set_text(hours_text(office.working.on(at)))
            self.reception[day].set_text(hours_text(office.reception.on(at)))
        self.cutoff.set_text(f"{office.rules.same_day_cutoff:%H:%M}")
        self.due_hour.set_value(office.rules.due_hour)
        self.pause.set_value(office.rules.pause)
        self.paper.set_value(office.slip_size)
        self.copies.set_value(office.slip_copies)
        self.return_slip.setChecked(office.return_slip)
        self.control_slip.set_value(office.control_slip)
        self.lock_after.set_text(str(office.lock_after_minutes))

    def _lay_out(self) -> None:
        note = self.note_for_others()
        if note is not None:
            self.column.addWidget(note)
        head = Block(0, tr("Cơ quan, như in trên phiếu"), self)
        fields = self.heading
        head.add_row(fields["superior"], fields["office"])
        head.add_row(fields["unit"], fields["place"], stretches=(2, 1))
        head.add_row(fields["address"], fields["hotline"], stretches=(2, 1))
        head.add_row(fields["complaints"], fields["look_up_address"])
        head.add_row(self.agency, self.counter)
        hours = Block(0, tr("Giờ làm việc"), self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.addWidget(Label(tr("Làm việc (tính vào thời hạn)"), Role.LABEL, self), 0, 1)
        grid.addWidget(Label(tr("Chỉ tiếp nhận (không tính)"), Role.LABEL, self), 0, 2)
        for at, day in enumerate(WEEKDAYS):
            grid.addWidget(Label(tr(DAY_WORDS[at]), Role.BODY, self), at + 1, 0)
            for column, part in ((1, self.working), (2, self.reception)):
                words = tr("{day}, giờ làm việc" if column == 1 else "{day}, giờ chỉ tiếp nhận", day=tr(DAY_WORDS[at]))
                part[day].edit.setAccessibleName(words)
                grid.addWidget(part[day], at + 1, column)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        hours.add_layout(grid)
        hours.add(Paragraph(tr("Ghi như 07:30–11:30, 13:30–17:00; để trống là không làm việc."), Role.DETAIL, self))
        rules = Block(0, tr("Quy định của cơ quan"), self)
        rules.add_row(self.due_hour, self.pause)
        rules.add_row(self.cutoff, self.lock_after, self.paper, self.copies)
        rules.add_row(self.control_slip, self.return_slip)
        for block in (head, hours, rules):
            block.setEnabled(self.may_change)
            self.column.addWidget(block)


def _clock(text: str) -> time:
    """Return a clock time typed. Raises DeskError ``bad_clock``."""
    hour, _, minute = text.replace("h", ":").replace("g", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise DeskError("bad_clock", text=text) from None


def _minutes(text: str) -> int:
    """Return a number of minutes typed. Raises DeskError ``bad_minutes``."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 120):
        raise DeskError("bad_minutes", text=text)
    return int(text)
