"""What the list shows: state, days, field, unit, clerk, channel, order, as a value and as a bar of drop-downs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desk_app.domain.dates import at_office, office_time
from desk_app.domain.dossier_fields import CHANNELS
from desk_app.domain.people import parse_date
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, Order
from desk_app.models.store import Store
from desk_app.services.dossier_standing import STATE_NAMES
from desk_app.services.office_settings import office_settings
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.states import STATES

_ANY = ""
_RUNNING = frozenset({State.RECEIVED, State.PROCESSING})


class Show(StrEnum):
    """What the first drop-down offers beside the ten states."""

    ALL = ""
    OPEN = "open"
    DUE_TODAY = "due_today"
    LATE = "late"
    TO_CHECK = "to_check"
    SETTLED = "settled"
    GUIDED = "guided"
    VOIDED = "voided"


class Days(StrEnum):
    """Which days the second drop-down offers, by when a dossier was received or begun."""

    ANY = ""
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    RANGE = "range"


@dataclass(frozen=True)
class Choice:
    """What the clerk chose. show: a ``Show`` or the name of a state. first, last: of the range, both inclusive."""

    show: str = Show.ALL
    days: Days = Days.ANY
    first: date | None = None
    last: date | None = None
    field: str = _ANY
    unit: str = _ANY
    clerk: str = _ANY
    channel: str = _ANY
    order: Order = Order.NEWEST


@dataclass(frozen=True)
class Options:
    """What there is to choose from. clerks: (login, name)."""

    fields: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    clerks: tuple[tuple[str, str], ...] = ()


def read_options(store: Store) -> Options:
    """Return the fields of the catalogue, the office's units and its clerks; run off the UI thread."""
    with store.reading() as rd:
        return Options(
            fields=tuple(rd.procedures.fields()),
            units=office_settings(rd).units,
            clerks=tuple((account.login, account.display_name) for account in rd.accounts.all()),
        )


def filter_of(choice: Choice, now: datetime) -> DossierFilter:
    """Return what the store is asked for. now: aware; a week begins on Monday, days are the office's."""
    today = office_time(now).date()
    first, last = _days(choice, today)
    shown = _shown(choice.show, now, today)
    return DossierFilter(
        states=shown.states,
        open=shown.open,
        voided=shown.voided,
        flagged=shown.flagged,
        settled=shown.settled,
        due_from=shown.due_from,
        due_before=shown.due_before,
        late_before=shown.late_before,
        fields=_one(choice.field),
        units=_one(choice.unit),
        channels=_one(choice.channel),
        received_actor=choice.clerk or None,
        listed_from=None if first is None else at_office(first, time()),
        listed_before=None if last is None else at_office(last + timedelta(days=1), time()),
        order=choice.order,
    )


def _shown(show: str, now: datetime, today: date) -> DossierFilter:
    match show:
        case Show.ALL:
            return DossierFilter(voided=None)
        case Show.OPEN:
            return DossierFilter(open=True)
        case Show.DUE_TODAY:
            begins = at_office(today, time())
            return DossierFilter(states=_RUNNING, open=True, due_from=begins, due_before=begins + timedelta(days=1))
        case Show.LATE:
            return DossierFilter(open=True, late_before=now)
        case Show.TO_CHECK:
            return DossierFilter(voided=None, flagged=True)
        case Show.SETTLED:
            return DossierFilter(voided=None, settled=True)
        case Show.VOIDED:
            return DossierFilter(voided=True)
        case _:
            state = next(state for state, name in STATE_NAMES.items() if name == show)
            return DossierFilter(states=frozenset({state}))


def _days(choice: Choice, today: date) -> tuple[date | None, date | None]:
    match choice.days:
        case Days.TODAY:
            return today, today
        case Days.WEEK:
            monday = today - timedelta(days=today.weekday())
            return monday, monday + timedelta(days=6)
        case Days.MONTH:
            return today.replace(day=1), today
        case Days.RANGE:
            return choice.first, choice.last
        case Days.ANY:
            return None, None


def _one(value: str) -> frozenset[str]:
    return frozenset({value}) if value else frozenset()


_WIDTHS = (5, 4, 4, 4, 4, 4, 5)
"""Shares of the row: states and orders have the longest words."""


