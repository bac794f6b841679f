"""What every request of one server process shares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from central_server.api.meters import Meters
from central_server.api.throttle import KnownTokens, Throttle
from desk_app.sync.limits import ATTACHMENT_SHARE_BYTES, ENROL_PER_MINUTE, REQUESTS_PER_MINUTE, WRONG_TOKENS_PER_MINUTE


@dataclass
class ServerState:
    """The database, the clock, the meters, and how much anybody may ask. clock: the present moment, aware."""

    engine: Engine
    clock: Callable[[], datetime]
    meters: Meters = field(default_factory=Meters)
    enrolments: Throttle = field(default_factory=lambda: Throttle(ENROL_PER_MINUTE))
    requests: Throttle = field(default_factory=lambda: Throttle(REQUESTS_PER_MINUTE))
    wrong_tokens: Throttle = field(default_factory=lambda: Throttle(WRONG_TOKENS_PER_MINUTE))
    """By address; a token that was right here lately is asked about whatever its neighbours do."""
    known_tokens: KnownTokens = field(default_factory=KnownTokens)
    attachment_share: int = ATTACHMENT_SHARE_BYTES
    """Bytes of attachments an office may keep here."""
    behind_proxy: bool = False
    """Whether the address of who asks is told by a proxy of ours."""
