"""A network that drops, doubles, delays and cuts at any byte what goes through it."""

import contextlib
import random
import socket
import threading

FAULTS = (
    "pass", "pass", "pass", "drop", "cut request", "lose answer", "cut answer", "double", "late double",
)  # fmt: skip


class BadNetwork:
    """A proxy in front of a server, one request a connection, that does to each what it is told to."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self._server = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self._chance = chance
        self._kept: list[bytes] = []
        self.fair = False
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self.fair = True
        with socket.create_connection(self._listening.getsockname()):
            self._stopped = True
        self._thread.join(10)
        self._listening.close()

    _stopped = False

    def _serve(self) -> None:
        while True:
            connection, _address = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(20)
                request = _whole_request(connection)
                if request:
                    connection.sendall(self._handled(request))
            if self._stopped:
                return

    def _handled(self, request: bytes) -> bytes:
        fault = "pass" if self.fair else self._chance.choice(FAULTS)
        if fault == "drop":
            return b""
        if fault == "cut request":
            self._forward(request[: self._chance.randrange(len(request))], cut=True)
            return b""
        if fault == "late double" and self._kept:
            # An old request comes once more, out of its order.
            self._forward(self._chance.choice(self._kept))
        if b"POST /v1/events" in request[:40] or b"POST /v1/relay" in request[:40]:
            self._kept = [*self._kept[-4:], request]
        answer = self._forward(request)
        if fault == "double":
            answer = self._forward(request)
        if fault == "lose answer":
            return b""
        if fault == "cut answer":
            return answer[: self._chance.randrange(max(1, len(answer)))]
        return answer

    def _forward(self, request: bytes, *, cut: bool = False) -> bytes:
        with socket.create_connection(self._server, timeout=20) as onward:
            onward.sendall(request)
            if cut:
                return b""
            found = bytearray()
            with contextlib.suppress(OSError):
                while piece := onward.recv(65536):
                    found += piece
        return bytes(found)


def _whole_request(connection: socket.socket) -> bytes:
    """Read one request; it is told to be the last of its connection."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(65536)
        if not piece:
            return b""
        found += piece
    head, body = found.split(b"\r\n\r\n", 1)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
