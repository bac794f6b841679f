"""Records for the national system: mapped values, no filler, what is missing holds back its own dossier only."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.mending import cancel
from desk_app.services.national_export import NationalExport, is_a_number, national_export
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
    assert (supplement["NgayBoSung"], supplement["NgayTiepNhanBoSung"]) == ("20260828091200", "20260828101200")
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


@pytest.mark.parametrize("filler", ["000000001", "000000000", "111111111111", "0", "999999999"])
def test_a_filler_for_a_number_is_taken_for_none(store: Store, filler: str) -> None:
    received(store, submitter={"name": "LÊ VĂN TÝ", "id_number": filler})
    good = received(store)
    export = exported(store)
    assert [one.fields for one in export.missing] == [("MaDoiTuong",)]
    assert [record["MaHoSo"] for record in export.dossiers] == [code_of(store, good)]
    assert filler not in [record["MaDoiTuong"] for record in export.dossiers]


def test_a_field_without_a_national_code_is_left_empty_and_said(store: Store) -> None:
    dossier = received(store)
    export = exported(store)
    (record,) = export.dossiers
    assert (record["MaLinhVuc"], record["TenLinhVuc"]) == ("", "Hộ tịch")
    assert [(one.code, one.fields) for one in export.left_empty] == [(code_of(store, dossier), ("MaLinhVuc",))]
    with store.reading() as rd:
        day = TOMORROW.date()
        named = national_export(rd, SUPERVISOR, day, day, TOMORROW, {"Hộ tịch": "G15-TP01"})
    assert (named.dossiers[0]["MaLinhVuc"], named.left_empty) == ("G15-TP01", ())


def test_what_no_code_table_says_and_what_we_do_not_know_stays_empty(store: Store) -> None:
    fees = [
        {"name": "Phí", "amount": 8000, "full_amount": 8000, "when": "later"},
        {"name": "Lệ phí", "amount": 70000, "full_amount": 70000, "paid": True, "method": "transfer"},
    ]
    owner = {"name": "LÊ VĂN TÝ", "id_number": "038190001213"}
    dossier = received(store, fees=fees, owners=[owner], authorisation={"kind": "relative"})
    take_step(store, CLERK, dossier, "ResultReady", {}, TOMORROW)
    (record,) = exported(store).dossiers
    assert [(fee["HinhThucThu"], fee["Gia"]) for fee in record["DanhSachLePhi"]] == [("", "8000"), ("1", "70000")]
    assert (record["DuocThanhToanTrucTuyen"], record["TaiKhoanDuocXacThucVoiVNeID"]) == ("", "")
    assert (record["ChuHoSo"], record["SoDienThoai"]) == ("LÊ VĂN TÝ", "")
    assert record["DanhSachGiayToKetQua"] == []


def test_a_fee_in_another_currency_holds_back_its_own_dossier(store: Store) -> None:
    received(store, fees=[{"name": "Phí", "amount": 10, "full_amount": 10, "currency": "USD"}])
    received(store)
    export = exported(store)
    assert [one.fields for one in export.missing] == [("Gia",)]
    assert len(export.dossiers) == 1


def test_a_step_is_told_at_the_moment_of_its_fact(store: Store) -> None:
    dossier = received(store)
    handed = TOMORROW + timedelta(minutes=30)
    written = TOMORROW + timedelta(hours=3)
    fields = {"unit": "Phòng Kinh tế", "handed_at": handed.isoformat()}
    take_step(store, SUPERVISOR, dossier, "HandedOver", fields, written)
    moments = [step["ThoiDiemXuLy"] for step in exported(store).progress]
    assert moments == ["20260828091200", "20260828094200"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789ABC", max_size=14))
def test_no_number_with_hardly_a_digit_passes_for_one(text: str) -> None:
    digits = "".join(char for char in text if char.isdecimal())
    if not digits.strip("0") or len(set(digits)) == 1:
        assert not is_a_number(text)
    if is_a_number(text):
        assert len(digits) >= 4


def code_of(store: Store, dossier: UUID) -> str | None:
    with store.reading() as rd:
        line = rd.dossiers.line(dossier)
    assert line is not None
    return line.code


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
