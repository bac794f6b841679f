"""Batches as no desk of ours sends them: cut at any byte, doubled in themselves, out of order, packed as bombs."""

import gzip
import socket
from uuid import uuid4

import pytest
from desk_caller import Caller, line
from lives import steps
from province import Province

from desk_app.domain.events import Noted
from desk_app.sync.limits import MAX_BATCH_BYTES
from desk_app.sync.lines import joined, packed


@pytest.fixture
def caller(province: Province) -> Caller:
    return Caller(province)


def status_of(caller: Caller, body: bytes, told: int, packing: str) -> int:
    """Send a body on a line of its own, as long as it says it is or not, and hang up; 0 for no answer."""
    head = (
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\nDesk-Protocol: 1\r\nConnection: close\r\nContent-Length: {told}\r\n"
        f"Authorization: {caller.http.headers['Authorization']}\r\nContent-Encoding: {packing}\r\n\r\n"
    )
    url = caller.http.base_url
    with socket.create_connection((url.host, url.port), timeout=20) as line:
        line.sendall(head.encode() + body)
        if told > len(body):
            line.shutdown(socket.SHUT_WR)
        answer = line.recv(65536)
    return int(answer.split()[1]) if answer else 0


def stored(province: Province) -> int:
    positions = [row.position for row in province.rows("SELECT position FROM events ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1))
    return len(positions)


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_a_batch_cut_at_any_byte_stores_whole_lines_or_nothing(
    province: Province, caller: Caller, packing: str
) -> None:
    pen = caller.pen()
    lines = [line(pen.says(Noted(text="một"))), line(pen.says(Noted(text="hai")))]
    whole = packed(joined(lines)) if packing == "gzip" else joined(lines)
    ends = [len(joined(lines[:1])), len(whole)] if packing == "identity" else [len(whole)]
    for cut in set(range(1, len(whole), 3)) - set(ends):
        assert status_of(caller, whole[:cut], len(whole), packing) in (0, 400), "the line broke off"
        assert status_of(caller, whole[:cut], cut, packing) == 400, "something cut it on its way"
    assert stored(province) == 0
    for told, end in enumerate(ends, 3 - len(ends)):
        assert status_of(caller, whole[:end], end, packing) == 200
        assert stored(province) == told
    assert caller.answers(*lines) == ["known", "known"]


def test_events_doubled_within_a_batch_are_stored_once(province: Province, caller: Caller) -> None:
    pen = caller.pen()
    one, two = line(pen.says(steps()["Received"])), line(pen.says(Noted(text="hai")))
    assert caller.answers(one, one, two, two, one) == ["stored", "known", "stored", "known", "known"]
    assert stored(province) == 2


def test_two_versions_within_a_batch_are_both_kept_once(province: Province, caller: Caller) -> None:
    pen = caller.pen()
    first = pen.says(steps()["Received"])
    versions = []
    for text in ("ba", "bốn"):
        again = caller.pen(subject=pen.subject)
        again.seq, again.head, again.now = pen.seq, pen.head, pen.now
        versions.append(line(again.says(Noted(text=text))))
    answers = caller.answers(line(first), versions[0], versions[1], versions[1], versions[0])
    assert answers == ["stored", "stored", "fork", "fork", "known"]
    assert [row.n for row in province.rows("SELECT count(*) AS n FROM forks")] == [1]
    desk = province.desk("Q2")
    desk.round()
    assert desk.dossiers() == province.dossiers()
    assert [why for _event, why in desk.flags(pen.subject)] == ["forked"]


def test_streams_may_stand_in_a_batch_in_any_order_but_each_in_its_own(province: Province, caller: Caller) -> None:
    pen, other = caller.pen(), caller.pen(stream=uuid4())
    mine, theirs = ([line(each.says(Noted(text=str(n)))) for n in range(3)] for each in (pen, other))
    assert caller.answers(mine[1], mine[0]) == ["gap"]
    assert caller.answers(mine[0], theirs[0], mine[1], theirs[1]) == ["stored"] * 4
    assert caller.answers(theirs[2], mine[2]) == ["stored"] * 2
    assert stored(province) == 6


BOMBS = {
    "a gigabyte of noughts": gzip.compress(b"0" * 10**9, 1),
    "a bomb in a bomb": gzip.compress(gzip.compress(b"0" * 10**8)),
    "empty lines": gzip.compress(b"\n" * (MAX_BATCH_BYTES - 1)),
    "cut": gzip.compress(bytes(7 * 10**6))[:4000],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_too_large_wherever_it_is_thrown(caller: Caller, name: str) -> None:
    for method, address in (
        ("POST", "events"),
        ("POST", "relay"),
        ("POST", "hello"),
        ("PUT", "attachments/" + "0" * 64),
    ):
        answer = caller.http.request(
            method, f"/v1/{address}", content=BOMBS[name], headers={"Content-Encoding": "gzip"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large"), address
