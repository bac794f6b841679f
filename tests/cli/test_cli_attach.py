"""Scanned files are attached from a terminal, to the paper meant, and nothing happens to the file itself."""

import os
from hashlib import sha256
from pathlib import Path

from scans import a_pdf, a_picture
from terminal import Terminal

PAPERS = [{"name": "Tờ khai", "original": 1}, {"name": "Giấy chứng sinh", "original": 1}]


def put(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_files_go_to_the_papers_in_their_order(desk: Terminal, tmp_path: Path) -> None:
    code = desk.receive(papers=PAPERS).json["code"]
    scan = put(tmp_path, "a.pdf", a_pdf())
    first = desk("attach", code, scan, "--json").json
    assert (first["paper"], first["already"]) == ("Tờ khai", False)
    assert first["content"] == sha256(scan.read_bytes()).hexdigest()
    assert desk("attach", code, put(tmp_path, "b.png", a_picture("PNG")), "--json").json["paper"] == "Giấy chứng sinh"
    assert "cả bộ hồ sơ" in desk("attach", code, put(tmp_path, "c.pdf", a_pdf(2))).out
    again = desk("attach", code, scan, "--paper", "1", "--json").json
    assert (again["event_id"], again["already"]) == (first["event_id"], True)
    files = desk("show", code, "--json").json["attachments"]
    assert [file["name"] for file in files] == ["a.pdf", "b.png", "c.pdf"]
    assert scan.read_bytes() == a_pdf()


def test_what_cannot_be_attached_is_said_in_one_sentence(desk: Terminal, tmp_path: Path) -> None:
    code = desk.receive(papers=PAPERS).json["code"]
    scan = put(tmp_path, "a.pdf", a_pdf())
    assert "Sổ đỏ" in desk("attach", code, scan, "--paper", "Sổ đỏ").sentence
    assert "nội dung" in desk("attach", code, put(tmp_path, "b.pdf", b"PK")).sentence
    assert "Không đọc được" in desk("attach", code, tmp_path / "none.pdf").sentence
    os.mkfifo(tmp_path / "pipe.pdf")
    assert "Không đọc được" in desk("attach", code, tmp_path / "pipe.pdf").sentence
    assert "Không thấy hồ sơ" in desk("attach", "H56.14-260827-9999", scan).sentence
    desk.sit("quantri")
    assert "cán bộ tiếp nhận" in desk("attach", code, scan).sentence
