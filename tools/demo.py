"""A day at the counter without a screen: ``make demo``.

Everything goes through the services the window uses, on a store of the sample office and on a clock that is handed in,
so that every run gives the same codes, dates and papers. Writes ``out/demo/*.pdf`` and ``out/demo/summary.json``.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from desk_app.cli.answers import dossier_json, state_name
from desk_app.cli.as_json import plain
from desk_app.cli.dossiers import find_dossier
from desk_app.cli.store import verification_json
from desk_app.domain.dates import at_office, dated
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.fees import total
from desk_app.models.store import Store
from desk_app.models.verification import verify
from desk_app.printing.paper_data import PaperSize
from desk_app.services.accounts import Session, sign_in
from desk_app.services.back_entry import close_back_entry, open_back_entry, reserve_slips
from desk_app.services.before_acceptance import Decline, Guide, decline, guide
from desk_app.services.emergency_slips import emergency_paper
from desk_app.services.entered_again import changed_command
from desk_app.services.guide_data import GUIDE, POSTING, procedure_sheet
from desk_app.services.mending import cancel, correct
from desk_app.services.papers import Paper, dossier_paper, session_paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.sample import sample_store
from desk_app.services.steps import take_step

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 8, 27)
"""A Thursday; Monday to Wednesday after it are a swapped day and the National Day."""
PASSWORD = "motcua"

OWN_HOME = "Vào chỗ ở hợp pháp thuộc quyền sở hữu của mình"
NEW_ADDRESS = "Thay đổi tên, địa chỉ, vốn, ngành nghề, nội dung đăng ký thuế"

MAI = {
    "name": "Trần Thị Mai", "id_number": "038190435641", "birth_date": "1990-03-12", "gender": "female",
    "phone": "0999000200", "address": "Thôn 3, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
HUNG = {
    "name": "Nguyễn Văn Hùng", "id_number": "038087424211", "birth_date": "1987-08-25", "gender": "male",
    "phone": "0999000207", "address": "Thôn 1, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
QUE = {
    "name": "Hà Thị Quế", "id_number": "038147861609", "birth_date": "1947-04-04", "gender": "female",
    "phone": "0999000340", "address": "Thôn 6, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
SON = {
    "name": "Hồ Ngọc Sơn", "id_number": "038069163697", "birth_date": "1969-08-11", "gender": "male",
    "phone": "0999000291", "address": "Thôn 4, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
COMPANY = {
    "name": "Hộ kinh doanh Phúc Lộc", "kind": "business", "id_number": "0100109106",
    "phone": "0999000459", "address": "Chợ Hòa Bình, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
POSTMAN = {"name": "Bùi Tiến Dũng", "id_number": "038096801453", "phone": "0999000249", "address": "Bưu điện xã"}


class Desk:
    """The counter of the demo: a store, who sits there, what time it is, and where papers go."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.now = at_office(DAY, time(7, 15))
        self.clerk = self._signed_in("canbo")
        self.supervisor = self._signed_in("truongbophan")
        self.done: list[dict[str, Any]] = []
        self.papers: list[dict[str, Any]] = []
        self._act: dict[str, Any] = {}

    def at(self, clock: str, day: date = DAY) -> datetime:
        """Move the clock on: ``09:12``."""
        hours, minutes = clock.split(":")
        self.now = at_office(day, time(int(hours), int(minutes)))
        return self.now

    @contextmanager
    def act(self, what: str, clock: str, day: date = DAY) -> Iterator[dict[str, Any]]:
        """Do one thing at the counter and write down what came of it."""
        moment = self.at(clock, day)
        self._act = {"at": moment, "what": what, "dossiers": [], "files": []}
        self.done.append(self._act)
        yield self._act
        codes = ", ".join(self._act["dossiers"]) or "–"
        print(f"{moment:%d/%m %H:%M}  {what}: {codes}")

    def receive(self, procedure: str, submitter: dict[str, Any], **more: Any) -> Receipt:
        """Register a dossier."""
        command = checked_receive({"procedure": procedure, "submitter": submitter, **more})
        receipt = receive(self.store, self.clerk, command, self.now)
        self._act["dossiers"].append(receipt.code)
        self._act["promised"] = receipt.due_at
        self._act["promised_words"] = dated(receipt.due_at) if receipt.due_at else "Không có ngày hẹn trả cụ thể"
        self._act["fees_total"] = total(receipt.reception.fees)
        for warned in receipt.warnings:
            self._act.setdefault("warnings", []).append(warned.sentence)
        return receipt

    def step(self, dossier: UUID, kind: str, **fields: Any) -> None:
        """Write a later step of a dossier."""
        take_step(self.store, self.clerk, dossier, kind, fields, self.now)
        found = self._name(dossier)
        self._act["state"] = state_name(found)
        self._act["promised"] = found.shown_due_at

    def refused(self, job: Callable[[], object]) -> None:
        """Do something that must be refused, and keep the sentence."""
        try:
            job()
        except DeskError as error:
            self._act.setdefault("refused", []).append({"code": error.code, "sentence": str(error)})
            return
        raise AssertionError("what had to be refused was done")

    def give(self, dossier: UUID, form: str, name: str, size: PaperSize | None = None, *, large: bool = False) -> None:
        """Print a paper of a dossier and give it to the citizen: a later print of it is a reprint."""
        paper = dossier_paper(self.store, dossier, form, size, large_print=large)
        self.keep(paper, name)
        paper_printed(self.store, self.clerk, dossier, paper, PrintOutcome.GOOD, "tệp PDF", self.now)
        self._name(dossier)

    def keep(self, paper: Paper, name: str) -> None:
        """Write a paper into the demo's folder."""
        file = f"{len(self.papers) + 1:02}-{name}.pdf"
        (self.folder / file).write_bytes(paper.pdf)
        self.papers.append({"file": file, "form": paper.form, "size": paper.size, "digest": paper.digest})
        self._act["files"].append(file)

    def _name(self, dossier: UUID) -> Dossier:
        """Name a dossier in what is being done; one that was not accepted has an id only."""
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None
        name = found.code or str(found.id)
        if name not in self._act["dossiers"]:
            self._act["dossiers"].append(name)
        return found

    def _signed_in(self, login: str) -> Session:
        return sign_in(self.store, login, PASSWORD, self.now)


