"""What stands above the list: tabs with their counts, and drop-downs by unit, field and clerk."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QTabBar, QWidget
from typing_extensions import override

from desk_app.services.late import Watch, WatchFilter
from desk_app.ui.keys import is_enter
from desk_app.ui.pages.late.reading import Watched
from desk_app.ui.pages.late.words import GROUPS, PERIOD
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField

PERIOD_TAB = len(GROUPS)
_ANY = None


class GroupTabs(QTabBar):
    """The groups, and last the late ones of a period; ← → move, Enter and ↓ ask for the list."""

    list_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(tr("Nhóm hồ sơ"))
        self._counts: Mapping[Watch | None, int] = {}
        self._narrow = 0
        for _tab in (*GROUPS, PERIOD):
            self.addTab("")
        self._name()

    def show_counts(self, counts: Mapping[Watch | None, int]) -> None:
        """Say how many stand in each group."""
        self._counts = counts
        self._name()

    def set_compact(self, compact: bool) -> None:
        """Take shorter words in a narrow window."""
        self._narrow = int(compact)
        self._name()

    def _name(self) -> None:
        for at, (group, *words) in enumerate(GROUPS):
            whole = tr(words[0], n=self._counts.get(group, 0))
            self.setTabText(at, tr(words[self._narrow], n=self._counts.get(group, 0)))
            self.setTabToolTip(at, whole if self._narrow else "")
        self.setTabText(PERIOD_TAB, tr(PERIOD[self._narrow]))

    def group(self) -> Watch | None:
        """Return the group of the tab that is up; None for all and for the period."""
        at = self.currentIndex()
        return GROUPS[at][0] if at < PERIOD_TAB else None

    def step(self, by: int) -> None:
        """Go to a neighbouring tab."""
        at = self.currentIndex() + by
        if 0 <= at < self.count():
            self.setCurrentIndex(at)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()) or event.key() == Qt.Key.Key_Down:
            self.list_asked.emit()
            return
        if event.text() and event.text().isprintable():
            return
        super().keyPressEvent(event)


class WatchBar(QWidget):
    """Unit, field, clerk; ``changed`` comes once for each choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.unit = self._combo(tr("Đang ở đơn vị"))
        self.field = self._combo(tr("Lĩnh vực"))
        self.clerk = self._combo(tr("Người tiếp nhận"))
        self.clear = PlainButton(tr("Bỏ lọc"), self, kind="quiet", icon_name="close")
        self.clear.clicked.connect(lambda: self.choose(WatchFilter()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for combo in (self.unit, self.field, self.clerk):
            row.addWidget(combo, 1)
        row.addWidget(self.clear)
        self.offer(Watched())

    def choice(self) -> WatchFilter:
        """Return what is chosen."""
        unit, field, clerk = (combo.value() for combo in (self.unit, self.field, self.clerk))
        return WatchFilter(*(None if value is _ANY else str(value) for value in (unit, field, clerk)))

    def choose(self, wanted: WatchFilter) -> None:
        """Show and take another choice; what is no longer there becomes “all”."""
        for combo, value in ((self.unit, wanted.unit), (self.field, wanted.field), (self.clerk, wanted.clerk)):
            try:
                combo.set_value(value)
            except ValueError:
                combo.combo.setCurrentIndex(0)
        self._picked()

    def offer(self, watched: Watched) -> None:
        """Fill the drop-downs with what occurs among the dossiers watched; what is chosen stays."""
        rows, all_words = watched.rows, (_ANY, tr("Tất cả"))
        units = sorted({row.unit for row in rows})
        clerks = sorted({row.line.received_actor for row in rows})
        with QSignalBlocker(self):
            before = self.choice()
            self.unit.set_items((all_words, *((unit, unit or tr("Tại quầy")) for unit in units)))
            self.field.set_items((all_words, *((name, name) for name in sorted({row.line.field for row in rows}))))
            self.clerk.set_items((all_words, *((one, watched.clerks.get(one, one)) for one in clerks)))
            self.choose(before)

    def _combo(self, label: str) -> ComboField:
        made = ComboField(label, self, items=((_ANY, tr("Tất cả")),), inline=True)
        made.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.picked.connect(lambda _value: self._picked())
        return made

    def _picked(self) -> None:
        self.clear.setVisible(self.choice() != WatchFilter())
        self.changed.emit()
