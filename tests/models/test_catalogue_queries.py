"""The catalogue: immutable versions, the office's layer that survives them, search with the office's list first."""

from datetime import date, timedelta

import pytest
from builders import CLERK, NOW, a_procedure
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desk_app.domain.procedures import OfficeLayer, PrintHabit, Procedure, ProcedureStatus
from desk_app.models.queries.catalogue_changes import CatalogueChange
from desk_app.models.store import Store

BIRTH = a_procedure("1.001193", "Thủ tục đăng ký khai sinh")
BIRTH_ABROAD = a_procedure("2.000528", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài")
COPIES = a_procedure("2.000815", "Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản", field="Chứng thực")


def add(store: Store, *procedures: Procedure) -> None:
    with store.transaction(NOW, CLERK) as tx:
        for procedure in procedures:
            tx.procedures.add_version(procedure, source="tệp thử", imported_at=NOW)


def search(store: Store, typed: str, *, listed_only: bool = False) -> list[str]:
    with store.reading() as reading:
        return [line.national_code for line in reading.procedures.search(typed, listed_only=listed_only)]


def test_a_version_is_added_and_the_old_one_stays(store: Store) -> None:
    amended = BIRTH.model_copy(update={"decision": "2000/QĐ-BTP", "effective_from": date(2026, 7, 1)})
    add(store, BIRTH)
    add(store, amended)
    with store.reading() as reading:
        current = reading.procedures.current("1.001193.000.00.00.H56")
        assert current is not None
        assert (current.ordinal, current.procedure) == (2, amended)
        assert [version.procedure for version in reading.procedures.versions("1.001193")] == [BIRTH, amended]
        first = reading.procedures.version("1.001193", 1)
        assert first is not None
        assert first.procedure == BIRTH
        assert reading.procedures.current("9.999999") is None
        assert reading.procedures.count() == 1


def test_the_same_version_imported_again_adds_nothing(store: Store) -> None:
    add(store, BIRTH)
    add(store, BIRTH)
    with store.reading() as reading:
        assert len(reading.procedures.versions("1.001193")) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE procedure_versions SET payload = '{}'", "DELETE FROM procedure_versions"],
)
def test_a_version_cannot_be_changed(store: Store, statement: str) -> None:
    add(store, BIRTH)
    with pytest.raises(DBAPIError), store.writer.begin() as connection:
        connection.execute(text(statement))


def test_the_offices_layer_survives_a_new_version(store: Store) -> None:
    layer = OfficeLayer(short_name="Khai sinh", listed=True, favourite=2, print_habit=PrintHabit.ASK)
    add(store, BIRTH)
    with store.transaction(NOW, CLERK) as tx:
        tx.layers.set("1.001193", layer, now=NOW)
    add(store, BIRTH.model_copy(update={"name": "Đăng ký khai sinh", "status": ProcedureStatus.AMENDED}))
    with store.transaction(NOW, CLERK) as tx:
        tx.layers.set("1.001193", layer, now=NOW, source_ordinal=1, stale=("papers",))
    with store.reading() as reading:
        assert reading.layers.get("1.001193.000.00.00.H56") == layer
        record = reading.layers.record("1.001193")
        assert record is not None
        assert (record.source_ordinal, record.stale) == (1, ("papers",))
        (line,) = reading.procedures.favourites()
        assert (line.short_name, line.name, line.listed) == ("Khai sinh", "Đăng ký khai sinh", True)
        assert line.status is ProcedureStatus.AMENDED
        assert reading.layers.get("9.999999") == OfficeLayer()


def test_search_puts_the_offices_own_list_first(store: Store) -> None:
    add(store, BIRTH_ABROAD, BIRTH, COPIES)
    assert set(search(store, "khai sinh")) == {"1.001193", "2.000528"}
    assert search(store, "khai sinh", listed_only=True) == []
    with store.transaction(NOW, CLERK) as tx:
        tx.layers.set("1.001193", OfficeLayer(short_name="Khai sinh", listed=True), now=NOW)
    assert search(store, "khai sinh") == ["1.001193", "2.000528"]
    assert search(store, "khai sinh", listed_only=True) == ["1.001193"]


def test_search_takes_code_field_marks_none_and_daily_words(store: Store) -> None:
    add(store, BIRTH, COPIES)
    with store.transaction(NOW, CLERK) as tx:
        tx.layers.set("2.000815", OfficeLayer(daily_words=("sao y", "phô tô công chứng")), now=NOW)
    for typed in ("2.000815", "2.000815.000.00.00.H56", "000815", "chung thuc", "CHỨNG THỰC", "sao y", "pho to"):
        assert search(store, typed)[0] == "2.000815", typed
    assert search(store, "giấy phép xây dựng") == []
    assert search(store, "") == []


def test_what_matches_the_typed_marks_comes_first(store: Store) -> None:
    names = {"1.000001": "Thủ tục về họ", "1.000002": "Thủ tục về hộ"}
    add(store, *(a_procedure(code, name, field="Khác") for code, name in names.items()))
    assert search(store, "về hộ") == ["1.000002", "1.000001"]
    assert search(store, "về họ") == ["1.000001", "1.000002"]


def test_pages_are_alphabetical_and_follow_by_key(store: Store) -> None:
    names = ["Đăng ký", "Ấn định", "Chứng thực", "Dân sự", "An sinh"]
    add(store, *(a_procedure(f"1.00000{place}", name) for place, name in enumerate(names)))
    with store.reading() as reading:
        first = reading.procedures.page(limit=3)
        second = reading.procedures.page(after=first[-1].national_code, limit=3)
        assert reading.procedures.fields() == ["Hộ tịch"]
    assert [line.name for line in (*first, *second)] == ["An sinh", "Ấn định", "Chứng thực", "Dân sự", "Đăng ký"]


def test_changes_stay_unread_until_somebody_reads_them(store: Store) -> None:
    change = CatalogueChange("1.001193", "amended", 1, 2, ("papers", "fees"), date(2026, 7, 1), "QĐ 2000", NOW)
    with store.transaction(NOW, CLERK) as tx:
        tx.changes.add(change)
        tx.changes.add(CatalogueChange("2.000815", "new", None, 1, (), None, "QĐ 2000", NOW))
    with store.transaction(NOW + timedelta(days=1), CLERK) as tx:
        assert tx.changes.unread_count() == 2
        first = tx.changes.unread()[0]
        assert (first.fields, first.effective_from) == (change.fields, change.effective_from)
        tx.changes.mark_read([first.id], now=tx.now)
    with store.reading() as reading:
        assert [one.national_code for one in reading.changes.unread()] == ["2.000815"]
        assert reading.changes.of("1.001193")[0].read_at == NOW + timedelta(days=1)
