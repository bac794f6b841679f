"""The pages put together: routes, static files, security headers, and what is shown when something is refused."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central_server.web import (
    account_pages,
    audit_pages,
    calendar_pages,
    desk_pages,
    dossier_pages,
    form_pages,
    lookup,
    procedure_pages,
    publish_pages,
    report_pages,
    sign_in,
)
from central_server.web.refusals import ToldAsPages, refusal_page
from central_server.web.rendering import FOLDER
from central_server.web.visits import CHANGE_PASSWORD, GoChangePassword, GoSignIn, PageRefusal, Pages
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
_FOR_PROGRAMS = ("/v1/", "/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_ONE_YEAR = 365 * 24 * 3600


def add_pages(app: FastAPI) -> None:
    """Add the web pages to the server's application."""
    app.state.pages = Pages()
    publishing = (publish_pages, procedure_pages, calendar_pages, form_pages)
    working = (desk_pages, dossier_pages, report_pages, *publishing, account_pages, audit_pages)
    for part in (sign_in, lookup, *working):
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.mount("/fonts", StaticFiles(directory=_fonts()), name="fonts")
    _add_refusals(app)
    app.add_middleware(_Guarded)


def _fonts() -> Path:
    return resource_root() / "fonts" / "be-vietnam-pro"


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(GoSignIn)
    async def go_sign_in(request: Request, _error: GoSignIn) -> Response:
        return _elsewhere(request, SIGN_IN)

    @app.exception_handler(GoChangePassword)
    async def go_change_password(request: Request, _error: GoChangePassword) -> Response:
        return _elsewhere(request, CHANGE_PASSWORD)

    @app.exception_handler(PageRefusal)
    async def refused(request: Request, refusal: PageRefusal) -> Response:
        return refusal_page(request, refusal.status, refusal.error)


def _elsewhere(request: Request, address: str) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


class _Guarded:
    """Sets the headers of the pages; what desks ask passes by untouched and without a price."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = ToldAsPages(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_FOR_PROGRAMS):
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                kept = path.startswith(("/static/", "/fonts/")) and message["status"] < 400
                headers["Cache-Control"] = "public, max-age=3600" if kept else "no-store"
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
            await send(message)

        await self._pages(scope, receive, guarded)
