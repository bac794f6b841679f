"""Lists by key, search as typed, people of earlier dossiers, what is still open of somebody."""

from datetime import timedelta

import pytest
from builders import CLERK, NOW, a_person, a_snapshot, receive, register, register_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.domain.events import Authority, Corrected, FieldChange, HandedOver, ResultReady, Reversed, Stopped
from desk_app.domain.events.reception import Priority
from desk_app.domain.limits import parse_limit
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, Order
from desk_app.models.store import Store

HOA = a_person("NGUYỄN THỊ HÒA", "038190001299", "0912000345")
HOA_PLAIN = a_person("NGUYEN THI HOA", "038190001300", "0912000346")


def found(store: Store, typed: str) -> list[str]:
    with store.reading() as reading:
        return [line.owner_name for line in reading.dossiers.search(typed)]


def test_pages_follow_one_another_without_gap_or_repeat(store: Store) -> None:
    registered = register_many(store, 23)
    for order, expected in ((Order.NEWEST, registered[::-1]), (Order.DUE_FIRST, registered)):
        seen, after = [], None
        with store.reading() as reading:
            while True:
                page = reading.dossiers.page(DossierFilter(order=order), after=after, limit=5)
                seen += [line.code for line in page.lines]
                after = page.next_key
                if after is None:
                    break
            assert seen == [one.code for one in expected]
            assert reading.dossiers.count() == 23


def test_pages_do_not_shift_when_dossiers_are_added(store: Store) -> None:
    registered = register_many(store, 6)
    with store.reading() as reading:
        first = reading.dossiers.page(limit=3)
    register(store, NOW + timedelta(days=1))
    with store.reading() as reading:
        second = reading.dossiers.page(after=first.next_key, limit=3)
    assert [line.code for line in (*first.lines, *second.lines)] == [one.code for one in registered[::-1]]


def test_dossiers_without_a_date_stand_last_by_urgency(store: Store) -> None:
    from desk_app.domain.appointment import DeadlineRules
    from desk_app.domain.calendar import OfficeCalendar
    from desk_app.domain.deadline import appointment

    limit = parse_limit("none")
    undated = register(store, limit=limit, promised=appointment(NOW, limit, OfficeCalendar(), DeadlineRules()))
    dated = register(store, NOW + timedelta(minutes=1))
    with store.reading() as reading:
        lines = reading.dossiers.page(DossierFilter(order=Order.DUE_FIRST)).lines
    assert [line.code for line in lines] == [dated.code, undated.code]
    assert lines[1].due_at is None


def test_filters_choose_by_state_unit_clerk_and_time(store: Store) -> None:
    first, second, third = (register(store, NOW + timedelta(days=day)) for day in range(3))
    with store.transaction(NOW + timedelta(days=3), CLERK) as tx:
        tx.record(first.id, HandedOver(unit="Tư pháp", handed_at=tx.now))
        tx.record(second.id, ResultReady(number="118", ready_at=tx.now))
    with store.reading() as reading:

        def codes(**wanted: object) -> list[str | None]:
            return [line.code for line in reading.dossiers.page(DossierFilter(**wanted)).lines]  # type: ignore[arg-type]

        assert codes(states=frozenset({State.PROCESSING})) == [first.code]
        assert codes(units=frozenset({"Tư pháp"})) == [first.code]
        assert codes(open=True) == [third.code, first.code]
        assert codes(open=False) == [second.code]
        assert codes(received_from=NOW + timedelta(days=1), received_before=NOW + timedelta(days=2)) == [second.code]
        assert codes(finished_from=NOW) == [second.code]
        assert codes(received_actor="khac") == []
        assert codes(flagged=True) == []
        assert [line.code for line in reading.dossiers.recent(CLERK, 2)] == [third.code, second.code]


