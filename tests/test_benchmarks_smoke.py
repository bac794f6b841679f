"""The speed table's own promises, on stores too small to time: every figure has a floor that did the same work."""

from pathlib import Path

import pytest

from benchmarks import book, lists, registration, report06a, search, slip, stores
from benchmarks.__main__ import table_line
from benchmarks.measure import Figure
from desk_app.models.store import open_store
from desk_app.models.verification import verify
from tools.many_dossiers import many_dossiers


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    figure = Figure("x", (2.0, 3.0, 10.0), (1.0, 2.0, 2.0), aim=2)
    assert figure.ratios == (1.5, 2.0, 5.0)
    assert figure.reached
    assert "2.00 (1.50–5.00)" in table_line(figure)


def test_many_dossiers_make_a_store_that_verifies_clean_and_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "KEPT", tmp_path)
    now = many_dossiers(tmp_path / "many", 250)
    with open_store(tmp_path / "many", now=now) as store:
        found = verify(store)
        assert found.ok, found.problems
        assert found.dossiers == 250
    figures = [
        *search.of_store(tmp_path / "many", "250", rounds=1),
        *lists.of_store(tmp_path / "many", "250", rounds=1),
        *report06a.of_store(tmp_path / "many", "250", rounds=1),
        *book.of_store(tmp_path / "many", few=5, many=20, rounds=1),
    ]
    assert all(figure.floor[0] > 0 for figure in figures)


def test_registration_and_its_floor_write_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "KEPT", tmp_path)
    assert next(figure.name for figure in registration.figures(rounds=1, a_round=3)) == "durable registration"


def test_the_bare_canvas_draws_the_very_strokes_of_the_slip() -> None:
    assert [len(figure.ours) for figure in slip.figures(rounds=1)] == [1, 1]
