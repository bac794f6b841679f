"""A server in a thread of the tests, that stops as soon as it is told to."""

import asyncio
import socket
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI


class PromptServer(uvicorn.Server):
    """uvicorn's own looks ten times a second whether it shall stop, and then rests for as long again."""

    _loop: asyncio.AbstractEventLoop
    _told: asyncio.Event

    def __init__(self, app: FastAPI, host: str = "127.0.0.1", tls: tuple[Path, Path] | None = None) -> None:
        """Serve an application on a free port. tls: certificate and key, PEM."""
        # The port is opened by asyncio: on a socket handed to it, each second half of an answer would wait 40 ms.
        config = uvicorn.Config(
            app, host, port=0, log_config=None, access_log=False, lifespan="off",
            ssl_certfile=tls and str(tls[0]), ssl_keyfile=tls and str(tls[1]),
        )  # fmt: skip
        super().__init__(config)
        self._thread = threading.Thread(target=self.run, daemon=True)

    def begin(self) -> int:
        """Serve in a thread of its own and return the port."""
        self._thread.start()
        while not self.started:
            self._thread.join(0.005)
            assert self._thread.is_alive(), "the server did not start"
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port

    def end(self) -> None:
        """Answer what is being asked, then stop."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._told.set)
        self._thread.join(10)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for _ in range(10):  # turns of the loop: who was just being let in has come in, who rested has gone
            await asyncio.sleep(0.001)
            for connection in list(self.server_state.connections):
                connection.shutdown()
        await self._wait_tasks_to_complete()
