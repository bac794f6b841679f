"""``desk-app selftest``: does this installation work? A fresh store, the sample office, a dossier, its slip, a window.

Everything happens in a folder of its own whose path has Vietnamese letters and spaces; keys go there too, so the user's
keyring and folders stay as they are.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pypdfium2

from desk_app.cli.as_json import print_json
from desk_app.cli.context import Clock, asked
from desk_app.cli.files import reason_of
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.backup import backup, restore
from desk_app.models.store import Store, open_store
from desk_app.models.verification import verify
from desk_app.services.accounts import Session, sign_in
from desk_app.services.papers import dossier_paper
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.sample import sample_store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

sentences(selftest_failed="Tự kiểm tra hỏng ở bước “{step}”: {why}.")

FOLDER = "Kiểm tra quầy một cửa – Hòa Bình"
LOGIN, SAMPLE_ENTRY = "canbo", "motcua"
CITIZEN = {"name": "Nguyễn Thị Ngọc Ánh", "id_number": "038190004242", "phone": "0912345678"}


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="Làm trong thư mục này (để lại kết quả).")
@click.option("--no-window", is_flag=True, help="Không mở cửa sổ.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
def selftest(folder: Path | None, no_window: bool, as_json: bool) -> None:
    """Kiểm tra bản cài đặt này chạy được: kho mới, cơ quan mẫu, tiếp nhận, in phiếu, sao lưu, mở cửa sổ."""
    with _place(folder) as place, _own_keys(place):
        test = SelfTest(place, asked(None, None).clock)
        for name, step in test.steps(window=not no_window):
            started = time.perf_counter()
            try:
                step()
            except DeskError as error:
                raise DeskError("selftest_failed", step=name, why=str(error).rstrip(".")) from error
            test.done.append({"step": name, "seconds": round(time.perf_counter() - started, 2)})
            if not as_json:
                click.echo(f"  đạt  {name} ({test.done[-1]['seconds']} s)")
    if as_json:
        print_json({"ok": True, "code": test.code, "steps": test.done})
    else:
        click.echo("Bản cài đặt này chạy tốt.")


class SelfTest:
    """The steps, each building on the one before."""

    def __init__(self, place: Path, clock: Clock) -> None:
        self.place = place
        self.clock = clock
        self.moment = clock()
        self.done: list[dict[str, object]] = []
        self.code = ""
        self._store: Store | None = None
        self._session: Session | None = None
        self._recovery_code = ""

    def steps(self, *, window: bool) -> Iterator[tuple[str, Callable[[], None]]]:
        """Return each step with its name."""
        yield "Tạo kho và nhập cơ quan mẫu", self.make
        yield "Mở lại kho", self.open_again
        yield "Tiếp nhận và in phiếu", self.register_and_print
        yield "Kiểm tra kho", self.check
        yield "Sao lưu và khôi phục", self.back_up
        if window:
            yield "Mở cửa sổ", self.open_window
        yield "Đóng kho", self.close

    def make(self) -> None:
        """Make the store: created, migrated, filled with the sample office and its week."""
        store, self._recovery_code = sample_store(self.place / "kho dữ liệu", self.moment)
        store.close()

    def open_again(self) -> None:
        """Open it as the next start of the program would, and sign in."""
        self._store = open_store(self.place / "kho dữ liệu", now=self.moment)
        self._session = sign_in(self._store, LOGIN, SAMPLE_ENTRY, self.moment)

    def register_and_print(self) -> None:
        """Register a dossier; its code and name must stand in the slip of every size."""
        store, session = self._opened()
        command = checked_receive({"procedure": "1.001193", "submitter": CITIZEN})
        receipt = receive(store, session, command, self.moment)
        self.code = receipt.code
        for size in (PaperSize.A4, PaperSize.A5, PaperSize.K80):
            slip = dossier_paper(store, receipt.id, "receipt", size)
            (self.place / f"phiếu hẹn {size}.pdf").write_bytes(slip.pdf)
            words = _words_of(slip.pdf)
            for wanted in (receipt.code, CITIZEN["name"]):
                if "".join(wanted.split()).casefold() not in words:
                    raise DeskError("selftest_failed", step=size, why=f"phiếu không có “{wanted}”")

    def check(self) -> None:
        """Verify the store from the pages up."""
        _whole(self._opened()[0])

    def back_up(self) -> None:
        """Make a backup and come back from it by the recovery code."""
        store, _ = self._opened()
        file = self.place / "bản sao lưu.saoluu"
        backup(store, file, now=self.moment)
        with restore(file, self.place / "khôi phục", recovery_code=self._recovery_code, now=self.moment) as restored:
            _whole(restored)

    def open_window(self) -> None:
        """Open the window on the store, without a screen, and look at every page."""
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from desk_app.app import Program, application
        from desk_app.ui.page import DOSSIERS, PROCEDURES, RECEPTION, SETTINGS
        from desk_app.ui.sign_in import Clerk

        store, session = self._opened()
        app = application()
        program = Program(app, lambda _recovery_code: store, self.clock)
        try:
            program.window.resize(1366, 768)
            program.window.show()
            program.begin()
            _until(app, lambda: program.operations.idle)
            program.window.welcome(Clerk(session.login, session.display_name, "", session.counter, session))
            for page in (RECEPTION, DOSSIERS, PROCEDURES, SETTINGS):
                program.window.go_to(page)
                app.processEvents()
                _drawn(program.window, page)
        finally:
            program.close()
            self._store = None

    def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()

    def _opened(self) -> tuple[Store, Session]:
        assert self._store is not None
        assert self._session is not None
        return self._store, self._session


def _until(app: "QApplication", ready: Callable[[], bool]) -> None:
    """Let the window work until something is so. Raises DeskError after half a minute."""
    deadline = time.monotonic() + 30
    while not ready():
        if time.monotonic() > deadline:
            raise DeskError("selftest_failed", step="cửa sổ", why="cửa sổ không mở xong kho")
        app.processEvents()
        time.sleep(0.01)


def _whole(store: Store) -> None:
    found = verify(store)
    if not found.ok:
        raise DeskError("selftest_failed", step="kho", why=found.problems[0] if found.problems else "kho không khớp")


def _drawn(window: "QWidget", page: str) -> None:
    picture = window.grab().toImage()
    corners = {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}
    if len(corners) < 8:
        raise DeskError("selftest_failed", step=page, why="trang không vẽ ra gì")


def _words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[place] for place in range(len(document))]
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages).casefold()
    finally:
        document.close()


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        place = folder / FOLDER
        if place.exists():
            raise DeskError("folder_not_empty", folder=place)
        try:
            place.mkdir(parents=True)
        except OSError as error:
            raise DeskError("unwritable_file", name=place, reason=reason_of(error)) from None
        yield place
        return
    place = Path(tempfile.mkdtemp(prefix="desk-app-")) / FOLDER
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place.parent, ignore_errors=True)


@contextmanager
def _own_keys(place: Path) -> Iterator[None]:
    """Keep the keys of the trial store out of the user's keyring and folders."""
    import keyring
    from keyring.backends.fail import Keyring

    before, home = keyring.get_keyring(), os.environ.get("XDG_DATA_HOME")
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
    os.environ["XDG_DATA_HOME"] = str(place / "khóa")
    try:
        yield
    finally:
        keyring.set_keyring(before)
        if home is None:
            os.environ.pop("XDG_DATA_HOME", None)
        else:
            os.environ["XDG_DATA_HOME"] = home
