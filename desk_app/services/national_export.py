"""Records for the national system: DongBoHoSoMC and CapNhatTienDoHoSoMC, mapped here and never filled with inventions.

What the records ask for and we do not know stays empty and is listed; what they cannot be without holds back its own
dossier, and no other. A field whose code table no source at hand gives (TrangThaiBoSung, LoaiPhiLePhi) stays empty too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk_app.domain.codes import is_national_code, national_code
from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier, TimelineEntry
from desk_app.domain.events import Event, Supplemented, SupplementRequested
from desk_app.domain.events.reception import Reception, ReturnBy
from desk_app.domain.fact_moment import fact_moment
from desk_app.domain.fees import VND, PayWhen
from desk_app.domain.people import IdKind, Person, PersonKind, classify_id
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.late import days_period
from desk_app.services.office_settings import office_settings
from desk_app.services.steps import STATE_WORDS

CHANNELS = {ChannelKind.DIRECT: "1", ChannelKind.ONLINE: "2", ChannelKind.POST: "3"}
KINDS_OF_PERSON = {PersonKind.CITIZEN: "1", PersonKind.BUSINESS: "2", PersonKind.AGENCY: "3", PersonKind.OTHER: "4"}
ID_KINDS = {IdKind.CITIZEN: "1", IdKind.OLD_ID: "2"}
RETURN_BY = {ReturnBy.DESK: "0", ReturnBy.POST: "1", ReturnBy.ELECTRONIC: ""}
"""HinhThuc knows the desk (0) and the post (1); an electronic return has no code there."""
FEE_TAKEN = {PayWhen.NOW: "1", PayWhen.LATER: "", PayWhen.AT_RETURN: "4"}
"""HinhThucThu knows at reception (1), with a supplement (2) and at return (4); "later" is none of them."""
_LONGEST_SUMMARY, _LONGEST_HANDLER = 1000, 50
_STATE_STEPS = frozenset(
    {
        "Received", "HandedOver", "TakenBack", "SupplementRequested", "Supplemented", "PaymentRequested", "Paid",
        "Withdrawn", "Stopped", "ResultReady", "Returned",
    }
)  # fmt: skip
_STEP_WORDS = {
    "Received": "Tiếp nhận hồ sơ",
    "HandedOver": "Chuyển xử lý",
    "TakenBack": "Nhận lại hồ sơ từ đơn vị xử lý",
    "SupplementRequested": "Yêu cầu bổ sung, hoàn thiện hồ sơ",
    "Supplemented": "Nhận bổ sung",
    "PaymentRequested": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "Paid": "Ghi nhận đã nộp",
    "Withdrawn": "Công dân rút hồ sơ",
    "Stopped": "Dừng xử lý",
    "ResultReady": "Có kết quả",
    "Returned": "Trả kết quả",
}


_EMPTY_IF_UNKNOWN = ("MaLinhVuc", "SoDienThoai")
"""Fields that may be empty, but that somebody could still find out; listed where they are."""
_FEWEST_DIGITS = 4
"""A number with fewer digits behind its leading zeros is no person's: 000000001 is what desks type for "none"."""


