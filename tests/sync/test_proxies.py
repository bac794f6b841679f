"""An office's proxy is used for its server, never for this very machine, and named without its password."""

import socket
import threading
from collections.abc import Iterator

import pytest

from desk_app.domain.errors import DeskError
from desk_app.sync.client import ServerAway, ServerClient
from desk_app.sync.proxies import is_this_machine, proxy_for, shown
from desk_app.sync.words import VERSION_HEADER

PROXY = "http://may:matkhau@proxy.xa.vn:3128"


@pytest.fixture(autouse=True)
def _set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("https_proxy", PROXY)
    monkeypatch.setenv("http_proxy", PROXY)


@pytest.fixture
def heard() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port of this machine; give it and what came in."""
    listening = socket.create_server(("127.0.0.1", 0))
    found: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                line, _address = listening.accept()
            except OSError:
                return
            with line:
                found.append(line.recv(4096))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield listening.getsockname()[1], found
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def test_what_goes_to_this_machine_goes_through_no_proxy(
    heard: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, came = heard
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with ServerClient(f"http://127.0.0.1:{port}") as server, pytest.raises(ServerAway):
        server.heads()
    assert came and came[0].startswith(b"GET /v1/heads") and VERSION_HEADER.encode().lower() in came[0].lower()


def test_the_server_is_reached_through_the_offices_proxy(
    heard: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, came = heard
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
    with ServerClient("https://motcua.tinh.example") as server, pytest.raises(ServerAway):
        server.heads()
    assert came and came[0].startswith(b"CONNECT motcua.tinh.example:443")


@pytest.mark.parametrize(
    "host", ["localhost", "may.localhost", "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", socket.gethostname().upper()]
)
def test_this_machine_is_known_by_all_its_names(host: str) -> None:
    assert is_this_machine(host)
    address = f"https://[{host}]:8443" if ":" in host else f"https://{host}:8443"
    assert proxy_for(address) == ""


def test_other_machines_are_none_of_ours() -> None:
    for host in ("motcua.tinh.gov.vn", "203.0.113.7", "2001:db8::7"):
        assert not is_this_machine(host)


def test_exceptions_of_the_settings_are_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for("https://motcua.tinh.gov.vn") == PROXY
    monkeypatch.setenv("no_proxy", ".gov.vn")
    assert proxy_for("https://motcua.tinh.gov.vn") == ""


def test_a_proxy_is_shown_without_its_password() -> None:
    assert shown(PROXY) == "proxy.xa.vn:3128"
    assert shown("https://a:b@c:1/") == "https://c:1"
    assert shown("") == ""


def test_a_proxy_of_another_kind_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://may:matkhau@10.0.0.1:1080")
    with pytest.raises(DeskError) as said:
        ServerClient("https://motcua.tinh.gov.vn")
    assert said.value.code == "proxy_unusable"
    assert "matkhau" not in str(said.value.values)
