"""One server process: uvicorn around the application, and the address it listens on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import uvicorn
from sqlalchemy import Engine

from central_server.api.app import create_app
from central_server.api.state import ServerState
from desk_app.sync.limits import ATTACHMENT_SHARE_BYTES


class _Server(uvicorn.Server):
    """A server that says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, said: Callable[[str], object]) -> None:
        super().__init__(config)
        self._said = said

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if not self.should_exit:
            listening = self.servers[0].sockets[0].getsockname()
            scheme = "https" if self.config.is_ssl else "http"
            host = f"[{listening[0]}]" if ":" in listening[0] else listening[0]
            self._said(f"{scheme}://{host}:{listening[1]}")


def serve(
    engine: Engine,
    clock: Callable[[], datetime],
    *,
    host: str,
    port: int,
    tls: tuple[Path, Path] | None = None,
    behind_proxy: bool = False,
    attachment_share: int = ATTACHMENT_SHARE_BYTES,
    said: Callable[[str], object],
) -> None:
    """Serve until told to stop. port: 0 = any free one; said: gets the address. tls: certificate and key, PEM.

    attachment_share: bytes of attachments an office may keep here.
    """
    state = ServerState(engine, clock, attachment_share=attachment_share, behind_proxy=behind_proxy)
    config = uvicorn.Config(
        create_app(state),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        ssl_certfile=str(tls[0]) if tls else None,
        ssl_keyfile=str(tls[1]) if tls else None,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
    )
    _Server(config, said).run()
