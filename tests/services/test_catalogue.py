"""Imports: new, amended, abolished field by field; the same file again changes nothing; stopped leaves nothing."""

import itertools
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from published import HEAD, PAPERS_HEAD, REAL, details_file, list_file, listed, office_workbook, record
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.catalogue_files.template_columns import PAPERS, PROCEDURES
from desk_app.domain.errors import DeskError
from desk_app.domain.events import CatalogueImported
from desk_app.domain.procedure_diff import ChangeKind
from desk_app.domain.procedures import OfficeLayer, ProcedureStatus, UsualPaper
from desk_app.models.store import Store
from desk_app.services import office_layer
from desk_app.services.catalogue import Imported, import_file, plan_import, store_plan
from desk_app.services.posting import change_details, change_lines

CODE = "1.900001"
LATER = MORNING + timedelta(days=7)


def imported(store: Store, path: Path, *, abolish_missing: bool = False) -> Imported:
    return import_file(store, ADMINISTRATOR, path, MORNING, abolish_missing=abolish_missing)


def counts(done: Imported) -> tuple[int, int, int, int, int]:
    return done.new, done.amended, done.abolished, done.completed, done.unchanged


def catalogue_digest(store: Store) -> list[tuple[object, ...]]:
    """Everything the catalogue holds, for comparing before and after."""
    tables = ("procedure_versions", "catalogue", "office_layers", "catalogue_changes", "procedure_search")
    with store.reading() as rd:
        return [tuple(row) for table in tables for row in rd.connection.execute(text(f"SELECT * FROM {table}"))]


def test_a_new_procedure_is_stored_told_and_found(store: Store, tmp_path: Path) -> None:
    done = imported(store, details_file(tmp_path, record(CODE, "Xác nhận một việc thử nghiệm")))
    assert counts(done) == (1, 0, 0, 0, 0)
    with store.reading() as rd:
        assert rd.procedures.search("xac nhan mot viec thu nghiem")[0].code == CODE
        event = rd.office_events("CatalogueImported")[0]
        assert isinstance(event.body, CatalogueImported)
        assert (event.body.source, event.body.new) == ("chi-tiet.jsonl", 1)
        assert event.envelope.actor == "quantri"
    (line,) = change_lines(store)
    assert (line.code, line.kind) == (CODE, ChangeKind.NEW)


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = details_file(tmp_path, record(CODE, "Việc thử"), record("1.900002", "Việc thử khác"))
    imported(store, path)
    before = catalogue_digest(store)
    assert counts(imported(store, path)) == (0, 0, 0, 0, 2)
    assert catalogue_digest(store) == before


def test_a_list_and_details_imported_in_turn_settle_and_stay(store: Store, tmp_path: Path) -> None:
    bare = list_file(tmp_path, listed(CODE, "Việc thử (tên ở danh sách)"))
    full = details_file(tmp_path, record(CODE, "Việc thử"))
    imported(store, bare)
    imported(store, full)
    before = catalogue_digest(store)
    for path in (bare, full, bare, full):
        done = imported(store, path)
        assert (done.new, done.amended, done.abolished) == (0, 0, 0)
    assert catalogue_digest(store) == before


def test_a_list_never_erases_details_but_tells_a_new_name(store: Store, tmp_path: Path) -> None:
    imported(store, list_file(tmp_path, listed(CODE, "Việc thử")))
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    assert counts(imported(store, list_file(tmp_path, listed(CODE, "Việc thử đã đổi tên")))) == (0, 1, 0, 0, 0)
    with store.reading() as rd:
        current = rd.procedures.current(CODE)
        assert current is not None
        assert current.procedure.name == "Việc thử đã đổi tên"
        assert current.procedure.papers
        assert current.procedure.is_full
        assert rd.changes.of(CODE)[-1].fields == ("name",)


