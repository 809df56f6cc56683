"""A request for what is closed, by one route of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from api_tests.service.closed_places import Places
from api_tests.service.key_world import CLOSED
from api_tests.service.served import bearer


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its route as the table names it, its address, and what goes with it."""

    route: str
    address: str
    arguments: Mapping[str, Any]

    def send(self, client: TestClient, secret: str) -> Response:
        """Ask with a key."""
        method = self.route.partition(" ")[0]
        given = dict(self.arguments)
        headers = {**given.pop("headers", {}), **bearer(secret)}
        return client.request(method, self.address, headers=headers, **given)


class Asking:
    """Makes requests of routes; the names in a route are those of what is closed."""

    def __init__(self, places: Places) -> None:
        self._names: dict[str, object] = {
            "document_id": places.document,
            "other": places.document,
            "passage_id": places.passage,
            "code": places.code,
            "job_id": places.job,
            "name": CLOSED,
            "key_id": "0123",
        }

    def __call__(
        self, route: str, at: Mapping[str, object] | None = None, query: str = "", **arguments: object
    ) -> Asked:
        """Ask by a route; `at`: other names than the usual, `query`: what stands behind the question mark."""
        path = route.partition(" ")[2].format(**self._names | dict(at or {}))
        return Asked(route, f"{path}?{query}" if query else path, arguments)