@dataclass(frozen=True)
class Missing:
    """A dossier that is held back, or sent with something left empty. fields: national names of what it lacks."""

    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class NationalExport:
    """Both record lists of a period, ready to be written as JSON; what is held back, and what is left empty."""

    agency: str
    dossiers: tuple[dict[str, Any], ...]
    progress: tuple[dict[str, Any], ...]
    missing: tuple[Missing, ...]
    left_empty: tuple[Missing, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the file: one call's body for each service, without a session, which only a connection has."""
        return {
            "madonvi": self.agency,
            "services": [
                {"service": "DongBoHoSoMC", "isUpdating": "True", "data": list(self.dossiers)},
                {"service": "CapNhatTienDoHoSoMC", "isUpdating": "True", "data": list(self.progress)},
            ],
        }


def national_export(
    rd: Reading, by: Session, first: date, last: date, now: datetime, sectors: Mapping[str, str] | None = None
) -> NationalExport:
    """Return the records of every accepted dossier that something was written of in a period of whole days.

    sectors: national codes of fields by their names (MaLinhVuc, as ``G15-TP01``); the published catalogue names fields
    and gives no codes, so that without it the code stays empty beside the name. A cancelled reception and a dossier
    whose data was erased by law are not sent.
    """
    by.require(Right.MEND)
    office = office_settings(rd)
    names = {account.login: account.display_name for account in rd.accounts.all()}
    dossiers, progress, missing, left_empty = [], [], [], []
    for dossier_id in rd.reports.touched_between(days_period(first, last, now)):
        dossier = rd.dossiers.by_id(dossier_id)
        if dossier is None or dossier.reception is None or dossier.voided or dossier.erased:
            continue
        lacking = missing_fields(dossier.reception)
        if lacking:
            missing.append(Missing(dossier.code, lacking))
            continue
        events = rd.dossiers.events_of(dossier_id)
        record = dossier_record(dossier, dossier.reception, events, sectors or {})
        dossiers.append(record)
        empty = tuple(name for name in _EMPTY_IF_UNKNOWN if not record[name])
        left_empty += [Missing(dossier.code, empty)] if empty else []
        progress += progress_records(dossier, dossier.reception, events, names)
    return NationalExport(office.agency_id, tuple(dossiers), tuple(progress), tuple(missing), tuple(left_empty))


def missing_fields(reception: Reception) -> tuple[str, ...]:
    """Return the national names of what a record cannot be without and this dossier does not have."""
    owner, code = _owner(reception), national_code(reception.procedure.code)
    needed = {
        "MaTTHC": code if is_national_code(code) else "",
        "TenTTHC": reception.procedure.name,
        "ChuHoSo": owner.name,
        "MaDoiTuong": owner.id_number if is_a_number(owner.id_number) else "",
        "TrichYeuHoSo": reception.summary,
    }
    lacking = tuple(name for name, value in needed.items() if not value)
    # Gia has no currency beside it: ten dollars would be read as ten đồng.
    return (*lacking, "Gia") if any(fee.currency != VND for fee in reception.fees) else lacking


def is_a_number(text: str) -> bool:
    """Tell whether a document number may be one, and not what desks type where there is none (000000001, 999999999)."""
    digits = "".join(char for char in text if char.isdecimal())
    return bool(text) and len(digits.lstrip("0")) >= _FEWEST_DIGITS and len(set(digits)) > 1


def dossier_record(
    dossier: Dossier, reception: Reception, events: Sequence[Event], sectors: Mapping[str, str]
) -> dict[str, Any]:
    """Return the record of DongBoHoSoMC. Dates ``yyyyMMddHHmmss`` at the office; "" where there is nothing to say."""
    owner = _owner(reception)
    returned, declined_at = dossier.returned, dossier.declined.declined_at if dossier.declined else None
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": national_code(reception.procedure.code),
        "TenTTHC": reception.procedure.name,
        "MaLinhVuc": sectors.get(reception.procedure.field, ""),
        "TenLinhVuc": reception.procedure.field,
        "KenhThucHien": CHANNELS[reception.channel],
        "SoBienNhan": dossier.code,
        "ChuHoSo": "; ".join(person.name for person in reception.owners) or owner.name,
        "LoaiDoiTuong": KINDS_OF_PERSON[owner.kind],
        "MaDoiTuong": owner.id_number,
        "ThongTinKhac": "",
        "Email": owner.email,
        "Fax": "",
        "SoDienThoai": owner.phone,
        "TrichYeuHoSo": reception.summary[:_LONGEST_SUMMARY],
        "NgayTiepNhan": _moment(reception.received_at),
        "NgayHenTra": _moment(dossier.due_at),
        "TrangThaiHoSo": str(int(dossier.state)),
        "NgayTra": _moment(returned.returned_at if returned else None),
        "ThongTinTra": returned.tracking_number if returned else "",
        "HinhThuc": RETURN_BY[returned.how if returned else reception.return_by],
        "NgayKetThucXuLy": _moment(dossier.finished_at),
        "DonViXuLy": dossier.unit or reception.competent_unit or reception.receiving_unit,
        "GhiChu": reception.note,
        "TaiLieuNop": [
            _paper(paper.name, digitised=dossier.is_digitised(paper), reused=paper.reused) for paper in reception.papers
        ],
        "DanhSachLePhi": [
            {
                "TenPhiLePhi": fee.name,
                "MaPhiLePhi": "",
                "HinhThucThu": FEE_TAKEN[fee.when],
                "Gia": f"{fee.amount:f}",
                "LoaiPhiLePhi": "",
            }
            for fee in reception.fees
        ],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": _supplements(dossier, events),
        "DanhSachGiayToKetQua": _results(dossier),
        "NoiNopHoSo": reception.receiving_unit,
        "HoSoCoThanhPhanSoHoa": _flag(dossier.digitised),
        "TaiKhoanDuocXacThucVoiVNeID": "",
        "DuocThanhToanTrucTuyen": "",
        "NgayTuChoi": _moment(declined_at),
        "DinhDanhCHS": [
            {"LoaiDinhDanh": ID_KINDS[classify_id(person.id_number)], "SoDinhDanh": person.id_number}
            for person in reception.owners
            if classify_id(person.id_number) in ID_KINDS and is_a_number(person.id_number)
        ],
        "NgayNopHoSo": _moment(dossier.submitted.submitted_at if dossier.submitted else reception.received_at),
        "DSKetNoiCSDL": [],
    }


