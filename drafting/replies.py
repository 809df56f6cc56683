"""What became of a row of a batch, and what makes it: a search here, an answer where the service passes one in."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from corpus.citations import Citation, PathStep
from corpus.filters import SearchFilters
from retrieval.query import clean_query
from retrieval.results import Mode, SearchRequest, SearchResult

PARTIAL = "本次检索超过了时限，只列出已经找到的部分。"


class RowStatus(StrEnum):
    """How a row came out."""

    FOUND = "found"
    NOTHING = "nothing"
    ANSWERED = "answered"
    INSUFFICIENT = "insufficient_evidence"
    ERROR = "error"


SHOWN = {
    RowStatus.FOUND: "有结果",
    RowStatus.NOTHING: "没有找到",
    RowStatus.ANSWERED: "已回答",
    RowStatus.INSUFFICIENT: "材料不足",
    RowStatus.ERROR: "出错",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gave.

    `answer` is the answer with its marks `[1]`, None for a search. `scores` stand beside `citations`: `fused` of
    a search, in [0, 1]; empty for an answer, whose `confidence` is in [0, 1]. `note` is a remark, `error` the code of
    an error whose sentence is then the note.
    """

    status: RowStatus
    answer: str | None = None
    citations: tuple[Citation, ...] = ()
    scores: tuple[float, ...] = ()
    confidence: float | None = None
    note: str | None = None
    error: str | None = None
    took_ms: float = 0.0


Respond = Callable[[str, SearchFilters], Reply]
"""Gives the reply to a question within filters; raises ChuchuError for one that cannot be asked."""


class Searches(Protocol):
    """What can be searched."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Give ranked passages."""
        ...


def searching(searcher: Searches, limit: int, query_max: int, mode: Mode = Mode.HYBRID) -> Respond:
    """Give what replies with the best `limit` passages."""

    def respond(text: str, filters: SearchFilters) -> Reply:
        query = clean_query(text, query_max)
        result = searcher.search(SearchRequest(query, limit=limit, mode=mode, filters=filters))
        return Reply(
            RowStatus.FOUND if result.hits else RowStatus.NOTHING,
            citations=tuple(hit.citation for hit in result.hits),
            scores=tuple(hit.fused for hit in result.hits),
            note=PARTIAL if result.partial else None,
            took_ms=result.took_ms,
        )

    return respond


def reply_to_json(reply: Reply) -> dict[str, object]:
    """A reply as JSON holds it."""
    return asdict(reply)


def reply_from_json(stored: dict[str, Any]) -> Reply:
    """The inverse of `reply_to_json`."""
    citations = tuple(_citation(one) for one in stored["citations"])
    status, scores = RowStatus(stored["status"]), tuple(stored["scores"])
    return Reply(**{**stored, "status": status, "citations": citations, "scores": scores})


def _citation(stored: dict[str, Any]) -> Citation:
    path = tuple(PathStep(**step) for step in stored["section_path"])
    return Citation(**{**stored, "section_path": path, "inline_markers": tuple(stored["inline_markers"])})
