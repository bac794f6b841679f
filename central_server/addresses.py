"""Addresses: what of where a request comes from counts as one caller."""

from ipaddress import IPv6Address, ip_address, ip_network

_PREFIX = 64
"""Bits of an IPv6 address that a line is given whole: its holder changes the rest as they like (RFC 6177)."""


def one_caller(address: str) -> str:
    """Return the name under which an address is counted: IPv4 as it is, IPv6 by its /64; what is none as it stands."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _PREFIX), strict=False))
