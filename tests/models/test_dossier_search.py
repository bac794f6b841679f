"""Search as typed finds the same dossiers in the same order as the index asked twice, with the marks and without."""

import unicodedata
from datetime import timedelta

import pytest
from builders import NOW, a_person, register
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.domain.states import State
from desk_app.domain.text import fold
from desk_app.models.connection import READERS
from desk_app.models.queries.dossier_line import COLUMNS
from desk_app.models.queries.full_text import folded_match, marked_match
from desk_app.models.store import Store

NAMES = (
    "NGUYỄN THỊ HÒA", "NGUYEN THI HOA", "Nguyễn Thị Hoà", "NGUYỄN THỊ HOA", "NGUYÊN THI HOẠ", "NGUYỄN THỊ HOÀN",
    "GIÀNG ĐỨC KHÁNH", "GIANG DUC KHANH", "Giàng Đức Khánh An", "GIÀNG ĐỨC KHANH", "LÝ NGỌC THÚY", "LÝ NGỌC THUÝ",
    "LY NGOC THUY", "LÝ NGỌC THÚ", "LÝ NGỌC THUẦN", "TRẦN-LÊ THỊ MAI", "TRAN LE THI MAI", "ĐỖ Ê BAN", "DO E BAN",
)  # fmt: skip


@pytest.fixture
def crowd(store: Store) -> Store:
    """Everybody twice: somebody who is written without marks may be older or newer."""
    for place, name in enumerate(NAMES * 2):
        person = a_person(name, f"0381900{place:05d}", f"09120{place:05d}")
        register(store, NOW + timedelta(minutes=place), submitter=person, owners=(person,))
    return store


def asked_twice(store: Store, typed: str, limit: int) -> list[int]:
    """Return the rows as the index alone tells: those with the marks typed, then the rest, each newest first."""
    rows: list[int] = []
    marked, folded = marked_match(typed), folded_match(typed)
    with store.reading() as rd:
        for match in (f"marked : ({marked})" if marked else "", f"folded : ({folded})" if folded else ""):
            found = rd.connection.exec_driver_sql(
                "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC", (match or '""',)
            )
            rows += [row for (row,) in found if row not in rows]
    return rows[:limit]


@st.composite
def typed_names(draw: st.DrawFn) -> str:
    """Return some words of a name as they are typed: begun, in any case, in NFC or not, marks left out or not."""
    words = draw(st.sampled_from(NAMES)).split()
    kept = [word[: draw(st.integers(1, len(word)))] if draw(st.booleans()) else word for word in words]
    text = " ".join(draw(st.permutations(kept))[: draw(st.integers(1, 4))])
    if draw(st.booleans()):
        text = text.lower()
    if draw(st.booleans()):
        text = unicodedata.normalize("NFD", text)
    return fold(text) if draw(st.integers(0, 4)) == 0 else text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=typed_names(), limit=st.sampled_from((2, 4, 50)))
def test_search_shows_what_the_index_tells_in_its_order(crowd: Store, typed: str, limit: int) -> None:
    with crowd.reading() as rd:
        assert [line.row for line in rd.dossiers.search(typed, limit)] == asked_twice(crowd, typed, limit)


def test_every_full_name_is_shown_as_the_index_tells(crowd: Store) -> None:
    for name in NAMES:
        for limit in (1, 2, 50):
            with crowd.reading() as rd:
                found = [line.row for line in rd.dossiers.search(name.lower(), limit)]
            assert found == asked_twice(crowd, name.lower(), limit)


def test_a_line_reads_each_value_of_its_row(store: Store) -> None:
    registered = register(store)
    with store.reading() as rd:
        line = rd.dossiers.line(registered.id)
        dossier = rd.dossiers.by_id(registered.id)
    assert line is not None
    assert dossier is not None
    assert (line.id, line.code, line.state) == (dossier.id, dossier.code, State.RECEIVED)
    assert (line.own, line.open, line.voided, line.priority) == (True, True, False, False)
    assert line.received_at == NOW
    assert line.due_at == dossier.due_at
    assert (line.session, line.finished_at, line.external_code) == (None, None, None)
    assert len(line) == len(COLUMNS)


def test_a_snapshot_that_failed_is_not_used_again(store: Store) -> None:
    register(store)
    for _ in range(READERS * 3):
        with pytest.raises(ZeroDivisionError), store.reading() as rd:
            rd.dossiers.count()
            _ = 1 // 0
    with store.reading() as outer, store.reading() as inner:
        assert (outer.dossiers.count(), inner.dossiers.count()) == (1, 1)
        register(store, NOW + timedelta(minutes=1))
        assert (outer.dossiers.count(), inner.dossiers.count()) == (1, 1)
    with store.reading() as rd:
        assert rd.dossiers.count() == 2
