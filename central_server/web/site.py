"""The pages put together: routes, static files, security headers, and what is shown when something is refused."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from central_server.web import (
    account_pages,
    audit_pages,
    desk_pages,
    dossier_pages,
    lookup,
    publish_pages,
    report_pages,
    sign_in,
)
from central_server.web.rendering import FOLDER, render
from central_server.web.sessions import LANGUAGE_COOKIE
from central_server.web.visits import GoSignIn, PageRefusal, Pages
from central_server.web.words import Language, sentence
from desk_app.resources import resource_root

SIGN_IN = "/dang-nhap"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ONE_YEAR = 365 * 24 * 3600


def add_pages(app: FastAPI) -> None:
    """Add the web pages to the server's application."""
    app.state.pages = Pages()
    for part in (sign_in, lookup, desk_pages, dossier_pages, report_pages, publish_pages, account_pages, audit_pages):
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.mount("/fonts", StaticFiles(directory=_fonts()), name="fonts")
    _add_refusals(app)
    _add_headers(app)


def _fonts() -> Path:
    return resource_root() / "fonts" / "be-vietnam-pro"


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(GoSignIn)
    async def go_sign_in(request: Request, _error: GoSignIn) -> Response:
        if request.headers.get("hx-request") == "true":
            return Response(status_code=204, headers={"HX-Redirect": SIGN_IN})
        return RedirectResponse(SIGN_IN, 303)

    @app.exception_handler(PageRefusal)
    async def refused(request: Request, refusal: PageRefusal) -> Response:
        english = request.cookies.get(LANGUAGE_COOKIE) == Language.ENGLISH
        language = Language.ENGLISH if english else Language.VIETNAMESE
        told = sentence(language, refusal.error)
        return HTMLResponse(render("refused.html", language, {"message": told}), refusal.status)


def _add_headers(app: FastAPI) -> None:
    @app.middleware("http")
    async def guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await go_on(request)
        response.headers.update(_HEADERS)
        if request.url.path.startswith(("/static/", "/fonts/")):
            response.headers["Cache-Control"] = "public, max-age=3600"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        if request.url.scheme == "https":
            response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
        return response
