"""All that decides about requests, over one data folder."""

from contextvars import ContextVar

from corpus.store.audit import Audit
from corpus.store.keys import Keys
from service.access.budgets import Budgets
from service.access.doorkeeper import Doorkeeper
from service.access.routes import Routes
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
        self.trail = Trail(audit, settings.access.audit_days)
        self.asker: ContextVar[str] = ContextVar("asker")
        """Who sends the request at hand, by the mark of budgets; unset where the service is open to everyone."""
