"""The desk's end of the wire: typed calls to one server over verified TLS; decides nothing."""

import re
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.sync.hanging_up import Calls, HungUp
from desk_app.sync.limits import MAX_FEED_ITEMS, PACK_FROM_BYTES, PROTOCOL_VERSION
from desk_app.sync.lines import BadLine, joined, lines_in, packed
from desk_app.sync.messages import (
    Enrol,
    Enrolled,
    FeedEnd,
    FeedEvent,
    FeedLine,
    FeedMatter,
    FreshToken,
    Heads,
    Hello,
    Problem,
    Pushed,
    Welcome,
)
from desk_app.sync.proxies import is_loopback, usable_proxy
from desk_app.sync.words import NDJSON, OFFSET_HEADER, STATUS, VERSION_HEADER, Address, Code

sentences(
    server_address_bad="Địa chỉ máy chủ “{address}” chưa đúng. Nhập như https://motcua.tinh.gov.vn.",
    server_not_secure="Địa chỉ máy chủ phải bắt đầu bằng https:// để dữ liệu của công dân được bảo vệ khi gửi.",
    server_certificate="Chứng thư của máy chủ không được tin cậy nên chưa gửi gì. Báo quản trị tỉnh kiểm tra.",
    server_away="Máy chủ chưa trả lời. Quầy vẫn làm việc bình thường; dữ liệu sẽ gửi khi có mạng.",
    server_busy="Máy chủ đang bận. Quầy vẫn làm việc bình thường; chương trình tự gửi lại sau.",
    server_refused="Máy chủ không hiểu yêu cầu của chương trình ({code}). Báo quản trị tỉnh; dữ liệu vẫn ở quầy.",
    server_version="Chương trình ở quầy và ở máy chủ khác phiên bản đồng bộ. Cập nhật bên cũ hơn.",
    enrolment_ended="Máy chủ không còn nhận quầy này. Xin mã ghi danh mới của quản trị tỉnh rồi ghi danh lại.",
    enrolment_code_refused="Mã ghi danh không đúng, đã dùng hoặc đã hết hạn. Xin mã mới của quản trị tỉnh.",
    no_number_blocks="Máy chủ đã cấp hết dải số của cơ quan. Báo quản trị tỉnh thu hồi quầy không còn dùng.",
    no_room_for_files="Máy chủ đã hết chỗ cho tệp đính kèm của cơ quan. Tệp vẫn ở máy này, chờ gửi. Báo quản trị tỉnh.",
    desk_id_taken="Tên quầy “{desk}” đã là của máy khác trong cơ quan. Chọn tên khác rồi ghi danh lại.",
    store_taken="Kho dữ liệu này đang ghi danh là một quầy khác. Báo quản trị tỉnh thu hồi quầy cũ rồi ghi danh lại.",
)

M = TypeVar("M", bound=BaseModel)
_feed_line: TypeAdapter[FeedEvent | FeedMatter | FeedEnd] = TypeAdapter(FeedLine)
_BYTES = "application/octet-stream"
_CONNECT_SECONDS, _ANSWER_SECONDS = 10.0, 60.0


class ServerAway(Exception):
    """Nothing is known of the request: no answer, half an answer, or 5xx. retry_after: seconds, as the server asks."""

    def __init__(self, sentence: DeskError, retry_after: float = 0.0) -> None:
        super().__init__(sentence.code)
        self.sentence = sentence
        self.retry_after = retry_after


class ServerRefused(Exception):
    """The server answered no. offset: where an attachment stands, for ``Code.OFFSET``."""

    def __init__(self, code: Code, sentence: DeskError, offset: int = 0) -> None:
        super().__init__(code.value)
        self.code = code
        self.sentence = sentence
        self.offset = offset


@dataclass(frozen=True)
class FeedPage:
    """A whole page of the feed: what it holds, and the cursor to be stored with it in one transaction."""

    items: Sequence[FeedEvent | FeedMatter]
    cursor: str
    more: bool


def checked_address(address: str) -> str:
    """Return a server's address without its last slash. Raises DeskError ``server_address_bad``, ``server_not_secure``.

    Plain HTTP is for a server on this very machine only.
    """
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, TypeError):
        raise DeskError("server_address_bad", address=address) from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise DeskError("server_address_bad", address=address)
    if url.scheme == "http" and not is_loopback(url.host):
        raise DeskError("server_not_secure")
    return str(url).rstrip("/")


