"""docs/protocol.md and the code say the same: limits, addresses, answers, problems, items."""

import re
from pathlib import Path

from desk_app.sync import limits
from desk_app.sync.words import STATUS, Address, Answer, Code, Item

PAGE = (Path(__file__).resolve().parents[2] / "docs/protocol.md").read_text(encoding="utf-8")


def _rows(first_heading: str) -> list[list[str]]:
    """Return the cells of the table whose head begins with this cell, backticks taken off."""
    lines = iter(PAGE.splitlines())
    for line in lines:
        if line.startswith(f"| {first_heading} |"):
            next(lines)
            break
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return found


def test_every_limit_of_the_page_is_the_limit_of_the_code() -> None:
    rows = _rows("Limit")
    assert len(rows) >= 15
    for _what, value, name in rows:
        assert getattr(limits, name) == int(value), name
    stated = {name for _what, _value, name in rows}
    constants = {name for name in vars(limits) if re.fullmatch(r"[A-Z_]+", name)}
    assert constants - stated == {"PROTOCOL_VERSION", "PACK_FROM_BYTES"}


def test_every_address_of_the_page_is_one_of_the_code() -> None:
    assert {f"{method} {path}" for method, path, _job in _rows("Method")} == {address.value for address in Address}


def test_every_answer_of_the_page_is_one_of_the_code_and_moves_the_mark_as_said() -> None:
    rows = {answer: desk for answer, _meaning, _server, desk in _rows("Answer")}
    assert set(rows) == {answer.value for answer in Answer}
    for answer in Answer:
        assert answer.settles is rows[answer.value].startswith("moves its mark"), answer


def test_every_problem_of_the_page_is_one_of_the_code_with_its_status() -> None:
    rows = {code: int(status) for status, code, *_rest in _rows("Status")}
    assert rows == {code.value: STATUS[code] for code in Code}


def test_every_item_of_the_feed_is_one_of_the_code() -> None:
    assert {item for item, *_rest in _rows("Item")} == {item.value for item in Item}
