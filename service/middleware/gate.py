"""Every request passes here: who sends it, whether the table of routes lets it in, how much is left of its budget.

What is found is put into the request's state: `principal`, and `reach`, which every endpoint keeps within.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import ChuchuError
from corpus.store.audit import Action, Deed
from corpus.store.clock import stamp, utc_now
from service.access.access import Access
from service.access.errors import Forbidden, KeyRefused, SignInNeeded, TooMany, TooManyTries
from service.access.powers import Power
from service.access.principal import Principal
from service.access.routes import Budget, Rule
from service.errors import Overloaded
from service.middleware.deadline import LEFT
from service.middleware.request_id import request_id_of
from service.replies import error_reply, wants_page

Refused = ChuchuError | HTTPException


class Gate:
    """Lets in what the table of routes lets in, and tells the trail of it."""

    def __init__(self, app: ASGIApp, access: Callable[[], Access]) -> None:
        """`access` gives what decides; it is made when the first request comes."""
        self.app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        access = self._access()
        rules = access.routes.rules(scope["path"])
        rule = rules.get(scope["method"])
        if rule is None:
            refused = HTTPException(405, headers={"Allow": ", ".join(rules)}) if rules else HTTPException(404)
            await error_reply(scope, refused)(scope, receive, send)
        elif rule.budget is Budget.NONE and rule.power is Power.OPEN:
            await self.app(scope, receive, send)
        else:
            await self._pass(access, rule, scope, receive, send)

    async def _pass(self, access: Access, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0
        refused: Refused | None = None

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with ExitStack() as held:
            try:
                held.enter_context(access.budgets.place())
                caller = await self._caller(access, rule, scope)
                if caller is None or caller.is_known:
                    mark = access.mark_of(scope) if caller is None else caller.mark
                    held.enter_context(access.budgets.spent(mark, rule.budget))
                    access.asker.set(mark)
                _check(caller, rule)
            except ChuchuError as error:
                refused = error
            try:
                if refused is None:
                    await self.app(scope, receive, heard)
                else:
                    await _refusal(scope, refused)(scope, receive, heard)
            finally:
                _tell(access, rule, scope, status, refused)
                _keep(held, scope.get(LEFT))

    async def _caller(self, access: Access, rule: Rule, scope: Scope) -> Principal | None:
        state = scope.setdefault("state", {})
        if access.doorkeeper.is_proxy(scope):
            forwarded = Headers(scope=scope).get("x-forwarded-proto")
            if forwarded in ("http", "https"):
                scope["scheme"] = forwarded
        try:
            caller = await access.doorkeeper.caller(scope)
        except KeyRefused:
            if rule.power is not Power.OPEN:
                access.charge_try(scope)
                raise
            caller = None
        if caller is not None:
            state["principal"], state["reach"] = caller, caller.reach
        return caller


def _keep(held: ExitStack, left: asyncio.Future[None] | None) -> None:
    """Give back what work holds that goes on after its request only when it has ended."""
    if left is not None and not left.done():
        kept = held.pop_all()
        left.add_done_callback(lambda _: kept.close())


def _check(caller: Principal | None, rule: Rule) -> None:
    if rule.power is Power.OPEN:
        return
    if caller is None:
        raise SignInNeeded
    if not caller.may(rule.power):
        raise Forbidden


def _refusal(scope: Scope, refused: Refused) -> Response:
    if isinstance(refused, SignInNeeded) and scope["method"] == "GET" and wants_page(scope):
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"/sign-in?next={quote(scope['path'] + ('?' + query if query else ''))}", 303)
    return error_reply(scope, refused)


def _tell(access: Access, rule: Rule, scope: Scope, status: int, refused: Refused | None) -> None:
    """Tell the trail: of what the table says, and of everyone who tried what is not theirs.

    What is refused for want of room, or for its key, is counted, and told once a caller and minute.
    """
    found: type[Exception] = type(refused) if refused else scope.get("state", {}).get("refused", Exception)
    if issubclass(found, KeyRefused | TooMany | Overloaded):
        access.refused[found.code] += 1
    if not access.settings.audit or issubclass(found, SignInNeeded):
        return
    if rule.action is None and not issubclass(found, KeyRefused | TooManyTries | Forbidden):
        return
    caller = scope.get("state", {}).get("principal")
    if caller is None and rule.action is Action.SIGN_OUT:
        return
    access.trail.tell(
        Deed(
            at=stamp(utc_now()),
            who=caller.name if isinstance(caller, Principal) else "-",
            key=caller.key_id if isinstance(caller, Principal) else None,
            action=rule.action or Action.READ,
            method=scope["method"],
            path=scope["path"].encode("utf-8", "replace").decode().replace("\0", "")[:1000],
            status=status or 500,
            address=access.doorkeeper.address(scope),
            request_id=request_id_of(scope),
        ),
        _alike(access, scope, found),
    )


def _alike(access: Access, scope: Scope, refused: type[Exception]) -> str | None:
    """By what refusals that are told of together know each other; None for what is told of by itself."""
    if issubclass(refused, KeyRefused | TooManyTries):
        return f"key of {access.mark_of(scope)}"
    if issubclass(refused, TooMany | Overloaded):
        caller = scope.get("state", {}).get("principal")
        return f"room of {caller.mark if isinstance(caller, Principal) else access.mark_of(scope)}"
    return None
