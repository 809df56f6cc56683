"""Deeds that are alike, told as one: a flood of refusals must not drive other deeds out of the trail."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.store.audit import Deed

SECONDS = 60.0
MARKS = 200
"""Whose refusals are told apart at a time; those of more callers are told of as one."""
OTHERS = "-"
TIMES = "×"


@dataclass(slots=True)
class _Held:
    told_at: float
    last: Deed
    count: int = 0


class Tally:
    """The first deed of a kind is told at once, those of the minute after it as one that says how many they are.

    The number stands behind the path of the last of them: `/api/v1/stats ×37`. Used under its owner's lock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: dict[str, _Held] = {}

    def take(self, alike: str, deed: Deed) -> Deed | None:
        """Take a deed; gives what is to be told now, None where it is told later with others like it."""
        # Nobody may write a number of his own.
        deed = replace(deed, path=deed.path.replace(TIMES, "%C3%97"))
        if alike not in self._held and len(self._held) >= MARKS:
            alike, deed = OTHERS, replace(deed, who=OTHERS, key=None, address=OTHERS)
        held = self._held.get(alike)
        if held is None:
            self._held[alike] = _Held(self._now(), deed)
            return deed
        held.last, held.count = deed, held.count + 1
        return None

    def due(self, *, at_once: bool = False) -> list[Deed]:
        """Give what a minute has gathered, `at_once` also what it has not gathered whole."""
        now, told = self._now(), []
        for alike, held in list(self._held.items()):
            if now - held.told_at < SECONDS and not at_once:
                continue
            if held.count:
                told.append(_as_one(held))
                held.told_at, held.count = now, 0
            else:
                del self._held[alike]
        return told


def _as_one(held: _Held) -> Deed:
    return held.last if held.count == 1 else replace(held.last, path=f"{held.last.path} {TIMES}{held.count}")
