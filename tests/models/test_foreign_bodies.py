"""Events of any program are stored, folded and shown: what no reader can reckon with is kept, and to be checked."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, new_store, register
from lives import steps

from desk_app.domain.envelope import GENESIS, digest, exact_json
from desk_app.domain.events import Received
from desk_app.models.log_reading import stored_lines
from desk_app.models.store import Store
from desk_app.models.verification import verify

ABSURD = {
    "nowhere on earth": "2026-03-02T08:30:00",
    "before all time": "0001-01-01T00:00:00+14:00",
    "after all time": "9999-12-31T23:59:59-12:00",
    "no moment": "hôm qua",
}


def with_moments(value: Any, moment: str) -> Any:
    """Return a body in which every moment is this one."""
    if isinstance(value, dict):
        return {name: with_moments(one, moment) for name, one in value.items()}
    if isinstance(value, list):
        return [with_moments(one, moment) for one in value]
    return moment if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value) else value


STEPS = {
    kind: body
    for kind, body in steps().items()
    if (wire := body.model_dump(mode="json")) != with_moments(wire, "") and kind != Received.KIND
}
"""Every step that says when it happened."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "quay-2", desk_id="Q2") as opened:
        yield opened


def rewritten(store: Store, kinds: Iterable[str], moment: str) -> Iterator[tuple[str, str | None]]:
    """Give a store's stream as a program would have written it whose events of some kinds bear this moment."""
    with store.reading() as reading:
        lines = list(stored_lines(reading.connection, reading.identity().stream))
    head = GENESIS
    for line, text in lines:
        envelope, body = json.loads(line), text
        if envelope["kind"] in kinds and body is not None:
            body = exact_json(with_moments(json.loads(body), moment))
        written = exact_json({**envelope, "body_digest": digest(body or ""), "prev_hash": head})
        head = digest(written)
        yield written, body


def take_in(store: Store, other: Store, kinds: Iterable[str], moment: str) -> None:
    """Take in another desk's stream, some of whose events bear a moment, and one dossier beside them."""
    beside = register(other, NOW + timedelta(minutes=30))
    with store.transaction(NOW + timedelta(hours=1), "sync") as tx:
        for line in rewritten(other, kinds, moment):
            assert tx.absorb(*line)
    with store.reading() as reading:
        assert reading.dossiers.by_id(beside.id) is not None
    assert verify(store).ok


@pytest.mark.parametrize("moment", ABSURD.values(), ids=ABSURD)
def test_no_moment_of_a_step_holds_another_dossier_back(store: Store, other: Store, moment: str) -> None:
    stepped = {}
    for kind, step in STEPS.items():
        stepped[kind] = register(other).id
        with other.transaction(NOW + timedelta(minutes=5), "canbo") as tx:
            tx.record(stepped[kind], step)
    take_in(store, other, STEPS, moment)
    for kind, dossier in stepped.items():
        with store.reading() as reading:
            found = reading.dossiers.by_id(dossier)
        assert found is not None
        if moment == ABSURD["nowhere on earth"]:
            assert [flag.kind for flag in found.open_flags] == [kind]


@pytest.mark.parametrize("moment", ABSURD.values(), ids=ABSURD)
def test_no_moment_of_a_reception_holds_another_dossier_back(store: Store, other: Store, moment: str) -> None:
    dossier = register(other).id
    take_in(store, other, {Received.KIND}, moment)
    with store.reading() as reading:
        assert reading.dossiers.by_id(dossier) is not None
