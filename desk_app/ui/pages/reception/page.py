"""The page Tiếp nhận: its parts put together, and what the window and every key and signal ask of them."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desk_app.domain.codes import Scan, ScanKind
from desk_app.ui.desk import Desk, PrintState, ReceptionTarget, Target
from desk_app.ui.keys import Act, bind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.reception.choosing import Choosing
from desk_app.ui.pages.reception.correcting import Correcting
from desk_app.ui.pages.reception.form_state import PersonState, from_json, to_json
from desk_app.ui.pages.reception.help import explain_fields, help_of
from desk_app.ui.pages.reception.lot import Lots
from desk_app.ui.pages.reception.lot_papers import LotPapers
from desk_app.ui.pages.reception.office_facts import OfficeFacts
from desk_app.ui.pages.reception.saving import Registrar
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.slips import Slips
from desk_app.ui.pages.reception.submitting import Submitting
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.pages.reception.tasks import Tasks
from desk_app.ui.pages.reception.twins import Twins
from desk_app.ui.pages.reception.whole_page import WholePage
from desk_app.ui.translation import tr


class ReceptionPage(ReceptionSheet):
    """One clerk's reception page: the sheet, and those who work on it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.facts = OfficeFacts(self)
        self.slips = Slips(self)
        self.twins = Twins(self)
        self.correcting = Correcting(self)
        lot_papers = LotPapers(self, self.slips)
        self.choosing = Choosing(self)
        self.submitting = Submitting(self, self.twins, lot_papers)
        self.whole = WholePage(self, self.choosing, self.submitting, self.twins, self.correcting)
        self.lots = Lots(self, self.whole, self.choosing, lot_papers)
        self.tasks = Tasks(self, self.whole, self.lots, self.correcting, self.slips)
        self.registrar = Registrar(self, self.whole, self.tasks, self.slips, self.twins, self.facts)
        self._connect_choices()
        self._connect_tasks()
        self._connect_desk()
        self._bind_keys()
        explain_fields(self)
        self.show_state(self.state)
        self.keeper.open(self.whole.restore)
        self.facts.read_recent()
        self.facts.read_office()

    # -- what the window asks ---------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr("Tiếp nhận")

    @override
    def first_box(self) -> QWidget | None:
        if not self.state.procedure:
            return self.procedure.search.edit
        return self.person.search.edit if self.state.submitter is None else self.person.phone.edit

    @override
    def main_action(self) -> None:
        self.registrar.main()

    @override
    def on_scan(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or scan.kind is not ScanKind.CARD or scan.card is None:
            return False
        self.submitting.take_card(scan.card)
        return True

    @override
    def step_back(self) -> bool:
        lists = (self.procedure, self.person, self.owners, self.authentication, self.more, self.parked_row)
        closed = [block.close_list() for block in lists]
        if any(closed):
            return True
        if not self.more.isHidden():
            self.fees.more.setChecked(False)
            return True
        if not self.owners.isHidden():
            self.show_owners(False)
            return True
        if self.side.close_why():
            return True
        if self.compact and self.side.isVisible():
            self.side.hide()
            return True
        if self.task_bar.task is not Task.RECEIVE:
            self.tasks.end_task()
            return True
        return False

    @override
    def help(self) -> None:
        focus = QApplication.focusWidget()
        self.open_side()
        self.open_reading(*help_of(self, focus))

    @override
    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self.refresh_side()

    @override
    def keep(self) -> object | None:
        return None if self.gather().is_empty else to_json(self.state)

    @override
    def take_back(self, kept: object) -> None:
        state = from_json(kept)
        if state is not None:
            self.whole.restore(state)

    @override
    def on_shown(self) -> None:
        self.keeper.list()
        self.facts.read_office()
        self.refresh_side()

    def open_target(self, target: Target) -> None:
        """Begin or mend a reception somebody asked for on another page; what is typed here is parked first."""
        if not isinstance(target, ReceptionTarget):
            return
        if target.draft is not None:
            self.tasks.take_parked(target.draft)
            return
        if target.correct is not None:
            self.tasks.correct_dossier(target.correct)
            return
        self.tasks.new()
        if target.starts_from is not None:
            self.whole.open_guided(target.starts_from)
            return
        if target.procedure:
            self.choosing.choose_procedure(target.procedure)
        if target.person is not None:
            self.submitting.take_person(PersonState.of(target.person))

    # -- what each signal and each key leads to ---------------------------------------------------------------------

    def _connect_choices(self) -> None:
        choosing, submitting = self.choosing, self.submitting
        choosing.arrived.connect(self.twins.look)
        choosing.arrived.connect(self.correcting.note)
        submitting.guided_asked.connect(self.whole.reopen_guided)
        procedure, person = self.procedure, self.person
        procedure.procedure_asked.connect(choosing.choose_procedure)
        procedure.guided_asked.connect(self.whole.reopen_guided)
        procedure.change_asked.connect(choosing.change_procedure)
        procedure.edited.connect(choosing.procedure_edited)
        procedure.no_favourite.connect(choosing.say_no_favourite)
        procedure.advanced.connect(self.navigator.advance)
        person.person_found.connect(submitting.take_found)
        person.person_entered.connect(submitting.take_person)
        person.change_asked.connect(submitting.change_person)
        person.owners_asked.connect(self.show_owners)
        self.owners.closed.connect(lambda: self.show_owners(False))
        self.owners.advanced.connect(self.navigator.advance)
        self.authentication.advanced.connect(self.navigator.advance)
        self.fees.advanced.connect(self.navigator.advance)
        self.authentication.rows_changed.connect(self.set_stops)
        self.authentication.focused.connect(self._offer_documents)
        self.papers.focused.connect(lambda text: self.open_reading(tr("Giấy tờ đang chọn"), text))
        self.fees.more_asked.connect(self.open_more)
        self.more.closed.connect(lambda: self.fees.more.setChecked(False))
        self.more.note.text_changed.connect(lambda _text: self._follow(self.more.note.edit))
        self.more.priority_chosen.connect(self.tasks.offer_exemption)
        edited = (person, self.owners, self.papers, self.authentication, self.fees, self.more, self.task_bar)
        for block in edited:
            block.edited.connect(self.edited)

    def _offer_documents(self, words: str) -> None:
        # A page that is emptied hands the caret on to what is still in sight: nobody came there to choose a document.
        if self.chosen is not None:
            self.open_reading(tr("Gõ số để chọn văn bản"), words)

    def _follow(self, control: QWidget) -> None:
        """Keep a control in sight that grows as it is typed into, once the form has its new height."""
        QTimer.singleShot(0, self, lambda: self.bring_into_sight(control))

    def _connect_tasks(self) -> None:
        tasks, lots, side, bar = self.tasks, self.lots, self.side, self.bar
        self.task_bar.closed.connect(tasks.end_task)
        self.parked_row.parked_asked.connect(tasks.take_parked)
        self.parked_row.entry_asked.connect(tasks.open_entry)
        self.parked_row.end_asked.connect(lots.end)
        self.parked_row.single_asked.connect(lambda: lots.end(single=True))
        for button in (side.main, bar.main):
            button.connect(self.main_action)
        side.provisional_accepted.connect(self.accept_provisional)
        side.due_edited.connect(self.edited)
        side.park_asked.connect(tasks.park)
        side.supplement_asked.connect(tasks.ask_supplement)
        side.previous.print_asked.connect(tasks.preview)
        side.previous.next_asked.connect(lots.next_for_person)
        side.other_asked.connect(lambda: tasks.open_menu(side.other))
        bar.other_asked.connect(lambda: tasks.open_menu(bar.other))
        bar.panel_asked.connect(self.turn_why)

    def _connect_desk(self) -> None:
        self.desk.printing.changed.connect(self._printed)
        self.desk.operations.changed.connect(self._changed_elsewhere)

    def _bind_keys(self) -> None:
        tasks = self.tasks
        for act, slot in (
            (Act.PARK, tasks.park),
            (Act.PARKED, tasks.list_parked),
            (Act.NEW, tasks.new),
            (Act.NEXT_FOR_PERSON, self.lots.next_for_person),
            (Act.OWNER, self.turn_owners),
            (Act.SUPPLEMENT, tasks.ask_supplement),
            (Act.CORRECT, tasks.correct),
            (Act.PRINT, tasks.print_again),
            (Act.WHY, self.turn_why),
            (Act.UNDO, self.whole.undo),
            (Act.ALL_PAPERS, self.papers.tick_all),
        ):
            bind(self, act, slot)

    def _printed(self, printed: PrintState) -> None:
        """Show what became of the paper of the dossier at the side."""
        if self.previous is not None:
            self.previous = self.previous.printed(printed)
            self.refresh_side()

    def _changed_elsewhere(self, changes: Changes) -> None:
        """Read again what another page may have changed."""
        if changes.touches(Topic.PROCEDURES, Topic.SETTINGS, Topic.CALENDAR):
            self.procedure.load_favourites()
            self.facts.read_office()
