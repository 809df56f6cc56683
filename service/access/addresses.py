"""Where a request comes from: the peer, or through a proxy that is believed, whom that names."""

import ipaddress

from starlette.datastructures import Headers
from starlette.types import Scope

from service.settings_access import Network

NOWHERE = "-"
HOME_BITS = 64
"""Of IPv6, what one household or machine is given: it may change all behind it as it likes."""


def peer_of(scope: Scope) -> str:
    """The address at the other end of the connection."""
    client = scope.get("client")
    return str(client[0]) if client else NOWHERE


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether an address is in one of some networks; nothing that is no address is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in networks)


def forwarded_address(scope: Scope, header: str, proxies: tuple[Network, ...]) -> str:
    """Whom proxies that are believed name: the last address of a header that is none of theirs.

    What stands before it, a client may have written. Where nothing there is an address, the peer's counts.
    """
    said = [part.strip() for line in Headers(scope=scope).getlist(header) for part in line.split(",")]
    for address in reversed(said):
        if is_within(address, proxies):
            continue
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            break
    return peer_of(scope)


def household(address: str) -> str:
    """What an address is counted as: itself, or the network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), HOME_BITS), strict=False))
