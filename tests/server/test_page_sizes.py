"""A page of the feed is bounded in bytes before it is fetched: neither side ever holds much more than one page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from desk_caller import Caller
from lives import START, Desk
from province import Province
from sqlalchemy import event, text

from desk_app.domain.envelope import digest, envelope_text
from desk_app.domain.events import Noted
from desk_app.sync.limits import MAX_PAGE_BYTES

LARGE = 900_000
"""Bytes of a large event: four go on a page."""


@pytest.fixture
def reader(province: Province) -> Caller:
    """A desk that reads what another's stream of forty large events holds, and one larger than a page."""
    reader = Caller(province, "Q2")
    pen = Desk(uuid4(), subject=uuid4(), start=START)
    office = province.rows("SELECT office FROM offices")[0].office
    rows = []
    for n in range(1, 42):
        envelope = pen.says(Noted(text="x")).envelope
        body = "y" * (MAX_PAGE_BYTES if n == 41 else LARGE)
        rows.append(
            {"office": office, "id": envelope.event_id, "n": n, "stream": pen.stream, "subject": pen.subject,
             "at": envelope.occurred_at, "text": envelope_text(envelope), "body": body,
             "hash": digest(envelope_text(envelope))}
        )  # fmt: skip
    with province.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO events (office, event_id, position, stream, seq, hlc, subject, kind, v, occurred_at,"
                " actor, hash, text, body) VALUES (:office, :id, :n, :stream, :n, 1, :subject, 'Noted', 1, :at, 'a',"
                " :hash, :text, :body)"
            ),
            rows,
        )
        connection.execute(
            text("INSERT INTO streams (office, stream, seq, hash) VALUES (:office, :stream, 41, :hash)"), rows[-1:]
        )
        connection.execute(text("UPDATE offices SET position = 41"))
    return reader


@contextmanager
def rows_fetched(province: Province) -> Iterator[list[int]]:
    """Count the rows with bodies that come from the database, statement by statement."""
    found: list[int] = []

    def after(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        asked = statement.split("FROM", 1)[0]
        if "body" in asked and "octet_length" not in asked:
            found.append(cursor.rowcount)

    event.listen(province.engine, "after_cursor_execute", after)
    yield found
    event.remove(province.engine, "after_cursor_execute", after)


def test_a_page_and_what_is_fetched_for_it_end_at_the_limit_of_bytes(province: Province, reader: Caller) -> None:
    stream = province.rows("SELECT stream FROM streams")[0].stream
    for address, behind in (("/v1/feed", "cursor"), (f"/v1/streams/{stream}", "seq")):
        after, seen = "", []
        while True:
            with rows_fetched(province) as fetched:
                answer = reader.http.get(address, params={"after": after or ("" if behind == "cursor" else "0")})
            *items, end = [json.loads(line) for line in answer.text.splitlines()]
            assert sum(fetched) == len(items) == end["count"], "nothing is fetched that does not go"
            assert len(answer.content) < MAX_PAGE_BYTES + 10_000 or len(items) == 1
            seen += [json.loads(one["line"].split(",y", 1)[0][1:])["seq"] for one in items]
            if not end["more"]:
                break
            after = end["cursor"] if behind == "cursor" else str(seen[-1])
        assert seen == list(range(1, 42)), address
