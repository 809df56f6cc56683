"""How much one caller may do: a rate with a burst, and how much at once, for each kind of work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.access.errors import TooMany
from service.access.routes import Budget
from service.errors import Overloaded
from service.settings_limits import LimitSettings

CALLERS = 10_000
BUSY_SECONDS = 1.0
ANY = 1e9
DRAWN = {
    Budget.NONE: (),
    Budget.PLAIN: (Budget.PLAIN,),
    Budget.UPLOAD: (Budget.PLAIN, Budget.UPLOAD),
    Budget.MODEL: (Budget.PLAIN, Budget.MODEL),
    Budget.SIGN_IN: (Budget.SIGN_IN,),
    Budget.TRY: (Budget.TRY,),
}
"""What a request of each kind takes something from."""


@dataclass(slots=True)
class _Account:
    tokens: float
    at: float
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has of one kind of work: `per_second` on the average, `burst` at most, `at_once` under way."""

    per_second: float
    burst: float
    at_once: int


def allowances(settings: LimitSettings) -> dict[Budget, Allowance]:
    """The allowances of the settings."""
    uploads, answers = settings.uploads_per_minute, settings.answers_per_minute
    return {
        Budget.PLAIN: Allowance(settings.per_second, settings.burst, settings.at_once),
        Budget.UPLOAD: Allowance(uploads / 60, max(1.0, uploads / 4), settings.uploads_at_once),
        Budget.MODEL: Allowance(answers / 60, max(1.0, answers / 4), settings.answers_at_once),
        Budget.SIGN_IN: Allowance(ANY, ANY, settings.at_once),
        Budget.TRY: Allowance(settings.tries_per_minute / 60, settings.tries_per_minute, settings.at_once),
    }


class Budgets:
    """The accounts of all callers. Used from the event loop alone."""

    def __init__(self, settings: LimitSettings, now: Callable[[], float] = time.monotonic) -> None:
        self._allowances, self._now = allowances(settings), now
        self._accounts: dict[tuple[str, Budget], _Account] = {}
        self._under_way, self._most = 0, settings.waiting

    @contextmanager
    def place(self) -> Iterator[None]:
        """A request under way, whoever sends it. Raises Overloaded: there are too many."""
        if self._under_way >= self._most:
            raise Overloaded(BUSY_SECONDS)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @contextmanager
    def spent(self, caller: str, budget: Budget) -> Iterator[None]:
        """A request of a caller under way: what it takes is one of each budget that its own draws on.

        Raises:
            TooMany: the rate is used up, or too many are under way.
        """
        accounts = [(self._account(caller, one), self._allowances[one]) for one in DRAWN[budget]]
        waits = [self._wait(account, allowance) for account, allowance in accounts]
        if waits and max(waits) > 0:
            raise TooMany(max(waits))
        for account, _ in accounts:
            account.tokens -= 1
            account.under_way += 1
        try:
            yield
        finally:
            for account, _ in accounts:
                account.under_way -= 1

    def _account(self, caller: str, budget: Budget) -> _Account:
        found = self._accounts.get((caller, budget))
        if found is None:
            if len(self._accounts) >= CALLERS:
                self._accounts = {mark: one for mark, one in self._accounts.items() if one.under_way}
            found = self._accounts[caller, budget] = _Account(self._allowances[budget].burst, self._now())
        return found

    def _wait(self, account: _Account, allowance: Allowance) -> float:
        """Fill an account up to now; the seconds until it has room, 0 where it has."""
        now = self._now()
        account.tokens = min(allowance.burst, account.tokens + (now - account.at) * allowance.per_second)
        account.at = now
        if account.under_way >= allowance.at_once:
            return BUSY_SECONDS
        return 0.0 if account.tokens >= 1 else (1 - account.tokens) / allowance.per_second
