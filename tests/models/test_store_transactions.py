"""One write transaction: all or nothing, durable, and the log that nothing can change."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from builders import AGENCY, CLERK, NOW, OFFICE, a_reception, receive, register, register_many
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from desk_app.domain.envelope import GENESIS
from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, Noted, Received, StreamBegan
from desk_app.domain.fold import fold
from desk_app.domain.states import State
from desk_app.models.event_log import MOST_BODY_BYTES, uuid7
from desk_app.models.log_reading import bodies
from desk_app.models.store import Store, open_store
from desk_app.models.verification import verify
from desk_app.sync.limits import MAX_LINE_BYTES


class Boom(Exception):
    pass


def tables_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.readers.connect() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in names
            if "_search" not in name
        }


def test_an_exception_after_the_second_statement_leaves_nothing(store: Store) -> None:
    before = tables_of(store)
    with pytest.raises(Boom), store.writer.begin() as connection:
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('one', '1')"))
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('two', '2')"))
        raise Boom
    assert tables_of(store) == before


def test_an_exception_after_a_registration_leaves_nothing(store: Store) -> None:
    register(store)
    before = tables_of(store)
    with pytest.raises(Boom), store.transaction(NOW, CLERK) as tx:
        registered = receive(tx, request_id="r-1")
        tx.settings.set("office.name", "Xã Hòa Bình")
        assert tx.dossier(registered.id).code == registered.code
        raise Boom
    assert tables_of(store) == before
    assert verify(store).ok


def test_a_dossier_asked_for_between_its_first_events_is_folded_from_all_of_them(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        made = tx.new_id()
        tx.record(made, Received(reception=a_reception("H29.32.10-260720-0001")))
        assert tx.dossier(made).state is State.RECEIVED
        tx.record(made, Noted(text="Gọi trước khi trả"))
        assert tx.dossier(made).notes
        tx.record(made, Noted(text="Đã gọi"))
    with store.reading() as rd:
        kept = rd.dossiers.by_id(made)
        assert kept == fold(rd.dossiers.events_of(made))
        assert kept is not None
        assert len(kept.notes) == 2
    assert verify(store).ok


def test_a_setting_read_before_it_is_set_is_read_anew(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        before = tx.settings.get("tried", "never")
        tx.settings.set("tried", "once")
        assert (before, tx.settings.get("tried")) == ("never", "once")


def test_a_failure_while_folding_leaves_nothing(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        tx.connection.exec_driver_sql(
            "CREATE TRIGGER no_more BEFORE INSERT ON dossiers BEGIN SELECT RAISE(ABORT, 'no more'); END"
        )
    before = tables_of(store)
    with pytest.raises(IntegrityError), store.transaction(NOW, CLERK) as tx:
        tx.record(uuid4(), Received(reception=a_reception(registered.code)))
    assert tables_of(store) == before


def test_what_would_be_too_large_for_the_wire_is_refused_before_it_is_written(store: Store) -> None:
    registered = register(store)
    before = tables_of(store)
    with pytest.raises(DeskError, match="quá lớn") as refused, store.transaction(NOW, CLERK) as tx:
        tx.record(registered.id, Noted.model_construct(text="ữ" * (MOST_BODY_BYTES // 3)))
    assert refused.value.code == "event_too_large"
    assert tables_of(store) == before
    assert MOST_BODY_BYTES < MAX_LINE_BYTES * 0.6
    with store.transaction(NOW, CLERK) as tx:
        tx.record(registered.id, Noted.model_construct(text="a" * (MOST_BODY_BYTES - 1000)))


def test_a_registration_stands_when_the_transaction_has_ended(store: Store) -> None:
    registered = register(store, request_id="phone-7")
    with store.reading() as reading:
        dossier = reading.dossiers.by_code(registered.code.lower())
        assert dossier is not None
        assert (dossier.id, dossier.state, dossier.received_actor) == (registered.id, State.RECEIVED, CLERK)
        assert reading.requests.dossier_of("phone-7") == registered.id
        assert fold(reading.dossiers.events_of(registered.id)) == dossier
        line = reading.dossiers.line(registered.id)
        assert line is not None
        assert line.own
        assert line.due_at == dossier.due_at


def test_seq_is_dense_and_each_event_names_the_one_before(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        first = tx.record(registered.id, HandedOver(unit="Tư pháp - Hộ tịch", handed_at=NOW))
        second = tx.record(registered.id, Noted(text="đã gọi điện"))
    assert (first.envelope.seq, second.envelope.seq) == (3, 4)
    assert first.envelope.prev_hash != second.envelope.prev_hash != GENESIS
    assert first.envelope.hlc < second.envelope.hlc
    assert first.body is not None
    assert second.body is not None
    assert len(first.body.salt) == 32
    assert first.body.salt != second.body.salt
    with store.reading() as reading:
        seq, _ = reading.stream_heads()[reading.identity().stream]
        assert seq == 4
        assert reading.dossiers.by_id(registered.id).unit == "Tư pháp - Hộ tịch"  # type: ignore[union-attr]


def test_the_clock_never_goes_back(store: Store) -> None:
    first = register(store, NOW)
    second = register(store, NOW - timedelta(hours=3))
    with store.reading() as reading:
        stamps = [reading.dossiers.events_of(one.id)[0].envelope.hlc for one in (first, second)]
    assert stamps[0] < stamps[1]


def test_the_first_event_of_a_store_begins_its_stream(store: Store) -> None:
    with store.reading() as reading:
        (began,) = reading.office_events()
    assert isinstance(began.body, StreamBegan)
    assert (began.envelope.subject, began.envelope.seq, began.body.parent) == (OFFICE, 1, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'khac'",
        "UPDATE events SET event_id = event_id",
        "DELETE FROM events",
        "REPLACE INTO events SELECT * FROM events",
        "INSERT OR REPLACE INTO events SELECT * FROM events LIMIT 1",
        "UPDATE event_bodies SET body = '{}'",
        "DELETE FROM event_bodies",
        "REPLACE INTO event_bodies SELECT event_id, '{}' FROM event_bodies",
        "UPDATE request_ids SET dossier = 'x'",
        "DELETE FROM request_ids",
        "REPLACE INTO request_ids SELECT request_id, 'x' FROM request_ids",
        "INSERT INTO erasures SELECT event_id, event_id FROM events",
    ],
)
def test_what_is_written_cannot_be_changed(store: Store, statement: str) -> None:
    register(store, request_id="r-1")
    before = tables_of(store)
    with pytest.raises(DBAPIError, match=r"append-only|Erased event"), store.writer.begin() as connection:
        connection.execute(text(statement))
    assert tables_of(store) == before


def test_a_replaced_event_fails_also_on_its_place_in_the_stream(store: Store) -> None:
    register(store)
    with store.readers.connect() as connection:
        row = dict(connection.execute(text("SELECT * FROM events LIMIT 1")).mappings().one())
    with pytest.raises(DBAPIError, match="append-only"), store.writer.begin() as connection:
        columns = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        statement = text(f"REPLACE INTO events ({columns}) VALUES ({values})")
        connection.execute(statement, {**row, "event_id": str(uuid4())})


def test_a_body_needs_its_event(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writer.begin() as connection:
        connection.execute(insert(bodies), {"event_id": uuid4(), "body": "{}"})


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(DeskError) as refused, store.reading() as reading:
        reading.connection.execute(text("DELETE FROM settings"))
    assert refused.value.code == "store_read_only"


def test_a_snapshot_does_not_see_what_came_after_it(store: Store) -> None:
    with store.reading() as reading:
        assert reading.dossiers.count() == 0
        register(store)
        assert reading.dossiers.count() == 0
    with store.reading() as reading:
        assert reading.dossiers.count() == 1


def test_threads_write_one_after_another(store: Store) -> None:
    threads = [threading.Thread(target=register_many, args=(store, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as reading:
        codes = [line.code for line in reading.dossiers.page().lines]
    assert len(set(codes)) == len(codes) == 20
    assert verify(store).ok


def test_a_transaction_inside_another_is_a_bug(store: Store) -> None:
    with store.transaction(NOW, CLERK), pytest.raises(RuntimeError), store.transaction(NOW, CLERK):
        pass


def test_a_request_is_registered_once(store: Store) -> None:
    first = register(store, request_id="r-1")
    with pytest.raises(IntegrityError):
        register(store, request_id="r-1")
    with store.reading() as reading:
        assert reading.requests.dossier_of("r-1") == first.id
        assert reading.numbers.highest_used(AGENCY, NOW.date()) == 1


def test_identifiers_are_ordered_by_time() -> None:
    ids = [uuid7(NOW + timedelta(milliseconds=ms)) for ms in range(50)]
    assert ids == sorted(ids)
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in ids)


def test_rows_of_another_fold_are_folded_again_on_opening(store: Store) -> None:
    registered = register(store)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE dossiers SET summary = 'cũ'"))
        connection.execute(text("UPDATE folded_dossiers SET folded = '{}'"))
        connection.execute(text("UPDATE store SET projections = 0"))
    store.close()
    with pytest.raises(DeskError) as refused:
        open_store(store.folder, write=False, now=NOW)
    assert refused.value.code == "store_older"
    told: list[tuple[int, int]] = []
    with open_store(store.folder, now=NOW, progress=lambda done, total: told.append((done, total))) as opened:
        assert told == [(0, 1), (1, 1)]
        assert verify(opened).ok
        with opened.reading() as reading:
            assert reading.dossiers.by_code(registered.code) is not None
    with open_store(store.folder, now=NOW, progress=lambda *_: pytest.fail("folded twice")):
        pass


def test_going_through_all_dossiers_again_begins_anew_after_it_broke_off(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_many(store, 3)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE dossiers SET summary = 'cũ'"))
        connection.execute(text("UPDATE store SET projections = 0"))
    store.close()
    monkeypatch.setattr("desk_app.models.store._REFOLDED_AT_ONCE", 1)

    def power_cut(done: int, _total: int) -> None:
        if done == 2:
            raise Boom

    with pytest.raises(Boom):
        open_store(store.folder, now=NOW, progress=power_cut)
    with open_store(store.folder, now=NOW) as opened:
        assert verify(opened).ok


@pytest.mark.parametrize("year", [1970, 1999, 2200, 9999])
def test_a_clock_that_shows_no_year_of_ours_writes_nothing(store: Store, year: int) -> None:
    before = tables_of(store)
    with pytest.raises(DeskError) as refused, store.transaction(NOW.replace(year=year), CLERK):
        pass
    assert refused.value.code == "clock_absurd"
    assert tables_of(store) == before
