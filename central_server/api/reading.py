"""Taking a request apart: who asks, how much, and its body within the limits.

What waits for nothing is ``async``: everything else goes to a worker's thread and back, which costs more than it does.
"""

from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from central_server.addresses import one_caller
from central_server.api.state import ServerState
from central_server.caller import DeskCaller
from central_server.database import writing
from central_server.desks import caller_of
from central_server.refusal import Refusal
from central_server.secrets_kept import is_token, kept
from desk_app.sync.limits import MAX_BATCH_BYTES, PROTOCOL_VERSION
from desk_app.sync.lines import BadLine, TooLarge, unpacked
from desk_app.sync.words import VERSION_HEADER, Code

_BEARER = "bearer "


async def state_of(request: Request) -> ServerState:
    """Return what the process shares."""
    state: ServerState = request.app.state.server
    return state


State = Annotated[ServerState, Depends(state_of)]


async def version_spoken(
    version: Annotated[str, Header(alias=VERSION_HEADER, description="Protocol version the caller speaks.")] = "",
) -> None:
    """Refuse a version that is not spoken here."""
    if version != str(PROTOCOL_VERSION):
        raise Refusal(Code.VERSION)


def desk_calling(
    request: Request,
    state: State,
    _version: Annotated[None, Depends(version_spoken)],
    authorization: Annotated[str, Header(description="`Bearer TOKEN`.")] = "",
) -> DeskCaller:
    """Return the desk whose token this is. Raises Refusal ``token_unknown``, ``slow_down``, ``version``.

    What is no token of ours costs the database nothing; of those that could be, an address may try some a minute.
    """
    token = authorization[len(_BEARER) :].strip()
    if not authorization.lower().startswith(_BEARER) or not is_token(token):
        raise Refusal(Code.TOKEN_UNKNOWN)
    digest, address = kept(token), one_caller(address_of(request, state))
    known = state.known_tokens.caller_of(digest)
    if known is None:
        hold_back(state.wrong_tokens.wait_for(address, take=False))
    else:
        hold_back(state.requests.wait_for(known))
    try:
        with writing(state.engine) as connection:
            caller = caller_of(connection, token, state.clock())
    except Refusal:
        state.known_tokens.note(digest, None)
        state.wrong_tokens.wait_for(address)
        raise
    if known is None:
        hold_back(state.requests.wait_for(str(caller.id)))
    state.known_tokens.note(digest, str(caller.id))
    return caller


Desk = Annotated[DeskCaller, Depends(desk_calling)]


def hold_back(seconds: int) -> None:
    """Refuse for now when there is something to wait for."""
    if seconds:
        raise Refusal(Code.SLOW_DOWN, headers={"Retry-After": str(seconds)})


def address_of(request: Request, state: ServerState) -> str:
    """Return the address of who asks, as the proxy of ours tells it where there is one."""
    if state.behind_proxy:
        told = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
        if told:
            return told
    return request.client.host if request.client else ""


async def enrolment_allowed(request: Request, state: State) -> None:
    """Refuse who has tried too many codes, before anything of the body is read. Raises Refusal ``slow_down``."""
    hold_back(state.enrolments.wait_for(one_caller(address_of(request, state))))


async def body_of(request: Request) -> bytes:
    """Return a request's body, unpacked, within the limits. Raises Refusal ``too_large``, ``malformed``."""
    kept = bytearray()
    try:
        async for piece in request.stream():
            kept += piece
            if len(kept) > MAX_BATCH_BYTES:
                raise Refusal(Code.TOO_LARGE)
    except ClientDisconnect:
        raise Refusal(Code.MALFORMED) from None
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return bytes(kept)
    if encoding != "gzip":
        raise Refusal(Code.MALFORMED)
    try:
        return await run_in_threadpool(unpacked, bytes(kept))
    except TooLarge:
        raise Refusal(Code.TOO_LARGE) from None
    except BadLine:
        raise Refusal(Code.MALFORMED) from None


Body = Annotated[bytes, Depends(body_of)]
