"""The server as an ASGI application: routes, answers to what goes wrong, a log line a request."""

import logging
import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from central_server.api import desk_routes
from central_server.api.state import ServerState
from central_server.database import HEAD, reading, revision_of
from central_server.refusal import Refusal
from central_server.web.site import add_pages
from desk_app.sync.limits import PROTOCOL_VERSION
from desk_app.sync.messages import Problem
from desk_app.sync.words import PROBLEM_JSON, STATUS, Address, Code

logger = logging.getLogger(__name__)
_BUSY_SECONDS = "5"

_TITLES = {
    Code.MALFORMED: "The request is none of the protocol's.",
    Code.TOKEN_UNKNOWN: "No valid token.",
    Code.NOT_YOURS: "This belongs to another desk or office.",
    Code.NOT_HERE: "Not here.",
    Code.COPIED: "Another copy of this store has spoken since; begin a new stream.",
    Code.CODE_USED: "The enrolment code is wrong, used or expired.",
    Code.DESK_TAKEN: "Another desk of the office has this name.",
    Code.STORE_TAKEN: "This store is enrolled as another desk of the office.",
    Code.NO_NUMBERS: "Every block of the agency's numbers is given.",
    Code.OFFSET: "The piece does not begin where the server stands.",
    Code.EPOCH_CHANGED: "The cursor is of another life of the server.",
    Code.TOO_LARGE: "Beyond the limits.",
    Code.VERSION: "This version of the protocol is not spoken here.",
    Code.SLOW_DOWN: "Too many requests.",
    Code.BUSY: "Not ready; try again later.",
    Code.NO_ROOM: "The office's share for attachments is used up.",
}


def problem(code: Code, headers: dict[str, str] | None = None) -> Response:
    """Return the answer for what is wrong (RFC 9457)."""
    status = STATUS[code]
    told = Problem(title=_TITLES[code], status=status, code=code).model_dump()
    if code is Code.VERSION:
        told |= {"min": PROTOCOL_VERSION, "max": PROTOCOL_VERSION}
    if code is Code.BUSY:
        headers = {"Retry-After": _BUSY_SECONDS, **(headers or {})}
    return JSONResponse(told, status, headers, PROBLEM_JSON)


def create_app(state: ServerState) -> FastAPI:
    """Return the application around one database."""
    app = FastAPI(title="Quầy Một Cửa – central server", version=str(PROTOCOL_VERSION), docs_url=None, redoc_url=None)
    app.state.server = state
    app.include_router(desk_routes.router)
    add_pages(app)
    _add_health(app, state)
    _add_problems(app)
    _add_log(app, state)
    return app


def _add_health(app: FastAPI, state: ServerState) -> None:
    @app.get(Address.HEALTH.path, include_in_schema=False)
    def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get(Address.READY.path, include_in_schema=False)
    def ready() -> Response:
        try:
            with reading(state.engine) as connection:
                connection.execute(text("SELECT 1"))
                current = revision_of(connection) == HEAD
        except SQLAlchemyError:
            current = False
        return JSONResponse({"status": "ready"}) if current else problem(Code.BUSY)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(state.meters.text(), media_type="text/plain; version=0.0.4")


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refused(_request: Request, refusal: Refusal) -> Response:
        return problem(refusal.code, refusal.headers)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, _error: RequestValidationError) -> Response:
        return problem(Code.MALFORMED)

    @app.exception_handler(HTTPException)
    async def plain(_request: Request, error: HTTPException) -> Response:
        told = Problem(title=str(error.detail), status=error.status_code, code="http")
        return JSONResponse(told.model_dump(), error.status_code, error.headers, PROBLEM_JSON)

    @app.exception_handler(DBAPIError)
    async def database(_request: Request, error: DBAPIError) -> Response:
        # What PostgreSQL says may quote a row: only the kind of error is logged.
        logger.error("database error", extra={"error": type(error.orig).__name__})
        return problem(Code.MALFORMED if isinstance(error, DataError) else Code.BUSY)

    @app.exception_handler(TimeoutError)
    async def no_connection(_request: Request, _error: TimeoutError) -> Response:
        logger.error("no database connection free")
        return problem(Code.BUSY)


def _add_log(app: FastAPI, state: ServerState) -> None:
    @app.middleware("http")
    async def logged(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        began = time.perf_counter()
        status = 500
        try:
            response = await go_on(request)
            status = response.status_code
            return response
        finally:
            route = getattr(request.scope.get("route"), "path", "none")
            seconds = time.perf_counter() - began
            state.meters.requests.labels(route, str(status)).inc()
            state.meters.seconds.labels(route).observe(seconds)
            logger.info(
                "request",
                extra={"method": request.method, "route": route, "status": status, "ms": round(seconds * 1000, 1)},
            )