def test_an_amendment_is_told_field_by_field_and_the_old_version_stays(store: Store, tmp_path: Path) -> None:
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    amended = record(
        CODE,
        "Việc thử",
        so_quyet_dinh="999/QĐ-BTP",
        cach_thuc_thuc_hien=f"{HEAD}Trực tiếp5 Ngày làm việcMiễn phí",
        thanh_phan_ho_so=f"{PAPERS_HEAD}Tờ khai theo mẫu1 bản chínhẢnh chân dung2 bản chính",
    )
    assert counts(imported(store, details_file(tmp_path, amended))) == (0, 1, 0, 0, 0)
    line = change_lines(store)[-1]
    told = {field.label: field for field in change_details(store, line.change).fields}
    assert set(told) == {"Số quyết định", "Cách thức thực hiện", "Thành phần hồ sơ"}
    assert (told["Số quyết định"].old, told["Số quyết định"].new) == ("163/QĐ-BTP", "999/QĐ-BTP")
    assert "3 ngày làm việc" in told["Cách thức thực hiện"].rows[0].old
    assert "5 ngày làm việc" in told["Cách thức thực hiện"].rows[0].new
    assert told["Thành phần hồ sơ"].rows[0].new.startswith("Ảnh chân dung")
    with store.reading() as rd:
        assert [version.procedure.decision for version in rd.procedures.versions(CODE)] == ["163/QĐ-BTP", "999/QĐ-BTP"]


def test_versions_cannot_be_changed(store: Store, tmp_path: Path) -> None:
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    for statement in ("UPDATE procedure_versions SET payload = '{}'", "DELETE FROM procedure_versions"):
        with pytest.raises(DatabaseError), store.transaction(MORNING, "quantri") as tx:
            tx.connection.execute(text(statement))
    with store.reading() as rd:
        assert rd.procedures.current(CODE) is not None


def test_the_offices_layer_survives_and_is_flagged_where_its_source_changed(store: Store, tmp_path: Path) -> None:
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    office_layer.rename(store, ADMINISTRATOR, CODE, "Thử", MORNING)
    office_layer.set_usual_papers(
        store, ADMINISTRATOR, CODE, [UsualPaper(name="Tờ khai theo mẫu", original=1)], MORNING
    )
    done = imported(
        store,
        details_file(
            tmp_path, record(CODE, "Việc thử nay đổi tên", thanh_phan_ho_so=f"{PAPERS_HEAD}Bản cam kết1 bản chính")
        ),
    )
    assert done.flagged == (CODE,)
    with store.reading() as rd:
        kept = rd.layers.record(CODE)
    assert kept is not None
    assert kept.layer.short_name == "Thử"
    assert [row.name for row in kept.layer.usual_papers] == ["Tờ khai theo mẫu"]
    assert len(kept.stale) == 2
    assert kept.stale[0] == "Tên gọi tắt “Thử”: tên thủ tục đã đổi thành “Việc thử nay đổi tên”"
    office_layer.confirm_layer(store, SUPERVISOR, CODE, LATER)
    with store.reading() as rd:
        looked_at = rd.layers.record(CODE)
    assert looked_at is not None
    assert (looked_at.stale, looked_at.source_ordinal) == ((), 2)


def after(times: int) -> Callable[[], bool]:
    """Ask to stop once it has been asked so many times."""
    asked = itertools.count(1)
    return lambda: next(asked) > times


def test_stopping_while_reading_comparing_or_storing_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = details_file(tmp_path, *(record(f"1.91{number:04}", f"Việc {number}") for number in range(60)))
    before = catalogue_digest(store)
    for stop_at in (10, 90, 170):
        with pytest.raises(DeskError) as stopped:
            import_file(store, ADMINISTRATOR, path, MORNING, cancelled=after(stop_at))
        assert stopped.value.code == "import_cancelled"
        assert catalogue_digest(store) == before


