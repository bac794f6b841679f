"""Lists of a big store: every filter that leaves many is read in its order, never sorted or searched through."""

from datetime import timedelta
from typing import Any

import pytest
from builders import NOW
from sqlalchemy import event

from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, Order
from desk_app.models.store import Store

BEHIND = {Order.NEWEST: ("2026-01-01T00:00:00.000000Z", 5), Order.DUE_FIRST: ("2026-01-01T00:00:00.000000Z", 5)}


def plans_of(store: Store, wanted: DossierFilter) -> list[str]:
    """Return how SQLite reads the first page of a list and one behind it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(store.readers, "before_cursor_execute", note)
    with store.reading() as reading:
        for after in (None, BEHIND[wanted.order]):
            reading.dossiers.page(wanted, after=after)
    event.remove(store.readers, "before_cursor_execute", note)
    with store.readers.connect() as connection:
        return [
            "; ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
            for statement, values in asked
        ]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (DossierFilter(), "listed_at_row"),
        (DossierFilter(voided=None), "listed_at_row"),
        (DossierFilter(voided=True), "voided"),
        (DossierFilter(voided=None, flagged=True), "flagged"),
        (DossierFilter(states=frozenset({State.RECEIVED})), "state_listed_at_row"),
        (DossierFilter(states=frozenset({State.RECEIVED}), order=Order.DUE_FIRST), "state_due_key_row"),
        (DossierFilter(open=True, order=Order.DUE_FIRST), "open_due"),
        (DossierFilter(received_actor="canbo"), "received_actor_listed_at_row"),
        (
            DossierFilter(received_actor="canbo", listed_from=NOW, listed_before=NOW + timedelta(days=1)),
            "received_actor_listed_at_row",
        ),
        (DossierFilter(fields=frozenset({"Hộ tịch"})), "field_listed_at_row"),
        (DossierFilter(channels=frozenset({"online"})), "channel_listed_at_row"),
    ],
)
def test_a_list_is_read_in_its_order(store: Store, wanted: DossierFilter, index: str) -> None:
    for plan in plans_of(store, wanted):
        assert f"USING INDEX ix_dossiers_{index}" in plan
        assert "TEMP B-TREE" not in plan
