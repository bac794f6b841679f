"""The page Thống kê: a period asked for, four tabs of figures, F9 shows the paper, every figure opens its dossiers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.columns_06a import COLUMN_WORDS
from desk_app.domain.errors import DeskError
from desk_app.domain.statistics import grouped
from desk_app.models.queries.shares import Counted
from desk_app.services.indicators import Behind, Indicator
from desk_app.services.report_06a import Row06a
from desk_app.ui.desk import Desk, DossierListTarget
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import STATISTICS, Page
from desk_app.ui.pages.statistics.asking import AskingBar
from desk_app.ui.pages.statistics.charts_tab import ChartsTab
from desk_app.ui.pages.statistics.fees_tab import FeesTab
from desk_app.ui.pages.statistics.indicators_tab import IndicatorsTab
from desk_app.ui.pages.statistics.reading import (
    Asked,
    FeeFigure,
    Seen,
    behind_column,
    behind_fee,
    behind_set,
    fee_workbook,
    make_fee_list,
    make_report,
    read_course,
    read_period,
    report_workbook,
    save,
)
from desk_app.ui.pages.statistics.report_tab import FigureAsked, ReportTab
from desk_app.ui.pages.statistics.words import OUTSIDE
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, say, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.room import PanelStack


class Tab(StrEnum):
    """The four tabs, in their order."""

    REPORT = "report"
    INDICATORS = "indicators"
    FEES = "fees"
    CHARTS = "charts"


_TAB_WORDS = {
    Tab.REPORT: mark("Biểu II.06a"),
    Tab.INDICATORS: mark("Chỉ số"),
    Tab.FEES: mark("Phí, lệ phí"),
    Tab.CHARTS: mark("Biểu đồ"),
}


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    asked: Asked | None
    tab: Tab


class StatisticsPage(Page):
    """Figures of a period. Tab and ← → reach everything, Enter on a figure lists its dossiers, F9 shows the paper."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, desk.session
        self._seen: Seen | None = None
        self._course: tuple[Row06a, ...] | None = None
        self._changed_since = False
        self._build()
        self._lay_out()
        self._connect()

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(STATISTICS)

    @override
    def first_box(self) -> QWidget:
        return self.bar.period.combo

    @override
    def main_action(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        make = make_fee_list if self.tab is Tab.FEES else make_report
        title = tr("Bảng kê thu phí, lệ phí") if self.tab is Tab.FEES else tr("Biểu II.06a")
        work = partial(make, self._desk.store, self._session, asked, self._desk.clock())
        self._desk.printing.preview_sheet(self, title, work)

    @override
    def on_shown(self) -> None:
        self.bar.renew()
        self._read()

    @override
    def refresh(self) -> None:
        self._read()

    @override
    def keep(self) -> object | None:
        return _Kept(self.bar.value(), self.tab)

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            if kept.asked is not None:
                self.bar.choose(kept.asked)
            self.show_tab(kept.tab)

    # -- what others call -------------------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        """Return the tab on top."""
        return tuple(Tab)[self.tabs.currentIndex()]

    def show_tab(self, tab: Tab) -> None:
        """Bring a tab up."""
        self.tabs.setCurrentIndex(tuple(Tab).index(tab))

    def save_to(self, file: Path) -> None:
        """Write the tab's figures into an XLSX file the user named."""
        asked = self._asked()
        if asked is None:
            return
        make = fee_workbook if self.tab is Tab.FEES else report_workbook
        work = partial(save, file, partial(make, self._desk.store, self._session, asked, self._desk.clock()))
        self._desk.operations.read(self, work, done=self._saved, slot="save", slow=True)

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bar = AskingBar(self._desk.clock, self.body)
        self.sheet_button = PlainButton(tr("Lưu XLSX…"), self.body, kind="quiet", icon_name="download")
        self.print_button = MainButton(tr("Xem và in"), self.body)
        self.print_button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.tabs = QTabBar(self.body)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(tr("Các bảng thống kê"))
        for tab in Tab:
            self.tabs.addTab(tr(_TAB_WORDS[tab]))
        self.as_of = ElidedLabel("", Role.DETAIL, self.body)
        self.report = ReportTab(self.body)
        self.indicators = IndicatorsTab(self.body)
        self.fees = FeesTab(self.body)
        self.charts = ChartsTab(self._desk.operations, self.body)
        self._stack = PanelStack(self.body)
        for view in (self.report, self.indicators, self.fees, self.charts):
            self._stack.addWidget(view)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignBottom)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.tabs)
        below.addWidget(self.as_of, 1)
        below.addWidget(self.sheet_button)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.bar.asked.connect(self._look)
        self.tabs.currentChanged.connect(lambda _at: self._show_tab())
        self.print_button.clicked.connect(self.main_action)
        self.sheet_button.clicked.connect(self._ask_file)
        self.report.asked.connect(self._open_figure)
        self.report.set_asked.connect(self._open_outside)
        self.indicators.asked.connect(self._open_set)
        self.fees.asked.connect(self._open_fee)
        self._desk.operations.changed.connect(self._changed)

    # -- reading ----------------------------------------------------------------------------------------------------

    def _asked(self) -> Asked | None:
        """Return what is wanted; say so where a day is missing."""
        asked = self.bar.value()
        if asked is None:
            self.strip.say(Kind.WARN, tr("Nhập ngày đầu và ngày cuối của kỳ, như 27/08/2026."), topic="days")
        else:
            self.strip.solve("days")
        return asked

    def _look(self) -> None:
        """Read what is wanted now, unless it stands here already."""
        asked = self._asked()
        if asked is not None and (self._seen is None or self._seen.asked != asked):
            self._read()

    def _read(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        work = partial(read_period, self._desk.store, asked, self._desk.clock())
        self._desk.operations.read(self, work, done=self._show, failed=self._refused, slot="period", slow=True)

    def _show(self, seen: Seen) -> None:
        self.strip.solve("period")
        self._seen, self._course, self._changed_since = seen, None, False
        self.report.show_report(seen.report)
        self.indicators.show_indicators(seen.report.indicators)
        self.fees.show_money(seen)
        self._say_as_of()
        self._show_tab()

    def _show_tab(self) -> None:
        self._stack.setCurrentIndex(self.tabs.currentIndex())
        self.bar.by.setEnabled(self.tab in (Tab.REPORT, Tab.CHARTS))
        if self.tab is Tab.CHARTS and self._seen is not None and self._course is None:
            work = partial(read_course, self._desk.store, self._seen.report, self._desk.clock())
            done = partial(self._show_charts, self._seen)
            self._desk.operations.read(self, work, done=done, slot="course", slow=True)

    def _show_charts(self, seen: Seen, over_time: tuple[Row06a, ...]) -> None:
        if self._seen is seen:
            self._course = over_time
            self.charts.show_charts(seen, over_time)

    def _say_as_of(self) -> None:
        if self._seen is None:
            return
        report, at = self._seen.report, self._seen.read_at
        days = f"{report.first:%d/%m/%Y} – {report.last:%d/%m/%Y}"
        if self._changed_since:
            self.as_of.setText(tr("{days} · có thay đổi sau {clock}, F5 tính lại", days=days, clock=f"{at:%H:%M}"))
        else:
            self.as_of.setText(tr("{days} · tính lúc {clock}", days=days, clock=f"{at:%H:%M}"))

    def _refused(self, error: DeskError) -> None:
        self.strip.say(Kind.WARN, sentence(error), topic="period")

    def _changed(self, changes: Changes) -> None:
        """Figures under somebody's eyes do not move; the page says that they are older than the newest dossier."""
        if changes.touches(Topic.DOSSIERS):
            self._changed_since = True
            self._say_as_of()

    # -- the dossiers behind a figure -------------------------------------------------------------------------------

    def _open_figure(self, asked: FigureAsked) -> None:
        if self._seen is None:
            return
        title = f"{tr(COLUMN_WORDS[asked.column])} · {say(asked.row.name)}"
        self._open(title, partial(behind_column, self._desk.store, self._seen.report, asked.column, asked.row))

    def _open_set(self, what: Counted) -> None:
        if self._seen is None:
            return
        wanted = (one for one in self._seen.report.indicators if what in (one.numerator, one.denominator))
        title = _set_words(next(wanted), what)
        self._open(title, partial(behind_set, self._desk.store, self._seen.report, what))

    def _open_outside(self, what: Counted) -> None:
        if self._seen is not None:
            self._open(tr(dict(OUTSIDE)[what]), partial(behind_set, self._desk.store, self._seen.report, what))

    def _open_fee(self, figure: FeeFigure) -> None:
        if self._seen is None:
            return
        who = self._seen.names.get(figure.taken_by or "", figure.taken_by or "")
        parts = (tr("Phí, lệ phí đã thu"), who, figure.name or "")
        title = " · ".join(part for part in parts if part)
        self._open(title, partial(behind_fee, self._desk.store, self._seen.report, figure))

    def _open(self, title: str, work: Callable[[], Behind]) -> None:
        self._desk.operations.read(self, work, done=partial(self._list, title), slot="behind", slow=True)

    def _list(self, title: str, found: Behind) -> None:
        if not found.whole:
            title = tr(
                "{title} ({n} hồ sơ đầu trong {total})",
                title=title,
                n=grouped(len(found.dossiers)),
                total=grouped(found.total),
            )
        self._desk.open(DossierListTarget(title, found.dossiers))

    # -- files ------------------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        kind = "bang-ke-phi" if self.tab is Tab.FEES else "bieu-06a"
        name = f"{kind}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, tr("Lưu bảng ra tệp"), str(Path.home() / name), tr("Bảng tính Excel (*.xlsx)")
        )
        if chosen:
            self.save_to(Path(chosen).with_suffix(".xlsx"))

    def _saved(self, name: str) -> None:
        self.strip.say(Kind.GOOD, tr("Đã lưu tệp {name}.", name=name), topic="save")


def _set_words(indicator: Indicator, what: Counted) -> str:
    part = tr("tử số") if what is indicator.numerator else tr("mẫu số")
    return f"{tr(indicator.name)} · {part}"
