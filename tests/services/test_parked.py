"""Parked and half-typed pages: each clerk's own, never in neither place, gone once taken back."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store, open_store
from desk_app.services.parked import discard, keep_page, kept_page, park, parked_pages, take_back

LATER = MORNING + timedelta(minutes=5)


def test_the_half_typed_page_is_one_per_clerk_and_survives_a_restart(store_folder: Path) -> None:
    store = open_store(store_folder, now=MORNING)
    keep_page(store, CLERK, {"procedure": "1"}, MORNING)
    keep_page(store, CLERK, {"procedure": "2"}, LATER)
    keep_page(store, SUPERVISOR, {"procedure": "3"}, LATER)
    store.close()
    store = open_store(store_folder, now=LATER)
    assert kept_page(store, CLERK) == {"procedure": "2"}
    assert kept_page(store, SUPERVISOR) == {"procedure": "3"}
    keep_page(store, CLERK, None, LATER)
    assert kept_page(store, CLERK) is None
    assert kept_page(store, SUPERVISOR) is not None
    store.close()


def test_parking_empties_the_page_and_taking_back_fills_it(store: Store) -> None:
    keep_page(store, CLERK, {"name": "Hoa"}, MORNING)
    first = park(store, CLERK, {"name": "Hoa"}, "Bà Hoa", MORNING)
    assert kept_page(store, CLERK) is None
    second = park(store, CLERK, {"name": "Tý"}, "Ông Tý", LATER)
    assert [page.label for page in parked_pages(store, CLERK)] == ["Bà Hoa", "Ông Tý"]
    assert take_back(store, CLERK, first.id, LATER) == {"name": "Hoa"}
    assert kept_page(store, CLERK) == {"name": "Hoa"}, "a power cut now loses nothing"
    assert [page.id for page in parked_pages(store, CLERK)] == [second.id]


def test_a_page_taken_back_elsewhere_says_so(store: Store) -> None:
    parked = park(store, CLERK, {"name": "Hoa"}, "Bà Hoa", MORNING)
    take_back(store, CLERK, parked.id, LATER)
    with pytest.raises(DeskError, match="không còn"):
        take_back(store, CLERK, parked.id, LATER)
    with pytest.raises(DeskError, match="không còn"):
        take_back(store, CLERK, uuid4(), LATER)


def test_clerks_see_their_own_parked_pages_and_may_throw_them_away(store: Store) -> None:
    mine = park(store, CLERK, {}, "của tôi", MORNING)
    park(store, SUPERVISOR, {}, "của trưởng bộ phận", MORNING)
    assert [page.label for page in parked_pages(store, CLERK)] == ["của tôi"]
    discard(store, CLERK, mine.id, LATER)
    assert not parked_pages(store, CLERK)
    assert len(parked_pages(store, SUPERVISOR)) == 1
