"""The last failures of this process, for its administrators: what failed where, and never what was asked."""

from collections import deque
from dataclasses import dataclass

MOST = 50


@dataclass(frozen=True, slots=True)
class RecentError:
    """A request that failed: UTC time, id, method, the pattern of its path (no values), status, code, class."""

    at: str
    request_id: str
    method: str
    path: str
    status: int
    code: str
    kind: str


class RecentErrors:
    """A ring of the last failures; to add is safe from any thread."""

    def __init__(self, most: int = MOST) -> None:
        self._ring: deque[RecentError] = deque(maxlen=most)

    def add(self, error: RecentError) -> None:
        """Keep a failure, and forget the oldest where there are too many."""
        self._ring.append(error)

    def newest(self) -> list[RecentError]:
        """The failures, the newest first."""
        return list(reversed(list(self._ring)))
