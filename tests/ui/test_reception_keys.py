"""The tasks of the counter, by keys and scans only, counted against the keyboard map's table."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from reception_desk import MAI_CARD, NEW_CARD, Counter
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.limits import Unit
from desk_app.models.store import Store
from desk_app.services.office_layer import set_usual_papers


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def test_known_person_one_paper_same_day_takes_3_keys_with_the_card(counter: Counter) -> None:
    counter.type("2⏎")
    counter.scan(MAI_CARD)
    counter.f9()
    assert counter.keys == 3
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.procedure.code == "2.000635"
    assert reception.submitter.name == "Trần Thị Mai"
    assert reception.submitter.phone == "0999000200"
    assert reception.owners == (reception.submitter,)
    assert [(paper.original, paper.certified, paper.copy_count) for paper in reception.papers] == [(1, 0, 0)]
    assert reception.limit.unit is Unit.SAME_DAY
    assert reception.promised.due_at == datetime(2026, 8, 27, 17, 0, tzinfo=MORNING.tzinfo)
    assert [line.amount for line in reception.fees] == [Decimal(8000)]
    assert counter.tray.papers == [(counter.last_dossier().id, "receipt")]


def test_known_person_one_paper_same_day_takes_8_keys_by_last_digits(counter: Counter) -> None:
    counter.type("2⏎0200⏎")
    counter.f9()
    assert counter.keys == 8
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.submitter.id_number == "038190435641"


def test_three_documents_by_five_certified_copies_take_24_keys_and_70_000_dong(counter: Counter) -> None:
    counter.type("1⏎0214⏎")
    counter.type("1⏎2⏎5⏎")
    counter.type("2⏎1⏎⏎")
    counter.type("3⏎6⏎⏎")
    assert "70.000" in counter.page.authentication.total.text()
    counter.f9()
    assert counter.keys == 24
    reception = counter.last_dossier().reception
    assert reception is not None
    assert [(row.pages, row.copies, row.electronic) for row in reception.authenticated] == [
        (2, 5, 0),
        (1, 5, 0),
        (6, 5, 0),
    ]
    assert [row.amount for row in reception.authenticated] == [Decimal(20000), Decimal(10000), Decimal(40000)]
    assert sum(line.amount for line in reception.fees) == Decimal(70000)
    assert not reception.papers
    assert not counter.tray.papers, "certified copies are returned at once: no slip by default"


def test_new_person_by_card_with_four_papers_takes_14_keys_with_the_phone(counter: Counter) -> None:
    counter.type("3⏎")
    counter.scan(NEW_CARD)
    counter.type("0912345678⏎")
    counter.f9()
    assert counter.keys == 14
    reception = counter.last_dossier().reception
    assert reception is not None
    person = reception.submitter
    assert (person.name, person.id_number) == ("Nguyễn Văn Mới", "001095000123")
    assert (person.birth_date, person.gender) == ("1995-06-05", "male")
    assert person.phone == "0912345678"
    assert person.address == "Thôn 9, xã Hòa Bình Trung, tỉnh Hòa Giang"
    assert len(reception.papers) == 4
    assert reception.summary == "Đăng ký khai sinh"


def test_new_person_without_a_confirmed_set_takes_15_keys_with_the_phone(counter: Counter) -> None:
    set_usual_papers(counter.store, SUPERVISOR, "1.001193", (), MORNING)
    counter.type("3⏎")
    counter.scan(NEW_CARD)
    counter.type("0912345678⏎")
    counter.control("D")
    counter.f9()
    assert counter.keys == 15
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.papers


def test_new_person_by_card_with_a_typed_search_takes_22_keys_at_most(counter: Counter) -> None:
    counter.type("khai sinh⏎")
    counter.scan(NEW_CARD)
    counter.type("0912345678⏎")
    counter.f9()
    assert counter.keys <= 22
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.procedure.code == "1.001193"


def test_after_f9_the_page_is_empty_and_the_caret_in_the_procedure_box(counter: Counter) -> None:
    counter.type("2⏎0200⏎")
    counter.f9()
    assert counter.page.gather().is_empty
    assert counter.focus is counter.page.procedure.search.edit
    assert counter.last_dossier().code in counter.said()
    assert counter.page.side.previous.isVisible()
    counter.type("2⏎0214⏎")
    assert not counter.page.side.previous.isVisible(), "the next person is here"


def test_f9_twice_within_two_seconds_is_one_registration(counter: Counter) -> None:
    counter.type("2⏎0200⏎")
    before = counter.count()
    counter.f9()
    counter.press(Qt.Key.Key_F9)
    assert counter.count() == before + 1
    assert "thiếu" not in counter.said(), "the second press did nothing at all"


def test_enter_never_registers(counter: Counter) -> None:
    before = counter.count()
    counter.type("2⏎0200⏎")
    counter.type("⏎⏎⏎⏎⏎⏎⏎⏎⏎⏎⏎")
    assert counter.count() == before


def test_the_card_may_come_first_and_offers_what_the_person_often_hands_in(counter: Counter) -> None:
    counter.scan(MAI_CARD)
    heads = [row.detail for row in counter.page.procedure.search.suggestions]
    assert any("hay làm" in detail for detail in heads)
    counter.type("2⏎")
    counter.f9()
    assert counter.keys == 3
    reception = counter.last_dossier().reception
    assert reception is not None
    assert reception.submitter.name == "Trần Thị Mai"
