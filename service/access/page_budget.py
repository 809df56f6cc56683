"""How many pages each caller may have recognised: what takes seconds a page is not taken up by one scan for a day."""

import time
from collections.abc import Callable

from corpus.store.errors import PagesSpent
from indexer.job_runner import Unwatched
from service.access.principal import everyone

HOUR = 3600.0


class PageBudget:
    """An account for each maker of jobs: `per_hour` pages at once, and as many an hour. Used from one thread.

    Nobody is counted where `per_hour` is 0, where a job is the command line's, and where the service is open.
    """

    def __init__(self, per_hour: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_hour, self._now = per_hour, now
        self._free = {None, everyone().mark}
        self._accounts: dict[str | None, tuple[float, float]] = {}  # pages left, and when that was

    def watch(self, made_by: str | None) -> "PageWatcher":
        """What watches over the run of a job that this caller asked for."""
        return PageWatcher(self, made_by)

    def take(self, made_by: str | None) -> None:
        """Take a page. Raises PagesSpent where none is left for now."""
        if not self._per_hour or made_by in self._free:
            return
        now = self._now()
        left, at = self._accounts.get(made_by, (float(self._per_hour), now))
        left = min(float(self._per_hour), left + (now - at) * self._per_hour / HOUR)
        if left < 1:
            raise PagesSpent(self._per_hour)
        self._accounts[made_by] = (left - 1, now)


class PageWatcher(Unwatched):
    """Stops a run before a page that its maker may not have recognised yet."""

    def __init__(self, budget: PageBudget, made_by: str | None) -> None:
        self._budget, self._made_by = budget, made_by

    def recognising(self, source_path: str, page: int, pages: int) -> None:  # noqa: ARG002
        """Take a page. Raises PagesSpent."""
        self._budget.take(self._made_by)
