"""What must be true at every end when all is said: the same dossiers, each event once, nothing lost."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from province import EnrolledDesk, Province

from desk_app.models.verification import verify


def check_ends(province: Province, desks: Sequence[EnrolledDesk], written: Iterable[UUID]) -> None:
    """Check the server and the desks of an office that have nothing left to say.

    written: events a desk once said were stored. Flags are part of a folded dossier, so they are compared with it.
    """
    at_server = province.dossiers()
    for desk in desks:
        assert desk.dossiers() == at_server, desk.name
        found = verify(desk.store)
        assert found.ok, found.problems
        with desk.store.reading() as rd:
            assert rd.sync.queued().count == 0
    stored = province.rows(
        "SELECT position, event_id, hash FROM events UNION ALL SELECT position, event_id, hash FROM forks"
    )
    assert sorted(row.position for row in stored) == list(range(1, len(stored) + 1))
    assert len({row.hash for row in stored}) == len(stored)
    assert set(written) <= {row.event_id for row in stored}
