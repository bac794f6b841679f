"""What a server tells of its work, in its log and its meters: how often and how long, never of whom."""

import io
import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
from desk_caller import Caller, line
from lives import MOTHER, steps
from province import Province

from central_server.logs import JsonLines
from desk_app.domain.events import Noted


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the server's log says, as it is written to standard error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    server = logging.getLogger("central_server")
    level = server.level
    server.addHandler(handler)
    server.setLevel(logging.INFO)
    yield stream
    server.removeHandler(handler)
    server.setLevel(level)


def test_neither_log_nor_meters_say_anything_of_a_citizen_or_a_dossier(
    province: Province, written: io.StringIO
) -> None:
    caller = Caller(province)
    pen = caller.pen()
    assert (
        caller.answers(line(pen.says(steps()["Received"])), line(pen.says(Noted(text="điều riêng tư"))))
        == ["stored"] * 2
    )
    caller.push('[{"x":"' + MOTHER.name + '"},{}]')
    caller.http.get("/v1/feed", params={"after": MOTHER.id_number})
    caller.http.get(f"/v1/streams/{pen.stream}")
    caller.http.get(f"/{MOTHER.phone}")
    caller.http.get("/v1/heads", headers={"Authorization": "Bearer " + "x" * 43})
    meters = caller.http.get("/metrics").text
    lines = [json.loads(said) for said in written.getvalue().splitlines()]
    assert {said["event"] for said in lines} == {"request"}
    assert {said["status"] for said in lines} >= {200, 400, 401, 404}
    assert all(set(said) <= {"at", "level", "from", "event", "method", "route", "status", "ms"} for said in lines)
    secrets = (MOTHER.name, MOTHER.id_number, MOTHER.phone, "riêng tư", str(pen.subject), str(pen.stream))
    token = caller.http.headers["Authorization"].removeprefix("Bearer ")
    for secret in (*secrets, token, str(caller.store)):
        assert secret not in written.getvalue() and secret not in meters, secret
    assert 'central_events_total{answer="stored"} 2.0' in meters
    assert 'central_events_total{answer="damaged"} 1.0' in meters
    assert 'central_requests_total{route="/v1/feed",status="400"} 1.0' in meters
    assert 'central_request_seconds_count{route="/v1/events"} 2.0' in meters


def test_a_fault_is_logged_with_its_place_and_without_its_words(written: io.StringIO) -> None:
    secret = f"{MOTHER.name} {uuid4()}"
    try:
        raise ValueError(secret)
    except ValueError:
        logging.getLogger("central_server.test").exception("dossier not folded", extra={"dossier": "7"})
    said = json.loads(written.getvalue())
    assert (said["event"], said["error"], said["dossier"]) == ("dossier not folded", "ValueError", "7")
    assert "test_server_meters.py" in said["frames"][-1] and secret not in written.getvalue()
