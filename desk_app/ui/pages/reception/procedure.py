"""Block 1: the procedure; searched as typed, then its case, limit, unit and channel."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.limits import Unit, fits
from desk_app.domain.procedures import ChannelKind
from desk_app.services.reception_lookups import (
    ChosenProcedure,
    GuidedBefore,
    PersonMatters,
    ProcedureHit,
    ProceduresFound,
    favourites,
    find_procedures,
)
from desk_app.ui.desk import Desk
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.pieces import ClampedLabel, FormBlock, PickBox, came_by_hand
from desk_app.ui.promise_words import limit_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion

CHANNEL_WORDS = (
    (ChannelKind.DIRECT, mark("Trực tiếp")),
    (ChannelKind.POST, mark("Bưu chính")),
    (ChannelKind.ONLINE, mark("Trực tuyến")),
)
UNIT_CHOICES = (
    (Unit.WORKING_DAY, mark("ngày làm việc")),
    (Unit.DAY, mark("ngày (cả ngày nghỉ)")),
    (Unit.HOUR, mark("giờ làm việc")),
    (Unit.MONTH, mark("tháng")),
    (Unit.SAME_DAY, mark("trong ngày")),
)
UNLIMITED = ((Unit.NONE, mark("không quy định thời hạn")),)
"""Offered beside them where nought is published: it is not for the desk to forget a number that is."""
_EVERYWHERE = "everywhere"


class ProcedureBlock(FormBlock):
    """The box that finds a procedure, and after the choice the procedure in its place."""

    procedure_asked = Signal(str)
    """The code of a procedure a person chose."""
    guided_asked = Signal(object)
    """A GuidedBefore the citizen came back with."""
    change_asked = Signal()
    edited = Signal()
    """Case, limit, unit or channel changed."""
    no_favourite = Signal(str)
    """A digit no favourite stands on, and Enter."""
    advanced = Signal(object)
    """A question was answered in this control: the caret goes to the next stop."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(1, tr("THỦ TỤC"), parent)
        self._desk = desk
        self._store, self._operations = desk.store, desk.operations
        self._favourites: tuple[ProcedureHit, ...] = ()
        self._matters = PersonMatters()
        self._has_choice = self._gives_way = False
        self._build()
        self.load_favourites()

    def _build(self) -> None:
        self.name = ClampedLabel(Role.CHOSEN, self)
        self.add_head(self.name, 1)
        self.change = PlainButton(tr("Đổi"), self, kind="quiet")
        self.change.clicked.connect(self.change_asked)
        self.add_head(self.change)
        self.name.lines_changed.connect(self.align_heading)
        self.search = SuggestBox(
            self,
            placeholder=tr("gõ tên, mã, lĩnh vực hoặc cách gọi hằng ngày; phím 1–9 rồi Enter: thủ tục thường dùng"),
            quick=self._favourite,
            empty_words=tr("Không thấy thủ tục nào. Thử từ khác, hoặc gõ mã thủ tục."),
        )
        self.search.edit.installEventFilter(self)
        self.search.query_changed.connect(self._look)
        self.search.chosen.connect(self._chosen)
        self.detail = ElidedLabel("", Role.DETAIL, self)
        self.case = PickBox(tr("Trường hợp"), self, placeholder=tr("chọn trường hợp"))
        self.variant = PickBox(tr("Mức thời hạn"), self, placeholder=tr("chọn mức"))
        self.unit = PickBox(tr("Đơn vị"), self, placeholder=tr("chọn đơn vị"))
        for box in (self.case, self.variant, self.unit):
            box.picked.connect(lambda _value, at=box: self._answered(at))
            box.confirmed.connect(lambda at=box: self.advanced.emit(at.stop))
        self.channel = ComboField(
            tr("Kênh"), self, items=tuple((kind, tr(words)) for kind, words in CHANNEL_WORDS), inline=True
        )
        self.channel.picked.connect(lambda _kind: self.edited.emit())
        self.add(self.search)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.case, 5)
        row.addWidget(self.variant, 3)
        row.addWidget(self.unit, 3)
        row.addStretch(1)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(12)
        self._facts.addWidget(self.detail, 1)
        self._facts.addWidget(self.channel)
        self.add_layout(self._facts)
        self.add_layout(row)

    def give_way(self, gives: bool) -> None:
        """Put the channel on the heading's line where the papers need the room; F1 and the slip tell the rest."""
        if gives == self._gives_way:
            return
        self._gives_way = gives
        if gives:
            self._facts.removeWidget(self.channel)
            self.head_row.insertWidget(self.head_row.indexOf(self.change), self.channel)
        else:
            self.head_row.removeWidget(self.channel)
            self._facts.addWidget(self.channel)
        self._show_facts()

    def _show_facts(self) -> None:
        self.channel.setVisible(self._has_choice)
        self.detail.setVisible(self._has_choice and not self._gives_way)

    def load_favourites(self) -> None:
        """Read the favourites, and again when the office changed them."""
        self._operations.read(self, lambda: favourites(self._store), done=self._take_favourites, slot="favourites")

    def show_state(self, state: FormState, chosen: ChosenProcedure | None) -> None:
        """Show the choice, or the box that finds one."""
        has = self._has_choice = bool(state.procedure)
        for part in (self.name, self.change):
            part.setVisible(has)
        self._show_facts()
        self.search.setVisible(not has)
        if not has:
            self.search.clear()
        self.name.set_text(chosen.name if chosen else state.procedure_name)
        self.detail.setText(say(chosen.detail) if chosen else "")
        self.channel.set_value(state.channel)
        cases = chosen.cases() if chosen else ()
        self.case.set_items([(case, case) for case in cases])
        self.case.set_value(state.case or None)
        self.case.setVisible(len(cases) > 1)
        self.show_limits(state, chosen)

    def show_limits(self, state: FormState, chosen: ChosenProcedure | None) -> None:
        """Show which questions about the limit are open in the case and channel chosen."""
        ready = chosen is not None and (len(chosen.cases()) <= 1 or bool(state.case))
        rows = chosen.variants(state.channel, state.case) if chosen is not None and ready else ()
        at = state.variant if state.variant is not None and state.variant < len(rows) else None
        self.variant.set_items(
            [
                (n, " · ".join(part for part in (limit_words(row.limit), row.note or row.limit.text) if part))
                for n, row in enumerate(rows)
            ]
        )
        self.variant.set_value(at)
        self.variant.setVisible(len(rows) > 1)
        asks_unit = (
            bool(rows)
            and chosen is not None
            and ((len(rows) == 1 or at is not None) and chosen.unit_is_missing(state.channel, state.case, at or 0))
        )
        number = f"{rows[at or 0].limit.amount:f}" if asks_unit and rows[at or 0].limit.amount is not None else ""
        self.unit.label.setText(tr("Thời hạn {number}", number=number) if number else tr("Đơn vị"))
        published = rows[at or 0].limit.amount if asks_unit else None
        choices = (*UNIT_CHOICES, *(() if published else UNLIMITED))
        self.unit.set_items([(unit, tr(words)) for unit, words in choices if fits(published, unit)])
        self.unit.set_value(state.unit if asks_unit else None)
        self.unit.setVisible(asks_unit)

    def read_into(self, state: FormState) -> FormState:
        """Return the state with what stands in this block."""
        return state.model_copy(
            update={
                "case": self.case.value() or "",
                "variant": self.variant.value(),
                "unit": self.unit.value(),
                "channel": self.channel.value() or ChannelKind.DIRECT,
            }
        )

    def set_matters(self, matters: PersonMatters) -> None:
        """Offer what this person often hands in and was guided about, before the favourites."""
        self._matters = matters
        if self.search.edit.hasFocus() and not self.search.text() and self.search.isVisible():
            self._look("")

    def question(self) -> QWidget | None:
        """Return the first question about the procedure that has no answer yet."""
        for box in (self.case, self.variant, self.unit):
            if box.isVisibleTo(self) and box.value() is None:
                return box.stop
        return None

    def close_list(self) -> bool:
        """Close whichever list is open; return whether one was."""
        closed = [box.close_list() for box in (self.search, self.case, self.variant, self.unit)]
        return any(closed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        entered = isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn
        if entered and watched is self.search.edit and came_by_hand(event):
            QTimer.singleShot(0, self, self._show_favourites)
        return False

    def _show_favourites(self) -> None:
        if self.search.edit.hasFocus() and not self.search.text():
            self._look("")

    def _take_favourites(self, found: tuple[ProcedureHit, ...]) -> None:
        self._favourites = found
        self._show_favourites()

    def _favourite(self, text: str) -> bool:
        plain = text.strip()
        if len(plain) != 1 or not plain.isascii() or not plain.isdigit():
            return False
        hit = next((hit for hit in self._favourites if hit.favourite == int(plain)), None)
        if hit is None:
            self.search.clear()
            self.no_favourite.emit(plain)
            return True
        self.procedure_asked.emit(hit.code)
        return True

    def _look(self, typed: str, *, everywhere: bool = False) -> None:
        if not typed.strip():
            self._operations.read(self, lambda: None, done=lambda _none: None, slot="search")
            self.search.show_suggestions(self._offers(), typed)
            return
        self._operations.read(
            self,
            lambda: find_procedures(self._store, typed, everywhere=everywhere),
            done=lambda found: self._found(found, typed),
            slot="search",
        )

    def _found(self, found: ProceduresFound, typed: str) -> None:
        rows = [_row(hit) for hit in found.hits]
        if not found.everywhere:
            rows.append(Suggestion(_EVERYWHERE, tr("Tìm cả ngoài danh mục"), ""))
        self.search.show_suggestions(rows, typed)

    def _offers(self) -> list[Suggestion]:
        """Return what an empty box lists: what the person was guided about, what they often hand in, favourites."""
        guided = [
            Suggestion(
                before,
                tr("Đã hướng dẫn: {name}", name=before.guided.procedure.short_name),
                tr("bổ sung ngày {day}; mở lại trang đã nhập", day=f"{before.guided.guided_at:%d/%m/%Y}"),
            )
            for before in self._matters.guided
        ]
        often = [
            Suggestion(hit.code, hit.name, tr("người này hay làm · {detail}", detail=say(hit.detail)))
            for hit in self._matters.usual
        ]
        return [*guided, *often, *(_row(hit) for hit in self._favourites)]

    def _chosen(self, key: object) -> None:
        if key == _EVERYWHERE:
            self._look(self.search.text(), everywhere=True)
        elif isinstance(key, GuidedBefore):
            self.guided_asked.emit(key)
        else:
            self.procedure_asked.emit(str(key))

    def _answered(self, box: PickBox) -> None:
        self.edited.emit()
        self.advanced.emit(box.stop)


def _row(hit: ProcedureHit) -> Suggestion:
    return Suggestion(hit.code, hit.name, say(hit.detail), str(hit.favourite or ""))
