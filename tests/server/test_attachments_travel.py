"""Attachments travel: in pieces that may stop anywhere, whole or not at all, and no dossier waits for one."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from builders import register
from lives import steps
from province import EnrolledDesk, Province, until_equal
from staff import SUPERVISOR

from central_server.attachments import take_piece
from central_server.database import writing
from central_server.refusal import Refusal
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PaperAttached
from desk_app.services import sync_worker
from desk_app.services.attachment_exchange import Sending, fetch_attachment, send_attachments
from desk_app.services.enrolment import speaking
from desk_app.services.erasing import Erase, erase
from desk_app.services.mending import reverse
from desk_app.services.sync_round import note_held_files, run_files, run_round
from desk_app.services.sync_state import sync_state
from desk_app.services.sync_worker import Ended, SyncWorker
from desk_app.sync.client import ServerAway, ServerClient, ServerRefused
from desk_app.sync.limits import MAX_PIECE_BYTES, STALE_UPLOAD_DAYS
from desk_app.sync.words import Code

FIVE_MB = 5 * 1024 * 1024


class Pair:
    """Two desks of an office and a dossier both know."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.one, self.two = province.desk("Q1"), province.desk("Q2")
        self.dossier = register(self.one.store, province.clock()).id
        until_equal([self.one, self.two], 1)

    def attach(self, content: bytes, desk: EnrolledDesk | None = None, dossier: UUID | None = None) -> tuple[str, UUID]:
        """Attach a file at a desk; return its content's name and the event."""
        at = desk or self.one
        name = at.store.attachments.put(content, now=at.clock())
        body = PaperAttached(
            name="tờ khai.pdf", media_type="application/pdf", size=len(content), content=name, attached_at=at.clock()
        )
        return name, at.says(dossier or self.dossier, body)

    def fetch(self, name: str, size: int, told: Callable[[int, int], object] = lambda _done, _total: None) -> bytes:
        """Open a file at the second desk."""
        return fetch_attachment(self.two.store, name, size, self.two.clock, told)

    def refused(self, name: str, size: int) -> str:
        """Return why a file cannot be opened at the second desk."""
        with pytest.raises(DeskError) as raised:
            self.fetch(name, size)
        assert str(raised.value)
        return raised.value.code

    def at_server(self) -> dict[str, tuple[int, bool]]:
        """Return what the server has, how much of it, and whether that is all."""
        rows = self.province.rows("SELECT content, here, whole FROM attachments")
        return {row.content: (row.here, row.whole) for row in rows}


@pytest.fixture
def pair(province: Province) -> Pair:
    """Two desks with one dossier."""
    return Pair(province)


def some_bytes(size: int, seed: int = 1) -> bytes:
    """Return bytes that no packing makes smaller."""
    return random.Random(seed).randbytes(size)


def sent(desk: EnrolledDesk, sending: Sending | None = None) -> Sending:
    """Let a desk finish a round and send its files."""
    run_round(desk.store, desk.clock)
    done = run_files(desk.store, sending or Sending())
    note_held_files(desk.store, desk.clock, done)
    return done


def test_a_file_attached_at_one_desk_opens_at_the_other(pair: Pair) -> None:
    content = some_bytes(FIVE_MB)
    name, _ = pair.attach(content)
    assert sent(pair.one).files == 1
    pair.two.round()
    heard: list[tuple[int, int]] = []
    assert pair.fetch(name, FIVE_MB, lambda done, total: heard.append((done, total))) == content
    assert pair.two.store.attachments.get(name) == content
    assert heard[0] == (0, FIVE_MB) and heard[-1] == (FIVE_MB, FIVE_MB) and heard == sorted(heard)


def test_what_the_server_has_is_not_asked_for_again_until_it_begins_a_new_life(pair: Pair) -> None:
    backup = pair.province.backup()
    name, _ = pair.attach(some_bytes(5000))
    assert sent(pair.one).files == 1
    pair.two.round()
    pair.fetch(name, 5000)
    assert not sent(pair.one, Sending(calls_left=0)).more, "nothing is left to be asked for"
    pair.province.restore(backup)
    assert pair.at_server() == {}
    assert sent(pair.two).files == 1, "whoever has it gives it back"
    assert pair.at_server() == {name: (5000, True)}