def morning(desk: Desk) -> dict[str, Receipt]:
    """Do the everyday cases; return those the following days go on with."""
    kept: dict[str, Receipt] = {}
    with desk.act("Phiếu dự phòng in trước cho lúc mất điện", "07:20"):
        reserved = reserve_slips(desk.store, desk.clerk, DAY, 4, desk.now)
        desk.keep(emergency_paper(desk.store, tuple(code.text for code in reserved.codes), None, desk.now), "du-phong")
    with desk.act("Phiếu hướng dẫn thủ tục cho công dân, và bản niêm yết", "07:30"):
        for form in (GUIDE, POSTING):
            desk.keep(procedure_sheet(desk.store, "1.001193", DAY, form), f"khai-sinh-{form}")
    with desk.act("Khai sinh cho cháu, mẹ đã từng nộp hồ sơ", "07:35"):
        birth = desk.receive("1.001193", MAI, summary="Khai sinh cho cháu Nguyễn Gia Bảo")
        desk.give(birth.id, "receipt", "khai-sinh-phieu-hen")
        desk.keep(dossier_paper(desk.store, birth.id, "label"), "khai-sinh-nhan-bia")
        kept["birth"] = birth
    with desk.act("Chứng thực 3 văn bản, mỗi văn bản 5 bản", "07:50") as act:
        copies = [
            {"document": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 5},
            {"document": "Thẻ căn cước", "pages": 1, "copies": 5},
            {"document": "Học bạ trung học phổ thông", "pages": 6, "copies": 5},
        ]
        certified = desk.receive("2.000815", HUNG, authenticated=copies)
        assert act["fees_total"] == 70_000
        desk.give(certified.id, "receipt", "chung-thuc-phieu-hen-A5", PaperSize.A5)
        kept["certified"] = certified
    with desk.act("Thủ tục công bố “3” không ghi đơn vị: hỏi, rồi tiếp nhận", "08:05"):
        desk.refused(lambda: desk.receive("1.001022", SON, summary="Nhận con: Hồ Gia Hân"))
        unit = desk.receive("1.001022", SON, summary="Nhận con: Hồ Gia Hân", unit="working_day")
        desk.give(unit.id, "receipt", "nhan-con-phieu-hen")
        desk.keep(dossier_paper(desk.store, unit.id, "explanation"), "nhan-con-vi-sao-ngay-nay")
        kept["unit"] = unit
    with desk.act("Người được ủy quyền nộp thay chủ hồ sơ; ưu tiên; chữ lớn", "08:20"):
        behalf = desk.receive(
            "1.004222", HUNG, case=OWN_HOME, owners=[QUE], summary="Đăng ký thường trú tại Thôn 6",
            authorisation={"kind": "letter", "number": "12", "date": "2026-08-20", "relation": "con"},
            priority="Người cao tuổi (từ 75 tuổi)",
        )  # fmt: skip
        desk.give(behalf.id, "receipt", "uy-quyen-phieu-hen-chu-lon", PaperSize.A4, large=True)
        kept["behalf"] = behalf
    with desk.act("Một hộ kinh doanh nộp ba hồ sơ trong một lượt, một phiếu chung", "08:40"):
        session = UUID("018f0000-0000-7000-8000-000000000001")
        for procedure, summary in (
            ("2.000720", "Đổi địa chỉ trụ sở"), ("1.001570", "Tạm ngừng 3 tháng"), ("2.000908", "Bản sao giấy phép cũ"),
        ):  # fmt: skip
            more = {"unit": "working_day", "case": NEW_ADDRESS} if procedure == "2.000720" else {}
            desk.receive(procedure, COMPANY, summary=summary, session=str(session), **more)
        desk.keep(session_paper(desk.store, session), "nhieu-ho-so-phieu-hen")
        desk.keep(session_paper(desk.store, session, PaperSize.A4, "reception_list"), "nhieu-ho-so-bien-ban")
    return kept


