"""By which name the service is called, and from whose pages.

A page anywhere on the web can make a browser send requests to 127.0.0.1, and by rebinding its own name to that
address even read the answers. So on a loopback address only local names are answered, and a request that
changes something must not come from another site's page.
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import CrossSite, HostNotAllowed
from service.replies import error_reply

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """Refuses unknown host names (403) and changes asked for by pages of other sites (403)."""

    def __init__(
        self, app: ASGIApp, host: str, allowed_hosts: Sequence[str], friends: Sequence[str] = ()
    ) -> None:
        """`host` is the address listened on; `allowed_hosts` are further names, `*` for any.

        Pages of the origins in `friends` may ask for changes: with a key of their own, see the doorkeeper.
        """
        self.friends = frozenset(friends)
        self.app = app
        self.any_host = "*" in allowed_hosts or (not is_loopback(host) and not allowed_hosts)
        self.names = frozenset(name.lower() for name in allowed_hosts) | {host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            refusal = self._refusal(scope["method"], headers)
            if refusal is not None:
                await error_reply(scope, refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> HostNotAllowed | CrossSite | None:
        host = headers.get("host", "")
        if not self.any_host and not self._is_known(host):
            return HostNotAllowed()
        if method in SAFE_METHODS or headers.get("origin") in self.friends:
            return None
        if is_cross_site(headers, host):
            return CrossSite()
        return None

    def _is_known(self, host: str) -> bool:
        name = host_name(host)
        return name in self.names or is_loopback(name)


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty for nonsense."""
    try:
        return (urlsplit("//" + host).hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Whether a host name can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_cross_site(headers: Headers, host: str) -> bool:
    """Whether a browser says that a page of another site sends this; programs send neither header."""
    if headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit_netloc(origin) != host.lower()


def urlsplit_netloc(origin: str) -> str:
    """Host and port of an Origin header; empty for `null` and nonsense, which equals no host."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