def test_a_listener_that_raises_stops_the_import_whole(store: Store, tmp_path: Path) -> None:
    path = details_file(tmp_path, *(record(f"1.91{number:04}", f"Việc {number}") for number in range(60)))
    before = catalogue_digest(store)
    heard: list[str] = []

    def telling(done: int, total: int, doing: str) -> None:
        heard.append(doing)
        if doing == "Đang ghi danh mục" and done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(store, ADMINISTRATOR, path, MORNING, telling=telling)
    assert set(heard) == {"Đang đọc tệp", "Đang so với danh mục hiện có", "Đang ghi danh mục"}
    assert catalogue_digest(store) == before


def whole_list(*names: int) -> list[tuple[str, ...]]:
    return [listed(f"1.92{number:04}", f"Việc {number}", "Bộ Thử nghiệm") for number in names]


def test_a_whole_list_that_falls_silent_abolishes_only_when_a_person_says_so(store: Store, tmp_path: Path) -> None:
    imported(store, list_file(tmp_path, *whole_list(*range(10))))
    shorter = list_file(tmp_path, *whole_list(*range(9)))
    done = imported(store, shorter)
    assert [line.national_code for line in done.missing] == ["1.920009"]
    with store.reading() as rd:
        assert rd.procedures.line("1.920009").status is ProcedureStatus.PUBLIC  # type: ignore[union-attr]
    done = imported(store, shorter, abolish_missing=True)
    assert (done.abolished, done.missing) == (1, ())
    with store.reading() as rd:
        ended = rd.procedures.current("1.920009")
    assert ended is not None
    assert ended.procedure.status is ProcedureStatus.ABOLISHED
    assert ended.procedure.effective_to == MORNING.date()
    done = imported(store, list_file(tmp_path, *whole_list(*range(10))))
    assert done.amended == 1
    with store.reading() as rd:
        again = rd.procedures.current("1.920009")
    assert again is not None
    assert again.procedure.in_force_on(LATER.date())


def test_a_part_of_a_list_and_other_publishers_say_nothing_of_the_rest(store: Store, tmp_path: Path) -> None:
    imported(store, list_file(tmp_path, *whole_list(*range(10))))
    assert imported(store, list_file(tmp_path, *whole_list(0, 1, 2))).missing == ()
    assert imported(store, list_file(tmp_path, listed("1.930000", "Việc lạ", "Bộ Khác"))).missing == ()


def test_the_first_filling_of_a_publishers_catalogue_is_no_news(store: Store, tmp_path: Path) -> None:
    imported(store, list_file(tmp_path, *whole_list(*range(30))))
    assert change_lines(store) == []
    imported(store, list_file(tmp_path, *whole_list(*range(31))))
    assert [line.code for line in change_lines(store)] == ["1.920030"]


def test_a_few_procedures_without_a_publisher_are_news(store: Store, tmp_path: Path) -> None:
    unnamed = {"_source_folder": ""}
    imported(store, details_file(tmp_path, *(record(f"1.91{n:04}", f"Việc {n}", **unnamed) for n in range(31))))
    assert len(change_lines(store)) == 31


def test_two_rows_of_one_national_code_are_one_procedure(store: Store, tmp_path: Path) -> None:
    twins = list_file(tmp_path, listed(CODE, "Việc thử"), listed(f"{CODE}.000.00.00.H29", "Việc thử của tỉnh"))
    done = imported(store, twins)
    assert done.new == 1
    assert [row.reason for row in done.report if row.reason] == [
        f"cùng mã quốc gia với {CODE} ở dòng trên; giữ dòng đầu"
    ]


def test_a_plan_made_before_another_import_is_refused(store: Store, tmp_path: Path) -> None:
    plan = plan_import(store, details_file(tmp_path, record(CODE, "Việc thử")))
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    with pytest.raises(DeskError) as refused:
        store_plan(store, ADMINISTRATOR, plan, MORNING)
    assert refused.value.code == "catalogue_outdated_plan"