def before_lunch(desk: Desk) -> None:
    """Do what goes otherwise: guided, declined, corrected, cancelled, entered after a power cut."""
    with desk.act("Thiếu giấy tờ: hướng dẫn bằng Mẫu 02, chưa tiếp nhận", "09:00"):
        missing = [{"name": "Trích lục ghi chú ly hôn", "note": "bản chính, do UBND nơi ghi chú cấp"}]
        wanted = Guide.model_validate({"procedure": "1.004873", "submitter": MAI, "missing": missing})
        guided = guide(desk.store, desk.clerk, wanted, desk.now)
        desk.give(guided, "supplement", "huong-dan-mau-02")
    with desk.act("Công dân quay lại đủ giấy tờ: tiếp nhận từ lần hướng dẫn", "09:25"):
        back = desk.receive("1.004873", MAI, starts_from=str(guided), summary="Xác nhận để kết hôn")
        desk.give(back.id, "receipt", "quay-lai-phieu-hen-K80", PaperSize.K80)
    with desk.act("Từ chối tiếp nhận bằng Mẫu 03", "09:30"):
        reason = "Không thuộc thẩm quyền giải quyết của cơ quan"
        refusal = Decline.model_validate({"procedure": "1.012812", "submitter": SON, "reason": reason})
        desk.give(decline(desk.store, desk.clerk, refusal, desk.now), "decline", "tu-choi-mau-03")
    with desk.act("Nhận nhầm thủ tục, đã in phiếu", "09:40"):
        wrong = desk.receive("1.004884", QUE, summary="Đăng ký lại khai sinh")
        desk.give(wrong.id, "receipt", "nham-thu-tuc-phieu-hen")
    with desk.act("Sửa thủ tục và in phiếu thay thế, mã giữ nguyên", "09:46"):
        with desk.store.reading() as rd:
            changed = changed_command(rd, wrong.reception, {"procedure": "2.000635", "summary": "Bản sao khai sinh"})
        corrected = correct(desk.store, desk.clerk, wrong.id, changed, "Chọn nhầm thủ tục", desk.now)
        assert corrected.code == wrong.code
        desk.at("09:47")
        desk.give(wrong.id, "receipt", "da-sua-phieu-thay-the")
    with desk.act("Công dân làm mất phiếu: in lại lần 1", "09:55"):
        desk.give(wrong.id, "receipt", "mat-phieu-in-lai")
    with desk.act("Tiếp nhận hai lần cùng một việc: hủy hồ sơ sau", "10:00"):
        twice = desk.receive("1.001193", MAI, summary="Khai sinh cho cháu Nguyễn Gia Bảo")
        cancel(desk.store, desk.clerk, twice.id, "Tiếp nhận trùng", desk.now)
    with desk.act("Mất điện 10:05–11:00; nhập bù hai phiếu dự phòng", "11:05"):
        opened = open_back_entry(
            desk.store, desk.supervisor, at_office(DAY, time(10, 5)), at_office(DAY, time(11)), "Mất điện", desk.now
        )
        with desk.store.reading() as rd:
            reserved = rd.numbers.unused_reserved("H56.14", DAY)
        for number, clock, person, procedure in (
            (reserved[0], "10:20", HUNG, "1.004873"), (reserved[1], "10:45", SON, "1.000894"),
        ):  # fmt: skip
            code = f"H56.14-{DAY:%y%m%d}-{number:04}"
            desk.receive(procedure, person, code=code, back_entry=str(opened), received_at=f"{DAY}T{clock}")
        close_back_entry(desk.store, desk.supervisor, opened, desk.now)


