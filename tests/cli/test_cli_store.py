"""The store from a terminal: made, verified, backed up, brought back."""

import shutil
from pathlib import Path

import pytest
from terminal import Terminal

from desk_app.models.keys import KEYS_FILE
from desk_app.models.store import STORE_FILE, open_store
from desk_app.resources import resource_root

OFFICE = resource_root() / "sample" / "office.toml"


def office_without_passwords(folder: Path) -> Path:
    """An office file as an administrator would write it: without passwords."""
    lines = OFFICE.read_text(encoding="utf-8").splitlines()
    file = folder / "office.toml"
    file.write_text("\n".join(line for line in lines if not line.startswith("password")), encoding="utf-8")
    return file


def test_the_sample_office_says_its_recovery_code_once(desk: Terminal, tmp_path: Path) -> None:
    made = desk("init", "--sample", "--store", tmp_path / "kho mới", "--json")
    assert made.status == 0
    assert [account["login"] for account in made.json["accounts"]] == ["canbo", "quantri", "truongbophan"]
    assert len(made.json["recovery_code"]) == 35
    assert desk("verify", "--store", tmp_path / "kho mới", "--json").json["ok"] is True


def test_an_office_of_ones_own_takes_its_passwords_from_a_file(desk: Terminal, tmp_path: Path) -> None:
    office = office_without_passwords(tmp_path)
    desk.sit(None, None)
    store = tmp_path / "kho của xã"
    refused = desk("init", "--office", office, "--store", store)
    assert "Chưa có mật khẩu của “canbo”" in refused.sentence
    assert not store.exists()
    passwords = tmp_path / "passwords"
    passwords.write_text(
        "# tài khoản\ncanbo=một-hai-ba\ntruongbophan=bốn=năm\nquantri = sáu-bảy-tám\n", encoding="utf-8"
    )
    assert desk("init", "--office", office, "--store", store, "--password-file", passwords).status == 0
    desk.sit("truongbophan", "bốn=năm")
    assert desk("search", "mai", "--store", store).status == 0
    desk.sit("canbo", "bốn=năm")
    assert "không đúng" in desk("search", "mai", "--store", store).sentence


def test_a_folder_with_something_in_it_is_left_alone(desk: Terminal, tmp_path: Path) -> None:
    (tmp_path / "thư.txt").write_text("quan trọng")
    assert "không trống" in desk("init", "--sample", "--store", tmp_path).sentence
    assert [path.name for path in tmp_path.iterdir() if path.name != "store"] == ["thư.txt"]
    assert (tmp_path / "thư.txt").read_text() == "quan trọng"


@pytest.mark.parametrize(
    "text",
    ["", "name = ", "\x00", "[[[", "name = 'x'", 'nguoi = "lạ"\n' * 3],
)
def test_a_bad_office_file_makes_nothing(desk: Terminal, tmp_path: Path, text: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text, encoding="utf-8")
    assert desk("init", "--office", file, "--store", tmp_path / "new").sentence
    assert not (tmp_path / "new").exists()


def test_either_an_office_or_the_sample(desk: Terminal, tmp_path: Path) -> None:
    assert "đúng một trong hai" in desk("init", "--store", tmp_path / "new").sentence
    assert "đúng một trong hai" in desk("init", "--sample", "--office", OFFICE, "--store", tmp_path / "new").sentence