def test_a_voided_dossier_leaves_lists_and_keeps_its_code(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        received = tx.dossiers.events_of(registered.id)[0].envelope.event_id
        tx.record(registered.id, Reversed(target=received, authority=Authority(role="clerk", reason="nhầm")))
    following = register(store)
    with store.reading() as reading:
        assert [line.code for line in reading.dossiers.page().lines] == [following.code]
        assert reading.dossiers.count(DossierFilter(voided=True)) == 1
        assert reading.dossiers.by_code(registered.code).voided  # type: ignore[union-attr]


def test_a_flagged_dossier_stands_on_the_list_to_check(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        change = FieldChange(field="summary", old="không phải thế", new="khác")
        tx.record(registered.id, Corrected(changes=(change,), authority=Authority(role="supervisor", reason="nhầm")))
    with store.reading() as reading:
        (line,) = reading.dossiers.page(DossierFilter(flagged=True)).lines
    assert line.open_flags == 1


@pytest.mark.parametrize("typed", ["nguyen thi hoa", "NGUYỄN", "thi hoa", "hoà", "hòa ngu", "1299", "0345", "90001299"])
def test_a_person_is_found_with_marks_or_none_by_words_and_last_digits(store: Store, typed: str) -> None:
    register(store)
    register(store, submitter=HOA, owners=(HOA,))
    assert found(store, typed) == [HOA.name]


def test_what_matches_the_typed_marks_comes_first(store: Store) -> None:
    register(store, submitter=HOA, owners=(HOA,))
    register(store, NOW + timedelta(minutes=1), submitter=HOA_PLAIN, owners=(HOA_PLAIN,))
    assert found(store, "nguyen thi hoa") == [HOA_PLAIN.name, HOA.name]
    assert found(store, "nguyễn thị hoà") == [HOA.name, HOA_PLAIN.name]


def test_a_code_is_found_whole_in_parts_and_by_its_number(store: Store) -> None:
    registered = [one.code for one in register_many(store, 12)]
    with store.reading() as reading:
        for typed in (registered[6], registered[6].lower(), "260302-0007", "0007", "7"):
            assert [line.code for line in reading.dossiers.search(typed)] == [registered[6]], typed


def test_summary_and_procedure_are_searched(store: Store) -> None:
    register(store)
    child = register(store, summary="cho cháu Nguyễn Gia Bảo", procedure=a_snapshot())
    with store.reading() as reading:
        for typed in ("gia bao", "khai sinh", "Gia Bảo khai"):
            assert [line.code for line in reading.dossiers.search(typed)] == [child.code], typed


def test_a_corrected_dossier_is_found_by_its_new_words_only(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        old = tx.dossier(registered.id).reception
        assert old is not None
        change = FieldChange(field="summary", old=old.summary, new="vay vốn ngân hàng")
        tx.record(registered.id, Corrected(changes=(change,), authority=Authority(role="clerk", reason="nhầm")))
    assert found(store, "ngan hang") == ["TRẦN THỊ MAI"]
    assert found(store, "de ket hon") == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.text(alphabet='"*()^:{}+-ANDORNT ạđ0', max_size=20))
def test_nothing_typed_is_understood_as_syntax(store: Store, typed: str) -> None:
    with store.reading() as reading:
        reading.dossiers.search(typed)
        reading.people.search(typed)
        reading.procedures.search(typed)
        reading.dossiers.by_code(typed)


def test_a_person_comes_back_as_last_seen(store: Store) -> None:
    register(store, submitter=HOA, owners=(HOA,))
    moved = HOA.model_copy(update={"phone": "0988111222", "address": "Thôn 9"})
    latest = register(store, NOW + timedelta(days=30), submitter=moved, owners=(moved,))
    with store.reading() as reading:
        for typed in ("1299", "1222", "nguyễn thị hòa", HOA.id_number, "+84 988 111 222"):
            (person,) = reading.people.search(typed)
            assert (person.person, person.dossier) == (moved, latest.id), typed
            assert person.last_seen == NOW + timedelta(days=30)
        (older,) = reading.people.search("0345")
        assert older.person == HOA
        assert reading.people.search("129") == []
        assert reading.people.by_id_number("0381 9000 1299").person == moved  # type: ignore[union-attr]
        assert len(reading.dossiers.of_person(person.key)) == 2


def test_a_dossier_still_open_of_the_same_person_and_procedure_is_known(store: Store) -> None:
    birth = a_snapshot()
    register(store)
    first = register(store, procedure=birth)
    finished = register(store, procedure=birth)
    with store.transaction(NOW, CLERK) as tx:
        tx.record(finished.id, Stopped(reason="Hết hạn", stopped_at=NOW))
    person = a_person()
    with store.reading() as reading:

        def open_ones(number: str, code: str, **since: object) -> list[str | None]:
            return [one.code for one in reading.dossiers.open_of_person(number, code, **since)]  # type: ignore[arg-type]

        assert open_ones(person.id_number, "1.001193.000.00.00.H56") == [first.code]
        assert open_ones(person.id_number, "1.001193", since=NOW) == [finished.code, first.code]
        assert open_ones("", "1.001193") == []
        assert open_ones("001190000001", "1.001193") == []


def test_a_session_keeps_its_dossiers_together(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        session = tx.new_id()
        both = [receive(tx, session=session) for _ in range(2)]
    register(store, priority=Priority(reason="Người cao tuổi"))
    with store.reading() as reading:
        assert [line.code for line in reading.dossiers.of_session(session)] == [one.code for one in both]
        assert [line.priority for line in reading.dossiers.page().lines].count(True) == 1
