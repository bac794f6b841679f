"""The counter of the demo: a store, who sits there, what time it is, and where papers go; the people who come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from desk_app.cli.answers import state_name
from desk_app.domain.dates import at_office, dated
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.fees import total
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.accounts import Session, sign_in
from desk_app.services.papers import Paper, dossier_paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.steps import take_step

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
LIEN = {
    "name": "Kiều Thị Liên", "id_number": "038168713804", "birth_date": "1968-02-14", "gender": "female",
    "phone": "0999000368", "address": "Thôn 3, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip
CUONG = {
    "name": "Thái Bá Cường", "id_number": "038077181980", "birth_date": "1977-06-26", "gender": "male",
    "phone": "0999000375", "address": "Thôn 2, xã Hòa Bình Trung, tỉnh Hòa Giang",
}  # fmt: skip


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
        self.tables: list[dict[str, Any]] = []
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

    def step(self, dossier: UUID, kind: str, **fields: Any) -> UUID:
        """Write a later step of a dossier; return its event."""
        written = take_step(self.store, self.clerk, dossier, kind, fields, self.now)
        self.stands(dossier)
        return written.envelope.event_id

    def stands(self, *dossiers: UUID) -> None:
        """Write down what was done to dossiers, and how the last one stands now."""
        for dossier in dossiers:
            found = self.name(dossier)
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
        self.name(dossier)

    def keep(self, paper: Paper, name: str) -> None:
        """Write a paper into the demo's folder."""
        file = self._write(paper.pdf, f"{name}.pdf")
        self.papers.append({"file": file, "form": paper.form, "size": paper.size, "digest": paper.digest})

    def keep_table(self, content: bytes, name: str) -> None:
        """Write a spreadsheet or a file of records into the demo's folder. name: with its ending."""
        self.tables.append({"file": self._write(content, name), "kind": Path(name).suffix[1:]})

    def name(self, dossier: UUID) -> Dossier:
        """Name a dossier in what is being done; one that was not accepted has an id only."""
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None
        name = found.code or str(found.id)
        if name not in self._act["dossiers"]:
            self._act["dossiers"].append(name)
        return found

    def _write(self, content: bytes, name: str) -> str:
        file = f"{len(self.papers) + len(self.tables) + 1:02}-{name}"
        (self.folder / file).write_bytes(content)
        self._act["files"].append(file)
        return file

    def _signed_in(self, login: str) -> Session:
        return sign_in(self.store, login, PASSWORD, self.now)
