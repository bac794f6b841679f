"""What the counter was promised of reception, sentence by sentence, where no other test says it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from reception_desk import MAI_CARD, Counter
from staff import CLERK, MORNING

from desk_app.domain.fees import Exemption
from desk_app.domain.procedures import ChannelKind, PaperClass
from desk_app.models.store import Store
from desk_app.services.steps import take_step
from desk_app.ui.desk import DossierTarget
from desk_app.ui.find import find
from desk_app.ui.pages.reception.task_bar import Task

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def test_the_last_five_dossiers_are_one_key_away_for_reprint_correction_and_label(counter: Counter) -> None:
    for digits in ("0200", "0207", "0214", "0221", "0228", "0235"):
        counter.type(f"2⏎{digits}⏎")
        if counter.page.person.search.isVisible():
            counter.type("⏎")
        counter.f9()
    made = counter.count()
    counter.control("O")
    rows = [row for row in counter.page.parked_row.list.suggestions if "Vừa tiếp nhận" in row.detail]
    assert len(rows) == min(5, made)
    wanted = rows[-1].key
    counter.page.parked_row.list.chosen.emit(wanted)
    counter.settle()
    shown = counter.page.previous
    assert shown is not None
    assert shown.dossier is not None
    counter.control("P")
    assert counter.tray.previewed == [(shown.dossier, "receipt")]
    counter.page.tasks.print_label()
    assert counter.tray.papers[-1] == (shown.dossier, "label")
    counter.control("E")
    assert counter.page.task_bar.task is Task.CORRECT
    assert counter.page.state.correcting == shown.dossier


def test_a_priority_offers_the_matching_exemption_and_takes_none_by_itself(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    page.fees.more.setChecked(True)
    counter.settle()
    reasons = [words for _value, words in page.more.priority._items]
    disabled = next(n for n, words in enumerate(reasons, start=1) if "khuyết tật" in words)
    counter.type(f"{disabled}⏎")
    assert "có thể được miễn lệ phí" in counter.said()
    assert page.gather().fee.exemption is Exemption.NONE
    page.strip._do.click()
    fee = page.gather().fee
    assert fee.exemption is Exemption.EXEMPT
    assert fee.reason is not None
    assert "disab" in fee.reason


def test_the_box_on_top_finds_a_dossier_by_its_code_elsewhere(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.more.external.set_text("BTP-2026-77123")
    counter.page.more.system.set_text("Hộ tịch điện tử")
    counter.f9()
    dossier = counter.last_dossier()
    assert DossierTarget(dossier.id) in [row.key for row in find(counter.store, "BTP-2026-77123")]


def test_f9_does_nothing_while_the_input_method_composes(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.count()
    edit = counter.page.person.summary.edit
    edit.setFocus()
    QApplication.sendEvent(edit, QInputMethodEvent("ngươ", []))
    assert edit.composing
    counter.f9()
    assert counter.count() == before
    commit = QInputMethodEvent("", [])
    commit.setCommitString("người")
    QApplication.sendEvent(edit, commit)
    counter.f9()
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.summary.endswith("người")


def test_two_equal_scans_are_one_person_and_two_presses_one_dossier(counter: Counter) -> None:
    counter.type("2⏎")
    before = counter.count()
    counter.hands.scan(MAI_CARD)
    counter.hands.scan(MAI_CARD)
    counter.settle()
    state = counter.page.gather()
    assert state.submitter is not None
    assert not state.owners
    counter.f9()
    counter.press(Qt.Key.Key_F9)
    assert counter.count() == before + 1


def test_a_dossier_of_today_that_was_returned_is_told_as_returned(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.f9()
    dossier = counter.last_dossier()
    ready = {"number": "118"}
    take_step(counter.store, CLERK, dossier.id, "ResultReady", ready, MORNING + timedelta(minutes=1))
    take_step(counter.store, CLERK, dossier.id, "Paid", {"amount": 8000}, MORNING + timedelta(minutes=2))
    returned = {"to": {"name": "Lê Thị Lan"}, "is_owner": True, "compared": True}
    take_step(counter.store, CLERK, dossier.id, "Returned", returned, MORNING + timedelta(minutes=3))
    counter.type("2⏎0214⏎")
    assert "đã trả kết quả" in counter.said()
    assert "chưa trả" not in counter.said()


def test_ctrl_d_ticks_the_untagged_rows_of_what_must_be_handed_in(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    page.papers.table.setFocus()
    counter.press(Qt.Key.Key_D, CONTROL)
    for line in page.papers.table.lines.lines():
        assert line.ticked == (line.shelf is PaperClass.SUBMIT and not line.row.tags)


def test_ctrl_arrows_walk_the_blocks(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    page.person.phone.edit.setFocus()
    counter.press(Qt.Key.Key_Down, CONTROL)
    walked = [counter.focus]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        counter.press(key, CONTROL)
        walked.append(counter.focus)
    assert walked == [page.papers.table, page.fees.exemption.combo, page.papers.table]


def test_f5_does_nothing_on_the_form_and_ctrl_n_parks_what_is_typed(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.page.gather()
    counter.press(Qt.Key.Key_F5)
    assert counter.page.gather() == before
    counter.control("N")
    assert counter.page.gather().is_empty
    assert len(counter.page.parked) == 1
    assert "CHƯA tiếp nhận" in counter.said()


def test_ctrl_s_parks_and_never_registers(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    before = counter.count()
    counter.control("S")
    assert counter.count() == before
    assert "Để chờ lúc 09:12 – CHƯA tiếp nhận." in counter.said()


def test_the_lock_loses_nothing_of_a_half_typed_page(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.person.summary.edit.setFocus()
    counter.type(" cho cháu Bảo")
    before = counter.page.gather()
    counter.window.lock()
    counter.settle()
    assert counter.window.is_locked
    counter.sit(CLERK)
    assert counter.page.gather() == before
    assert before.summary.endswith("cho cháu Bảo")
    assert counter.focus is counter.page.person.summary.edit, "the caret too is where it was"
    counter.f9()
    assert counter.page.gather().is_empty, "registered"


def test_whose_limit_the_date_is_counted_by_is_said_before_f9_where_the_channel_publishes_none(
    counter: Counter,
) -> None:
    counter.type("2⏎0214⏎")
    page = counter.page
    assert page.chosen is not None
    ground = page.chosen.ground
    direct = tuple(row for row in ground.procedure.channels if row.channel is ChannelKind.DIRECT)
    procedure = ground.procedure.model_copy(update={"channels": direct})
    page.chosen = replace(page.chosen, ground=replace(ground, procedure=procedure))
    assert "không công bố" not in page.side.why.plain_text()
    page.procedure.channel.set_value(ChannelKind.ONLINE)
    page.edited()
    assert "không công bố thời hạn cho kênh “Trực tuyến” (chỉ có “Trực tiếp”)" in page.side.why.plain_text()
    page.procedure.channel.set_value(ChannelKind.DIRECT)
    page.edited()
    assert "không công bố" not in page.side.why.plain_text()
