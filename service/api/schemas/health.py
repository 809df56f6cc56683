"""Whether the service lives, and whether it can answer."""

from typing import Literal

from pydantic import Field

from service.api.schemas.common import Shape


class Live(Shape):
    """The process lives."""

    status: Literal["ok"] = "ok"


class IndexState(Shape):
    """An index: the change it stands at, and how many changes it lacks."""

    change: int
    behind: int


class LanguageModel(Shape):
    """The optional language model: whether one is set up, and what keeps it from answering. Search goes on without."""

    configured: bool
    problem: str | None = None


class Part(Shape):
    """A part of the service: whether it is well, and what is wrong with it."""

    ok: bool
    problem: str | None = None


class Ready(Shape):
    """Whether queries are answered; `problem` says why not. Without its language model the service is still ready.

    `parts`: catalogue, storage, indexes, encoder, the threads `following`, `indexing` and `drafting`, the
    language model where one is set up, and `vectors` where they lie in a store that is shared. `degraded`: queries are
    answered, but a part is not well. `seconds_behind` is the age of the first change
    that searches do not see yet. Numbers and `encoder` are for those who may watch over the service; others are told
    codes alone.
    """

    ready: bool
    change: int | None
    indexes: dict[str, IndexState]
    seconds_behind: float | None = None
    encoder: str | None
    problem: str | None = None
    language_model: LanguageModel
    degraded: bool = False
    parts: dict[str, Part] = Field(default_factory=dict)


class StatsBody(Shape):
    """Counts of what can be searched; `change` and `indexes` are for those who may read every collection."""

    documents: int
    passages: int
    characters: int
    files: int
    collections: int
    change: int | None
    indexes: dict[str, IndexState]
    seconds_behind: float | None = None
    model: str | None
    version: str
