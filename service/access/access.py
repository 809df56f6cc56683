"""All that decides about requests, over one data folder."""

from collections import Counter
from contextvars import ContextVar

from starlette.types import Scope

from corpus.store.audit import Audit
from corpus.store.keys import Keys
from service.access.addresses import household
from service.access.budgets import Budgets
from service.access.doorkeeper import Doorkeeper
from service.access.errors import TooMany, TooManyTries
from service.access.routes import Budget, Routes
from service.access.trail import Trail
from service.settings import Settings


class Access:
    """The doorkeeper, the table of routes, the budgets and the trail; one for an app."""

    def __init__(self, keys: Keys, audit: Audit, settings: Settings) -> None:
        self.settings = settings.access
        self.keys, self.audit = keys, audit
        self.doorkeeper = Doorkeeper(keys, settings.access, settings.host)
        self.routes = Routes()
        self.budgets = Budgets(settings.requests)
        # Apart: however many addresses try keys, no other account is forgotten.
        self._tries = Budgets(settings.requests)
        self.refused: Counter[str] = Counter()
        """How many requests were refused, by the code of the refusal."""
        self.trail = Trail(audit, settings.access.audit_days)
        self.asker: ContextVar[str] = ContextVar("asker")
        """Who sends the request at hand, by the mark of budgets; unset where the service is open to everyone."""

    def mark_of(self, scope: Scope) -> str:
        """By what budgets know an address from which nobody known sends a request."""
        return f"address:{household(self.doorkeeper.address(scope))}"

    def charge_try(self, scope: Scope) -> None:
        """Charge a key that opened nothing to the address that it came from. Raises TooManyTries."""
        try:
            with self._tries.spent(self.mark_of(scope), Budget.TRY):
                return
        except TooMany as error:
            raise TooManyTries(error.seconds) from None
