"""Bodies erased by law without a gap; other desks' events taken in as they came, once."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from builders import CLERK, NOW, a_person, new_store, register
from sqlalchemy import text

from desk_app.domain.envelope import exact_json
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Authority, Erased, ErasedBody, HandedOver, Noted, Received, body_text
from desk_app.models.log_reading import stored_lines
from desk_app.models.store import Store
from desk_app.models.verification import verify

BY_LAW = Authority(role="supervisor", reason="Công dân yêu cầu xóa")


def lines_of(store: Store) -> list[tuple[str, str | None]]:
    with store.reading() as reading:
        return list(stored_lines(reading.connection, reading.identity().stream))


def absorb_all(store: Store, lines: list[tuple[str, str | None]]) -> list[bool]:
    with store.transaction(NOW + timedelta(hours=1), "sync") as tx:
        return [tx.absorb(*line) for line in lines]


def erase(store: Store, dossier: UUID, *, role: str = "supervisor") -> UUID:
    with store.transaction(NOW + timedelta(days=1), "truongbophan") as tx:
        (received,) = [e for e in tx.dossiers.events_of(dossier) if e.envelope.kind == "Received"]
        assert isinstance(received.body, Received)
        nobody = a_person("Đã xóa theo luật", "", "")
        kept = received.body.model_copy(
            update={"reception": received.body.reception.model_copy(update={"submitter": nobody, "owners": (nobody,)})}
        )
        named = ErasedBody(event_id=received.envelope.event_id, kept=body_text(kept))
        authority = BY_LAW.model_copy(update={"role": role})
        tx.record(dossier, Erased(bodies=(named,), legal_basis="Luật 91/2025/QH15", authority=authority))
    return received.envelope.event_id


@pytest.fixture
def other(tmp_path: Path) -> Store:
    return new_store(tmp_path / "quay-2", desk_id="Q2")


def test_an_erased_person_is_gone_and_the_chain_is_whole(store: Store) -> None:
    registered = register(store)
    erase(store, registered.id)
    with store.reading() as reading:
        assert reading.dossiers.search("tran thi mai") == []
        assert reading.people.search("1212") == []
        dossier = reading.dossiers.by_code(registered.code)
        assert dossier is not None
        assert dossier.erased
        assert dossier.owners[0].name == "Đã xóa theo luật"
        everything = reading.connection.execute(
            text("SELECT group_concat(body) FROM event_bodies UNION SELECT group_concat(folded) FROM folded_dossiers")
        )
        assert not any("TRẦN THỊ MAI" in (words or "") for words in everything.scalars())
    assert verify(store).ok


def test_a_clerk_cannot_erase(store: Store) -> None:
    registered = register(store)
    erase(store, registered.id, role="clerk")
    with store.reading() as reading:
        assert [line.owner_name for line in reading.dossiers.search("tran thi mai")] == ["TRẦN THỊ MAI"]
    assert verify(store).ok


def test_an_erasure_reaches_no_other_dossier(store: Store) -> None:
    mine, theirs = register(store), register(store)
    with store.transaction(NOW, CLERK) as tx:
        target = tx.dossiers.events_of(theirs.id)[0].envelope.event_id
        named = ErasedBody(event_id=target, kept="{}")
        tx.record(mine.id, Erased(bodies=(named,), legal_basis="Luật", authority=BY_LAW))
    with store.reading() as reading:
        assert reading.dossiers.events_of(theirs.id)[0].body is not None
    assert verify(store).ok


def test_an_erased_body_stays_erased(store: Store) -> None:
    registered = register(store)
    event_id = erase(store, registered.id)
    with pytest.raises(Exception, match="stays erased"), store.writer.begin() as connection:
        connection.execute(text("INSERT INTO event_bodies VALUES (:id, '{}')"), {"id": str(event_id)})


def test_another_desks_dossier_is_the_same_here(store: Store, other: Store) -> None:
    registered = register(other)
    with other.transaction(NOW, CLERK) as tx:
        tx.record(registered.id, HandedOver(unit="Tư pháp", handed_at=NOW))
    assert absorb_all(store, lines_of(other)) == [True, True, True]
    with store.reading() as here, other.reading() as there:
        assert here.dossiers.by_code(registered.code) == there.dossiers.by_code(registered.code)
        line = here.dossiers.line(registered.id)
        assert line is not None
        assert not line.own
    assert verify(store).ok
    other.close()


def test_a_resent_batch_changes_nothing(store: Store, other: Store) -> None:
    register(other)
    lines = lines_of(other)
    absorb_all(store, lines)
    before = store.identity(), lines_of(store)
    assert absorb_all(store, lines) == [False, False]
    assert (store.identity(), lines_of(store)) == before
    other.close()


def test_two_desks_may_have_printed_the_same_code(store: Store, other: Store) -> None:
    mine, theirs = register(store), register(other)
    assert mine.code == theirs.code
    absorb_all(store, lines_of(other))
    with store.reading() as reading:
        assert reading.dossiers.by_code(mine.code).id == mine.id  # type: ignore[union-attr]
        assert {line.id for line in reading.dossiers.search(mine.code)} == {mine.id, theirs.id}
    assert verify(store).ok
    other.close()


def test_other_bytes_under_the_same_id_are_a_fork(store: Store, other: Store) -> None:
    register(other)
    lines = lines_of(other)
    absorb_all(store, lines)
    forged = lines[1][0].replace('"actor":"canbo"', '"actor":"khac"')
    with pytest.raises(DeskError) as refused:
        absorb_all(store, [(forged, lines[1][1])])
    assert refused.value.code == "event_fork"
    other.close()


def test_a_gap_and_a_damaged_line_are_refused(store: Store, other: Store) -> None:
    register(other)
    register(other)
    lines = lines_of(other)
    for wrong, code in (
        ([lines[0], lines[2]], "event_gap"),
        ([(lines[0][0], "{}")], "event_damaged"),
        ([("{}", None)], "event_damaged"),
    ):
        with pytest.raises(DeskError) as refused:
            absorb_all(store, wrong)  # type: ignore[arg-type]
        assert refused.value.code == code
    assert verify(store).events == 1
    other.close()


def test_an_event_on_our_own_stream_from_elsewhere_is_a_fork(store: Store) -> None:
    import json

    register(store)
    envelope = json.loads(lines_of(store)[-1][0])
    with store.reading() as reading:
        _, head = reading.stream_heads()[reading.identity().stream]
    envelope |= {"event_id": str(UUID(int=5)), "seq": 3, "prev_hash": head}
    with pytest.raises(DeskError) as refused:
        absorb_all(store, [(exact_json(envelope), None)])
    assert refused.value.code == "event_fork"


def test_events_of_a_newer_program_are_kept_and_not_folded(store: Store, other: Store) -> None:
    import json

    registered = register(other)
    lines = lines_of(other)
    envelope = json.loads(lines[1][0]) | {"kind": "Teleported", "v": 1}
    absorb_all(store, [lines[0], (exact_json(envelope), lines[1][1])])
    with store.reading() as reading:
        dossier = reading.dossiers.by_id(registered.id)
    assert dossier is not None
    assert dossier.code == ""
    assert dossier.timeline[0].has_effect is False
    assert verify(store).ok
    other.close()


def test_a_clock_a_day_ahead_is_stored_and_not_taken_over(store: Store, tmp_path: Path) -> None:
    with new_store(tmp_path / "quay-3", desk_id="Q3", now=NOW + timedelta(days=3)) as ahead:
        register(ahead, NOW + timedelta(days=3))
        before = store.identity().clock
        absorb_all(store, lines_of(ahead))
    assert store.identity().clock == before
    mine = register(store, NOW + timedelta(hours=1))
    with store.reading() as reading:
        stamps = [event.envelope.hlc for event in reading.dossiers.events_of(mine.id)]
    assert all(stamp < (int((NOW + timedelta(hours=2)).timestamp() * 1000) << 16) for stamp in stamps)


def test_an_erasure_that_comes_first_keeps_the_late_body_out(store: Store, other: Store) -> None:
    registered = register(store)
    absorb_all(other, lines_of(store))
    with other.transaction(NOW + timedelta(minutes=2), CLERK) as tx:
        tx.record(registered.id, Noted(text="đã gọi điện"))
    erased_id = erase(other, registered.id)
    late = new_store(other.folder.parent / "quay-4", desk_id="Q4")
    absorb_all(late, lines_of(other))
    absorb_all(late, lines_of(store))
    with late.reading() as reading:
        held = reading.connection.execute(
            text("SELECT count(*) FROM event_bodies WHERE event_id = :id"), {"id": str(erased_id)}
        )
        assert held.scalar() == 0
        assert reading.people.search("1212") == []
    assert verify(late).ok
    late.close()
    other.close()
