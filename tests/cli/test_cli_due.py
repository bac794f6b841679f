"""``due``: the promised date and every day's reason, from a terminal, with or without a store."""

import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal


@pytest.fixture
def bare(desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of somebody without an account, on a PC without a store."""
    desk.sit(None, None)
    monkeypatch.delenv("DESK_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no store here"))
    return desk


def test_three_working_days_over_the_holidays_of_2024(bare: Terminal) -> None:
    answer = bare("due", "--limit", "3 working_day", "--received", "2024-04-26T09:10", "--json")
    assert answer.status == 0
    assert answer.json["due_at"] == "2024-05-04T17:00:00+07:00"
    assert answer.json["provisional"] is False
    days = {step["day"]: step for step in answer.json["steps"]}
    assert list(days) == [f"2024-04-{day}" for day in range(26, 31)] + [f"2024-05-0{day}" for day in range(1, 5)]
    assert [step["kind"] for step in days.values()] == [
        "receive_day", "weekend", "weekend", "swap_off", "holiday", "holiday", "counted", "counted", "make_up",
    ]  # fmt: skip
    assert all(step["text"] for step in days.values())


@pytest.mark.parametrize(
    ("limit", "received", "due"),
    [
        ("5 working_day", "2023-10-27T09:32", "2023-11-03"),
        ("3 working_day", "2015-03-09T15:42", "2015-03-12"),
        ("32 working_day", "2015-03-09T16:01", "2015-04-22"),
    ],
)
def test_dates_of_real_slips(bare: Terminal, limit: str, received: str, due: str) -> None:
    assert bare("due", "--limit", limit, "--received", received, "--json").json["due_at"].startswith(due)


def test_no_limit_promises_no_date(bare: Terminal) -> None:
    assert bare("due", "--limit", "none", "--json").json["due_at"] is None
    assert bare("due", "--limit", "none", "--received", "2026-08-27T09:12").out.startswith("tiếp nhận Thứ Năm")


def test_an_unannounced_year_is_proposed_and_exits_3(bare: Terminal) -> None:
    answer = bare("due", "--limit", "5 working_day", "--received", "2026-12-30T09:00", "--json")
    assert answer.status == 3
    assert answer.json["provisional"] is True
    assert answer.json["due_at"] is not None
    assert "2027" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_procedures_limit_comes_from_the_store(desk: Terminal) -> None:
    desk.sit(None, None)
    answer = desk("due", "--procedure", "1.004873", "--received", "2026-08-27T09:12", "--json")
    assert (answer.json["limit"], answer.json["due_at"]) == ("3 working_day", "2026-09-04T17:00:00+07:00")


def test_people_read_each_day_in_words(bare: Terminal) -> None:
    out = bare("due", "--limit", "3 working_day", "--received", "2024-04-26T09:10").out
    assert "làm bù cho ngày 29/04/2024" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--limit", "năm ngày"),
        ("--limit", "NaN working_day"),
        ("--limit", "1e999 day"),
        ("--limit", "5 working_day", "--received", "hôm qua"),
        ("--limit", "5 working_day", "--received", "0001-01-01T00:00"),
        ("--limit", "5 working_day", "--received", "9999-12-31T23:59"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(bare: Terminal, arguments: tuple[str, ...]) -> None:
    answer = bare("due", *arguments)
    assert (answer.status, answer.sentence != "") == (1, True)


def test_a_date_is_worked_out_without_loading_the_store_or_the_window() -> None:
    code = (
        "import sys; from desk_app.cli import run\n"
        "run(['due', '--limit', '3 working_day', '--received', '2024-04-26T09:10'])\n"
        "heavy = {'reportlab', 'PySide6', 'sqlalchemy', 'sqlcipher3', 'argon2', 'keyring'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env={})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_at_the_ends_of_the_calendar_is_refused_in_words(desk: Terminal, moment: str) -> None:
    assert "không đọc được" in desk("due", "--limit", "3 working_day", "--received", moment).sentence


@pytest.mark.parametrize("limit", ["٣ day", "1_0 day", "1e3 day", "+3 day", ".5 day"])
def test_a_limit_is_written_in_plain_digits(desk: Terminal, limit: str) -> None:
    assert "không đọc được" in desk("due", "--limit", limit, "--received", "2024-01-02T09:00").sentence
