"""The addresses of ``docs/protocol.md`` that a desk asks."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel, ValidationError

from central_server import attachments, desks, feed, log, stream_heads
from central_server.api.reading import Body, Desk, State, enrolment_allowed, version_spoken
from central_server.database import begin_epoch, epoch_of, reading, writing
from central_server.refusal import Refusal
from desk_app.sync.limits import MAX_BATCH_EVENTS, MAX_FEED_ITEMS, MAX_PIECE_BYTES, PACK_FROM_BYTES
from desk_app.sync.lines import BadLine, TooLarge, joined, lines_in, packed
from desk_app.sync.messages import Enrol, Enrolled, FreshToken, Heads, Hello, Problem, Pushed, Welcome
from desk_app.sync.words import NDJSON, OFFSET_HEADER, STATUS, Address, Code

M = TypeVar("M", bound=BaseModel)
router = APIRouter()

Content = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content, hexadecimal.")]
Packing = Annotated[str, Header(alias="Accept-Encoding", description="`gzip` where a page may come packed.")]
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")


def _problems(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """Return the answers other than success, for OpenAPI."""
    every = (*codes, Code.MALFORMED, Code.VERSION, Code.SLOW_DOWN, Code.BUSY)
    return {
        STATUS[code]: {"model": Problem, "description": ", ".join(sorted(code for code in every))} for code in every
    }


def _json_body(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=f"#/components/schemas/{model.__name__}__{{model}}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _inlined(schema)}}}}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its definitions put where they are named."""
    definitions = schema.pop("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rsplit("__", 1)[-1]
            return put(definitions[name]) if name in definitions else {key: put(one) for key, one in value.items()}
        return [put(one) for one in value] if isinstance(value, list) else value

    found: dict[str, Any] = put(schema)
    return found


_NDJSON_BODY = {
    "requestBody": {
        "required": True,
        "content": {NDJSON: {"schema": {"type": "string", "description": "One event a line: [envelope,body]."}}},
    }
}


def _message(body: bytes, kind: type[M]) -> M:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise Refusal(Code.MALFORMED) from None


def _lines(body: bytes) -> Sequence[str]:
    try:
        lines = list(lines_in(body))
    except TooLarge:
        raise Refusal(Code.TOO_LARGE) from None
    except BadLine:
        raise Refusal(Code.MALFORMED) from None
    if len(lines) > MAX_BATCH_EVENTS:
        raise Refusal(Code.TOO_LARGE)
    return lines


def _ndjson(items: Iterable[BaseModel], accepted: str) -> Response:
    """Return a page, packed where the desk says it takes that. accepted: its ``Accept-Encoding``."""
    body, headers = joined(item.model_dump_json() for item in items), {"Vary": "Accept-Encoding"}
    if len(body) > PACK_FROM_BYTES and _takes_gzip(accepted):
        body, headers = packed(body), {**headers, "Content-Encoding": "gzip"}
    return Response(body, headers=headers, media_type=NDJSON)


def _takes_gzip(accepted: str) -> bool:
    """Tell whether an ``Accept-Encoding`` allows gzip (RFC 9110 §12.5.3)."""
    parts = (part.replace(" ", "").lower() for part in accepted.split(","))
    return any(re.fullmatch(r"(x-)?gzip(;q=(1(\.0*)?|0\.\d*[1-9]\d*))?", part) for part in parts)


@router.post(
    Address.ENROL.path,
    responses=_problems(Code.CODE_USED, Code.TOO_LARGE),
    openapi_extra=_json_body(Enrol),
    dependencies=[Depends(version_spoken), Depends(enrolment_allowed)],
)
def enrol(state: State, body: Body) -> Enrolled:
    """Exchange a one-time code for a token."""
    message = _message(body, Enrol)
    with writing(state.engine) as connection:
        return desks.enrol(connection, message, state.clock())


@router.post(Address.TOKEN.path, responses=_problems(Code.TOKEN_UNKNOWN))
def token(state: State, desk: Desk) -> FreshToken:
    """Give a fresh token for the one held."""
    with writing(state.engine) as connection:
        return desks.fresh_token(connection, desk)


@router.post(
    Address.HELLO.path,
    responses=_problems(Code.TOKEN_UNKNOWN, Code.COPIED, Code.TOO_LARGE),
    openapi_extra=_json_body(Hello),
)
def hello(state: State, desk: Desk, body: Body) -> Welcome:
    """Begin a round: who the desk is and where it stands; where the server stands."""
    message = _message(body, Hello)
    with writing(state.engine) as connection:
        return desks.hello(connection, desk, message, state.clock())


@router.post(
    Address.EVENTS.path,
    responses=_problems(Code.TOKEN_UNKNOWN, Code.NOT_YOURS, Code.TOO_LARGE),
    openapi_extra=_NDJSON_BODY,
)
def push(state: State, desk: Desk, body: Body) -> Pushed:
    """Take events of the desk's own streams; answered after COMMIT."""
    return _take_in(state, desk, body, relayed=False)


@router.post(Address.RELAY.path, responses=_problems(Code.TOKEN_UNKNOWN, Code.TOO_LARGE), openapi_extra=_NDJSON_BODY)
def relay(state: State, desk: Desk, body: Body) -> Pushed:
    """Take events of the office's other streams that this server has lost."""
    return _take_in(state, desk, body, relayed=True)


def _take_in(state: State, desk: Desk, body: bytes, *, relayed: bool) -> Pushed:
    lines = _lines(body)
    with writing(state.engine) as connection:
        pushed = log.take_in(connection, desk, lines, state.clock(), relayed=relayed)
    for answer in pushed.answers:
        state.meters.events.labels(answer.answer.value).inc()
    return pushed


@router.get(
    Address.FEED.path,
    responses={**_problems(Code.TOKEN_UNKNOWN, Code.EPOCH_CHANGED), 200: {"content": {NDJSON: {}}}},
    response_class=Response,
)
def down(
    state: State,
    desk: Desk,
    after: Annotated[
        str, Query(max_length=500, description="The cursor of the last page; empty at the beginning.")
    ] = "",
    stream: Annotated[UUID | None, Query(description="The desk's present stream, whose events are left out.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_FEED_ITEMS)] = MAX_FEED_ITEMS,
    accepted: Packing = "",
) -> Response:
    """Give the next page of the feed."""
    try:
        with reading(state.engine) as connection:
            items = list(feed.page(connection, desk, after, stream, limit))
    except feed.DatabaseLost:
        with writing(state.engine) as connection:
            begin_epoch(connection, state.clock(), after=epoch_of(connection))
        raise Refusal(Code.EPOCH_CHANGED) from None
    state.meters.served.inc(len(items) - 1)
    return _ndjson(items, accepted)


@router.get(Address.HEADS.path, responses=_problems(Code.TOKEN_UNKNOWN))
def heads(state: State, desk: Desk) -> Heads:
    """Tell where every stream of the office stands."""
    with reading(state.engine) as connection:
        return Heads(heads=stream_heads.heads_of(connection, desk.office))


@router.get(
    Address.STREAM.path,
    responses={**_problems(Code.TOKEN_UNKNOWN), 200: {"content": {NDJSON: {}}}},
    response_class=Response,
)
def piece_of_stream(
    state: State,
    desk: Desk,
    stream: UUID,
    after: Annotated[int, Query(ge=0, le=2**62, description="The last seq the desk has.")] = 0,
    accepted: Packing = "",
) -> Response:
    """Give a piece of one stream, to heal a difference."""
    with reading(state.engine) as connection:
        items = list(feed.piece_of(connection, desk, stream, after))
    return _ndjson(items, accepted)


@router.head(Address.ATTACHMENT_OFFSET.path, responses=_problems(Code.TOKEN_UNKNOWN, Code.NOT_HERE))
def attachment_offset(state: State, desk: Desk, content: Content) -> Response:
    """Tell how much of an attachment is here."""
    with reading(state.engine) as connection:
        here, size = attachments.offset_of(connection, desk.office, content)
    return Response(headers={OFFSET_HEADER: str(here), "Upload-Length": str(size)})


@router.put(
    Address.ATTACHMENT_PIECE.path,
    status_code=204,
    responses=_problems(Code.TOKEN_UNKNOWN, Code.NOT_HERE, Code.OFFSET, Code.TOO_LARGE, Code.NO_ROOM),
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}},
)
def attachment_piece(
    state: State,
    desk: Desk,
    content: Content,
    body: Body,
    start: Annotated[int, Header(alias=OFFSET_HEADER, ge=0, le=2**40)] = 0,
    size: Annotated[int, Header(alias="Upload-Length", ge=0, le=2**40)] = 0,
) -> Response:
    """Take a piece of an attachment."""
    with writing(state.engine) as connection:
        here = attachments.take_piece(
            connection, desk.office, content, start, size, body, state.clock(), share=state.attachment_share
        )
    return Response(status_code=204, headers={OFFSET_HEADER: str(here)})


@router.get(
    Address.ATTACHMENT.path,
    status_code=206,
    responses={
        **_problems(Code.TOKEN_UNKNOWN, Code.NOT_HERE, Code.TOO_LARGE),
        206: {"content": {"application/octet-stream": {}}},
    },
    response_class=Response,
)
def attachment(
    state: State,
    desk: Desk,
    content: Content,
    wanted: Annotated[str, Header(alias="Range", description="`bytes=FIRST-LAST`, one range.")] = "",
) -> Response:
    """Give a range of an attachment."""
    found = _RANGE.fullmatch(wanted)
    if found is None:
        raise Refusal(Code.MALFORMED)
    first, last = int(found[1]), int(found[2])
    if last < first or last - first >= MAX_PIECE_BYTES:
        raise Refusal(Code.TOO_LARGE)
    with reading(state.engine) as connection:
        held, size = attachments.range_of(connection, desk.office, content, first, last)
    headers = {"Content-Range": f"bytes {first}-{first + len(held) - 1}/{size}" if held else f"bytes */{size}"}
    return Response(held, 206, headers, "application/octet-stream")
