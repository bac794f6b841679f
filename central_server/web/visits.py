"""A visit: who asks for a page, in which language, and the answer with its cookies."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine, select
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from central_server.accounts import ROLE_NAMES, Account, Role, find
from central_server.addresses import one_caller
from central_server.api.reading import State, address_of
from central_server.api.state import ServerState
from central_server.api.throttle import Throttle
from central_server.database import reading
from central_server.tables import server
from central_server.web.languages import Language
from central_server.web.rendering import render
from central_server.web.sessions import (
    FORM_COOKIE,
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    Session,
    Signer,
    cookie_name,
    new_nonce,
)
from central_server.web.words import sentence, tr
from desk_app.catalogue_files.bounded import MOST_BYTES
from desk_app.domain.errors import DeskError, sentences

sentences(
    web_form_old="Trang này đã mở từ lâu hoặc từ nơi khác. Tải lại trang rồi làm lại.",
    web_not_entitled="Tài khoản này không được làm việc đó.",
    web_not_here="Không có trang hoặc hồ sơ này.",
    web_too_often="Thử quá nhiều lần. Chờ một phút rồi thử lại.",
    web_form_large="Nội dung gửi lên quá lớn.",
)

SIGN_INS_PER_MINUTE = 10
LOOK_UPS_PER_MINUTE = 20
LARGEST_FORM = 256 * 1024
LARGEST_UPLOAD = MOST_BYTES + 1024 * 1024
"""Bytes of a form: of anybody, and of the province, which may send a whole catalogue."""


class Pages:
    """What the pages of one process share. signer: made at the first need, from the server's own key."""

    def __init__(self) -> None:
        self.sign_ins = Throttle(SIGN_INS_PER_MINUTE)
        self.look_ups = Throttle(LOOK_UPS_PER_MINUTE)
        self._signer: Signer | None = None

    def signer(self, engine: Engine) -> Signer:
        """Return what signs cookies and forms."""
        if self._signer is None:
            with reading(engine) as connection:
                self._signer = Signer(connection.execute(select(server.c.signing_key)).scalar_one())
        return self._signer


class GoSignIn(Exception):
    """Nobody is signed in, or no longer."""


class GoChangePassword(Exception):
    """Who is signed in has a password somebody else gave, and chooses another first."""


