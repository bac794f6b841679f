"""Signing in and out, one's own password, and the language of the pages."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from central_server import accounts
from central_server.database import writing
from central_server.web.languages import Language
from central_server.web.sessions import FORM_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, Session, new_nonce
from central_server.web.visits import AnyPosted, AnyVisit, SignedForm, SignedIn, Visit
from desk_app.domain.errors import DeskError

router = APIRouter()


@router.get("/")
def home(_visit: SignedIn) -> Response:
    """Lead to the first page of whoever is signed in."""
    return RedirectResponse("/ho-so", 303)


@router.get("/dang-nhap")
def sign_in_page(visit: AnyVisit) -> Response:
    """Ask who it is."""
    return visit.go("/") if visit.signed else _ask(visit)


@router.post("/dang-nhap")
def sign_in(visit: AnyPosted) -> Response:
    """Check login and password; every try is noted."""
    login = visit.text("login")
    if visit.pages.sign_ins.wait_for(visit.caller()):
        return _ask(visit, login, visit.told(DeskError("web_too_often")), 429)
    password = str(visit.form.get("password", ""))
    found = accounts.sign_in(visit.engine, login, password, visit.address(), visit.now)
    if isinstance(found, DeskError):
        return _ask(visit, login, visit.told(found), 401)
    response = RedirectResponse("/", 303)
    session = Session(found.login, found.changed_at, visit.now, visit.now)
    visit.set_cookie(response, SESSION_COOKIE, visit.pages.signer(visit.engine).cookie(session))
    visit.set_cookie(response, FORM_COOKIE, new_nonce())
    return response


@router.post("/dang-xuat")
def sign_out(visit: SignedForm) -> Response:
    """End every session of the account."""
    with writing(visit.engine) as connection:
        accounts.end_sessions(connection, visit.login, visit.now)
    return _forgotten(visit)


@router.get("/mat-khau")
def password_page(visit: SignedIn) -> Response:
    """Show the form for one's own password."""
    return visit.page("password.html", {"message": "", "least": accounts.LEAST_PASSWORD})


@router.post("/mat-khau")
def change_password(visit: SignedForm) -> Response:
    """Change one's own password, and ask for it again."""
    try:
        if visit.pages.sign_ins.wait_for(visit.caller()):
            raise DeskError("web_too_often")
        with writing(visit.engine) as connection:
            old, new = (str(visit.form.get(name, "")) for name in ("old", "new"))
            accounts.change_own_password(connection, visit.login, old, new, visit.now)
    except DeskError as error:
        values = {"message": visit.told(error), "least": accounts.LEAST_PASSWORD}
        return visit.page("password.html", values, status=400)
    return _forgotten(visit)


@router.post("/ngon-ngu")
def change_language(visit: AnyPosted) -> Response:
    """Change the language and go back to the page it was asked from."""
    chosen = Language.ENGLISH if visit.text("language") == Language.ENGLISH else Language.VIETNAMESE
    back = visit.text("back")
    response = visit.go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    visit.set_cookie(response, LANGUAGE_COOKIE, chosen.value)
    return response


def _ask(visit: Visit, login: str = "", message: str = "", status: int = 200) -> Response:
    return visit.page("sign_in.html", {"login": login, "message": message}, status=status)


def _forgotten(visit: Visit) -> Response:
    response = RedirectResponse("/dang-nhap", 303)
    for name in (SESSION_COOKIE, FORM_COOKIE):
        visit.end_cookie(response, name)
    return response