class FilterBar(QWidget):
    """The drop-downs; ``changed`` comes once for each choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        anything = ((_ANY, tr("Tất cả")),)
        self.show_ = self._combo(tr("Trạng thái"), _shows())
        self.days = self._combo(tr("Ngày tiếp nhận"), _day_items())
        self.field = self._combo(tr("Lĩnh vực"), anything)
        self.unit = self._combo(tr("Đang ở đơn vị"), anything)
        self.clerk = self._combo(tr("Người tiếp nhận"), anything)
        self.channel = self._combo(tr("Kênh nộp"), (*anything, *((kind, say(CHANNELS[kind])) for kind in ChannelKind)))
        self.order = self._combo(
            tr("Xếp theo"), ((Order.NEWEST, tr("Mới nhất trước")), (Order.DUE_FIRST, tr("Hẹn trả sớm trước")))
        )
        self.first = self._day_field(tr("Từ ngày"))
        self.last = self._day_field(tr("Đến ngày"))
        self.clear = PlainButton(tr("Bỏ lọc"), self, kind="quiet", icon_name="close")
        self.clear.clicked.connect(lambda: self.choose(Choice()))
        self._range = QWidget(self)
        self._range.setObjectName("clear")
        row = QHBoxLayout(self._range)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for day in (self.first, self.last):
            day.setFixedWidth(132)
            row.addWidget(day)
        row.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._lay(7)
        self._mark()

    def choice(self) -> Choice:
        """Return what is chosen; a day that cannot be read counts as not given and is marked."""
        return Choice(
            show=str(self.show_.value()),
            days=Days(str(self.days.value())),
            first=self._day(self.first),
            last=self._day(self.last),
            field=str(self.field.value()),
            unit=str(self.unit.value()),
            clerk=str(self.clerk.value()),
            channel=str(self.channel.value()),
            order=Order(str(self.order.value())),
        )

    def choose(self, choice: Choice) -> None:
        """Show and take another choice; what the store no longer offers becomes “all”."""
        pairs = (
            (self.show_, choice.show),
            (self.days, choice.days),
            (self.field, choice.field),
            (self.unit, choice.unit),
            (self.clerk, choice.clerk),
            (self.channel, choice.channel),
            (self.order, choice.order),
        )
        for field, value in pairs:
            try:
                field.set_value(value)
            except ValueError:
                field.combo.setCurrentIndex(0)
        self.first.set_text(f"{choice.first:%d/%m/%Y}" if choice.first else "")
        self.last.set_text(f"{choice.last:%d/%m/%Y}" if choice.last else "")
        self._picked()

    def offer(self, options: Options) -> None:
        """Fill the drop-downs with what there is; what is chosen stays."""
        anything = ((_ANY, tr("Tất cả")),)
        self.field.set_items((*anything, *((name, name) for name in options.fields)))
        self.unit.set_items((*anything, *((name, name) for name in options.units)))
        self.clerk.set_items((*anything, *options.clerks))

    def set_compact(self, compact: bool) -> None:
        """Stand in two rows instead of one."""
        self._lay(4 if compact else 7)

    def _lay(self, width: int) -> None:
        fields = (self.show_, self.days, self.field, self.unit, self.clerk, self.channel, self.order)
        while self._grid.count():
            self._grid.takeAt(0)
        for at, field in enumerate(fields):
            self._grid.addWidget(field, at // width, at % width)
        for column in range(7):
            self._grid.setColumnStretch(column, _WIDTHS[column] if column < width else 0)
        below = (len(fields) - 1) // width
        place = (below, len(fields) % width) if len(fields) % width else (below + 1, width - 1)
        self._grid.addWidget(self.clear, *place)
        self._grid.addWidget(self._range, below + 1, 0, 1, max(width - 1, 1))

    def _combo(self, label: str, items: tuple[tuple[object, str], ...]) -> ComboField:
        field = ComboField(label, self, items=items)
        field.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        field.combo.setMaxVisibleItems(16)
        field.picked.connect(lambda _value: self._picked())
        return field

    def _day_field(self, label: str) -> LineField:
        field = LineField(label, self, placeholder="27/08/2026", max_length=20)
        field.settled.connect(lambda _text: self._picked())
        return field

    def _day(self, field: LineField) -> date | None:
        typed = field.text()
        found = parse_date(typed) if typed else None
        field.set_missing(bool(typed) and found is None)
        return found

    def _picked(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        choice = self.choice()
        self._range.setVisible(choice.days is Days.RANGE)
        self.clear.setVisible(choice != Choice())


def _shows() -> tuple[tuple[object, str], ...]:
    states = tuple(name for state, name in STATE_NAMES.items() if state is not State.NONE)
    return (
        (Show.ALL, tr("Tất cả")),
        (Show.OPEN, tr("Đang giải quyết")),
        (Show.DUE_TODAY, tr("Đến hạn hôm nay")),
        (Show.LATE, tr("Trễ hạn")),
        (Show.TO_CHECK, tr("Việc cần kiểm tra")),
        (Show.SETTLED, tr("Việc đã quyết định")),
        *((name, tr(STATES[name][0])) for name in states),
        (Show.GUIDED, tr(STATES["guided"][0])),
        (Show.VOIDED, tr(STATES["voided"][0])),
    )


def _day_items() -> tuple[tuple[object, str], ...]:
    return (
        (Days.ANY, tr("Mọi ngày")),
        (Days.TODAY, tr("Hôm nay")),
        (Days.WEEK, tr("Tuần này")),
        (Days.MONTH, tr("Tháng này")),
        (Days.RANGE, tr("Chọn ngày…")),
    )
