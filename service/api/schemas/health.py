"""Whether the service lives, and whether it can answer."""

from typing import Literal

from service.api.schemas.common import Shape


class Live(Shape):
    """The process lives."""

    status: Literal["ok"] = "ok"


class IndexState(Shape):
    """An index: the change it stands at, and how many changes it lacks."""

    change: int
    behind: int


class Ready(Shape):
    """Whether queries are answered; `problem` says why not."""

    ready: bool
    change: int | None
    indexes: dict[str, IndexState]
    encoder: str | None
    problem: str | None = None


class StatsBody(Shape):
    """Counts of what can be searched, and the state of the indexes."""

    documents: int
    passages: int
    characters: int
    files: int
    collections: int
    change: int
    indexes: dict[str, IndexState]
    model: str | None
    version: str
