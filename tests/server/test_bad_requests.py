"""Requests no program of ours makes: a clear refusal each, before the database where that can be, never a fault."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from builders import AGENCY
from click.testing import CliRunner
from desk_caller import Caller
from province import NO_THROTTLE, Cluster, Province
from sqlalchemy import event, text

from central_server.api.throttle import Throttle
from central_server.batches import file_for, take_in_file
from central_server.cli import main
from desk_app.domain.errors import DeskError
from desk_app.services.batch_files import export_batch
from desk_app.sync.limits import WRONG_TOKENS_PER_MINUTE
from desk_app.sync.sealed import MAGIC


@pytest.fixture(scope="module")
def shared(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One province for every test of this page."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("bad"), made_stores)
    made.add_office()
    yield made
    made.close()


@pytest.fixture(scope="module")
def caller(shared: Province) -> Caller:
    """A desk's token."""
    return Caller(shared)


@contextmanager
def asked_of_database(province: Province) -> Iterator[list[str]]:
    """Note what the database is asked meanwhile."""
    found: list[str] = []

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(province.engine, "before_cursor_execute", before)
    yield found
    event.remove(province.engine, "before_cursor_execute", before)


def with_token(caller: Caller, token: str, address: str = "10.0.0.1") -> httpx.Response:
    """Ask with another token, from an address a proxy of ours tells."""
    told = {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}
    return caller.http.get("/v1/heads", headers=told)


# -- tokens -----------------------------------------------------------------------------------------------------------


def test_what_is_no_token_asks_the_database_nothing(shared: Province, caller: Caller) -> None:
    with asked_of_database(shared) as asked:
        for token in ("x", "-", "a" * 42, "a" * 44, "ổ" * 43, "a b" * 20, "'" * 43):
            answer = caller.http.get("/v1/heads", headers={b"Authorization": f"Bearer {token}".encode()})
            assert answer.status_code == 401
    assert asked == []


def test_who_guesses_tokens_is_stopped_by_address_and_the_desks_beside_them_are_not(
    shared: Province, caller: Caller
) -> None:
    state = shared.served.state
    own = caller.http.headers["Authorization"].removeprefix("Bearer ")
    state.behind_proxy, state.wrong_tokens = True, Throttle(WRONG_TOKENS_PER_MINUTE, tick=lambda: 0.0)
    try:
        assert with_token(caller, own, "2001:db8:0:7::1").is_success
        tries = [
            with_token(caller, secrets.token_urlsafe(32), f"2001:db8:0:7::{n:x}")
            for n in range(WRONG_TOKENS_PER_MINUTE + 2)
        ]
        assert [each.status_code for each in tries] == [401] * WRONG_TOKENS_PER_MINUTE + [429] * 2
        assert int(tries[-1].headers["Retry-After"]) >= 1
        with asked_of_database(shared) as asked:
            assert with_token(caller, secrets.token_urlsafe(32), "2001:db8:0:7:ffff::1").status_code == 429
        assert asked == []
        assert with_token(caller, own, "2001:db8:0:7::1").is_success, "behind one address stand many desks"
        assert with_token(caller, secrets.token_urlsafe(32), "2001:db8:0:8::1").status_code == 401
    finally:
        state.behind_proxy, state.wrong_tokens = False, Throttle(NO_THROTTLE)


# -- what no column can hold ------------------------------------------------------------------------------------------


def test_control_characters_and_absurd_moments_are_malformed(shared: Province, caller: Caller) -> None:
    said = {
        "store": str(caller.store), "stream": str(caller.stream), "contact": caller.contact,
        "clock": shared.clock().isoformat(), "program": "test",
    }  # fmt: skip
    for changes in (
        {"program": "a\x00b"}, {"program": "a\x1bb"}, {"contact": "\x00"},
        {"oldest": "0001-01-01T00:00:00+14:00"}, {"backup": "9999-12-31T23:59:59-12:00"},
        {"clock": "0001-01-01T00:00:00+14:00"}, {"used": [{"agency": "a\x00", "day": "2026-01-01", "highest": 1}]},
        {"queued": 2**70}, {"stream": "\x00"},
    ):  # fmt: skip
        answer = caller.http.post("/v1/hello", json={**said, **changes})
        assert answer.status_code == 400 or (answer.is_success and "queued" in changes), changes
        if answer.is_success:
            caller.contact = said["contact"] = answer.json()["contact"]
    asks = {"code": shared.new_code("Q7"), "store": str(uuid4()), "stream": str(uuid4()), "desk": "Q7",
            "agency": AGENCY, "program": "x"}  # fmt: skip
    for changes in (
        {"desk": "Q\x007"}, {"desk": "Q\n7"}, {"agency": "H56\x00"}, {"program": "\x00"}, {"code": "\x00"},
        {"signing_key": "\x00"}, {"signing_key": "không"}, {"signing_key": base64.b64encode(b"x" * 31).decode()},
    ):  # fmt: skip
        assert caller.http.post("/v1/enrol", json={**asks, **changes}).status_code == 400, changes
    for address in ("/v1/feed?after=%00", "/v1/feed?stream=%00", "/v1/streams/%00", "/v1/attachments/%00"):
        assert caller.http.get(address).status_code in (400, 404), address
    assert caller.http.post("/v1/enrol", json=asks).is_success


# -- files on a stick -------------------------------------------------------------------------------------------------


def test_a_broken_file_or_key_is_one_sentence(shared: Province, tmp_path: Path) -> None:
    desk = shared.desk("Q3")
    file = tmp_path / "q3.dongbo"
    export_batch(desk.store, file, shared.clock())
    whole = file.read_bytes()
    head, _, rest = whole[len(MAGIC) :].partition(b"\n")
    broken = [
        b"", b"\x00" * 500, MAGIC, MAGIC + b"{}\n" + b"x" * 100, MAGIC + b"[" * 4000 + b"\n" + b"x" * 100,
        MAGIC + head.replace(b'"up"', b'"\\u0000"') + b"\n" + rest, whole[:-1], whole[:200], whole + b"x",
        MAGIC + head.split(b'"key"')[0] + b'"key":"\xff"}\n' + rest, MAGIC + b'{"direction":7}\n' + b"x" * 100,
    ]  # fmt: skip
    for data in broken:
        with pytest.raises(DeskError) as refused:
            take_in_file(shared.engine, data, shared.clock())
        assert refused.value.code in ("stick_broken", "stick_desk_unknown")
    for key in ("", "không phải khóa", base64.b64encode(b"x").decode(), base64.b64encode(bytes(32)).decode(), "\x01"):
        with shared.engine.begin() as connection:
            connection.execute(text("UPDATE desks SET signing_key = :key WHERE desk = 'Q3'"), {"key": key})
        for ask in (lambda: take_in_file(shared.engine, whole, shared.clock()),
                    lambda: file_for(shared.engine, AGENCY, "Q3", shared.clock())):  # fmt: skip
            with pytest.raises(DeskError) as refused:
                ask()
            assert refused.value.code == "stick_desk_without_key", key
    order = ["--database-url", shared.url, "batch", "import", str(file), "--answer", str(tmp_path / "a.dongbo")]
    told = CliRunner().invoke(main, order)
    assert told.exit_code == 1 and "Traceback" not in told.output and told.output.count("\n") == 1, told.output
