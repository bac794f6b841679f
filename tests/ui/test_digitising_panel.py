"""Số hóa by keys and scans: one key a file when papers come in order, nothing lost, nothing attached unseen."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from clipping import clipped
from hands import Hands
from patience import let_run, let_settle
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reception_desk import Tray
from scans import a_pdf, a_picture, a_tiff
from staff import CLERK, MORNING

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.models.attachments import Attachments
from desk_app.models.store import Store
from desk_app.services.desk_settings import change_desk
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.scan_folder import DONE_FOLDER
from desk_app.ui.desk import Desk, DigitisingTarget, DossierTarget, SettingsTarget, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, PageSpec
from desk_app.ui.pages.digitising.panel import DigitisingPanel
from desk_app.ui.pages.digitising.reading import Span
from desk_app.ui.pages.dossiers.page import DossiersPage
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.truth import truths
from desk_app.ui.widgets.room import Room
from desk_app.ui.window import Links, MainWindow

NOW = MORNING + timedelta(days=1, hours=2)
HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}
LAM = {"name": "ĐỖ VĂN LÂM", "id_number": "038190001111", "phone": "0912000999", "address": "Thôn 1"}
PAPERS = ("Tờ khai", "Trích lục ly hôn", "Giấy chứng sinh")


class Counter:
    """The page Hồ sơ with its panel open, hands that count their keys, a scanner's folder, the store behind."""

    def __init__(self, app: QApplication, store: Store, folder: Path | None) -> None:
        self.store, self.folder = store, folder
        if folder is not None:
            change_desk(store, CLERK, {"scan_folder": str(folder)}, NOW)
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: NOW)
        self.opened: list[Target] = []
        self.desk.use_printing(Tray())  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        self.hands, self.keys, self.written = Hands(), 0, 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        spec = PageSpec(DOSSIERS, "folder_open", lambda parent: DossiersPage(self.desk, parent), Act.DOSSIERS)
        self.window = MainWindow(self.operations, [spec], links, MessageLog(lambda: NOW.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self._rested = 0.0
        self.guard: ScanGuard[Scan] = ScanGuard(
            app, _recognised, self.window.deliver_scan, now=lambda: time.monotonic() + self._rested, sound=False
        )
        self.window.show()
        self.window.activateWindow()
        self.desk.seat(CLERK)
        self.window.welcome(Clerk(CLERK.login, CLERK.display_name, "", CLERK.counter, CLERK))
        self.until(lambda: self.operations.idle)
        self.page.scans.click()
        self.settle()

    @property
    def page(self) -> DossiersPage:
        page = self.window.current_page()
        assert isinstance(page, DossiersPage)
        return page

    @property
    def panel(self) -> DigitisingPanel:
        assert self.page.scanned.queue is not None
        return self.page.scanned.queue

    @property
    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    @property
    def names(self) -> list[str]:
        return [waiting.file.name for waiting in self.panel.queue.files]

    @property
    def proposed(self) -> tuple[str, str]:
        """Return the dossier and paper the next file goes to."""
        chosen, row = self.panel.side.block.chosen, self.panel.side.block.row
        return (chosen.code if chosen else "", row.paper if row else "?")

    def until(self, done: Callable[[], bool], seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            let_run()
        assert not self.bugs, self.bugs
        assert done()

    def settle(self) -> None:
        let_settle(
            lambda: (
                self.operations.idle
                and not self.panel._writing
                and self.panel.hand.idle
                and not self.panel.side.box._timer.isActive()
            )
        )
        assert not self.bugs, self.bugs

    def put(self, name: str, content: bytes) -> Path:
        """Let the scanner write a file."""
        assert self.folder is not None
        file = self.folder / name
        file.write_bytes(content)
        self.written += 1
        os.utime(file, (1_790_000_000 + self.written, 1_790_000_000 + self.written))
        return file

    def scanned(self, *files: tuple[str, bytes]) -> None:
        """Let the scanner write files, and wait until they are listed."""
        for name, content in files:
            self.put(name, content)
        self.until(lambda: {name for name, _content in files} <= set(self.names))
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def f9(self) -> None:
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def type(self, text: str) -> None:
        for character in text:
            self.keys += 1
            if character == "⏎":
                self.hands.enter()
            else:
                self.hands.type(character)
            self._rest()
            let_settle(lambda: self.operations.idle)
        self.settle()

    def scan(self, text: str) -> None:
        self._rest()
        self.hands.scan(text)
        self.settle()

    def _rest(self) -> None:
        """Pause longer than any scanner does between two keys."""
        self._rested += 0.16

    def dossier(self, dossier: UUID) -> Dossier:
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None
        return found

    def files(self, dossier: UUID) -> list[tuple[str, str]]:
        return [(file.name, file.paper) for file in self.dossier(dossier).attachments]

    def close(self) -> None:
        self.guard.close()
        self.operations.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")


def registered(store: Store, who: dict[str, str], minute: int, papers: tuple[str, ...] = PAPERS) -> UUID:
    values = {
        "procedure": "1.004873",
        "submitter": who,
        "summary": f"Việc của {who['name']}",
        "papers": [{"name": name, "original": 1} for name in papers],
    }
    return receive(store, CLERK, checked_receive(values), NOW - timedelta(minutes=60 - minute)).id


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scanner that is done sooner, and a program that looks more often."""
    monkeypatch.setattr("desk_app.ui.pages.digitising.queue.LOOK_MS", 100)
    monkeypatch.setattr("desk_app.services.scan_folder.QUIET_S", 0.25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "quét"
    made.mkdir()
    return made


@pytest.fixture
def two(store: Store) -> tuple[UUID, UUID]:
    """Two dossiers of this morning, three papers and two."""
    return registered(store, HOA, 1), registered(store, LAM, 2, PAPERS[:2])


@pytest.fixture
def at(app: QApplication, store: Store, folder: Path, two: tuple[UUID, UUID]) -> Iterator[Counter]:
    made = Counter(app, store, folder)
    yield made
    made.close()


def test_papers_in_order_cost_one_key_each_over_two_dossiers(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.scanned(*((f"scan{n}.pdf", a_pdf(1, f"giấy {n}")) for n in range(5)))
    at.keys = 0
    for _ in range(5):
        at.f9()
    assert at.keys == 5
    hoa, lam = two
    assert at.files(hoa) == [(f"scan{n}.pdf", PAPERS[n]) for n in range(3)]
    assert at.files(lam) == [(f"scan{n + 3}.pdf", PAPERS[n]) for n in range(2)]
    assert at.names == []
    assert at.folder is not None
    done = at.folder / DONE_FOLDER
    at.until(lambda: sorted(one.name for one in done.iterdir()) == [f"scan{n}.pdf" for n in range(5)])
    assert [one.name for one in at.folder.iterdir()] == [DONE_FOLDER]
    assert [one.id for one in at.panel.side.listed if one.id in two] == []


def test_a_number_or_an_arrow_chooses_another_paper(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.scanned(("a.pdf", a_pdf(1)), ("b.tif", a_tiff(2)), ("c.jpg", a_picture("JPEG")))
    at.keys = 0
    at.type("3⏎")
    at.f9()
    assert at.keys == 3
    assert at.files(two[0]) == [("a.pdf", PAPERS[2])]
    assert at.proposed[1] == PAPERS[0]
    at.keys = 0
    at.press(Qt.Key.Key_Down)
    at.f9()
    assert at.keys == 2
    assert at.files(two[0])[-1] == ("b.tif", PAPERS[1])
    at.type("0⏎")
    at.f9()
    assert at.files(two[0])[-1] == ("c.jpg", "")
    assert at.proposed[0] == at.dossier(two[1]).code, "the whole dossier is scanned: the next one is proposed"


def test_the_scan_of_a_slip_chooses_the_dossier_and_stays_for_the_next_file(
    at: Counter, two: tuple[UUID, UUID]
) -> None:
    at.scanned(("a.pdf", a_pdf(1)), ("b.pdf", a_pdf(2)))
    at.keys = 0
    at.scan(at.dossier(two[1]).code)
    assert at.keys == 0
    assert at.proposed == (at.dossier(two[1]).code, PAPERS[0])
    assert at.panel.side.box.text() == ""
    at.f9()
    at.f9()
    assert at.files(two[1]) == [("a.pdf", PAPERS[0]), ("b.pdf", PAPERS[1])]
    assert at.files(two[0]) == []


def test_a_name_finds_a_dossier_of_any_day(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.type("đỗ văn lâm")
    at.until(lambda: at.panel.side.box.is_open)
    at.type("⏎")
    assert at.proposed[0] == at.dossier(two[1]).code


def test_what_is_no_scan_is_said_and_stays_where_it_is(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.scanned(("thật ra là ảnh.pdf", a_picture("PNG")))
    at.scanned(("thư.pdf", b"PK\x03\x04"), ("rỗng.pdf", b""), ("cụt.pdf", a_pdf(3)[:900]))
    at.f9()
    assert at.files(two[0]) == [("thật ra là ảnh.png", PAPERS[0])]
    for words in ("nội dung", "rỗng", "cắt ngang"):
        at.f9()
        assert words in at.said
        at.panel.strip.setFocus()
        at.press(Qt.Key.Key_Right)
    assert len(at.files(two[0])) == 1
    assert sorted(at.names) == ["cụt.pdf", "rỗng.pdf", "thư.pdf"]


def test_a_file_shows_when_the_scanner_is_done_with_it(at: Counter) -> None:
    whole = a_pdf(4)
    for part in (len(whole) // 3, len(whole) // 2):
        at.put("lớn.pdf", whole[:part])
        let_run(0.18)
        assert at.names == []
    assert at.panel.queue.growing == 1
    at.scanned(("lớn.pdf", whole))
    assert at.panel.queue.growing == 0


def test_a_wrong_match_comes_back_to_be_matched_anew(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.scanned(("a.pdf", a_pdf(1)))
    at.f9()
    at.press(Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    at.until(lambda: at.panel._asking is not None)
    at.f9()
    assert at.files(two[0]) == [("a.pdf", PAPERS[0])], "a reason is asked for"
    at.type("1")
    at.f9()
    assert at.files(two[0]) == []
    at.until(lambda: at.names == ["a.pdf"])
    at.scan(at.dossier(two[1]).code)
    at.f9()
    assert at.files(two[1]) == [("a.pdf", PAPERS[0])]
    kinds = [(entry.kind, entry.reversed) for entry in at.dossier(two[0]).timeline[-2:]]
    assert kinds == [("PaperAttached", True), ("Reversed", False)]


def test_a_deleted_scan_comes_back_from_the_store(at: Counter, two: tuple[UUID, UUID]) -> None:
    change_desk(at.store, CLERK, {"scan_disposal": "delete"}, NOW)
    at.page.refresh()
    at.settle()
    at.scanned(("a.pdf", a_pdf(1)))
    at.f9()
    assert at.folder is not None
    assert list(at.folder.iterdir()) == []
    at.panel.ask_undo()
    at.settle()
    at.type("2")
    at.f9()
    at.until(lambda: at.names == ["a.pdf"])
    assert (at.folder / "a.pdf").read_bytes() == a_pdf(1)


def test_a_round_broken_off_before_the_folder_was_cleared_goes_on_with_one_key(
    app: QApplication, store: Store, folder: Path, two: tuple[UUID, UUID]
) -> None:
    first = Counter(app, store, folder)
    first.scanned(("a.pdf", a_pdf(1)))
    first.f9()
    first.close()
    shutil.move(folder / DONE_FOLDER / "a.pdf", folder / "a.pdf")
    at = Counter(app, store, folder)
    try:
        at.until(lambda: at.names == ["a.pdf"])
        at.settle()
        code = at.dossier(two[0]).code
        assert at.panel.queue.files[0].held_by == (code,)
        assert code in at.panel.button.text()
        at.f9()
        at.until(lambda: at.names == [])
        assert len(at.files(two[0])) == 1
        assert [one.name for one in (folder / DONE_FOLDER).iterdir()] == ["a.pdf"]
    finally:
        at.close()


def test_what_cannot_be_stored_leaves_the_scan_and_can_be_tried_again(
    at: Counter, two: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    at.scanned(("a.pdf", a_pdf(1)))
    with monkeypatch.context() as now:
        now.setattr(Attachments, "get", lambda *_given: b"other")
        at.f9()
    assert "vẫn ở chỗ cũ" in at.said
    assert at.names == ["a.pdf"]
    at.f9()
    assert len(at.files(two[0])) == 1


def test_a_folder_that_goes_away_is_said_once_and_comes_back_by_itself(at: Counter) -> None:
    assert at.folder is not None
    away = at.folder.with_name("away")
    at.folder.rename(away)
    at.until(lambda: "Không mở được thư mục" in at.said)
    at.page.strip.solve_all()
    let_run(0.4)
    assert at.said == ""
    away.rename(at.folder)
    at.until(lambda: "mở lại được" in at.said)


def test_the_window_keeps_its_keys_while_the_folder_does_not_answer(
    at: Counter, two: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    enough = threading.Event()

    def never(_folder: Path) -> tuple[()]:
        enough.wait(20)
        return ()

    monkeypatch.setattr("desk_app.ui.pages.digitising.queue.look_into", never)
    at.until(lambda: not at.panel.hand.idle)
    began = time.monotonic()
    at.panel.take_code(at.dossier(two[1]).code)
    at.until(lambda: at.proposed[0] == at.dossier(two[1]).code, seconds=1)
    assert time.monotonic() - began < 1
    enough.set()


def test_pages_turn_while_the_caret_stays_in_the_box(at: Counter) -> None:
    at.scanned(("a.pdf", a_pdf(3)))
    at.until(lambda: at.panel.view.is_drawn)
    at.settle()
    for _ in range(8):
        at.press(Qt.Key.Key_PageDown)
    assert at.panel.view.page == 2
    for _ in range(8):
        at.press(Qt.Key.Key_PageUp)
    assert at.panel.view.page == 0
    assert QApplication.focusWidget() is at.panel.side.box.edit


def test_no_file_of_a_person_is_written_anywhere_but_the_store(at: Counter, tmp_path: Path) -> None:
    content = a_pdf(2, "RIÊNG TƯ")
    at.scanned(("a.pdf", content))
    at.until(lambda: at.panel.view.is_drawn)
    at.f9()
    at.store.attachments.close()
    holding = [one for one in tmp_path.rglob("*") if one.is_file() and content[20:120] in one.read_bytes()]
    assert [one.parent.name for one in holding] == [DONE_FOLDER]
    assert sha256(holding[0].read_bytes()).hexdigest() == sha256(content).hexdigest()


def test_without_a_folder_the_way_to_choose_one_is_shown(app: QApplication, store: Store) -> None:
    at = Counter(app, store, None)
    try:
        assert at.panel.settings.isVisible()
        at.panel.settings.click()
        assert at.opened == [SettingsTarget("scan_folder")]
        at.f9()
        assert "Chưa có tệp" in at.said
    finally:
        at.close()


def test_the_status_bar_counts_what_it_opens(at: Counter, two: tuple[UUID, UUID]) -> None:
    said = next(item for item in truths(at.store, NOW) if item.name == "digitising")
    assert isinstance(said.target, DigitisingTarget)
    at.press(Qt.Key.Key_Escape)
    at.page.open_target(said.target)
    at.settle()
    side = at.panel.side
    assert (side.span.value(), side.whose.value()) == (Span.WEEK, False)
    assert {one.id for one in side.listed} >= set(two)
    assert said.text == f"Chưa số hóa {len(side.listed)}"


def test_esc_goes_back_to_the_list_and_loses_nothing(at: Counter) -> None:
    at.scanned(("a.pdf", a_pdf(1)))
    at.press(Qt.Key.Key_Escape)
    assert not at.page.is_digitising
    at.page.scans.click()
    at.settle()
    at.until(lambda: at.names == ["a.pdf"])


def test_nothing_is_clipped_in_the_smallest_window(at: Counter) -> None:
    at.scanned(("một tên tệp rất dài do máy quét đặt 20260827-0001.pdf", a_pdf(3)), ("b.pdf", b"x"))
    for width in (1366, 1024):
        at.window.resize(width, 697)
        let_run(0.05)
        at.settle()
        assert clipped(at.panel) == []
        room = at.page.findChild(Room)
        assert room is not None and room.verticalScrollBar().maximum() == 0


# -- the files a dossier holds ----------------------------------------------------------------------------------------


def test_the_files_of_a_dossier_are_looked_at_page_by_page_and_esc_leads_back(
    at: Counter, two: tuple[UUID, UUID]
) -> None:
    at.scanned(("a.tif", a_tiff(3)), ("b.jpg", a_picture("JPEG")))
    at.f9()
    at.f9()
    at.page.open_target(DossierTarget(two[0]))
    at.settle()
    at.press(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    at.until(lambda: at.page.scanned.held is not None and at.page.scanned.held.view.is_drawn)
    held = at.page.scanned.held
    assert held is not None
    assert [row.file.name for row in held.model.rows()] == ["a.tif", "b.jpg"]
    assert held.view.where.text() == "Trang 1/3"
    for _ in range(9):
        at.press(Qt.Key.Key_PageDown)
    assert held.view.page == 2
    at.press(Qt.Key.Key_Down)
    at.until(lambda: held.view.name.text() == "b.jpg")
    assert not held.save.isVisible(), "a clerk takes no file out of the store"
    assert clipped(held) == []
    at.press(Qt.Key.Key_Escape)
    assert at.page.is_open


def test_a_file_is_taken_off_with_a_reason_where_it_is_looked_at(at: Counter, two: tuple[UUID, UUID]) -> None:
    at.scanned(("a.pdf", a_pdf(1)))
    at.f9()
    at.page.open_target(DossierTarget(two[0]))
    at.settle()
    at.page.scanned.show_files(two[0])
    at.settle()
    held = at.page.scanned.held
    assert held is not None
    held.ask_taking_off()
    at.settle()
    at.type("3")
    at.f9()
    at.until(lambda: at.files(two[0]) == [])
    assert "Đã gỡ a.pdf" in at.said
    at.until(lambda: held.model.rowCount() == 0)


def test_a_file_that_is_not_whole_in_the_store_is_said_in_its_place(
    at: Counter, two: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    at.scanned(("a.pdf", a_pdf(1)))
    at.f9()

    def damaged(*_given: object) -> bytes:
        raise DeskError("attachment_damaged")

    monkeypatch.setattr(Attachments, "get", damaged)
    at.page.open_target(DossierTarget(two[0]))
    at.settle()
    at.page.scanned.show_files(two[0])
    at.settle()
    assert at.page.scanned.held is not None
    assert "không còn nguyên vẹn" in at.page.scanned.held.view.said.text()
