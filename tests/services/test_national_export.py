"""Records for the national system: mapped values, no filler, what is missing holds back its own dossier only."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.mending import cancel
from desk_app.services.national_export import NationalExport, national_export
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}
TOMORROW = MORNING + timedelta(days=1)


def received(store: Store, **values: object) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI, **values}), TOMORROW).id


def exported(store: Store) -> NationalExport:
    with store.reading() as rd:
        return national_export(rd, SUPERVISOR, TOMORROW.date(), TOMORROW.date(), TOMORROW)


def test_a_life_becomes_one_record_and_one_progress_record_a_step(store: Store) -> None:
    dossier = received(store, channel="post")
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, TOMORROW)
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, TOMORROW)
    take_step(store, CLERK, dossier, "Supplemented", {}, TOMORROW + timedelta(hours=1))
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, TOMORROW + timedelta(hours=2))
    export = exported(store)
    assert export.missing == ()
    (record,) = export.dossiers
    assert record["MaTTHC"] == "1.004873"
    assert (record["KenhThucHien"], record["LoaiDoiTuong"], record["TrangThaiHoSo"]) == ("3", "1", "9")
    assert record["NgayTiepNhan"] == "20260828091200"
    assert record["NgayKetThucXuLy"] == "20260828111200"
    assert record["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "038190001212"}]
    (supplement,) = record["DanhSachHoSoBoSung"]
    assert (supplement["TrangThaiBoSung"], supplement["NgayBoSung"]) == ("1", "20260828091200")
    assert supplement["NgayHenTraTruoc"] and supplement["NgayHenTraMoi"]
    assert [step["TrangThai"] for step in export.progress] == ["2", "4", "5", "4", "9"]
    assert export.progress[1]["PhongBanXuLy"] == "Phòng Kinh tế"
    assert all(len(step["NguoiXuLy"]) <= 50 and step["MaHoSo"] == record["MaHoSo"] for step in export.progress)
    document = json.loads(json.dumps(export.document(), ensure_ascii=False))
    assert [service["service"] for service in document["services"]] == ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"]
    assert document["madonvi"] == "H56.14"


def test_a_missing_number_is_listed_and_never_filled(store: Store) -> None:
    received(store)
    nameless = received(store, submitter={"name": "LÊ VĂN TÝ"})
    export = exported(store)
    assert len(export.dossiers) == 1
    (lacking,) = export.missing
    with store.reading() as rd:
        line = rd.dossiers.line(nameless)
    assert line is not None
    assert (lacking.code, lacking.fields) == (line.code, ("MaDoiTuong",))
    assert "000000001" not in json.dumps(export.document())


def test_a_cancelled_reception_is_not_sent_and_a_clerk_may_not_export(store: Store) -> None:
    cancel(store, SUPERVISOR, received(store), "Tiếp nhận trùng", TOMORROW)
    export = exported(store)
    assert (export.dossiers, export.progress, export.missing) == ((), (), ())
    with store.reading() as rd, pytest.raises(DeskError) as refused:
        national_export(rd, CLERK, TOMORROW.date(), TOMORROW.date(), TOMORROW)
    assert refused.value.code == "not_entitled"


def test_what_happened_outside_the_period_is_left_to_its_own(store: Store) -> None:
    dossier = received(store)
    later = TOMORROW + timedelta(days=7)
    take_step(store, CLERK, dossier, "ResultReady", {}, later)
    with store.reading() as rd:
        export = national_export(rd, SUPERVISOR, later.date(), later.date(), later)
    assert [record["TrangThaiHoSo"] for record in export.dossiers] == ["9"]
