"""What each signal and each key of the reception page leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.ui.keys import Act, bind
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


def connect(page: ReceptionPage) -> None:
    """Lead every signal of the blocks to what it asks for."""
    _connect_choices(page)
    _connect_tasks(page)
    page.desk.printing.changed.connect(page.printed)
    page.desk.operations.changed.connect(page.changed_elsewhere)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.focusChanged.connect(page.bring_into_sight)


def bind_keys(page: ReceptionPage) -> None:
    """Give the page its keys."""
    tasks = page.tasks
    for act, slot in (
        (Act.PARK, tasks.park),
        (Act.PARKED, tasks.list_parked),
        (Act.NEW, tasks.new),
        (Act.NEXT_FOR_PERSON, page.lots.next_for_person),
        (Act.OWNER, page.turn_owners),
        (Act.SUPPLEMENT, tasks.ask_supplement),
        (Act.CORRECT, tasks.correct),
        (Act.PRINT, tasks.print_again),
        (Act.WHY, page.turn_why),
        (Act.UNDO, page.undo.undo),
        (Act.ALL_PAPERS, page.papers.tick_all),
    ):
        bind(page, act, slot)


def _connect_choices(page: ReceptionPage) -> None:
    choosing, submitting = page.choosing, page.submitting
    procedure, person = page.procedure, page.person
    procedure.procedure_asked.connect(choosing.choose_procedure)
    procedure.guided_asked.connect(page.whole.reopen_guided)
    procedure.change_asked.connect(choosing.change_procedure)
    procedure.edited.connect(choosing.procedure_edited)
    procedure.no_favourite.connect(choosing.say_no_favourite)
    procedure.advanced.connect(page.navigator.advance)
    person.person_found.connect(submitting.take_found)
    person.person_entered.connect(submitting.take_person)
    person.change_asked.connect(submitting.change_person)
    person.owners_asked.connect(page.show_owners)
    page.owners.closed.connect(lambda: page.show_owners(False))
    page.authentication.advanced.connect(page.navigator.advance)
    page.authentication.rows_changed.connect(page.set_stops)
    page.authentication.focused.connect(lambda text: page.open_reading(tr("Gõ số để chọn văn bản"), text))
    page.papers.focused.connect(lambda text: page.open_reading(tr("Giấy tờ đang chọn"), text))
    page.fees.more_asked.connect(page.open_more)
    page.more.closed.connect(lambda: page.fees.more.setChecked(False))
    page.more.note.text_changed.connect(lambda _text: _follow(page, page.more.note.edit))
    page.more.priority_chosen.connect(page.tasks.offer_exemption)
    edited = (person, page.owners, page.papers, page.authentication, page.fees, page.more, page.task_bar)
    for block in edited:
        block.edited.connect(page.edited)


def _follow(page: ReceptionPage, control: QWidget) -> None:
    """Keep a control in sight that grows as it is typed into, once the form has its new height."""
    QTimer.singleShot(0, page, lambda: page.bring_into_sight(None, control))


def _connect_tasks(page: ReceptionPage) -> None:
    tasks, lots, side, bar = page.tasks, page.lots, page.side, page.bar
    page.task_bar.closed.connect(tasks.end_task)
    page.parked_row.parked_asked.connect(tasks.take_parked)
    page.parked_row.entry_asked.connect(tasks.open_entry)
    page.parked_row.end_asked.connect(lots.end)
    page.parked_row.single_asked.connect(lambda: lots.end(single=True))
    for button in (side.main, bar.main):
        button.connect(page.main_action)
    side.provisional_accepted.connect(page.accept_provisional)
    side.due_edited.connect(page.edited)
    side.park_asked.connect(tasks.park)
    side.supplement_asked.connect(tasks.ask_supplement)
    side.previous.print_asked.connect(tasks.preview)
    side.previous.next_asked.connect(lots.next_for_person)
    side.other_asked.connect(lambda: tasks.open_menu(side.other))
    bar.other_asked.connect(lambda: tasks.open_menu(bar.other))
    bar.panel_asked.connect(page.turn_why)
