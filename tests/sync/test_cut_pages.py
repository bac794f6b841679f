"""A page that was cut on its way, at whichever byte, is no page: nothing of it is given to whoever would apply it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from desk_app.sync.client import ServerAway, ServerClient
from desk_app.sync.lines import joined, line_of
from desk_app.sync.messages import FeedEnd, FeedEvent
from desk_app.sync.words import Item

EVENTS = [FeedEvent(item=Item.EVENT, position=n, line=line_of('{"seq":1}', '{"text":"một"}')) for n in (1, 2)]


def page(*, count: int = len(EVENTS)) -> bytes:
    end = FeedEnd(cursor="c", more=False, count=count)
    return joined(item.model_dump_json() for item in (*EVENTS, end))


@contextmanager
def answering(*bodies: bytes) -> Iterator[ServerClient]:
    """Give the wire to a server that ends each answer by closing the line: only the body tells whether it is whole."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for body in bodies:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)

        thread = threading.Thread(target=serve)
        thread.start()
        with ServerClient(f"http://127.0.0.1:{listening.getsockname()[1]}") as server:
            yield server
        thread.join(10)


def test_a_page_cut_at_any_byte_is_not_applied() -> None:
    cuts = range(0, len(page()), 5)
    with answering(*(page()[:cut] for cut in cuts), page()) as server:
        for _ in cuts:
            with pytest.raises(ServerAway):
                server.feed("", uuid4())
        assert len(server.feed("", uuid4()).items) == len(EVENTS)


def test_a_page_that_holds_another_number_of_items_is_not_applied() -> None:
    with answering(page(count=1), page(count=3), page() + page()) as server:
        for _ in range(3):
            with pytest.raises(ServerAway):
                server.feed("", uuid4())