def test_a_clerk_imports_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        import_file(store, CLERK, details_file(tmp_path, record(CODE, "Việc thử")), MORNING)
    assert refused.value.code == "not_entitled"


def bomb(folder: Path) -> Path:
    path = folder / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b"\0" * (40 << 20))
    return path


def cut_short(folder: Path) -> Path:
    path = folder / "cut.jsonl.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
    return path


def too_large(folder: Path) -> Path:
    path = folder / "lon.csv"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    return path


def wrong_columns(folder: Path) -> Path:
    path = folder / "cot.csv"
    path.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("make", [bomb, cut_short, too_large, wrong_columns])
def test_a_bad_file_gets_one_sentence_and_changes_nothing(
    store: Store, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    before = catalogue_digest(store)
    with pytest.raises(DeskError) as refused:
        imported(store, make(tmp_path))
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert catalogue_digest(store) == before


def test_the_offices_workbook_gives_its_layer_once_and_moves_favourites(store: Store, tmp_path: Path) -> None:
    path = office_workbook(tmp_path, {PROCEDURES: [[CODE, "Việc của đơn vị", "Việc thử", "việc hay hỏi", "x", "1"]]})
    with store.reading() as rd:
        before = rd.procedures.favourites()[0]
    imported(store, path)
    with store.reading() as rd:
        layer = rd.layers.get(CODE)
        assert (layer.short_name, layer.listed, layer.favourite) == ("Việc thử", True, 1)
        assert rd.layers.get(before.national_code).favourite is None
        assert rd.procedures.search("viec hay hoi")[0].code == CODE
    office_layer.rename(store, ADMINISTRATOR, CODE, "Tên đơn vị sửa sau", MORNING)
    imported(store, path)
    with store.reading() as rd:
        assert rd.layers.get(CODE).short_name == "Tên đơn vị sửa sau"


def test_an_empty_cell_of_the_offices_workbook_erases_nothing(store: Store, tmp_path: Path) -> None:
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    rows = {PROCEDURES: [[CODE, "Việc thử", "Thử"]], PAPERS: [[CODE, "", "Đơn đề nghị", "Phải nộp", "1"]]}
    imported(store, office_workbook(tmp_path, rows))
    with store.reading() as rd:
        current = rd.procedures.current(CODE)
    assert current is not None
    assert [paper.name for paper in current.procedure.papers] == ["Đơn đề nghị"]
    assert current.procedure.channels
    assert current.procedure.decision == "163/QĐ-BTP"


def test_layers_are_empty_for_what_the_office_never_touched(store: Store, tmp_path: Path) -> None:
    imported(store, details_file(tmp_path, record(CODE, "Việc thử")))
    with store.reading() as rd:
        assert rd.layers.get(CODE) == OfficeLayer()


@pytest.mark.skipif(not REAL.is_dir(), reason="the published catalogue is not at hand")
def test_the_real_catalogue_comes_in_quickly_and_again_without_a_change(store: Store) -> None:
    names, details = REAL / "portal_list_2026-07.csv", REAL / "portal_details_2026-07.jsonl.gz"
    assert imported(store, names).new > 2500
    began = time.process_time()
    done = imported(store, details)
    assert time.process_time() - began < 20
    assert done.completed + done.amended + done.unchanged == 1316
    assert len(change_lines(store)) < 80
    before = catalogue_digest(store)
    for path in (names, details):
        again = imported(store, path)
        assert (again.new, again.amended, again.abolished, again.completed, again.missing) == (0, 0, 0, 0, ())
    assert catalogue_digest(store) == before
    with store.reading() as rd:
        for typed in ("giấy khai sinh", "giay khai sinh", "1.001193"):
            assert rd.procedures.search(typed)[0].code == "1.001193"
        assert rd.procedures.search("sao y")[0].code == "2.000815"
        found = rd.procedures.search("hộ tịch", limit=100)
        assert [line.listed for line in found] == sorted((line.listed for line in found), reverse=True)
