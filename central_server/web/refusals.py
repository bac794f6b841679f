"""What a browser is shown instead of a page: the same calm page for whatever was refused, missing, or went wrong."""

import logging
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central_server.web.languages import Language
from central_server.web.rendering import render
from central_server.web.visits import language_of
from central_server.web.words import sentence
from desk_app.domain.errors import DeskError, sentences
from desk_app.sync.words import PROBLEM_JSON

logger = logging.getLogger(__name__)

sentences(
    web_unreadable="Địa chỉ hoặc nội dung gửi lên không đọc được. Về trang đầu rồi làm lại.",
    web_busy="Máy chủ đang khởi động hoặc chưa nối được cơ sở dữ liệu. Hồ sơ không mất; thử lại sau một phút.",
    web_fault="Máy chủ gặp lỗi khi làm việc này và đã ghi lại. Thử lại; nếu vẫn lỗi, báo quản trị tỉnh.",
)

_CODES = {
    HTTPStatus.FORBIDDEN: "web_not_entitled",
    HTTPStatus.NOT_FOUND: "web_not_here",
    HTTPStatus.METHOD_NOT_ALLOWED: "web_not_here",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "web_form_large",
    HTTPStatus.TOO_MANY_REQUESTS: "web_too_often",
    HTTPStatus.INTERNAL_SERVER_ERROR: "web_fault",
    HTTPStatus.SERVICE_UNAVAILABLE: "web_busy",
}
_RETRY_SECONDS = {HTTPStatus.TOO_MANY_REQUESTS: "60", HTTPStatus.SERVICE_UNAVAILABLE: "30"}


def refusal_page(request: Request, status: int, error: DeskError | None = None) -> Response:
    """Return the page for a status, in the reader's language and below it in the other: nothing is asked of a database.

    error: what to say, None = what the status means.
    """
    error = error or DeskError(_CODES.get(HTTPStatus(status), "web_unreadable"))
    language = language_of(request)
    other = Language.VIETNAMESE if language is Language.ENGLISH else Language.ENGLISH
    values = {
        "status": status,
        "message": sentence(language, error),
        "other": other.value,
        "other_message": sentence(other, error),
        "again": request.url.path if request.method == "GET" and status in _RETRY_SECONDS else "",
    }
    response = HTMLResponse(render("refused.html", language, values), status)
    if status in _RETRY_SECONDS:
        response.headers["Retry-After"] = _RETRY_SECONDS[HTTPStatus(status)]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and request.method == "GET":
        # A page that refreshes itself goes on showing what it has, and asks again.
        response.headers["HX-Reswap"] = "none"
    return response


class ToldAsPages:
    """Turns into a page what a program would be told as a problem document, and what broke."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a browser."""
        refused: int | None = None
        begun = False

        async def told(message: Message) -> None:
            nonlocal refused, begun
            if message["type"] == "http.response.start":
                begun = True
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if kind.startswith(PROBLEM_JSON):
                    refused = message["status"]
            if refused is None:
                await send(message)

        try:
            await self._app(scope, receive, told)
        except Exception:
            if begun:
                raise
            logger.exception("page failed")
            refused = HTTPStatus.INTERNAL_SERVER_ERROR
        if refused is not None:
            request = Request(scope)
            await refusal_page(request, refused)(scope, receive, send)