def test_what_waits_longest_goes_first_and_a_pass_yields_when_its_share_is_used(pair: Pair) -> None:
    names = [pair.attach(some_bytes(MAX_PIECE_BYTES, seed))[0] for seed in range(3)]
    first = sent(pair.one, Sending(bytes_left=MAX_PIECE_BYTES))
    assert (first.files, first.more) == (1, True) and set(pair.at_server()) == set(names[:1])
    second = run_files(pair.one.store, Sending(calls_left=2))
    assert (second.files, second.more) == (1, True) and set(pair.at_server()) == set(names[:2])
    third = run_files(pair.one.store, Sending())
    assert (third.files, third.more) == (1, False) and set(pair.at_server()) == set(names)


def test_whoever_asks_it_to_stop_waits_for_no_more_than_a_piece(pair: Pair) -> None:
    name, _ = pair.attach(some_bytes(FIVE_MB))
    run_round(pair.one.store, pair.one.clock)
    asked = iter([False, False, False, True])
    assert run_files(pair.one.store, Sending(), stop=lambda: next(asked)).more
    assert pair.at_server() == {name: (2 * MAX_PIECE_BYTES, False)}
    pair.two.round()
    assert pair.refused(name, FIVE_MB) == "attachment_not_sent_yet"
    assert sent(pair.one).files == 1 and pair.at_server() == {name: (FIVE_MB, True)}


