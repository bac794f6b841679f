"""Take the pictures of the user guide from the running program: `python tools/guide_pictures.py [FOLDER] [NAME…]`.

The sample office on a fixed afternoon, after the demo's morning at the counter; everything reached by keys and scans.
Also writes the guide's table of keys from the program's own keyboard map.
"""

import os
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import time
from io import StringIO
from pathlib import Path

from tools.sitting import ALT, CTRL, Sitting  # first: it chooses the screen that is not there

# isort: split
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from desk_app.domain.dates import at_office
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.services.desk_settings import change_desk
from desk_app.services.print_jobs import give_up_print, waiting_papers
from desk_app.services.reception import Receipt
from desk_app.services.sample import sample_store
from desk_app.ui.desk import SettingsTarget
from desk_app.ui.page import FOLLOW_UP_BOOK, PROCEDURES, SETTINGS, STATISTICS
from desk_app.ui.pages.settings.page import SettingsPage
from tools.demo_day import before_lunch, morning
from tools.demo_desk import DAY, Desk

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide"
AFTERNOON = at_office(DAY, time(14, 20))

Key = Qt.Key
Kept = dict[str, Receipt]


class Camera:
    """The program at the keyboard and the folder its pictures go to. only: the pictures wanted, all where empty."""

    def __init__(self, desk: Sitting, folder: Path, kept: Kept, only: frozenset[str]) -> None:
        self.desk, self.folder, self.kept, self.only = desk, folder, kept, only

    def shoot(self, name: str) -> None:
        """Take one picture."""
        if not self.only or name in self.only:
            self.desk.save(self.folder / f"{name}.png")

    def go(self, page: str) -> None:
        """Open a page of the rail by its name."""
        self.desk.window.go_to(page)
        self.desk.wait(0.4)

    def tab(self, name: str) -> None:
        """Open a tab of the page by its words, as a click would."""
        for bar in self.desk.window.findChildren(QTabBar):
            for place in range(bar.count()) if bar.isVisible() else ():
                if bar.tabText(place).startswith(name):
                    bar.setCurrentIndex(place)
        self.desk.wait(0.6)

    def section(self, section: str, name: str) -> None:
        """Take one section of the settings."""
        page = self.desk.window.go_to(SETTINGS)
        assert isinstance(page, SettingsPage)
        page.open_target(SettingsTarget(section))
        self.desk.wait(0.5)
        self.shoot(name)

    def empty(self) -> None:
        """Begin a new dossier; what is typed is parked."""
        self.desk.press(Key.Key_F2)
        self.desk.press(Key.Key_N, CTRL)
        self.desk.wait(0.3)


def reception(at: Camera) -> None:
    """Receive a dossier."""
    desk = at.desk
    desk.type("3⏎6191⏎")
    at.shoot("tiep-nhan")
    desk.main()
    desk.wait(1.0)
    at.shoot("da-tiep-nhan")


def certified(at: Camera) -> None:
    """Certify three documents, five copies each."""
    at.empty()
    at.desk.type("1⏎8393⏎")
    at.desk.type("1⏎2⏎5⏎2⏎1⏎⏎3⏎6⏎⏎")
    at.shoot("chung-thuc")


def owners(at: Camera) -> None:
    """Receive from an authorised person."""
    at.empty()
    at.desk.type("1.004222⏎1⏎4211⏎")
    at.desk.press(Key.Key_U, CTRL)
    at.desk.type("1609⏎")
    at.desk.press(Key.Key_Tab)
    at.desk.type("con")
    at.shoot("chu-ho-so")
    at.desk.press(Key.Key_U, CTRL)
    at.desk.press(Key.Key_I, CTRL)
    at.shoot("vi-sao-ngay-nay")
    at.desk.press(Key.Key_Escape)


def parked(at: Camera) -> None:
    """Park what is typed, and find it again."""
    at.empty()
    at.desk.type("4⏎1972⏎")
    at.desk.press(Key.Key_S, CTRL)
    at.desk.wait(0.5)
    at.shoot("de-cho")
    at.desk.press(Key.Key_O, CTRL)
    at.desk.wait(0.5)
    at.shoot("de-cho-mo-lai")
    at.desk.press(Key.Key_Escape, times=2)


def supplement(at: Camera) -> None:
    """Ask for what is missing before acceptance."""
    at.empty()
    at.desk.type("3⏎8977⏎")
    at.desk.press(Key.Key_Down, CTRL, times=1)
    at.desk.press(Key.Key_Space)
    at.desk.press(Key.Key_B, CTRL)
    at.desk.type("Giấy chứng sinh phải là bản chính")
    at.shoot("mau-02")
    at.desk.press(Key.Key_Escape)


def found(at: Camera) -> None:
    """Find a dossier, its further steps, its correction."""
    at.desk.press(Key.Key_F7)
    at.desk.scan(at.kept["unit"].code)
    at.desk.wait(0.6)
    at.shoot("mo-ho-so")
    at.desk.press(Key.Key_B, ALT)
    at.desk.wait(0.5)
    at.shoot("buoc-khac")
    at.desk.press(Key.Key_Escape)
    at.desk.press(Key.Key_E, CTRL)
    at.desk.wait(0.8)
    at.desk.type("1⏎")
    at.shoot("sua-ho-so")
    at.desk.press(Key.Key_Escape)


