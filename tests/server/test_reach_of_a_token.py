"""What one desk's token reaches: neither another office's numbers, nor the life of everybody's server."""

from datetime import timedelta

import httpx
import pytest
from builders import AGENCY
from desk_caller import OTHER, Caller
from province import Province

from central_server.api.throttle import Throttle
from desk_app.sync.limits import MAX_BATCH_BYTES


@pytest.fixture
def callers(province: Province) -> tuple[Caller, Caller]:
    """A desk of each of two offices."""
    province.add_office(OTHER, "UBND xã Khác")
    return Caller(province), Caller(province, "Q1", OTHER)


def _hello(caller: Caller, province: Province, **changes: object) -> httpx.Response:
    said = {
        "store": str(caller.store), "stream": str(caller.stream), "contact": caller.contact,
        "clock": province.clock().isoformat(), "program": "test",
    }  # fmt: skip
    return caller.http.post("/v1/hello", json={**said, **changes})


def _epoch(province: Province) -> object:
    return province.rows("SELECT epoch FROM server")[0].epoch


def test_a_contact_mark_of_another_desk_begins_no_new_life_of_the_server(
    province: Province, callers: tuple[Caller, Caller]
) -> None:
    one, other = callers
    before = _epoch(province)
    borrowed = _hello(one, province).raise_for_status().json()["contact"]
    _hello(other, province, stream=str(one.stream), contact=borrowed)
    assert _epoch(province) == before


def test_a_cursor_of_another_office_begins_no_new_life_of_the_server(
    province: Province, callers: tuple[Caller, Caller]
) -> None:
    one, other = callers
    before = _epoch(province)
    with province.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE offices SET position = 100 WHERE agency = '{AGENCY}'")
    page = one.http.get("/v1/feed").raise_for_status().text
    cursor = page.rsplit('"cursor":"', 1)[1].split('"', 1)[0]
    told = other.http.get("/v1/feed", params={"after": cursor})
    assert (told.status_code, told.json()["code"]) == (400, "malformed")
    assert _epoch(province) == before


def test_a_desk_cannot_use_up_the_numbers_of_another_office(province: Province, callers: tuple[Caller, Caller]) -> None:
    _, other = callers
    days = (province.clock().date(), province.clock().date() - timedelta(days=1))
    used = [{"agency": AGENCY, "day": day.isoformat(), "highest": 9999} for day in days]
    assert _hello(other, province, used=used).is_success
    third = Caller(province, "Q2")
    assert third.block["first"] < 9999
    assert not province.rows("SELECT 1 AS one FROM numbers_used WHERE agency = :agency", agency=AGENCY)


def test_whoever_tries_too_many_codes_is_refused_before_the_body_is_read(province: Province) -> None:
    province.served.state.enrolments = Throttle(2, tick=lambda: 0.0)
    body, headers = b"x" * (MAX_BATCH_BYTES + 1), {"Desk-Protocol": "1"}
    with httpx.Client(base_url=province.served.url, headers=headers, trust_env=False) as http:
        told = [http.post("/v1/enrol", content=sent).status_code for sent in (b"{}", b"{}", body)]
    assert told == [400, 400, 429]
