"""A disk that is really full: refused in words, nothing half-written, and everything goes on once there is room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal

ROOMY = "24m"


class SmallDisk:
    """A disk in memory whose size can be changed."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def leave(self, kilobytes: int) -> None:
        """Leave so much room on it."""
        used = shutil.disk_usage(self.place).used // 1024
        self._mount(f"remount,size={used + kilobytes}k")

    def make_room(self) -> None:
        """Give it room again."""
        self._mount(f"remount,size={ROOMY}")

    def _mount(self, options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.place], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk of this test's own, where the system lets us make one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may make a disk to fill")
    place = tmp_path / "đĩa nhỏ"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", place], capture_output=True)
    if made.returncode:
        pytest.skip("this system makes no disk in memory")
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", place], check=True, capture_output=True)


def test_a_full_disk_makes_no_half_a_store(desk: Terminal, disk: SmallDisk) -> None:
    disk.leave(300)
    assert "đã đầy" in desk("init", "--sample", "--store", disk.place / "store").sentence
    assert list(disk.place.iterdir()) == []


@pytest.mark.parametrize("room", [0, 8, 40])
def test_a_full_disk_registers_nothing_and_breaks_nothing(desk: Terminal, disk: SmallDisk, room: int) -> None:
    store = Path(shutil.copytree(desk.folder, disk.place / "store"))
    desk.folder = store
    command = '{"procedure": "1.001193", "submitter": {"name": "Trần Thị Mai"}}'
    kept = desk("receive", "-", "--json", "--store", store, stdin=command).json["code"]
    disk.leave(room)
    refused = desk("receive", "-", "--json", "--store", store, stdin=command)
    while refused.status == 0:
        kept = refused.json["code"]
        refused = desk("receive", "-", "--json", "--store", store, stdin=command)
    assert "đã đầy" in refused.sentence
    disk.make_room()
    assert desk("verify", "--store", store, "--json").json["ok"] is True
    assert desk("show", kept, "--store", store, "--json").json["code"] == kept
    assert desk("receive", "-", "--json", "--store", store, stdin=command).json["code"] > kept


def test_a_backup_that_finds_no_room_leaves_nothing(desk: Terminal, disk: SmallDisk) -> None:
    disk.leave(300)
    assert "đã đầy" in desk("backup", disk.place / "b.saoluu").sentence
    assert list(disk.place.iterdir()) == []