def test_a_whole_store_verifies(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    assert code
    found = desk("verify", "--json").json
    assert list(found) == ["ok", "integrity", "chain", "projections", "events", "dossiers"]
    assert (found["ok"], found["integrity"], found["chain"], found["projections"]) == (True, True, True, True)
    assert found["dossiers"] > 40


def test_a_changed_projection_is_found_and_exits_1(desk: Terminal) -> None:
    with open_store(desk.folder, now=desk.now) as store, store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE dossiers SET summary = 'khác' WHERE row = 1")
    answer = desk("verify", "--json")
    assert answer.status == 1
    assert (answer.json["ok"], answer.json["chain"], answer.json["projections"]) == (False, True, False)


@pytest.mark.parametrize("place", [0.0, 0.5, 0.9])
def test_a_damaged_file_is_said_in_words_and_to_programs(desk: Terminal, place: float) -> None:
    file = desk.folder / STORE_FILE
    data = bytearray(file.read_bytes())
    start = int(len(data) * place)
    data[start : start + 4096] = bytes(4096)
    file.write_bytes(data)
    answer = desk("verify", "--json")
    assert answer.status == 1
    assert (answer.json["ok"], answer.json["integrity"]) == (False, False)
    assert answer.err
    assert "Lỗi của chương trình" not in answer.err


@pytest.mark.parametrize("keys", [None, "", "{", '{"format": 1}', "\udcff"])
def test_broken_keys_are_an_answer_for_the_program_that_asked(desk: Terminal, keys: str | None) -> None:
    whole = list(desk("verify", "--json").json)
    (desk.folder / KEYS_FILE).unlink()
    if keys is not None:
        (desk.folder / KEYS_FILE).write_text(keys, encoding="utf-8", errors="surrogateescape")
    answer = desk("verify", "--json")
    assert answer.status == 1
    assert list(answer.json) == whole
    assert (answer.json["ok"], answer.json["integrity"]) == (False, False)
    assert KEYS_FILE in answer.err


def test_a_backup_comes_back_and_goes_on_from_the_last_slip(desk: Terminal, tmp_path: Path) -> None:
    file, back = tmp_path / "sao lưu.saoluu", tmp_path / "máy mới"
    assert desk("backup", file, "--json").json["desk_id"]
    lost = desk.receive().json
    assert "--last-ordinal" in desk("restore", file, "--store", back, "--last-slip", lost["code"]).sentence
    slip = ("--last-slip", lost["code"], "--last-ordinal", str(lost["ordinal"]))
    assert desk("restore", file, "--store", back, *slip, "--json").status == 0
    desk.sit("canbo")
    again = desk("receive", "-", "--store", back, "--json",
                 stdin='{"procedure": "1.001193", "submitter": {"name": "Lê Thị Lan"}}').json  # fmt: skip
    assert (again["code"] > lost["code"], again["ordinal"]) == (True, lost["ordinal"] + 1)
    assert desk("verify", "--store", back, "--json").json["ok"] is True


def test_a_restored_store_does_not_guess_where_its_numbers_stand(desk: Terminal, tmp_path: Path) -> None:
    desk("backup", tmp_path / "b.saoluu")
    told = desk("restore", tmp_path / "b.saoluu", "--store", tmp_path / "back")
    assert told.status == 0
    assert "--last-slip" in told.out, "how a person without the window may answer"
    refused = desk("receive", "-", "--store", tmp_path / "back",
                   stdin='{"procedure": "1.001193", "submitter": {"name": "Lê Thị Lan"}}')  # fmt: skip
    assert refused.sentence


def test_a_backup_never_overwrites_one(desk: Terminal, tmp_path: Path) -> None:
    assert desk("backup", tmp_path / "b.saoluu").status == 0
    assert "đã có" in desk("backup", tmp_path / "b.saoluu").sentence


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a backup", None])
def test_what_is_no_backup_restores_nothing(desk: Terminal, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "b.saoluu"
    if content is not None:
        file.write_bytes(content)
    assert desk("restore", file, "--store", tmp_path / "back").sentence
    assert not (tmp_path / "back").exists()


def test_a_wrong_recovery_code_restores_nothing(desk: Terminal, tmp_path: Path) -> None:
    desk("backup", tmp_path / "b.saoluu")
    (tmp_path / "code").write_text("00000-00000-00000-00000-00000-00000")
    assert "hôi phục" in desk("restore", tmp_path / "b.saoluu", "--store", tmp_path / "back",
                              "--recovery-file", tmp_path / "code").sentence  # fmt: skip
    assert not (tmp_path / "back").exists()


def test_a_folder_without_a_store_says_how_to_make_one(desk: Terminal, tmp_path: Path) -> None:
    for command in (("verify",), ("search", "mai"), ("backup", str(tmp_path / "b"))):
        assert "desk-app init" in desk(*command, "--store", tmp_path / "nowhere").sentence


def test_the_keys_of_a_copied_store_are_its_accounts_own(desk: Terminal, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(desk.folder, tmp_path / "copy"))
    (copy / "keys.json").unlink()
    assert "keys.json" in desk("verify", "--store", copy).sentence