def handing_over(at: Camera) -> None:
    """Hand a lot over; take results back."""
    at.desk.press(Key.Key_F6)
    at.desk.wait(0.5)
    for name in ("unit", "back", "mended"):
        at.desk.scan(at.kept[name].code)
    at.shoot("ban-giao")
    at.desk.main()
    at.desk.wait(1.0)
    at.desk.press(Key.Key_N, ALT)
    at.desk.scan(at.kept["back"].code)
    at.desk.type("45/XN")
    at.shoot("nhan-ket-qua")


def returning(at: Camera) -> None:
    """Return a result: to the owner, to a neighbour; take a supplement."""
    at.desk.press(Key.Key_F4)
    at.desk.wait(0.3)
    at.desk.scan(at.kept["birth"].code)
    at.desk.wait(0.5)
    at.shoot("tra-ket-qua")
    at.desk.scan("038069163697||Hồ Ngọc Sơn|11081969|Nam|Thôn 4, xã Hòa Bình Trung, tỉnh Hòa Giang|01032022")
    at.desk.wait(0.5)
    at.shoot("nhan-thay")
    at.desk.press(Key.Key_Escape, times=3)
    with at.desk.program.store.reading() as rd:
        waits = rd.dossiers.page(DossierFilter(states=frozenset({State.SUPPLEMENT_WAIT}))).lines[0]
    at.desk.scan(waits.code or "")
    at.desk.wait(0.5)
    at.shoot("nhan-bo-sung")


def lateness(at: Camera) -> None:
    """Watch what is late and write the letters."""
    at.desk.press(Key.Key_F8)
    at.desk.wait(0.5)
    at.shoot("tre-han")
    at.desk.press(Key.Key_A, CTRL)
    at.desk.main()
    at.desk.wait(0.6)
    at.desk.type("2⏎5⏎")
    at.shoot("thu-xin-loi")


def supervisor(at: Camera) -> None:
    """Look at the day, the book, the closing, the figures, the procedures."""
    at.go(FOLLOW_UP_BOOK)
    at.shoot("trong-ngay")
    at.tab("Sổ")
    at.shoot("so-theo-doi")
    at.tab("Chốt ngày")
    at.shoot("chot-ngay")
    at.go(STATISTICS)
    at.shoot("thong-ke")
    at.tab("Biểu đồ")
    at.shoot("bieu-do")
    at.go(PROCEDURES)
    at.desk.press(Key.Key_Down)
    at.desk.wait(0.4)
    at.shoot("thu-tuc")


def emergency(at: Camera) -> None:
    """Print slips for the next power cut."""
    at.section("emergency", "phieu-du-phong")


def back_entry(at: Camera) -> None:
    """Open a round for what was taken on paper."""
    at.section("back_entry", "nhap-bu")


def settings(at: Camera) -> None:
    """Open the administrator's sections."""
    for section, name in (
        ("calendar", "lich"), ("accounts", "tai-khoan"), ("scanner", "thu-may-quet"), ("backup", "sao-luu"),
    ):  # fmt: skip
        at.section(section, name)


def digitising(at: Camera) -> None:
    """Match scanned files to papers."""
    at.desk.press(Key.Key_F7)
    at.desk.press(Key.Key_Escape, times=2)
    at.desk.press(Key.Key_H, ALT)
    at.desk.wait(4.0)
    at.shoot("so-hoa")


def take(store_folder: Path, target: Path, kept: Kept, only: frozenset[str]) -> None:
    """Take the pictures, each job by whoever does it."""
    desk = Sitting(store_folder, AFTERNOON)
    at = Camera(desk, target, kept, only)
    at.shoot("dang-nhap")
    for login, jobs in (
        (
            "canbo",
            (reception, certified, owners, parked, supplement, found, handing_over, returning, digitising, emergency),
        ),
        ("truongbophan", (lateness, supervisor, back_entry)),
        ("quantri", (settings,)),
    ):
        if desk.window.clerk is not None:
            desk.lock()
        desk.sign_in(login)
        for job in jobs:
            job(at)
    desk.close()


def prepared(store_folder: Path) -> Kept:
    """Make the sample office and live its morning."""
    store, _ = sample_store(store_folder, at_office(DAY, time(7)))
    with store, tempfile.TemporaryDirectory() as papers, redirect_stdout(StringIO()):
        desk = Desk(store, Path(papers))
        kept = {**morning(desk), **before_lunch(desk)}
        with desk.act("Có kết quả khai sinh", "14:05"):
            desk.step(kept["birth"].id, "HandedOver", unit="Công chức Tư pháp - Hộ tịch")
            desk.at("14:10")
            desk.step(kept["birth"].id, "ResultReady", number="118", signed_on=DAY, shelf="A-12")
        for job in waiting_papers(store):
            give_up_print(store, desk.clerk, job.id, desk.now)
        scans = store_folder.parent / "May quet"
        scans.mkdir()
        for number, paper in enumerate(desk.papers[3:5], start=1):
            (scans / f"Scan_{number:04}.pdf").write_bytes((desk.folder / paper["file"]).read_bytes())
        change_desk(store, desk.clerk, {"scan_folder": str(scans)}, desk.now)
        return kept


def main() -> None:
    """Write every picture into the guide's folder, or the folder given, and the table of keys beside them."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else GUIDE / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        store_folder = Path(folder) / "store"
        take(store_folder, target, prepared(store_folder), frozenset(sys.argv[2:]))


if __name__ == "__main__":
    main()
