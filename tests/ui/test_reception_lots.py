"""A lượt: several dossiers at one go end with their papers, whichever way the lượt ends."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from reception_desk import MAI_CARD, NEW_CARD, Counter
from staff import CLERK, MORNING

from desk_app.domain.codes import group_digits
from desk_app.domain.procedures import ChannelKind
from desk_app.models.store import Store
from desk_app.ui.widgets.buttons import PlainButton

EMPLOYEE, OTHER_CARD = "0214", "001097000456||Lê Thị Hạnh|07081997|Nữ|Thôn 2, xã Hòa Bình Trung|15082024||||"


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def _begin(counter: Counter, *procedures: str) -> None:
    counter.type(f"{procedures[0]}⏎{EMPLOYEE}⏎")
    counter.control("T")
    counter.f9()
    for procedure in procedures[1:]:
        counter.type(f"{procedure}⏎")
        counter.f9()


def _codes(counter: Counter) -> list[str]:
    return [form for _of, form in counter.tray.papers]


def test_the_button_ends_a_lot_with_one_slip_and_the_list(counter: Counter) -> None:
    _begin(counter, "2", "4")
    button = counter.page.parked_row.end
    assert isinstance(button, PlainButton)
    assert button.isVisible()
    button.click()
    counter.settle()
    assert [form for _session, form in counter.tray.sessions] == ["receipt_several", "reception_list"]
    assert not counter.tray.papers
    assert "2 hồ sơ" in counter.said()


def test_single_slips_may_be_asked_for_in_their_place(counter: Counter) -> None:
    _begin(counter, "2", "4")
    counter.page.parked_row.single.click()
    counter.settle()
    assert _codes(counter) == ["receipt", "receipt"]
    assert not counter.tray.sessions


def test_a_lot_of_one_dossier_gets_that_dossiers_own_slip(counter: Counter) -> None:
    _begin(counter, "2")
    counter.page.lots.end()
    counter.settle()
    assert _codes(counter) == ["receipt"]
    assert not counter.tray.sessions


def test_an_empty_lot_prints_nothing_and_says_so(counter: Counter) -> None:
    counter.type(f"2⏎{EMPLOYEE}⏎")
    counter.control("T")
    counter.page.lots.end()
    counter.settle()
    assert not counter.tray.papers
    assert not counter.tray.sessions
    assert "chưa có hồ sơ nào" in counter.said()
    assert counter.page.gather().procedure, "what was typed stays"


@pytest.mark.parametrize("way", ["Ctrl+N", "change", "card"])
def test_no_way_out_of_a_lot_forgets_its_papers(counter: Counter, way: str) -> None:
    _begin(counter, "2", "4")
    if way == "Ctrl+N":
        counter.control("N")
    elif way == "change":
        counter.page.person.change.click()
    else:
        counter.scan(NEW_CARD)
    counter.settle()
    assert len(counter.tray.sessions) == 2
    assert counter.page.gather().session is None, "the next person begins none of the lot before"


def test_a_post_office_employee_hands_in_for_owners_that_are_scanned(counter: Counter) -> None:
    counter.type(f"2⏎{EMPLOYEE}⏎")
    counter.page.procedure.channel.set_value(ChannelKind.POST)
    counter.page.procedure.edited.emit()
    counter.control("T")
    counter.scan(MAI_CARD)
    counter.f9()
    counter.type("2⏎")
    counter.scan(OTHER_CARD)
    counter.f9()
    second = counter.last_dossier().reception
    assert second is not None
    assert [owner.name for owner in second.owners] == ["Lê Thị Hạnh"], "the owner before is not this dossier's"
    assert second.submitter.name != "Lê Thị Hạnh"
    assert second.channel is ChannelKind.POST
    counter.type("2⏎")
    counter.f9()
    assert "chủ hồ sơ" in counter.said(), "the third owner is still to be scanned"
    counter.page.lots.end()
    counter.settle()
    with counter.store.reading() as rd:
        assert second.session is not None
        assert len(rd.dossiers.of_session(second.session)) == 2
    assert [form for _session, form in counter.tray.sessions] == ["receipt_several", "reception_list"]


def test_a_narrow_window_keeps_the_date_of_what_is_typed_in_sight_during_a_lot(counter: Counter) -> None:
    counter.window.resize(1000, 697)
    _begin(counter, "4")
    done = counter.page.previous
    assert done is not None
    assert counter.page.bar.date.text() == group_digits(done.code)
    counter.type("2⏎")
    assert counter.page.bar.date.text() == "27/08/2026 17:00"
    counter.control("I")
    assert not counter.page.side.previous.isVisible(), "there is room for one of the two"
