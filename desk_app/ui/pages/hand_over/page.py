"""The page Bàn giao (F6): scan, scan, scan, F9; dossiers go to a unit, results come back, each with its list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import Scan, parse_dossier_code
from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.procedures import PrintHabit
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.services.dossier_standing import STATE_NAMES
from desk_app.services.hand_over import Lot, hand_over, receive_results, take_back
from desk_app.services.hand_over_papers import lot_paper
from desk_app.services.papers import Paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.keys import Act, bind, key_name
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import HAND_OVER, Page
from desk_app.ui.pages.hand_over.coming import ComingKept, ComingPanel
from desk_app.ui.pages.hand_over.going import GoingKept, GoingPanel
from desk_app.ui.pages.hand_over.reading import LotRow, Today, clock_words, look_for, read_row, read_rows, read_today
from desk_app.ui.pages.hand_over.words import LIST_TITLES, Deed
from desk_app.ui.pages.returning.reading import dossier_of_code
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.menu import QuietMenu
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion

GOING, COMING = range(2)
_BEHIND_A_SCAN_MS = 5
"""After the list that the scan's last character asked for has opened."""


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    tab: int
    typed: str
    going: GoingKept
    coming: ComingKept


class HandOverPage(Page):
    """Two lots at once, one on each tab. What cannot go is said in one sentence, and the lot stays as it is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, desk.session
        self._writing = self._offers_control = False
        self._scanned: list[str] = []
        self._today = Today()
        self._build()
        self._connect()

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(HAND_OVER)

    @override
    def first_box(self) -> QWidget:
        return self.box

    @override
    def main_action(self) -> None:
        if self._writing:
            return
        self.strip.solve("refused")
        panel = self.panel
        try:
            panel.check()
        except DeskError as error:
            self._refuse(error)
            return
        if isinstance(panel, GoingPanel):
            self._hand_over()
        elif panel.deed is Deed.RECEIVE:
            self._receive()
        else:
            self._take_back()

    @override
    def on_scan(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or scan.code is None:
            return False
        self.box.clear()
        # A list that the first characters of the scan opened must not stay, nor come up behind it.
        self._close_lists()
        QTimer.singleShot(_BEHIND_A_SCAN_MS, self, self._close_lists)
        if self._writing:
            # It belongs to the next lot.
            self._scanned.append(scan.code.text)
        else:
            self._ask_code(scan.code.text)
        return True

    @override
    def on_shown(self) -> None:
        work = partial(read_today, self._desk.store, self._desk.clock())
        self._desk.operations.read(self, work, done=self._show_today, slot="today")
        if not self._writing:
            self._reread(self.going)
            self._reread(self.coming)

    @override
    def refresh(self) -> None:
        self.on_shown()

    @override
    def step_back(self) -> bool:
        return self._close_lists()

    @override
    def set_compact(self, compact: bool) -> None:
        self.going.set_compact(compact)
        self.coming.set_compact(compact)

    @override
    def keep(self) -> object | None:
        return _Kept(self.tabs.currentIndex(), self.box.text(), self.going.kept(), self.coming.kept())

    @override
    def take_back(self, kept: object) -> None:
        if not isinstance(kept, _Kept):
            return
        self.tabs.setCurrentIndex(kept.tab)
        self.box.set_text(kept.typed)
        going, coming = kept.going, kept.coming
        deed = Deed.TAKE_BACK if coming.unfinished else Deed.RECEIVE
        store, read = self._desk.store, self._desk.operations.read

        def fill_going(rows: tuple[LotRow, ...]) -> None:
            for row in rows:
                self.going.add(row)
            self.going.take_back(going)

        read(self, partial(read_rows, store, going.lot, Deed.HAND_OVER, going.unit), done=fill_going)
        wanted = [dossier for dossier, _typed in coming.lot]
        read(
            self,
            partial(read_rows, store, wanted, deed, ""),
            done=lambda rows: self.coming.take_back(coming, rows),
        )

    # -- laying out -------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> GoingPanel | ComingPanel:
        """Return the tab that is up."""
        return self.going if self.tabs.currentIndex() == GOING else self.coming

    def _build(self) -> None:
        self.tabs = QTabBar(self.body)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.again = PlainButton("", self.body, kind="quiet", icon_name="print", key=key_name(Act.PRINT))
        self.box = SuggestBox(
            self.body,
            placeholder=tr("Quét phiếu, hoặc gõ mã, tên, số điện thoại rồi Enter"),
            empty_words=tr("Không thấy hồ sơ phù hợp"),
        )
        operations, clock = self._desk.operations, self._desk.clock
        self._stack = PanelStack(self.body)
        self.going = GoingPanel(operations, clock, self.box.edit, self._stack)
        self.coming = ComingPanel(operations, clock, self.box.edit, self._stack)
        self._stack.addWidget(self.going)
        self._stack.addWidget(self.coming)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.again)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.box)
        column.addWidget(self._stack, 1)
        self._show_today(self._today)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.again.clicked.connect(self._offer_lists)
        self.box.query_changed.connect(self._look)
        self.box.chosen.connect(lambda key: self._ask(key) if isinstance(key, UUID) else None)
        self.box.entered.connect(self._entered)
        for panel in (self.going, self.coming):
            panel.asked.connect(self._ask)
            panel.typed.connect(self.box.begin_with)
            panel.button.clicked.connect(self.main_action)
        self.going.unit_changed.connect(lambda: self._reread(self.going))
        self.coming.deed_changed.connect(lambda: self._reread(self.coming))
        bind(self, Act.PRINT, self._offer_lists)
        self._desk.operations.changed.connect(self._changed)
        self._desk.operations.bug.connect(self._failed)
        self._desk.printing.changed.connect(self._heard)

    def _close_lists(self) -> bool:
        closed = (self.box.close_list(), self.going.close_list(), self.coming.close_list())
        return any(closed)

    def _turn(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.strip.solve("refused")
        self._name_lists()
        self.box.setFocus()

    # -- the lot ----------------------------------------------------------------------------------------------------

    def _look(self, typed: str) -> None:
        if not typed.strip():
            self.box.close_list()
            return
        work = partial(look_for, self._desk.store, typed)
        self._desk.operations.read(self, work, done=lambda lines: self._offer(lines, typed), slot="look")

    def _offer(self, lines: tuple[DossierLine, ...], typed: str) -> None:
        self.box.show_suggestions([_suggested(line) for line in lines], typed)

    def _entered(self, typed: str) -> None:
        code = parse_dossier_code(typed)
        if code is not None:
            self._ask_code(code.text)

    def _ask_code(self, code: str) -> None:
        """Ask a scanned dossier into the lot."""
        panel, store = self.panel, self._desk.store
        deed, unit = panel.deed, panel.chosen_unit()

        def work() -> LotRow:
            return read_row(store, dossier_of_code(store, code), deed, unit)

        self._desk.operations.read(self, work, done=partial(self._add, panel), failed=self._refuse)

    def _ask(self, dossier: UUID) -> None:
        """Ask a dossier of a list into the lot."""
        panel = self.panel
        work = partial(read_row, self._desk.store, dossier, panel.deed, panel.chosen_unit())
        self._desk.operations.read(self, work, done=partial(self._add, panel), failed=self._refuse)

    def _add(self, panel: GoingPanel | ComingPanel, row: LotRow) -> None:
        self.strip.solve("refused")
        self.box.clear()
        if not panel.add(row):
            self.strip.say(Kind.INFO, tr("Hồ sơ {code} đã có trong lượt.", code=row.code), topic="refused")

    def _refuse(self, error: DeskError) -> None:
        self.box.clear()
        self.strip.say(Kind.WARN, sentence(error), topic="refused")

    def _reread(self, panel: GoingPanel | ComingPanel) -> None:
        """Look again at what stands in a lot: another desk, or another unit, may have changed what can go."""
        if not panel.lot:
            return
        work = partial(read_rows, self._desk.store, panel.lot, panel.deed, panel.chosen_unit())
        self._desk.operations.read(self, work, done=panel.show_anew, slot=f"lot {id(panel)}")

    # -- writing ----------------------------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        panel, store, session, now = self.going, self._desk.store, self._session, self._desk.clock()
        person, phone = panel.person.text(), panel.phone.text()
        work = partial(hand_over, store, session, panel.lot, panel.chosen_unit(), now, person=person, phone=phone)
        self._start()
        self._desk.operations.write(
            self, work, changes=Changes.of(Topic.DOSSIERS), done=self._handed, failed=self._not_written
        )

    def _receive(self) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        work = partial(receive_results, store, session, self.coming.results(), now)
        self._start()
        self._desk.operations.write(
            self, work, changes=Changes.of(Topic.DOSSIERS), done=self._received, failed=self._not_written
        )

    def _take_back(self) -> None:
        panel, store, session, now = self.coming, self._desk.store, self._session, self._desk.clock()
        count = len(panel.lot)
        work = partial(take_back, store, session, panel.lot, panel.reason.text(), now)

        def done(_nothing: None) -> None:
            panel.empty()
            self._finish(tr("Đã nhận lại {n} hồ sơ chưa xong. Hồ sơ nằm ở quầy, chờ chuyển tiếp.", n=count))

        self._start()
        self._desk.operations.write(self, work, changes=Changes.of(Topic.DOSSIERS), done=done, failed=self._not_written)

    def _handed(self, lot: Lot) -> None:
        self.going.empty()
        self._print(lot, HandedOver.KIND)
        words = tr("Đã chuyển {n} hồ sơ đến {unit}. Đang in danh sách.", n=len(lot.dossiers), unit=lot.unit)
        control = self._today.control
        if control is PrintHabit.ALWAYS:
            self._print_control(lot)
        self._offers_control = asks = control is PrintHabit.ASK
        action = tr("In {n} phiếu kiểm soát", n=len(lot.dossiers)) if asks else ""
        self._finish(words, action, partial(self._print_control, lot) if asks else None)

    def _received(self, lot: Lot) -> None:
        self.coming.empty()
        self._print(lot, ResultReady.KIND)
        self._finish(tr("Đã nhận về {n} kết quả. Đang in danh sách.", n=len(lot.dossiers)))

    def _start(self) -> None:
        self._writing, self._offers_control = True, False
        self.strip.solve("done")
        self.strip.solve("print")

    def _finish(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        self.box.setFocus()
        self.strip.say(Kind.GOOD, words, topic="done", action=action, act=act)
        self._end()

    def _not_written(self, error: DeskError) -> None:
        self.strip.say(Kind.BAD, sentence(error), topic="refused")
        self._end()
        self._reread(self.panel)

    def _failed(self, _name: str) -> None:
        """Take keys again after an unexpected failure: the window has said so, and nothing was written."""
        self._end()

    def _end(self) -> None:
        self._writing = False
        scanned, self._scanned = self._scanned, []
        for code in scanned:
            self._ask_code(code)

    # -- papers -----------------------------------------------------------------------------------------------------

    def _print(self, lot: Lot, kind: str) -> None:
        self._desk.printing.print_sheet(tr(LIST_TITLES[kind]), _list_of(self._desk.store, lot, kind))

    def _print_control(self, lot: Lot) -> None:
        self.strip.solve("done")
        for dossier in lot.dossiers:
            self._desk.printing.print_paper(dossier, "control")

    def _kind(self) -> str:
        return HandedOver.KIND if self.tabs.currentIndex() == GOING else ResultReady.KIND

    def _lots(self) -> tuple[Lot, ...]:
        return self._today.handed if self._kind() == HandedOver.KIND else self._today.received

    def _name_lists(self) -> None:
        self.again.setText(tr("In lại danh sách: {n} lượt hôm nay", n=len(self._lots())))
        self.again.setEnabled(bool(self._lots()))

    def _offer_lists(self) -> None:
        """Let one of today's lots be chosen, the newest first; its list shows before it prints."""
        lots, kind = self._lots(), self._kind()
        if not lots:
            self.strip.say(Kind.INFO, tr("Hôm nay chưa có lượt nào ở thẻ này."), topic="refused")
            return
        menu = QuietMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        now = self._desk.clock()
        for lot in reversed(lots):
            parts = (clock_words(lot.at, now), lot.unit, tr("{n} hồ sơ", n=len(lot.dossiers)))
            words = " · ".join(part for part in parts if part).replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._show_list, lot, kind))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.again.mapToGlobal(QPoint(0, self.again.height() + 4)))

    def _show_list(self, lot: Lot, kind: str, _checked: bool = False) -> None:
        make = _list_of(self._desk.store, lot, kind)
        self._desk.printing.preview_sheet(self, tr(LIST_TITLES[kind]), make)

    def _heard(self, state: PrintState) -> None:
        titles = {tr(title) for title in LIST_TITLES.values()}
        if state.phase is Phase.FAILED and state.dossier is None and state.form in titles:
            words = tr("Bàn giao đã ghi và an toàn. {why}", why=state.sentence)
            if not self._offers_control:
                # “Đang in danh sách” is no longer true, and nothing hangs on it.
                self.strip.solve("done")
            self.strip.say(Kind.BAD, words, topic="print", action=tr("In lại danh sách"), act=self._offer_lists)

    # -- what the page shows beside the lots ------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.DOSSIERS, Topic.SETTINGS) and self.isVisible():
            self.on_shown()

    def _show_today(self, today: Today) -> None:
        self._today = today
        self.going.show_today(today)
        self.coming.show_today(today)
        self.tabs.setTabText(GOING, tr("&Chuyển đi ({n})", n=len(today.waiting)))
        self.tabs.setTabText(COMING, tr("&Nhận kết quả về ({n})", n=len(today.with_units)))
        self._name_lists()


def _list_of(store: Store, lot: Lot, kind: str) -> Callable[[], Paper]:
    return partial(lot_paper, store, lot, kind)


def _suggested(line: DossierLine) -> Suggestion:
    """Return a row of the box: owner and code; state, where it lies and what it is about."""
    parts = (tr(STATES[STATE_NAMES[line.state]][0]), line.unit, line.summary or line.procedure_name)
    return Suggestion(line.id, f"{line.owner_name} · {line.code}", " · ".join(part for part in parts if part))
