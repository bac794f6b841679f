"""What every request of one server process shares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from central_server.api.meters import Meters
from central_server.api.throttle import Throttle
from desk_app.sync.limits import ENROL_PER_MINUTE, REQUESTS_PER_MINUTE


@dataclass
class ServerState:
    """The database, the clock, the meters, and how much anybody may ask. clock: the present moment, aware."""

    engine: Engine
    clock: Callable[[], datetime]
    meters: Meters = field(default_factory=Meters)
    enrolments: Throttle = field(default_factory=lambda: Throttle(ENROL_PER_MINUTE))
    requests: Throttle = field(default_factory=lambda: Throttle(REQUESTS_PER_MINUTE))
    behind_proxy: bool = False
    """Whether the address of who asks is told by a proxy of ours."""
