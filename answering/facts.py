"""Answers to a fact: the sentence that says it, and a second where it adds to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from answering.compose import Chosen
from answering.evidence import Evidence
from answering.model.instructions import speaks_to_machines
from answering.model.plain_text import holds_link
from answering.sentence_scores import ScoredSentence, SentenceWeights
from answering.spans import Span, clauses
from corpus.citations import Citation

ALSO = 3
"""Further documents cited for the same words at most."""


@dataclass(frozen=True, slots=True)
class FactLimits:
    """How long an answer may be, in characters, and how near a second sentence must come to the first.

    A sentence is told with the one beside it, up to `joined` characters, where that comes as near as `beside`. Each
    sentence after the first holds words of the question by itself, `own` of their weight.
    """

    sentence: int = 140
    joined: int = 120
    beside: float = 0.6
    own: float = 0.08
    answer: int = 200
    sentences: int = 3
    near: float = 0.8
    weights: SentenceWeights = field(default_factory=SentenceWeights)


def fact_answer(evidence: Evidence, scored: Sequence[ScoredSentence], limits: FactLimits) -> list[Chosen]:
    """Choose the sentences that say it, best first, of `scored`, which holds the best first.

    Where a better one is not fit to be told, one stands in for it only if it holds as much of the question.
    """
    by_place = {(id(one.read), one.index): one for one in scored}
    kept: list[ScoredSentence] = []
    chosen: list[Chosen] = []
    needed = 0.0
    for one in scored[:12]:
        if not _fit_to_tell(one):
            needed = needed if kept else max(needed, one.coverage)
            continue
        if not _adds(one, kept, limits) if kept else one.coverage < needed:
            continue
        if not kept and one.head is not None:
            return rows_told(evidence, one, one.head, scored, limits)
        told = [one] if kept else _with_beside(one, by_place, limits)
        span = focused(evidence, one, limits.sentence)
        if len(told) > 1:
            span = told[0].span[0], told[-1].span[1]
        length = sum(len(each.text) for each in chosen) + span[1] - span[0]
        if kept and length > limits.answer:
            continue
        kept.extend(told)
        marked = tuple(m for each in told for m in each.marked if span[0] <= m[0] and m[1] <= span[1])
        chosen.append(Chosen(one.read.citation, span, marked[:6], also_standing(evidence, one, span)))
        if len(chosen) == limits.sentences:
            break
    return chosen


def rows_told(
    evidence: Evidence, best: ScoredSentence, head: Span, scored: Sequence[ScoredSentence], limits: FactLimits
) -> list[Chosen]:
    """Give a row of a table under the table's head, with the others that hold as much of the question, in their order.

    Of rows that do not all go into an answer the best one alone is told: some of the rows would pass for all.
    """
    like = [
        one
        for one in scored
        if one.read is best.read and one.head == head and one.coverage >= best.coverage and _fit_to_tell(one)
    ]
    length = sum(end - start for start, end in (head, *(one.span for one in like)))
    rows = sorted(like, key=lambda one: one.index) if length <= limits.answer else [best]
    told = [
        Chosen(one.read.citation, one.span, one.marked[:6], also_standing(evidence, one, one.span))
        for one in rows
    ]
    return [Chosen(best.read.citation, head), *told]


def _fit_to_tell(one: ScoredSentence) -> bool:
    """Tell whether a sentence is told at all: what holds a link or orders machines about is left out of answers."""
    return not holds_link(one.text) and not speaks_to_machines(one.text)


def _adds(one: ScoredSentence, kept: Sequence[ScoredSentence], limits: FactLimits) -> bool:
    """Tell whether a further sentence tells of the question by itself, nearly as well, and what is not told yet."""
    near = one.score >= limits.near * kept[0].score and one.coverage >= limits.own
    return near and one.head is None and not any(_repeats(one, other) for other in kept)


def _with_beside(
    one: ScoredSentence, by_place: Mapping[tuple[int, int], ScoredSentence], limits: FactLimits
) -> list[ScoredSentence]:
    """Give the sentence with those right beside it that tell of the question too, in their order."""
    told = [one]
    while True:
        around = (
            by_place.get((id(one.read), told[0].index - 1)),
            by_place.get((id(one.read), told[-1].index + 1)),
        )
        fitting = [other for other in around if other is not None and _joins(one, told, other, limits)]
        if not fitting:
            return told
        told.append(max(fitting, key=lambda other: other.score))
        told.sort(key=lambda each: each.index)


def _joins(
    one: ScoredSentence, told: Sequence[ScoredSentence], other: ScoredSentence, limits: FactLimits
) -> bool:
    start = min(other.span[0], told[0].span[0])
    end = max(other.span[1], told[-1].span[1])
    near = other.score >= limits.beside * one.score and other.coverage >= limits.own
    return (
        near and _fit_to_tell(other) and end - start <= limits.joined and "\n" not in one.read.text[start:end]
    )


def also_standing(evidence: Evidence, one: ScoredSentence, span: Span) -> tuple[Citation, ...]:
    """Give other documents that hold the very words, white space apart: the nearest two."""
    words = "".join(one.read.text[span[0] : span[1]].split())
    others = (citation for read in evidence.passages for citation in (read.citation, *read.twins))
    found: dict[str, Citation] = {}
    for citation in (*one.read.twins, *others):
        if citation.document_id != one.read.citation.document_id and words in "".join(citation.text.split()):
            found.setdefault(citation.document_id, citation)
    return tuple(found.values())[:ALSO]


def focused(evidence: Evidence, one: ScoredSentence, limit: int) -> Span:
    """Give the sentence, or of one longer than `limit` the run of clauses that holds most of what was asked."""
    start, end = one.span
    if end - start <= limit:
        return one.span
    pieces = clauses(one.read.text, one.span)
    runs = [
        (pieces[i][0], pieces[j][1])
        for i in range(len(pieces))
        for j in range(i, len(pieces))
        if pieces[j][1] - pieces[i][0] <= limit
    ]
    if not runs:
        return start, start + limit
    return max(runs, key=lambda run: _worth(evidence, one, run))


def _worth(evidence: Evidence, one: ScoredSentence, run: Span) -> tuple[float, int]:
    held = evidence.coverage(one.read.text[run[0] : run[1]])
    kinds = sum(run[0] <= a and b <= run[1] for a, b in one.marked)
    return held + 0.1 * min(kinds, 2), run[1] - run[0]


def _repeats(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Tell whether two sentences say nearly the same: most pairs of characters of the shorter are in the other."""
    a, b = _pairs(one.text), _pairs(other.text)
    return len(a & b) >= 0.6 * max(1, min(len(a), len(b)))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
