"""Whatever the OpenAPI description lets a stranger or a desk say, the server answers it; and tells no office's data."""

from typing import Any

import httpx
import pytest
import schemathesis
from desk_caller import OTHER, Caller, line
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lives import MOTHER, steps
from province import Province
from schemathesis.core.result import Ok

from central_server.api.app import create_app
from central_server.api.state import ServerState

EXAMPLES = 60
SAID = ("authorization", "desk-protocol")


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: object, value: object) -> bytes:
    """Send what is drawn for a body of lines as it is."""
    return str(value).encode("utf-8", "replace")


@pytest.mark.parametrize("known", [True, False], ids=["a desk of another office", "a stranger"])
def test_no_request_is_a_fault_or_reads_what_is_not_its_own(province: Province, known: bool) -> None:
    state = ServerState(province.engine, province.clock)
    schema = schemathesis.openapi.from_dict(create_app(state).openapi())
    holder = Caller(province)
    pen = holder.pen()
    assert holder.answers(line(pen.says(steps()["Received"]))) == ["stored"]
    province.add_office(OTHER, "UBND xã Khác")
    other = Caller(province, "Q1", OTHER)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 11
    cases = st.one_of([operation.as_strategy() for operation in operations])
    headers = dict(other.http.headers) if known else {"Desk-Protocol": "1"}
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases)
    def says(case: schemathesis.Case[Any]) -> None:
        case.headers.update(
            {name: headers[name] for name in headers if name.lower() in ("authorization", "desk-protocol")}
        )
        wanted = case.as_transport_kwargs(base_url=province.served.url)
        wanted.pop("cookies", None)
        try:
            answer = other.http.build_request(
                wanted["method"], wanted["url"], params=wanted.get("params"), headers=wanted.get("headers"),
                content=wanted.get("data"), json=wanted.get("json"),
            )  # fmt: skip
            if not known:
                answer.headers.pop("authorization", None)
            told = other.http.send(answer)
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError, TypeError):
            return  # no HTTP client could say it
        seen.add(told.status_code)
        assert told.status_code < 500, (case.method, case.path, told.text)
        assert MOTHER.name not in told.text and str(pen.subject) not in told.text
        if not known and case.path != "/v1/enrol":
            assert told.status_code in (401, 404, 405, 422, 426), (case.path, told.status_code)

    says()
    assert 401 in seen or known
