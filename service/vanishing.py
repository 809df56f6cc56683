"""Files and folders that other services may remove between two looks at them."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def unless_gone(look: Callable[[Path], T], path: Path) -> T | None:
    """What a look at a file or folder gives; None where it is there no more."""
    try:
        return look(path)
    except FileNotFoundError:
        return None


def changed_at(path: Path) -> float | None:
    """When a file or folder was changed, in seconds since 1970; None where it is there no more."""
    return unless_gone(lambda there: there.stat().st_mtime, path)
