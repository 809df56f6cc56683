"""The one table of routes: what each asks for, what the audit trail says of it, and which budget it draws on.

A route that is not here is not served; a test walks the app and holds the two equal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.store.audit import Action
from service.access.powers import Power


class Budget(StrEnum):
    """What a request costs."""

    NONE = "none"  # nothing worth counting: probes, static files
    PLAIN = "plain"
    UPLOAD = "upload"
    MODEL = "model"
    SIGN_IN = "sign_in"  # a place alone: what else it costs, the key says
    TRY = "try"  # a key that opened nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of the caller of a route; an `action` of None is not told of."""

    power: Power
    action: Action | None = None
    budget: Budget = Budget.PLAIN


FREE = Rule(Power.OPEN, None, Budget.NONE)
READ = Rule(Power.READ, Action.READ)
LOOK = Rule(Power.READ)
NAMES = Rule(Power.NAMES)
SEARCH = Rule(Power.READ, Action.SEARCH)
ASK = Rule(Power.READ, Action.ASK, Budget.MODEL)
DRAFT = Rule(Power.READ, Action.ASK, Budget.UPLOAD)
UPLOAD = Rule(Power.WRITE, Action.UPLOAD, Budget.UPLOAD)
CHANGE = Rule(Power.WRITE, Action.CHANGE)
REMOVE = Rule(Power.WRITE, Action.DELETE)
CHECK = Rule(Power.READ, Action.SEARCH, Budget.UPLOAD)
ARRANGE = Rule(Power.COLLECTIONS, Action.CHANGE)
KEYS = Rule(Power.KEYS, Action.KEYS)
AUDIT = Rule(Power.AUDIT, Action.AUDIT)
STOP = Rule(Power.READ, Action.CHANGE)

TABLE: Mapping[str, Rule] = {
    "GET /healthz": FREE,
    "GET /readyz": FREE,
    "GET /static/{digest}/{name}": FREE,
    "GET /sign-in": Rule(Power.OPEN),
    "POST /sign-in": Rule(Power.OPEN, Action.SIGN_IN, Budget.SIGN_IN),
    "POST /sign-out": Rule(Power.OPEN, Action.SIGN_OUT),
    # The page.
    "GET /": SEARCH,
    "GET /compare": READ,
    "GET /c/{code}": READ,
    "GET /documents": LOOK,
    "POST /documents": UPLOAD,
    "GET /documents/{document_id}": READ,
    "GET /jobs": LOOK,
    "GET /jobs/{job_id}": LOOK,
    "POST /jobs/{job_id}/cancel": STOP,
    "GET /documents/{document_id}/facts": Rule(Power.WRITE),
    "POST /documents/{document_id}/facts": CHANGE,
    "GET /documents/{document_id}/remove": Rule(Power.WRITE),
    "POST /documents/{document_id}/remove": REMOVE,
    "GET /draft": LOOK,
    "POST /draft": CHECK,
    "GET /batch": LOOK,
    "POST /batch": DRAFT,
    "GET /dossier": LOOK,
    "POST /dossier": DRAFT,
    "GET /phrases": SEARCH,
    "POST /judge": Rule(Power.READ, Action.CHANGE),
    "GET /phrases/trend": SEARCH,
    "GET /mine": LOOK,
    "POST /mine": READ,
    "GET /collections": NAMES,
    "POST /collections": ARRANGE,
    "POST /collections/describe": ARRANGE,
    "POST /collections/remove": Rule(Power.COLLECTIONS, Action.DELETE),
    "GET /admin": Rule(Power.WATCH),
    "GET /admin/keys": KEYS,
    "POST /admin/keys": KEYS,
    "POST /admin/keys/{key_id}/revoke": KEYS,
    "GET /admin/audit": AUDIT,
    # The API.
    "GET /api/v1/openapi.json": LOOK,
    "POST /api/v1/search": SEARCH,
    "GET /api/v1/search": SEARCH,
    "POST /api/v1/ask": ASK,
    "GET /api/v1/documents": LOOK,
    "POST /api/v1/documents": UPLOAD,
    "GET /api/v1/documents/{document_id}": READ,
    "GET /api/v1/documents/{document_id}/outline": READ,
    "GET /api/v1/documents/{document_id}/text": READ,
    "GET /api/v1/documents/{document_id}/source": READ,
    "PATCH /api/v1/documents/{document_id}": CHANGE,
    "DELETE /api/v1/documents/{document_id}": REMOVE,
    "GET /api/v1/documents/{document_id}/compare/{other}": READ,
    "GET /api/v1/passages/{passage_id}": READ,
    "GET /api/v1/passages/{passage_id}/similar": READ,
    "GET /api/v1/citations/{code}": READ,
    "POST /api/v1/feedback": Rule(Power.READ, Action.CHANGE),
    "GET /api/v1/feedback": Rule(Power.WRITE, Action.READ),
    "POST /api/v1/citations/export": READ,
    "GET /api/v1/jobs": LOOK,
    "GET /api/v1/jobs/{job_id}": LOOK,
    "GET /api/v1/jobs/{job_id}/events": LOOK,
    "GET /api/v1/jobs/{job_id}/result": READ,
    "DELETE /api/v1/jobs/{job_id}": STOP,
    "GET /api/v1/stats": LOOK,
    "GET /api/v1/suggest": LOOK,
    "POST /api/v1/quotes/check": CHECK,
    "GET /api/v1/phrases/history": SEARCH,
    "GET /api/v1/phrases/trend": SEARCH,
    "POST /api/v1/batch": DRAFT,
    "POST /api/v1/dossier": DRAFT,
    "GET /api/v1/collections": NAMES,
    "POST /api/v1/collections": ARRANGE,
    "PATCH /api/v1/collections/{name}": ARRANGE,
    "DELETE /api/v1/collections/{name}": Rule(Power.COLLECTIONS, Action.DELETE),
    "GET /api/v1/keys": KEYS,
    "POST /api/v1/keys": KEYS,
    "DELETE /api/v1/keys/{key_id}": KEYS,
    "GET /api/v1/audit": AUDIT,
    "GET /api/v1/me": Rule(Power.OPEN),
    # For other programs.
    "GET /metrics": Rule(Power.WATCH, None, Budget.NONE),
    "GET /v1/models": LOOK,
    "GET /v1/models/{name}": LOOK,
    "POST /v1/chat/completions": ASK,
    "POST /mcp": ASK,
    "GET /mcp": LOOK,
    "DELETE /mcp": LOOK,
}

_NAME = re.compile(r"\{[a-z_]+\}")


class Routes:
    """The table, to look requests up in."""

    def __init__(self, table: Mapping[str, Rule] = TABLE) -> None:
        self._plain: dict[str, dict[str, Rule]] = {}
        self._named: dict[str, tuple[re.Pattern[str], dict[str, Rule]]] = {}
        for route, rule in table.items():
            method, _, path = route.partition(" ")
            if "{" not in path:
                self._plain.setdefault(path, {})[method] = rule
                continue
            pattern = re.compile(_NAME.sub("[^/]+", path))
            self._named.setdefault(path, (pattern, {}))[1][method] = rule

    def rule(self, method: str, path: str) -> Rule | None:
        """The rule of a request; None for one that no route takes."""
        return self.rules(path).get(method)

    def rules(self, path: str) -> Mapping[str, Rule]:
        """The rules of a path by method."""
        found = self._plain.get(path)
        if found is not None:
            return found
        matching = (rules for pattern, rules in self._named.values() if pattern.fullmatch(path))
        return next(matching, {})