class PageRefusal(Exception):
    """A page that is not shown, or a form that is not taken."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.error = DeskError(code)


@dataclass
class Visit:
    """One request of a browser. form: what it posted, checked to come from a page of ours."""

    request: Request
    state: ServerState
    pages: Pages
    now: datetime
    language: Language
    nonce: str
    session: Session | None = None
    signed: Account | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def engine(self) -> Engine:
        """Return the database."""
        return self.state.engine

    @property
    def account(self) -> Account:
        """Return who is signed in; only for pages that ask for it."""
        if self.signed is None:
            raise GoSignIn
        return self.signed

    @property
    def login(self) -> str:
        """Return the login of who is signed in, "" for nobody."""
        return self.signed.login if self.signed else ""

    @property
    def by_htmx(self) -> bool:
        """Tell whether the script asks for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def text(self, name: str) -> str:
        """Return a posted field, "" where there is none."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def upload(self, name: str) -> UploadFile | None:
        """Return a posted file, None where none was chosen."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def tr(self, source: str, **values: object) -> str:
        """Return a source string in the language of this visit."""
        return tr(self.language, source, **values)

    def told(self, error: DeskError) -> str:
        """Return the sentence of an error in the language of this visit."""
        return sentence(self.language, error)

    def token(self) -> str:
        """Return the token of every form of this visit."""
        return self.pages.signer(self.engine).form_token(self.nonce, self.login)

    def page(self, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> Response:
        """Return a page with its cookies. ``path`` in values: where it stands, of a page only forms lead to."""
        shared = {
            "account": self.signed,
            "role_name": ROLE_NAMES[self.signed.role] if self.signed else "",
            "Role": Role,
            "path": self.request.url.path,
            "token": self.token(),
            "now": self.now,
            "kept": partial(self._kept, refused=status >= HTTPStatus.BAD_REQUEST),
        }
        told = {**shared, **(values or {})}
        # The look-up is nobody's: whatever somebody put into its address is not written out again.
        query = self.request.url.query if self.signed and self.request.method == "GET" else ""
        told["back"] = f"{told['path']}?{query}" if query else told["path"]
        return self.with_cookies(HTMLResponse(render(template, self.language, told), status))

    def _kept(self, do: str, name: str, *, refused: bool) -> str:
        """Return what was typed into a field of a form that is shown again because it was refused, else ""."""
        return self.text(name) if refused and self.text("do") == do else ""

    def go(self, address: str) -> Response:
        """Return the way to another page after a form was taken."""
        return self.with_cookies(RedirectResponse(address, 303))

    def with_cookies(self, response: Response) -> Response:
        """Set what the browser does not have yet, or what is to be renewed."""
        if cookie_of(self.request, FORM_COOKIE) != self.nonce:
            self.set_cookie(response, FORM_COOKIE, self.nonce)
        # A page that refreshes itself is nobody at work: it does not keep the session alive.
        refreshed = self.by_htmx and self.request.method == "GET"
        renewed = self.session.renewed(self.now) if self.session and self.signed and not refreshed else None
        if renewed is not None:
            self.set_cookie(response, SESSION_COOKIE, self.pages.signer(self.engine).cookie(renewed))
        return response

    def set_cookie(self, response: Response, name: str, value: str) -> None:
        """Set a cookie no script can read and no other site can send."""
        secure = is_secure(self.request)
        named = cookie_name(name, secure=secure)
        response.set_cookie(named, value, httponly=True, samesite="strict", secure=secure, path="/")

    def end_cookie(self, response: Response, name: str) -> None:
        """Take a cookie from the browser."""
        secure = is_secure(self.request)
        named = cookie_name(name, secure=secure)
        response.delete_cookie(named, httponly=True, samesite="strict", secure=secure, path="/")

    def address(self) -> str:
        """Return where the request comes from."""
        return address_of(self.request, self.state)

    def caller(self) -> str:
        """Return under which name tries from there are counted."""
        return one_caller(self.address())


def is_secure(request: Request) -> bool:
    """Tell whether the browser came over TLS, ours or that of the proxy before us."""
    state: ServerState = request.app.state.server
    return request.url.scheme == "https" or state.behind_proxy


def cookie_of(request: Request, name: str) -> str:
    """Return a cookie of ours, "" where the browser has none."""
    return request.cookies.get(cookie_name(name, secure=is_secure(request)), "")


def language_of(request: Request) -> Language:
    """Return the language the reader has chosen."""
    english = cookie_of(request, LANGUAGE_COOKIE) == Language.ENGLISH
    return Language.ENGLISH if english else Language.VIETNAMESE


async def pages_of(request: Request) -> Pages:
    """Return what the pages of this process share."""
    found: Pages = request.app.state.pages
    return found


def _visit(request: Request, state: State, pages: Annotated[Pages, Depends(pages_of)]) -> Visit:
    now = state.clock()
    visit = Visit(request, state, pages, now, language_of(request), cookie_of(request, FORM_COOKIE) or new_nonce())
    cookie = cookie_of(request, SESSION_COOKIE)
    signer = pages.signer(state.engine)  # on this worker's thread: later it is asked where nothing may wait
    session = signer.session(cookie) if cookie else None
    if session is not None and session.serves(now):
        with reading(state.engine) as connection:
            account = find(connection, session.login)
        if account is not None and account.active and account.changed_at == session.changed_at:
            visit.session, visit.signed = session, account
    return visit


AnyVisit = Annotated[Visit, Depends(_visit)]


async def _posted(request: Request, visit: AnyVisit) -> AsyncIterator[Visit]:
    """Give the visit with its form, whose files are closed afterwards.

    Raises PageRefusal for a form that no page of ours has shown.
    """
    # Measured before anything is read: a form without a length could fill the disk.
    most = LARGEST_UPLOAD if visit.signed is not None and visit.signed.role is Role.PROVINCE else LARGEST_FORM
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > most:
        raise PageRefusal(413, "web_form_large")
    try:
        visit.form = await request.form(max_files=1, max_fields=200, max_part_size=LARGEST_FORM)
    except (MultiPartException, HTTPException):
        raise PageRefusal(413, "web_form_large") from None
    token = visit.text("token")
    if not visit.pages.signer(visit.engine).form_fits(cookie_of(request, FORM_COOKIE), visit.login, token):
        await visit.form.close()
        raise PageRefusal(403, "web_form_old")
    try:
        yield visit
    finally:
        await visit.form.close()


AnyPosted = Annotated[Visit, Depends(_posted)]


CHANGE_PASSWORD = "/mat-khau"  # noqa: S105 - an address
_WITH_ANY_PASSWORD = (CHANGE_PASSWORD, "/dang-xuat")
"""Where somebody may go whose password was given by somebody else."""


async def _signed_in(visit: AnyVisit) -> Visit:
    _check_signed(visit)
    return visit


async def _signed_form(visit: AnyVisit, posted: AnyPosted) -> Visit:
    _check_signed(visit)
    return posted


def _check_signed(visit: Visit) -> None:
    if visit.account.must_change and visit.request.url.path not in _WITH_ANY_PASSWORD:
        raise GoChangePassword


SignedIn = Annotated[Visit, Depends(_signed_in)]
SignedForm = Annotated[Visit, Depends(_signed_form)]


def require(visit: Visit, *roles: Role) -> None:
    """Raise PageRefusal for anybody but these roles."""
    if visit.account.role not in roles:
        raise PageRefusal(403, "web_not_entitled")


def office_seen(visit: Visit, office: UUID) -> UUID:
    """Return an office the account may look at. Raises PageRefusal: to others it is not there."""
    if visit.account.office not in (None, office):
        raise PageRefusal(404, "web_not_here")
    return office