def progress_records(
    dossier: Dossier, reception: Reception, events: Sequence[Event], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the records of CapNhatTienDoHoSoMC: one for each step that has effect. names: of accounts, by login.

    A step's moment is that of its fact, which a power cut may have kept from being written for hours.
    """
    happened = {event.envelope.event_id: fact_moment(event.body) for event in events}
    moments = {entry.event_id: happened.get(entry.event_id) or entry.occurred_at for entry in dossier.timeline}
    steps = [entry for entry in dossier.timeline if entry.has_effect and entry.kind in _STATE_STEPS]
    return [
        {
            "MaHoSo": dossier.code,
            "NguoiXuLy": names.get(entry.actor, entry.actor)[:_LONGEST_HANDLER],
            "ChucDanh": "",
            "ThoiDiemXuLy": _moment(moments[entry.event_id]),
            "PhongBanXuLy": _unit_at(dossier, reception, entry),
            "NoiDungXuLy": f"{_STEP_WORDS[entry.kind]} ({STATE_WORDS[State(entry.state_after)]})",
            "TrangThai": str(int(entry.state_after)),
            "NgayBatDau": _moment(moments[steps[place - 1].event_id] if place else reception.received_at),
            "NgayKetThucTheoQuyDinh": _moment(dossier.due_at),
        }
        for place, entry in enumerate(steps)
    ]


def _supplements(dossier: Dossier, events: Sequence[Event]) -> list[dict[str, Any]]:
    effective = {entry.event_id for entry in dossier.timeline if entry.has_effect}
    records: list[dict[str, Any]] = []
    for event in events:
        body = event.body
        if event.envelope.event_id not in effective:
            continue
        if isinstance(body, SupplementRequested):
            records.append(
                {
                    "HoSoBoSungId": str(event.envelope.event_id),
                    "NguoiYeuCauBoSung": body.requested_by,
                    "NoiDungBoSung": "; ".join(paper.name for paper in body.missing),
                    "NgayBoSung": _moment(body.requested_at),
                    "NguoiTiepNhanBoSung": "",
                    "ThongTinTiepNhan": "",
                    "NgayTiepNhanBoSung": "",
                    "TrangThaiBoSung": "",
                    "DanhSachGiayToBoSung": [],
                    "DanhSachLePhiBoSung": [],
                    "NgayHenTraTruoc": "",
                    "NgayHenTraMoi": "",
                }
            )
        elif isinstance(body, Supplemented) and records:
            records[-1] |= {
                "NguoiTiepNhanBoSung": body.taken_by,
                "NgayTiepNhanBoSung": _moment(body.supplemented_at),
                "DanhSachGiayToBoSung": [{"TenGiayTo": paper.name} for paper in body.papers],
                "NgayHenTraTruoc": _moment(body.promise.old),
                "NgayHenTraMoi": _moment(body.promise.new.due_at),
            }
    return records


def _results(dossier: Dossier) -> list[dict[str, str]]:
    result = dossier.result
    if result is None:
        return []
    name = result.excerpt or (f"Kết quả số {result.number}" if result.number else "")
    if not name:
        return []
    return [
        {
            "TenGiayTo": name,
            "MaThanhPhanHoSo": "",
            "GiayToId": "",
            "DuongDanTepTinKetQua": "",
            "MaGiayToKetQua": "",
        }
    ]


def _paper(name: str, *, digitised: bool, reused: bool) -> dict[str, str]:
    return {
        "TepDinhKemId": "",
        "TenTepDinhKem": name[:4000],
        "IsDeleted": "False",
        "MaThanhPhanHoSo": "",
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": _flag(digitised),
        "DuocTaiSuDung": _flag(reused),
        "DuocLayTuKhoDMQG": "",
        "MaKetQuaThayThe": "",
    }


def _unit_at(dossier: Dossier, reception: Reception, entry: TimelineEntry) -> str:
    """Return the unit that had the dossier after a step."""
    stay = next((stay for stay in dossier.stays if stay.event_id == entry.event_id), None)
    return stay.unit if stay else reception.receiving_unit


def _owner(reception: Reception) -> Person:
    return reception.owners[0] if reception.owners else reception.submitter


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{office_time(moment):%Y%m%d%H%M%S}"


def _flag(value: bool) -> str:
    return "1" if value else "0"
