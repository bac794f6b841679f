"""``desk-app enrol``, ``sync``, ``export-batch``, ``import-batch``: one sentence or one JSON, and the exit status."""

from datetime import datetime
from pathlib import Path

import pytest
from builders import register
from province import Province, until_equal
from staff import MORNING
from terminal import Terminal

from central_server.batches import take_in_file


@pytest.fixture
def terminal(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of the administrator, at the sample office."""
    made = Terminal(store_folder, monkeypatch)
    made.sit("quantri")
    return made


@pytest.fixture
def enrolled(province: Province, terminal: Terminal) -> Terminal:
    """A terminal of a desk that has enrolled."""
    province.clock.leap(MORNING - province.clock())
    answer = terminal("enrol", province.served.url, province.new_code("Quầy 1"), "--json")
    assert answer.status == 0, answer.err
    assert answer.json["office_name"] == "UBND xã Hòa Bình"
    return terminal


def test_a_desk_enrols_and_exchanges_from_the_command_line(province: Province, enrolled: Terminal) -> None:
    other = province.desk("Q2")
    theirs = register(other.store, province.clock())
    until_equal([other], 1)
    done = enrolled("sync", "--json")
    assert done.status == 0, done.err
    assert done.json["sent"] > 0 and done.json["received"] > 0
    assert (done.json["queued"], done.json["quarantined"], done.json["forks"], done.json["differing"]) == (0, 0, 0, [])
    assert datetime.fromisoformat(done.json["confirmed_at"]).utcoffset() is not None
    enrolled.sit("canbo")
    assert enrolled("show", theirs.code, "--json").json["code"] == theirs.code
    assert "còn chờ gửi 0" in enrolled("sync").out


def test_a_server_that_is_away_is_one_sentence_and_no_success(province: Province, enrolled: Terminal) -> None:
    province.served.stop()
    answer = enrolled("sync")
    assert answer.status == 1 and "Máy chủ chưa trả lời" in answer.sentence
    told = enrolled("sync", "--json")
    assert told.status == 1
    assert told.json["confirmed_at"] is None and told.json["queued"] > 0


def test_a_clerk_does_not_enrol_and_nobody_syncs_before(province: Province, terminal: Terminal) -> None:
    assert "chưa ghi danh" in terminal("sync").sentence
    assert "chưa ghi danh" in terminal("export-batch", "a.dongbo").sentence
    assert "không đúng" in terminal("enrol", province.served.url, "0000-0000-0000").sentence
    assert "https://" in terminal("enrol", "http://motcua.example.vn", "0000").sentence
    terminal.sit("canbo")
    assert "quản trị" in terminal("enrol", province.served.url, province.new_code("Quầy 1")).sentence


def test_a_stick_goes_out_and_comes_home(province: Province, enrolled: Terminal, tmp_path: Path) -> None:
    up, down = tmp_path / "len.dongbo", tmp_path / "xuong.dongbo"
    written = enrolled("export-batch", up, "--json")
    assert written.json["events"] > 0 and written.json["left"] == 0
    down.write_bytes(take_in_file(province.engine, up.read_bytes(), province.clock()).answer)
    read = enrolled("import-batch", down, "--json").json
    assert read["sent"] == written.json["events"] and read["queued"] == 0
    assert "đã xác nhận 0 việc" in enrolled("import-batch", down).out
    down.write_bytes(down.read_bytes()[:-1])
    assert "bị cắt" in enrolled("import-batch", down).sentence
