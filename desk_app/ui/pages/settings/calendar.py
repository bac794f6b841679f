"""Thiết lập › Lịch làm việc: a year's days off and worked Saturdays; saving lists who might wait, and moves nobody."""

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.calendar import CalendarYear, WeeklyHours, YearStatus
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.people import parse_date
from desk_app.services.calendar_years import WouldMove, checked_year, save_year, year_to_edit
from desk_app.services.office_settings import office_settings
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section, scrolling
from desk_app.ui.pages.settings.year_grid import Mark, YearDays, YearGrid, day_words
from desk_app.ui.promise_words import note_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

sentences(
    day_off_without_name="Ngày nghỉ {day} cần có tên. Ghi lý do nghỉ theo thông báo, ví dụ “Nghỉ hoán đổi”.",
    no_replaced_day="Ngày làm bù cần biết làm bù cho ngày nào. Ghi ngày được nghỉ, ví dụ 31/08/2026.",
)

_YEARS_BACK, _YEARS_AHEAD = 2, 2


class CalendarSection(Section):
    """The year at the left, the chosen day at the right; F9 saves the whole year."""

    main_words = mark("Lưu lịch năm")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent, scrolls=False)
        self._kept: tuple[object, ...] | None = None
        this_year = office_time(desk.clock()).year
        years = range(this_year - _YEARS_BACK, this_year + _YEARS_AHEAD + 1)
        self.days = YearDays(this_year)
        self.year = ComboField(tr("Năm"), self, items=tuple((year, str(year)) for year in years))
        self.year.set_value(this_year)
        self.status = ComboField(
            tr("Tình trạng"),
            self,
            items=(
                (YearStatus.ANNOUNCED, tr("Đã công bố")),
                (YearStatus.DRAFT, tr("Dự kiến")),
            ),
        )
        self.notice = LineField(tr("Số thông báo"), self, placeholder="…/TB-BNV")
        self.grid = YearGrid(self)
        self.grid.go_to(office_time(desk.clock()).date())
        self.day = Paragraph("", Role.CHOSEN, self)
        self.kind = ComboField(
            tr("Ngày này là"),
            self,
            items=(
                (Mark.PLAIN, tr("Theo tuần làm việc")),
                (Mark.OFF, tr("Ngày nghỉ")),
                (Mark.WORKED, tr("Ngày làm bù")),
            ),
        )
        self.name = LineField(tr("Tên ngày nghỉ"), self, max_length=120)
        self.replaces = LineField(tr("Làm bù cho ngày"), self, placeholder="31/08/2026", max_length=10)
        self.set_day = PlainButton(tr("Ghi vào lịch"), self, icon_name="edit")
        self.list = Paragraph("", Role.DETAIL, self)
        self._lay_out()
        self._connect()

    def on_shown(self) -> None:
        """Read the year again, unless it is under the administrator's hands."""
        if not self._is_touched():
            self._read()

    def first_box(self) -> QWidget | None:
        """Return the grid."""
        return self.grid

    def set_compact(self, compact: bool) -> None:
        """Leave the months more room in a narrow window, but cut no word of the side."""
        wanted = self._panel.minimumSizeHint().width()
        self._side.setFixedWidth(max(220 if compact else 248, wanted))

    def main_action(self) -> None:
        """Save the year and show the open dossiers it would have dated otherwise."""
        store, session, now = self.desk.store, self.session, self.desk.clock()
        try:
            year = self._edited()
        except DeskError as error:
            self.show_error(error)
            return
        self.desk.operations.write(
            self,
            lambda: save_year(store, session, year, now),
            changes=Changes.of(Topic.CALENDAR, Topic.SETTINGS),
            done=self._saved,
        )

    def set_current_day(self, kind: Mark, *, name: str = "", replaces: date | None = None) -> None:
        """Make the day with the ring a day off, a worked day or an ordinary one; kept until F9.

        Raises DeskError ``day_off_without_name``, ``no_replaced_day``.
        """
        day = self.grid.current
        if kind is Mark.OFF and not name:
            raise DeskError("day_off_without_name", day=paper_date(day))
        if kind is Mark.WORKED and replaces is None:
            raise DeskError("no_replaced_day")
        self.days.days_off.pop(day, None)
        self.days.worked.pop(day, None)
        if kind is Mark.OFF:
            self.days.days_off[day] = name
        elif kind is Mark.WORKED and replaces is not None:
            self.days.worked[day] = replaces
            if replaces.year == self.days.year:
                self.days.days_off.setdefault(replaces, "Nghỉ hoán đổi")
        self.grid.show_days(self.days)
        self._show_list()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _is_touched(self) -> bool:
        return self._kept is not None and self._kept != self._content()

    def _content(self) -> tuple[object, ...]:
        return (
            self.days.year,
            dict(self.days.days_off),
            dict(self.days.worked),
            self.status.value(),
            self.notice.text(),
        )

    def _read(self) -> None:
        store, year = self.desk.store, self.year.value()
        assert isinstance(year, int)

        def read() -> tuple[CalendarYear, WeeklyHours]:
            with store.reading() as rd:
                week = office_settings(rd).working
            return year_to_edit(store, year), week

        self.desk.operations.read(self, read, done=self._show, slot="year")

    def _show(self, found: tuple[CalendarYear, WeeklyHours]) -> None:
        year, week = found
        worked = {one.day: one.replaces for one in year.worked_days}
        self.days = YearDays(year.year, dict(year.days_off), worked, dict(year.unconfirmed), week)
        self.status.set_value(year.status)
        self.notice.set_text(year.notice)
        self.grid.show_days(self.days)
        self._show_list()
        self._kept = self._content()

    def _show_list(self) -> None:
        lines = [
            *(
                f"{paper_date(day)}: {tr('làm bù cho')} {paper_date(other)}"
                for day, other in sorted(self.days.worked.items())
            ),
            *(f"{paper_date(day)}: {note_words(name)}" for day, name in sorted(self.days.days_off.items())),
        ]
        self.list.set_text("\n".join(lines))

    def _show_day(self, day: date) -> None:
        found = self.days.mark(day)
        self.day.set_text(day_words(day))
        self.kind.set_value(found if found in (Mark.OFF, Mark.WORKED) else Mark.PLAIN)
        self.name.set_text(self.days.days_off.get(day, ""))
        replaces = self.days.worked.get(day)
        self.replaces.set_text(paper_date(replaces) if replaces else "")
        self._fit_fields()

    def _fit_fields(self) -> None:
        kind = self.kind.value()
        self.name.setVisible(kind is not Mark.WORKED)
        self.name.setEnabled(kind is Mark.OFF)
        self.replaces.setVisible(kind is Mark.WORKED)

    def _set_day(self) -> None:
        kind = self.kind.value()
        assert isinstance(kind, Mark)
        try:
            self.set_current_day(kind, name=self.name.text(), replaces=parse_date(self.replaces.text()))
        except DeskError as error:
            self.show_error(error)
            return
        self.strip.solve("settings")
        self.grid.setFocus()

    def _edited(self) -> CalendarYear:
        status = self.status.value()
        assert isinstance(status, YearStatus)
        days = self.days
        unconfirmed = {day: name for day, name in days.unconfirmed.items() if day not in days.days_off}
        return checked_year(days.year, status, self.notice.text(), days.days_off, days.worked, unconfirmed)

    def _saved(self, moving: tuple[WouldMove, ...]) -> None:
        self._kept = self._content()
        if not moving:
            self.said(tr("Đã lưu lịch năm {year}. Không hồ sơ đang mở nào bị ảnh hưởng.", year=self.days.year))
            return
        self.said(
            tr(
                "Đã lưu lịch năm {year}. {n} hồ sơ đang mở giữ nguyên ngày hẹn đã ghi.",
                year=self.days.year,
                n=len(moving),
            )
        )
        MovingDialog.open_over(self.desk, self, moving)

    def _connect(self) -> None:
        self.year.picked.connect(lambda _year: self._read())
        self.grid.moved.connect(self._show_day)
        self.grid.moved.connect(lambda _day: self._keep_in_sight())
        self.grid.asked.connect(lambda _day: self.kind.setFocus())
        self.kind.combo.currentIndexChanged.connect(lambda _at: self._fit_fields())
        self.set_day.clicked.connect(self._set_day)
        self._navigator = EnterNavigator(self, [self.kind, self.name, self.replaces])
        for field in (self.name, self.replaces):
            field.edit.takes_enter = True
            field.edit.returnPressed.connect(self._set_day)
        self.set_day.setEnabled(self.may_change)

    def _keep_in_sight(self) -> None:
        """Scroll the year to the day the keys have reached."""
        ground = self._year_area.widget()
        if ground is not None:
            middle = self.grid.mapTo(ground, self.grid.place_of_current().center())
            self._year_area.ensureVisible(middle.x(), middle.y(), 40, 60)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.year)
        top.addWidget(self.status)
        top.addWidget(self.notice, 1)
        note = self.note_for_others()
        if note is not None:
            self.column.addWidget(note)
        self.column.addLayout(top)
        ground = QWidget()
        ground.setObjectName("clear")
        legend = Paragraph(
            tr("Ô vuông: ngày nghỉ · Vòng tròn: ngày làm bù · Viền chấm: chưa được công bố"), Role.DETAIL, self
        )
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self.grid)
        inside.addWidget(legend)
        inside.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self.day, self.kind, self.name, self.replaces, self.set_day, self.list):
            side.addWidget(part)
        side.addStretch(1)
        panel = QWidget(self)
        panel.setObjectName("clear")
        panel.setLayout(side)
        side.setContentsMargins(0, 0, 12, 0)
        self._panel = panel
        self._side = scrolling(panel, self)
        self._side.setFixedWidth(248)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._year_area = scrolling(ground, self)
        row.addWidget(self._year_area, 1)
        row.addWidget(self._side)
        self.column.addLayout(row, 1)


