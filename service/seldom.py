"""Warnings that anyone can cause, told seldom: a stranger must not fill the disk with them."""

import logging
import time
from collections.abc import Callable
from typing import Any

SECONDS = 60.0


class Seldom(logging.LoggerAdapter[logging.Logger]):
    """A logger whose warnings are told once a minute at most, each with how many were left out before it."""

    def __init__(
        self, logger: logging.Logger, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(logger, {})
        self._seconds, self._clock = seconds, clock
        self._told_at: float | None = None
        self._left_out = 0

    @property
    def level(self) -> int:
        """The level of the logger."""
        return self.logger.level

    def warning(self, msg: object, *given: object, **more: Any) -> None:  # noqa: ANN401 - as the library says it
        """Tell a warning, unless one was told just now."""
        now = self._clock()
        if self._told_at is not None and now - self._told_at < self._seconds:
            self._left_out += 1
            return
        before = f" (and {self._left_out} before it)" if self._left_out else ""
        self._told_at, self._left_out = now, 0
        super().warning(f"{msg}{before}", *given, **more)
