"""Builds what does batches: the searcher, or the answerer, as what replies to each question."""

from collections.abc import Callable

from answering.answers import Answers
from answering.results import AskRequest, Status
from corpus.filters import SearchFilters
from drafting.batches import Batches, BatchMode
from drafting.replies import Reply, Respond, RowStatus, searching
from parsing.parser import Parser
from retrieval.search import Searcher


def build_batches(
    parser: Parser, search: Searcher, answers: Callable[[], Answers], query_max: int, workers: int
) -> Batches:
    """Give what does batches; `answers` is called when first an answer is wanted."""
    return Batches(
        parser,
        {
            BatchMode.SEARCH: lambda limit: searching(search, limit, query_max),
            BatchMode.ASK: lambda limit: _answering(answers(), limit),
        },
        workers,
    )


def _answering(answerer: Answers, limit: int) -> Respond:
    """Give what replies with an answer; passages that are near stand in for citations where there is none."""

    def respond(text: str, filters: SearchFilters) -> Reply:
        answer = answerer.answer(AskRequest(text, filters=filters))
        is_answered = answer.status is Status.ANSWERED
        return Reply(
            RowStatus.ANSWERED if is_answered else RowStatus.INSUFFICIENT,
            answer=answer.text if is_answered else None,
            citations=tuple(one.citation for one in answer.citations)
            if is_answered
            else answer.nearest[:limit],
            confidence=answer.confidence,
            note=answer.reason,
            took_ms=answer.took_ms,
        )

    return respond
