"""Through which proxy this machine's own settings send a desk to its server; never to this very machine."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from desk_app.domain.errors import DeskError, sentences

sentences(
    proxy_unusable="Cài đặt mạng của máy này chỉ qua máy chủ trung gian “{proxy}”, là loại chương trình không dùng "
    "được. Nhờ người phụ trách mạng đổi sang loại HTTP.",
)


def proxy_for(address: str) -> str:
    """Return the proxy through which a server's address is reached, "" for none.

    It is the one of the system's settings (on Windows those of Internet options; elsewhere ``https_proxy``,
    ``no_proxy``), with whatever name and password stand in it. An address of this machine has none, whatever is set.
    """
    url = urlsplit(address)
    host = url.hostname or ""
    if not host or is_this_machine(host) or proxy_bypass(host):
        return ""
    found = getproxies()
    proxy = found.get(url.scheme) or found.get("all") or ""
    return proxy if "://" in proxy or not proxy else f"http://{proxy}"


def usable_proxy(address: str) -> str:
    """Return the proxy of a server's address. Raises DeskError ``proxy_unusable`` for one that speaks no HTTP."""
    proxy = proxy_for(address)
    if proxy and urlsplit(proxy).scheme not in ("http", "https"):
        raise DeskError("proxy_unusable", proxy=shown(proxy))
    return proxy


def shown(proxy: str) -> str:
    """Return a proxy as people may read it: without the name and password in it."""
    scheme, _, rest = proxy.rpartition("://")
    host = rest.rpartition("@")[2].rstrip("/")
    return f"{scheme}://{host}" if scheme not in ("", "http") else host


def is_loopback(host: str) -> bool:
    """Tell whether a host never leaves this machine, by its name or number alone."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine: loopback, its own name, or a number one of its network cards has."""
    if is_loopback(host) or host.casefold() == socket.gethostname().casefold():
        return True
    try:
        number = ip_address(host)
    except ValueError:
        return False
    if number.is_unspecified:
        return True
    with socket.socket(socket.AF_INET6 if number.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as tried:
        try:
            # Only an address of a card of this machine can be taken; nothing is sent.
            tried.bind((str(number), 0))
        except OSError:
            return False
    return True