def afternoon(desk: Desk) -> None:
    """Do the other channels and the hours that matter."""
    with desk.act("Nhân viên bưu điện nộp thay, trả qua bưu điện", "13:40"):
        by_post = desk.receive("1.004859", POSTMAN, owners=[QUE], channel="post", return_by="post",
                               authorisation={"kind": "introduction", "number": "45"})  # fmt: skip
        desk.give(by_post.id, "receipt", "buu-chinh-phieu-hen")
    with desk.act("Thủ tục không công bố thời hạn: không hẹn ngày cụ thể", "14:10"):
        no_date = desk.receive("2.001263", SON, summary="Nhận con nuôi: cháu Lê Bảo An")
        desk.give(no_date.id, "receipt", "khong-ngay-hen-phieu-hen")
    with desk.act("Trả trong ngày nhưng nhận sau 15:00: hẹn ngày làm việc tiếp theo", "15:20") as act:
        late = desk.receive("1.000656", SON, summary="Khai tử cho ông Hồ Văn Bảy")
        assert act["promised"].date() == date(2026, 8, 28)
        desk.give(late.id, "receipt", "sau-15-gio-phieu-hen")


def days_after(desk: Desk, kept: dict[str, Receipt]) -> None:
    """Do what follows: processing, a supplement, payment, an apology, results and their return."""
    owner = {**MAI}
    with desk.act("Có kết quả khai sinh", "15:40"):
        desk.step(kept["birth"].id, "ResultReady", number="118", shelf="A-12")
    with desk.act("Trả kết quả cho người mẹ", "15:50"):
        desk.step(kept["birth"].id, "Returned", to=owner, is_owner=True, compared=True)
    friday = date(2026, 8, 28)
    with desk.act("Bàn giao hồ sơ thường trú cho Công an xã", "07:40", friday):
        desk.step(kept["behalf"].id, "HandedOver", unit="Công an xã", person="Trần Quốc Việt")
    with desk.act("Cơ quan yêu cầu bổ sung: ngừng tính giờ", "14:00", friday):
        desk.step(kept["behalf"].id, "SupplementRequested", missing=[{"name": "Giấy tờ chứng minh chỗ ở hợp pháp"}])
    thursday = date(2026, 9, 3)
    with desk.act("Đã bổ sung: tính giờ tiếp, hẹn lại", "08:30", thursday):
        desk.step(kept["behalf"].id, "Supplemented", papers=[{"name": "Hợp đồng thuê nhà", "original": 1}])
    with desk.act("Hồ sơ nhận con quá hạn: thư xin lỗi đã ký, ngày hẹn gốc giữ nguyên", "08:00", date(2026, 9, 7)):
        desk.step(kept["unit"].id, "Apologised", reason="Phải xác minh tại cơ quan khác",
                  new_due_at="2026-09-10T17:00", signer="Lê Văn Hùng", signed_on="2026-09-07")  # fmt: skip
    with desk.act("Cuối năm: hẹn qua năm chưa công bố lịch", "09:00", date(2026, 12, 30)) as act:
        provisional = desk.receive("1.004222", HUNG, case=OWN_HOME, summary="Đăng ký thường trú tại Thôn 1")
        assert provisional.provisional
        desk.give(provisional.id, "receipt", "lich-chua-cong-bo-phieu-hen")
        act["provisional"] = True


def summary(desk: Desk) -> dict[str, Any]:
    """Return what was done, for ``summary.json``; the store is verified from its pages up."""
    found = verify(desk.store)
    names = dict.fromkeys(name for act in desk.done for name in act["dossiers"])
    with desk.store.reading() as rd:
        folded = [dossier_json(find_dossier(rd, name), []) for name in names]
    shown = ("id", "code", "state", "state_name", "voided", "original_due_at", "due_at", "shown_due_at")
    dossiers = list({dossier["id"]: {name: dossier[name] for name in shown} for dossier in folded}.values())
    return {
        "day": DAY,
        "done": desk.done,
        "dossiers": dossiers,
        "papers": desk.papers,
        "verify": verification_json(found),
    }


def run_demo(out: Path) -> dict[str, Any]:
    """Play the day into a folder, which is emptied first; return the summary."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="desk-demo-") as scratch, _own_keys(Path(scratch)):
        store, _ = sample_store(Path(scratch) / "store", at_office(DAY, time(7)))
        with store:
            desk = Desk(store, out)
            kept = morning(desk)
            before_lunch(desk)
            afternoon(desk)
            days_after(desk, kept)
            result: dict[str, Any] = plain(summary(desk))
    (out / "summary.json").write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return result


@contextmanager
def _own_keys(folder: Path) -> Iterator[None]:
    """Keep the key of the demo's store out of the user's keyring and folders."""
    before = {name: os.environ.get(name) for name in ("PYTHON_KEYRING_BACKEND", "XDG_DATA_HOME")}
    os.environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "XDG_DATA_HOME": str(folder / "home")}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def main() -> int:
    """Play the day; return 1 when the store is not whole at its end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "out" / "demo")
    out: Path = options.parse_args().out
    result = run_demo(out)
    whole = bool(result["verify"]["ok"])
    print(f"{len(result['dossiers'])} dossiers, {len(result['papers'])} papers in {out}; store whole: {whole}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
