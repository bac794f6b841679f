"""What a command may write, and where: never over the store itself, and a stream that fails is said in words."""

import sys
from datetime import datetime
from pathlib import Path

import pytest
from terminal import Terminal

from desk_app.models.keys import KEYS_FILE
from desk_app.models.store import ATTACHMENTS_FILE, STORE_FILE
from desk_app.models.store_lock import LOCK_FILE

OURS = "là của kho dữ liệu"


@pytest.mark.parametrize(
    "name", [STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", ATTACHMENTS_FILE, KEYS_FILE, LOCK_FILE, "Desk.DB"]
)
@pytest.mark.parametrize(
    "command",
    [
        ["print", "1.001193", "guide", "--out"],
        ["export-national"],
        ["export-batch"],
        ["backup"],
        ["catalogue", "template", "--force"],
    ],
)
def test_no_command_writes_over_what_a_store_keeps(desk: Terminal, command: list[str], name: str) -> None:
    desk.sit("truongbophan")
    assert OURS in desk(*command, desk.folder / name).sentence
    assert desk("verify").status == 0


def test_a_link_to_the_store_is_seen_through(desk: Terminal, tmp_path: Path) -> None:
    (tmp_path / "lối tắt").symlink_to(desk.folder, target_is_directory=True)
    assert OURS in desk("print", "1.001193", "guide", "--out", tmp_path / "lối tắt" / STORE_FILE).sentence


def test_another_file_in_the_stores_folder_and_such_names_elsewhere_are_free(desk: Terminal, tmp_path: Path) -> None:
    for place in (desk.folder / "hướng dẫn.pdf", tmp_path / KEYS_FILE):
        assert desk("print", "1.001193", "guide", "--out", place).status == 0
        assert place.read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", [["catalogue", "search", "khai sinh"], ["due", "--limit", "same_day", "--json"]])
def test_an_output_that_takes_nothing_is_said_in_one_sentence(
    desk: Terminal, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from desk_app.cli import run

    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stdout", full)
        status = run(command, clock=lambda: desk.now)
        monkeypatch.undo()
        with pytest.raises(OSError, match="No space"):
            full.close()
    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "Không ghi được kết quả ra màn hình hoặc nơi nhận: ổ đĩa đã đầy. Việc đã ghi vào kho vẫn còn; xem lại trước "
        "khi làm lại."
    ]


def test_a_self_test_in_what_is_no_folder_is_refused_in_words(desk: Terminal, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"x")
    assert "một phần đường dẫn không phải thư mục" in desk("selftest", "--folder", tmp_path / "tệp").sentence


def test_ctrl_c_is_answered_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    from desk_app.cli import run

    def stopped() -> datetime:
        raise KeyboardInterrupt

    assert run(["due", "--limit", "same_day"], clock=stopped) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", "Đã dừng theo yêu cầu; việc đang làm dở không được ghi.")