def _trusted(address: str, authority: Path | None) -> ssl.SSLContext:
    """Return what a server's certificate must be signed by."""
    if address.startswith("http:"):
        # Plain, on this machine: no certificate is looked at, and the system's authorities need not be read (25 ms).
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.create_default_context(cafile=str(authority) if authority is not None else None)


class ServerClient:
    """One server as a desk sees it. authority: PEM file of an own CA, None = the system's.

    calls: of whoever may hang up on what is asked here. It is spoken with through the proxy of this machine's settings.
    Raises DeskError ``proxy_unusable``.
    """

    def __init__(
        self, address: str, token: str = "", *, authority: Path | None = None, calls: Calls | None = None
    ) -> None:
        self._base = checked_address(address)
        self._calls = calls or Calls()
        self._http = httpx.Client(
            verify=_trusted(self._base, authority),
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            headers={VERSION_HEADER: str(PROTOCOL_VERSION)},
            follow_redirects=False,
            proxy=usable_proxy(self._base) or None,
            trust_env=False,
        )
        self._left = False
        self.use_token(token)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; those of an answer nobody waits for any more are closed when it comes."""
        if not self._left:
            self._http.close()

    def use_token(self, token: str) -> None:
        """Speak with this token from now on."""
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"

    # -- the calls; each raises ServerAway and ServerRefused ----------------------------------------------------------

    def enrol(self, request: Enrol) -> Enrolled:
        """Exchange a one-time code for a token."""
        try:
            return self._told(Address.ENROL, Enrolled, request)
        except ServerRefused as refused:
            if refused.code is not Code.DESK_TAKEN:
                raise
            raise ServerRefused(refused.code, DeskError("desk_id_taken", desk=request.desk)) from None

    def fresh_token(self) -> FreshToken:
        """Ask for a fresh token."""
        return self._told(Address.TOKEN, FreshToken, None)

    def hello(self, request: Hello) -> Welcome:
        """Begin a round."""
        return self._told(Address.HELLO, Welcome, request)

    def push(self, lines: Iterable[str]) -> Pushed:
        """Send events of the desk's own streams, as ``lines.line_of`` makes them, in seq order."""
        return self._read(self._send(Address.EVENTS, joined(lines), NDJSON), Pushed)

    def relay(self, lines: Iterable[str]) -> Pushed:
        """Offer events of the office's other streams to a server that lost them."""
        return self._read(self._send(Address.RELAY, joined(lines), NDJSON), Pushed)

    def feed(self, cursor: str, stream: UUID, limit: int = MAX_FEED_ITEMS) -> FeedPage:
        """Return the page behind a cursor, whole. stream: the desk's present one, whose events are left out."""
        query = {"after": cursor, "stream": str(stream), "limit": str(limit)}
        return self._page(self._send(Address.FEED, query=query))

    def heads(self) -> Heads:
        """Return where every stream of the office stands."""
        return self._told(Address.HEADS, Heads, None)

    def stream_after(self, stream: UUID, seq: int) -> FeedPage:
        """Return a piece of one stream; its cursor is empty."""
        return self._page(self._send(Address.STREAM, fill={"stream": str(stream)}, query={"after": str(seq)}))

    def attachment_offset(self, content: str) -> int:
        """Return how many bytes of an attachment the server has; 0 for none."""
        try:
            response = self._send(Address.ATTACHMENT_OFFSET, fill={"content": content})
        except ServerRefused as refused:
            if refused.code is Code.NOT_HERE:
                return 0
            raise
        return int(response.headers.get(OFFSET_HEADER, "0"))

    def put_piece(self, content: str, offset: int, total: int, piece: bytes) -> int:
        """Send a piece of an attachment and return where the server stands."""
        headers = {OFFSET_HEADER: str(offset), "Upload-Length": str(total)}
        response = self._send(
            Address.ATTACHMENT_PIECE, piece, "application/octet-stream", headers, {"content": content}
        )
        return int(response.headers.get(OFFSET_HEADER, "0"))

    def attachment_piece(self, content: str, offset: int, size: int) -> bytes:
        """Return ``size`` bytes of an attachment from ``offset``; fewer at its end."""
        headers = {"Range": f"bytes={offset}-{offset + size - 1}"}
        return self._send(Address.ATTACHMENT, None, "", headers, {"content": content}).content

    # -- the wire -----------------------------------------------------------------------------------------------------

    def _told(self, address: Address, answer: type[M], message: BaseModel | None) -> M:
        body = message.model_dump_json().encode() if message is not None else None
        return self._read(self._send(address, body, "application/json"), answer)

    def _send(
        self,
        address: Address,
        body: bytes | None = None,
        kind: str = "",
        headers: dict[str, str] | None = None,
        fill: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> httpx.Response:
        path = address.path.format(**(fill or {}))
        told = dict(headers or {})
        if body is not None:
            told["Content-Type"] = kind
            if len(body) > PACK_FROM_BYTES and kind != _BYTES:
                told["Content-Encoding"], body = "gzip", packed(body)
        with _away():
            response = self._asked(address.method, self._base + path, query, body, told)
        if response.status_code >= 400:
            raise _refusal(response, address.method == "HEAD")
        if response.status_code >= 300:
            raise ServerRefused(Code.MALFORMED, DeskError("server_refused", code="3xx"))
        return response

    def _asked(
        self, method: str, url: str, query: dict[str, str] | None, body: bytes | None, headers: dict[str, str]
    ) -> httpx.Response:
        """Wait for an answer until whoever asks hangs up. Raises HungUp."""
        try:
            return self._calls.answer(
                lambda: self._http.request(method, url, params=query, content=body, headers=headers),
                clean_up=self._http.close,
            )
        except HungUp as hung_up:
            self._left |= hung_up.under_way
            raise

    def _read(self, response: httpx.Response, answer: type[M]) -> M:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError:
            # Half an answer is no answer: the next round asks where the server stands.
            raise ServerAway(DeskError("server_away")) from None

    def _page(self, response: httpx.Response) -> FeedPage:
        try:
            lines = [_feed_line.validate_json(line) for line in lines_in(response.content)]
        except (BadLine, ValidationError):
            raise ServerAway(DeskError("server_away")) from None
        end = lines[-1] if lines else None
        items = [line for line in lines if not isinstance(line, FeedEnd)]
        if not isinstance(end, FeedEnd) or end.count != len(items) or len(items) != len(lines) - 1:
            raise ServerAway(DeskError("server_away"))
        return FeedPage(items, end.cursor, end.more)


@contextmanager
def _away() -> Iterator[None]:
    """Turn what the network can do into words; nothing of a request stands in them."""
    try:
        yield
    except httpx.ConnectError as error:
        certificate = isinstance(_cause(error), ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(error)
        raise ServerAway(DeskError("server_certificate" if certificate else "server_away")) from None
    except (httpx.TransportError, httpx.DecodingError, HungUp):
        raise ServerAway(DeskError("server_away")) from None


def _cause(error: BaseException) -> BaseException | None:
    found: BaseException | None = error
    while found is not None and not isinstance(found, ssl.SSLError):
        found = found.__cause__ or found.__context__
    return found


def _refusal(response: httpx.Response, only_head: bool) -> ServerAway | ServerRefused:
    """Return what a refusal means. only_head: its body, where the code stands, did not come; the status must do."""
    retry_after = _seconds(response.headers.get("Retry-After", ""))
    try:
        if only_head:
            [code] = [code for code, status in STATUS.items() if status == response.status_code]
        else:
            code = Code(Problem.model_validate_json(response.content).code)
    except ValueError:
        # A proxy between us and the server speaks: nothing is known.
        return ServerAway(DeskError("server_away"), retry_after)
    if code in (Code.SLOW_DOWN, Code.BUSY):
        return ServerAway(DeskError("server_busy"), retry_after)
    offset = int(_seconds(response.headers.get(OFFSET_HEADER, "")))
    return ServerRefused(code, _words(code), offset)


def _words(code: Code) -> DeskError:
    match code:
        case Code.TOKEN_UNKNOWN:
            return DeskError("enrolment_ended")
        case Code.CODE_USED:
            return DeskError("enrolment_code_refused")
        case Code.STORE_TAKEN:
            return DeskError("store_taken")
        case Code.NO_NUMBERS:
            return DeskError("no_number_blocks")
        case Code.NO_ROOM:
            return DeskError("no_room_for_files")
        case Code.VERSION:
            return DeskError("server_version")
        case _:
            return DeskError("server_refused", code=code.value)


def _seconds(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,15}", text) else 0.0
