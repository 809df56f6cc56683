"""The one table of routes against the app, and what roles may do by it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from corpus.store.keys import Role
from service.access.powers import Power, powers_of
from service.access.routes import TABLE, Budget, Routes, Rule

RARELY = {"GET /metrics"}


def routes_of(app: FastAPI) -> Iterator[str]:
    """Every route of the app as `METHOD /path`, routers within routers too."""

    def walk(routes: list[object]) -> Iterator[str]:
        for route in routes:
            if hasattr(route, "effective_candidates"):
                yield from walk(route.effective_candidates())
                continue
            inner = getattr(route, "starlette_route", None) or route
            methods = getattr(inner, "methods", None) or {"GET", "POST", "DELETE"}
            yield from (f"{method} {inner.path}" for method in methods if method != "HEAD")

    yield from walk(list(app.router.routes))


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    """A route that nobody decided about is served to nobody, and found here; the table names no route too many."""
    found = set(routes_of(app))

    assert len(found) > 40
    assert found - set(TABLE) == set()
    assert set(TABLE) - found - RARELY == set()


@pytest.mark.parametrize(
    ("role", "everywhere", "separated", "expected"),
    [
        (Role.READER, True, False, {Power.NAMES, Power.READ}),
        (Role.EDITOR, False, False, {Power.NAMES, Power.READ, Power.WRITE}),
        (Role.ADMIN, True, False, set(Power) - {Power.OPEN}),
        (Role.ADMIN, False, False, {Power.NAMES, Power.READ, Power.WRITE, Power.COLLECTIONS}),
        (Role.ADMIN, True, True, {Power.NAMES, Power.READ, Power.WRITE}),
        (Role.SYSTEM, True, True, {Power.NAMES, Power.COLLECTIONS, Power.WATCH}),
        (Role.SECURITY, True, True, {Power.KEYS}),
        (Role.AUDIT, True, True, {Power.AUDIT}),
    ],
)
def test_roles_have_their_powers(role: Role, everywhere: bool, separated: bool, expected: set[Power]) -> None:
    """Who holds some collections rules none of the whole; of three separate officers none does another's work."""
    assert powers_of(role, everywhere=everywhere, separated=separated) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/v1/documents/0a1b", TABLE["GET /api/v1/documents/{document_id}"]),
        ("DELETE", "/api/v1/documents/0a1b", TABLE["DELETE /api/v1/documents/{document_id}"]),
        ("GET", "/api/v1/documents/0a1b/source", TABLE["GET /api/v1/documents/{document_id}/source"]),
        ("GET", "/api/v1/documents/0a1b/", None),
        ("GET", "/api/v1/documents//source", None),
        ("GET", "/c/甲/乙", None),
        ("GET", "/healthz", Rule(Power.OPEN, None, Budget.NONE)),
        ("POST", "/healthz", None),
        ("GET", "/healthz\n", None),
    ],
)
def test_a_path_leads_to_its_rule_alone(method: str, path: str, expected: Rule | None) -> None:
    """A named part is one part of the path, never more and never none."""
    assert Routes().rule(method, path) == expected