class Cutting:
    """A line to the server that breaks for good once so many bytes have gone up."""

    def __init__(self, onward: str, after: int) -> None:
        host, port = onward.removeprefix("http://").split(":")
        self._server, self._left = (host, int(port)), after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                desk, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(desk,), daemon=True).start()

    def _carry(self, desk: socket.socket) -> None:
        with desk, contextlib.suppress(OSError), socket.create_connection(self._server) as server:
            back = threading.Thread(target=self._back, args=(server, desk), daemon=True)
            back.start()
            while (piece := desk.recv(16384)) and self._left > 0:
                server.sendall(piece[: self._left])
                self._left -= len(piece)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
                desk.shutdown(socket.SHUT_RDWR)
            back.join(5)

    def _back(self, server: socket.socket, desk: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(65536):
                desk.sendall(piece)

    def close(self) -> None:
        """Close the line."""
        self._listening.close()


@pytest.mark.parametrize("after", [600, 2 * MAX_PIECE_BYTES + 100_000])
def test_a_line_cut_at_any_byte_costs_at_most_a_piece(pair: Pair, after: int) -> None:
    name, _ = pair.attach(some_bytes(FIVE_MB))
    run_round(pair.one.store, pair.one.clock)
    line = Cutting(pair.province.served.url, after)
    pair.one.move_to(line.url)
    with pytest.raises(ServerAway):
        run_files(pair.one.store, Sending())
    line.close()
    here, whole = pair.at_server().get(name, (0, False))
    assert not whole and here > after - 2 * MAX_PIECE_BYTES and here % MAX_PIECE_BYTES == 0
    pair.one.move_to(pair.province.served.url)
    went_up: list[int] = []
    with using(pair.one) as server:
        send_attachments(pair.one.store, Counted(server, went_up), epoch_of(pair.one), lambda: False)
    assert pair.at_server() == {name: (FIVE_MB, True)} and sum(went_up) == FIVE_MB - here


class Counted:
    """The server, counting the bytes that go up."""

    def __init__(self, server: ServerClient, sizes: list[int]) -> None:
        self._server, self._sizes = server, sizes

    def attachment_offset(self, content: str) -> int:
        """Ask where an attachment stands."""
        return self._server.attachment_offset(content)

    def put_piece(self, content: str, offset: int, total: int, piece: bytes) -> int:
        """Send a piece."""
        self._sizes.append(len(piece))
        return self._server.put_piece(content, offset, total, piece)


def test_where_the_server_says_it_stands_is_where_it_goes_on(pair: Pair) -> None:
    content = some_bytes(3 * MAX_PIECE_BYTES)
    name, _ = pair.attach(content)
    run_round(pair.one.store, pair.one.clock)

    class Behind(Counted):
        """A server that another sender of the same file has meanwhile moved on."""

        def attachment_offset(self, content: str) -> int:
            stood = super().attachment_offset(content)
            self._server.put_piece(content, 0, 3 * MAX_PIECE_BYTES, some_bytes(3 * MAX_PIECE_BYTES)[:MAX_PIECE_BYTES])
            return stood

    with using(pair.one) as server:
        done = send_attachments(pair.one.store, Behind(server, []), epoch_of(pair.one), lambda: False)
    assert done.files == 1 and pair.at_server() == {name: (len(content), True)}


def test_a_wrong_digest_begins_anew(pair: Pair) -> None:
    content = some_bytes(2 * MAX_PIECE_BYTES)
    name, _ = pair.attach(content)
    run_round(pair.one.store, pair.one.clock)
    with using(pair.one) as server:
        # The first piece of another's broken file stands there; only the whole shows that it is wrong.
        server.put_piece(name, 0, len(content), bytes(MAX_PIECE_BYTES))
    assert run_files(pair.one.store, Sending()).files == 1
    assert pair.at_server() == {name: (len(content), True)}
    pair.two.round()
    assert pair.fetch(name, len(content)) == content


def test_a_file_that_is_damaged_here_holds_back_no_other(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, _ = pair.attach(some_bytes(2000, 1))
    good, _ = pair.attach(some_bytes(2000, 2))
    whole = pair.one.store.attachments.get

    def get(name: str) -> bytes:
        if name == bad:
            raise DeskError("attachment_damaged")
        return whole(name)

    monkeypatch.setattr(pair.one.store.attachments, "get", get)
    done = sent(pair.one)
    assert (done.files, done.held_back) == (1, 1) and set(pair.at_server()) == {good}


def test_files_taken_off_erased_or_attached_to_nothing_stay(pair: Pair) -> None:
    off, event = pair.attach(some_bytes(2000, 1))
    pair.one.store.attachments.put(some_bytes(2000, 2), now=pair.one.clock())
    reverse(pair.one.store, SUPERVISOR, pair.dossier, event, "nhầm hồ sơ", pair.one.clock())
    assert sent(pair.one) == Sending() and pair.at_server() == {}
    assert pair.one.store.attachments.has(off)


def test_erased_contents_go_at_the_server_and_at_every_desk(pair: Pair) -> None:
    alone, shared = some_bytes(2000, 1), some_bytes(2000, 2)
    other = register(pair.one.store, pair.province.clock()).id
    names = [pair.attach(content)[0] for content in (alone, shared)]
    pair.attach(shared, dossier=other)
    sent(pair.one)
    pair.two.round()
    for name in names:
        pair.fetch(name, 2000)
    for kind in ("ResultReady", "Returned"):
        pair.one.says(pair.dossier, steps()[kind])
    pair.province.clock.leap(timedelta(hours=1))
    order = Erase(reason="theo yêu cầu", legal_basis="Luật 91/2025/QH15")
    erase(pair.one.store, SUPERVISOR, pair.dossier, order, pair.province.clock())
    for desk in (pair.one, pair.two):
        sent(desk)
        assert [desk.store.attachments.has(name) for name in names] == [False, True]
    assert set(pair.at_server()) == {names[1]}, "what another dossier attaches stays"
    assert not pair.province.rows("SELECT 1 FROM attachment_pieces WHERE content = :name", name=names[0])
    assert pair.refused(names[0], 2000) == "attachment_missing"


def test_only_what_an_event_of_the_office_attaches_is_taken_in(pair: Pair) -> None:
    content = some_bytes(2000)
    name = sha256(content).hexdigest()
    with using(pair.two) as server, pytest.raises(ServerRefused) as refused:
        server.put_piece(name, 0, 2000, content)
    assert refused.value.code is Code.NOT_HERE and pair.at_server() == {}
    assert pair.attach(content)[0] == name
    assert sent(pair.one).files == 1 and pair.at_server() == {name: (2000, True)}


def test_a_file_beyond_the_offices_share_waits_at_the_desk_and_says_so(pair: Pair) -> None:
    pair.province.served.state.attachment_share = 5000
    small, large = pair.attach(some_bytes(2000, 1))[0], pair.attach(some_bytes(4000, 2))[0]
    later, _ = pair.attach(some_bytes(2500, 3))
    done = sent(pair.one)
    assert (done.files, done.held_back) == (2, 1) and set(pair.at_server()) == {small, later}
    assert done.no_room is not None and "hết chỗ" in str(done.no_room)
    assert str(sync_state(pair.one.store).files) == str(done.no_room)
    pair.province.served.state.attachment_share = 9000
    again = sent(pair.one)
    assert again.files == 1 and again.no_room is None and pair.at_server()[large] == (4000, True)
    assert sync_state(pair.one.store).files is None


def test_uploads_nobody_goes_on_with_make_room(pair: Pair) -> None:
    stale, _ = pair.attach(some_bytes(2 * MAX_PIECE_BYTES, 1))
    pair.one.round()
    with using(pair.one) as server:
        server.put_piece(stale, 0, 2 * MAX_PIECE_BYTES, some_bytes(2 * MAX_PIECE_BYTES, 1)[:MAX_PIECE_BYTES])
    pair.province.served.state.attachment_share = 2 * MAX_PIECE_BYTES
    other, _ = pair.attach(some_bytes(2000, 2), pair.two)
    assert sent(pair.two).no_room is not None
    pair.province.clock.leap(timedelta(days=STALE_UPLOAD_DAYS, hours=1))
    assert sent(pair.two).files == 1 and set(pair.at_server()) == {other}


def test_an_erased_content_never_comes_back_whoever_is_faster(pair: Pair) -> None:
    content = some_bytes(2 * MAX_PIECE_BYTES)
    name, _ = pair.attach(content)
    for kind in ("ResultReady", "Returned"):
        pair.one.says(pair.dossier, steps()[kind])
    pair.one.round()
    office = pair.province.rows("SELECT office FROM offices")[0].office
    now = pair.province.clock()
    pair.province.clock.leap(timedelta(hours=1))
    order = Erase(reason="theo yêu cầu", legal_basis="Luật 91/2025/QH15")
    erase(pair.one.store, SUPERVISOR, pair.dossier, order, pair.province.clock())
    erasing = threading.Thread(target=pair.one.round)
    with writing(pair.province.engine) as connection:
        take_piece(connection, office, name, 0, len(content), content[:MAX_PIECE_BYTES], now)
        erasing.start()
        # The erasure waits for the piece under way, and takes it along.
        erasing.join(0.5)
        assert erasing.is_alive()
    erasing.join(10)
    assert pair.at_server() == {} and not pair.province.rows("SELECT 1 AS x FROM attachment_pieces")
    for start in (0, MAX_PIECE_BYTES):
        with pytest.raises(Refusal) as refused, writing(pair.province.engine) as connection:
            take_piece(connection, office, name, start, len(content), content[start : start + MAX_PIECE_BYTES], now)
        assert refused.value.code is Code.NOT_HERE
    assert not pair.province.rows("SELECT 1 AS x FROM attached_contents")


def test_without_the_server_one_sentence_says_so(pair: Pair) -> None:
    name, _ = pair.attach(some_bytes(2000))
    pair.one.round()
    pair.two.round()
    assert pair.refused(name, 2000) == "attachment_not_sent_yet"
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    pair.two.move_to(f"http://127.0.0.1:{port}")
    assert pair.refused(name, 2000) == "attachment_not_fetched"
    assert not pair.two.store.attachments.has(name)


def test_what_came_wrong_is_not_stored(pair: Pair) -> None:
    name, _ = pair.attach(some_bytes(2000))
    sent(pair.one)
    pair.two.round()
    with pair.province.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attachment_pieces SET bytes = overlay(bytes placing 'x'::bytea from 7)")
    assert pair.refused(name, 2000) == "attachment_came_wrong"
    assert not pair.two.store.attachments.has(name)


def test_the_background_sends_files_after_the_round_and_new_events_go_first(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_worker, "LEAST_SECONDS", 0.05)
    monkeypatch.setattr(sync_worker, "FILES_SECONDS", 0.05)
    name, _ = pair.attach(some_bytes(3 * MAX_PIECE_BYTES))
    ends: list[Ended] = []
    at_end: list[dict[str, Any]] = []
    done = threading.Event()

    def ended(end: Ended) -> None:
        ends.append(end)
        at_end.append(pair.at_server())
        if len(ends) == 1:
            register(pair.one.store, pair.province.clock())
            worker.wake()
        else:
            done.set()

    worker = SyncWorker(pair.one.store, pair.one.clock, ended=ended)
    worker.start()
    try:
        assert done.wait(10)
        end = threading.Event()
        for _ in range(500):
            if pair.at_server().get(name) == (3 * MAX_PIECE_BYTES, True):
                break
            end.wait(0.02)
    finally:
        worker.stop()
    assert at_end[:2] == [{}, {}], "both rounds were confirmed before a byte of the file went"
    assert ends[1].done.sent and pair.at_server() == {name: (3 * MAX_PIECE_BYTES, True)}
    assert sha256(some_bytes(3 * MAX_PIECE_BYTES)).hexdigest() == name


@contextlib.contextmanager
def using(desk: EnrolledDesk) -> Iterator[ServerClient]:
    """Give a desk's wire."""
    with desk.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None
    with speaking(link) as server:
        yield server


def epoch_of(desk: EnrolledDesk) -> UUID:
    """Return the server's life a desk knows of."""
    with desk.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None
    return link.epoch
