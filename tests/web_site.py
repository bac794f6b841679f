"""A browser's side of the web pages for tests: a visitor over real HTTP, accounts, dossiers desks have sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import httpx
from argon2 import PasswordHasher
from builders import AGENCY
from lives import reception
from province import EnrolledDesk, Province
from sqlalchemy import Engine, event

from central_server import accounts
from central_server.accounts import Role
from central_server.database import writing
from desk_app.domain.events import Body, Received

PASSWORD = "mật-khẩu-dài"
accounts.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the same rule, at a test's price
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


class Visitor:
    """One browser without scripts: keeps cookies, fills in the token of the page it saw last."""

    def __init__(self, url: str, login: str = "") -> None:
        self.client = httpx.Client(base_url=url, follow_redirects=False)
        self.token = ""
        if login:
            answer = self.sign_in(login)
            assert answer.status_code == 303, answer.text

    def get(self, address: str, **headers: str) -> httpx.Response:
        """Open a page, following where it leads."""
        return self._seen(self.client.get(address, headers=headers, follow_redirects=True))

    def post(self, address: str, **fields: str) -> httpx.Response:
        """Send a form of the page seen last."""
        return self._seen(self.client.post(address, data={"token": self.token, **fields}))

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in, and see the first page."""
        self.get("/dang-nhap")
        answer = self.post("/dang-nhap", login=login, password=password)
        if answer.status_code == 303:
            self.get("/mat-khau")
        return answer

    def close(self) -> None:
        """Let the connection go."""
        self.client.close()

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        found = _TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer


def add_account(
    province: Province, login: str, role: Role, agency: str = "", units: tuple[str, ...] = (), name: str = ""
) -> str:
    """Add an account with the password of these tests."""
    office = office_of(province, agency) if agency else None
    with writing(province.engine) as connection:
        accounts.add(
            connection, "test", login=login, display_name=name or login, role=role, office=office, units=units,
            password=PASSWORD, must_change=False, now=province.clock(),
        )  # fmt: skip
    return login


def office_of(province: Province, agency: str = AGENCY) -> UUID:
    """Return the server's id of an office."""
    found: UUID = province.rows("SELECT office FROM offices WHERE agency = :agency", agency=agency)[0].office
    return found


def received(
    desk: EnrolledDesk, number: int, *bodies: Body, received_at: datetime | None = None, **changes: object
) -> UUID:
    """Let a desk receive a dossier and write later steps; it is sent with the desk's next round."""
    dossier = uuid4()
    at = received_at or desk.clock()
    code = f"{AGENCY}-{at:%y%m%d}-{number:04}"
    desk.says(dossier, Received(reception=reception(code, received_at=at, **changes)))
    for body in bodies:
        desk.says(dossier, body)
    return dossier


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements a page asks of the database, without those of the snapshot itself."""
    said: list[str] = []

    def listen(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("SET "):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)
