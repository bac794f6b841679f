"""A desk's token spoken with by hand, for tests that say what no program of ours would say."""

from uuid import UUID, uuid4

import httpx
from builders import AGENCY
from lives import Desk as Pen
from province import Province

from desk_app.domain.envelope import envelope_text
from desk_app.domain.events import Event, body_text
from desk_app.sync.lines import joined, line_of

OTHER = "H56.15"
"""The agency of another office."""


def line(event: Event) -> str:
    """Return the line of an event as its writer's store has it."""
    assert event.body is not None
    return line_of(envelope_text(event.envelope), body_text(event.body))


class Caller:
    """A desk's token, spoken with by hand."""

    def __init__(self, province: Province, name: str = "Q1", agency: str = AGENCY) -> None:
        self.stream, self.store = uuid4(), uuid4()
        self.http = httpx.Client(base_url=province.served.url, headers={"Desk-Protocol": "1"}, trust_env=False)
        province.at_end.callback(self.http.close)
        told = self.http.post(
            "/v1/enrol",
            json={
                "code": province.new_code(name, agency), "store": str(self.store), "stream": str(self.stream),
                "desk": name, "agency": agency, "program": "test",
            },
        ).raise_for_status().json()  # fmt: skip
        self.contact, self.block = told["contact"], told["blocks"][0]
        self.http.headers["Authorization"] = f"Bearer {told['token']}"

    def push(self, *lines: str, address: str = "/v1/events") -> httpx.Response:
        return self.http.post(address, content=joined(lines), headers={"Content-Type": "application/x-ndjson"})

    def answers(self, *lines: str) -> list[str]:
        told = self.push(*lines).raise_for_status().json()
        return [one["answer"] for one in told["answers"]]

    def pen(self, subject: UUID | None = None, stream: UUID | None = None) -> Pen:
        return Pen(stream or self.stream, subject=subject or uuid4())
