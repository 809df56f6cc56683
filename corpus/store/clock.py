"""Time as the store writes it: UTC, ISO 8601 to the microsecond, so that text order is time order."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC datetime; tests inject their own."""


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as text, e.g. `2026-01-31T08:00:00.000000Z`; text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
