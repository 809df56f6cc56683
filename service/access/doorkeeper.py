"""Who sends a request: by key, by the user header of a trusted proxy, by session; or everyone, where all is open."""

import hashlib
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from corpus.store.keys import KEY, Key, Keys
from service.access.addresses import forwarded_address, is_within, peer_of
from service.access.errors import KeyRefused, NotGuarded
from service.access.powers import powers_of
from service.access.principal import Principal, everyone, holder_of
from service.middleware.origin import is_loopback
from service.settings_access import AccessSettings, Grant

Value = TypeVar("Value")
COOKIE = "chuchu_session"
FRESH_SECONDS = 1.0
"""How long a key that was found is not looked up again: a revoked one opens nothing a second later."""
REFUSED_SECONDS = 60.0
"""How long a secret that opened nothing is not looked up again: none ever opens something later, but by a restore."""
REMEMBERED = 1000
USER_LENGTH = 80


class Doorkeeper:
    """Tells who sends a request. Used from the event loop alone."""

    def __init__(
        self, keys: Keys, settings: AccessSettings, host: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._keys, self._settings, self._now = keys, settings, now
        self._proxies = settings.proxies
        self._may_be_open = not self._proxies and (settings.allow_open or is_loopback(host))
        self._host = host
        self._open_at = float("-inf")
        self._found: dict[bytes, tuple[float, Key]] = {}
        self._refused: dict[bytes, float] = {}

    def check_guarded(self) -> None:
        """Refuse to serve without any guard where others can reach the service. Raises NotGuarded."""
        if not self._may_be_open and not self._proxies and not self._keys.exist():
            raise NotGuarded(self._host)

    async def caller(self, scope: Scope) -> Principal | None:
        """Who sends a request; None for nobody known.

        Raises:
            KeyRefused: a key came that opens nothing.
        """
        if await self._is_open():
            return everyone()
        headers = Headers(scope=scope)
        secret = given_key(headers)
        if secret is not None:
            key = await self.key_of(secret)
            if key is None:
                raise KeyRefused
            return holder_of(key, separated=self._settings.separate_admins)
        if is_of_another_site(headers):
            return None  # what a browser adds by itself says nothing of the page that sends it
        if self.is_proxy(scope):
            return self._user(headers)
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        key = await self._looked_up(cookie, self._keys.of_session) if cookie else None
        return None if key is None else holder_of(key, separated=self._settings.separate_admins)

    async def key_of(self, secret: str) -> Key | None:
        """The key of a secret; None where it opens nothing."""
        return await self._looked_up(secret, self._keys.find) if KEY.fullmatch(secret) else None

    def is_proxy(self, scope: Scope) -> bool:
        """Whether a request comes from a proxy whose headers are believed."""
        return is_within(peer_of(scope), self._proxies)

    def address(self, scope: Scope) -> str:
        """Where a request comes from; behind a proxy that is believed, what it says where a setting names the header."""
        header = self._settings.proxy_address_header
        if not header or not self.is_proxy(scope):
            return peer_of(scope)
        return forwarded_address(scope, header, self._proxies)

    def forget(self) -> None:
        """Look every key up anew: one was made or revoked here."""
        self._found.clear()
        self._refused.clear()
        self._open_at = float("-inf")

    async def _is_open(self) -> bool:
        if not self._may_be_open:
            return False
        if self._now() - self._open_at >= FRESH_SECONDS:
            self._may_be_open = not await run_sync(self._keys.exist)
            self._open_at = self._now()
        return self._may_be_open

    async def _looked_up(self, secret: str, find: Callable[[str], Key | None]) -> Key | None:
        mark = hashlib.sha256(f"{find.__name__}:{secret}".encode("utf-8", "replace")).digest()
        if self._now() - self._refused.get(mark, float("-inf")) < REFUSED_SECONDS:
            return None
        at, key = self._found.get(mark, (float("-inf"), None))
        if key is not None and self._now() - at < FRESH_SECONDS:
            return key
        key = await run_sync(find, secret)
        self._found.pop(mark, None)
        self._refused.pop(mark, None)
        if key is None:
            _remember(self._refused, mark, self._now())
        else:
            _remember(self._found, mark, (self._now(), key))
        return key

    def _user(self, headers: Headers) -> Principal | None:
        settings = self._settings
        names = headers.getlist(settings.proxy_user_header)
        # Two values: the proxy added one to what a client sent, and which is which cannot be told.
        if len(names) != 1 or not (name := _decoded(names[0]).strip()) or len(name) > USER_LENGTH:
            return None
        groups = _groups(headers, settings.proxy_groups_header)
        grant = _grant(settings.proxy_grants, name, groups)
        if grant is None:
            return None
        collections = None if grant.collections is None else frozenset(grant.collections)
        powers = powers_of(grant.role, everywhere=collections is None, separated=settings.separate_admins)
        return Principal(name, grant.role, powers, collections)


def _remember(kept: dict[bytes, Value], mark: bytes, value: Value) -> None:
    """Keep a value; of too many the oldest goes."""
    while len(kept) >= REMEMBERED:
        del kept[next(iter(kept))]
    kept[mark] = value


def given_key(headers: Headers) -> str | None:
    """The key in `Authorization: Bearer` or `X-API-Key`; None where neither came."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return headers.get("x-api-key")


def is_of_another_site(headers: Headers) -> bool:
    """Whether a page that is not ours sends a request."""
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


def _grant(grants: dict[str, Grant], name: str, groups: list[str]) -> Grant | None:
    """The grant of a user, else of the first of the groups that has one, else of everyone."""
    sought = [f"user:{name}", *(f"group:{group}" for group in groups), "*"]
    return next((grants[one] for one in sought if one in grants), None)


def _groups(headers: Headers, header: str) -> list[str]:
    values = headers.getlist(header) if header else []
    if len(values) != 1:
        return []
    return [group.strip() for group in _decoded(values[0]).split(",") if group.strip()]


def _decoded(value: str) -> str:
    """A header's value; bytes that are UTF-8 are read so."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