class MovingDialog(QDialog):
    """The open dossiers a changed calendar would date otherwise: a list to phone; nothing was moved."""

    def __init__(self, desk: Desk, parent: QWidget, rows: tuple[WouldMove, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Hồ sơ đang mở cần gọi báo"))
        self.setModal(True)
        self.model: PagedModel[WouldMove] = PagedModel(
            desk.operations,
            (
                Column(tr("Mã hồ sơ"), lambda row: row.code, 210, digits=True),
                Column(tr("Chủ hồ sơ"), lambda row: row.owner, detail=lambda row: row.procedure),
                Column(tr("Điện thoại"), lambda row: row.phone, 130, digits=True),
                Column(tr("Đã hẹn"), partial(_moment, "promised"), 160, digits=True),
                Column(tr("Theo lịch mới"), partial(_moment, "by_calendar"), 160, digits=True),
            ),
            self,
        )
        self.table = DeskTable(self, two_lines=True)
        self.table.show_model(self.model)
        self.model.set_rows(rows)
        words = tr(
            "Ngày hẹn đã ghi trên phiếu KHÔNG đổi. Các hồ sơ dưới đây sẽ có ngày khác nếu tính theo lịch mới: gọi báo "
            "nếu kết quả có thể chậm, hoặc cố gắng trả đúng ngày đã hẹn."
        )
        close = PlainButton(tr("Đã hiểu"), self, key="Esc")
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(12)
        outer.addWidget(Paragraph(words, Role.BODY, self))
        outer.addWidget(self.table, 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(min(parent.width() - 48, 1080), min(parent.height() - 48, 560))

    @classmethod
    def open_over(cls, desk: Desk, over: QWidget, rows: tuple[WouldMove, ...]) -> "MovingDialog":
        """Open over the window; returns at once."""
        dialog = cls(desk, over.window(), rows)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog


def _moment(name: str, row: WouldMove) -> str:
    moment = row.promised if name == "promised" else row.by_calendar
    return _written(moment)


def _written(moment: datetime | None) -> str:
    return f"{office_time(moment):%d/%m/%Y %H:%M}" if moment is not None else tr("không có ngày")
