"""Which sentence says it: the words of the question, the kind of answer asked for, and how well its passage did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from answering.evidence import Evidence, Read
from answering.kinds import answering_spans
from answering.question import Wants
from answering.spans import Span


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """What each kind of evidence for a sentence counts; `coverage` in the sentence itself counts 1.

    nearby: a word of the question that stands in the sentences beside it. place: in headings. title: in the
    document's title and facts. passage: the passage's search score against the best. kind: it holds a number, a
    time … where one is asked for. unit: of the very unit asked for. aim: it tells an aim where one is asked for;
    off where it tells what was reached. pairs: the question's pairs of characters that it has. short: off for a
    sentence of few characters.
    """

    nearby: float = 0.3
    place: float = 0.5
    title: float = 0.5
    passage: float = 0.5
    kind: float = 0.3
    unit: float = 0.1
    aim: float = 0.12
    pairs: float = 0.6
    short: float = 0.1


@dataclass(frozen=True)
class ScoredSentence:
    """A sentence of a passage. `span` is of the citation's text, `marked` what answers, as spans of the same.

    `coverage` is how much of the question stands in the sentence itself, `covered` how much there or near it.
    """

    read: Read
    index: int
    span: Span
    score: float
    coverage: float
    covered: float
    marked: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.read.text[self.span[0] : self.span[1]]


_SHORT = 8
_AIM = re.compile(r"目标|预期|计划|打算|力争|要达到|要扩大到|要求达到|拟")
_AIMS = re.compile(r"目标|预期|力争|计划|确保|要达到|达到|以上|左右|拟|将")
_REACHED = re.compile(r"突破|累计|去年|五年来|过去|一年来|完成了|已|实际")


def score_sentences(evidence: Evidence, weights: SentenceWeights) -> list[ScoredSentence]:
    """Score every sentence of the passages, best first."""
    best = max((read.score for read in evidence.passages), default=0.0) or 1.0
    scored = [one for read in evidence.passages for one in _scored(evidence, read, best, weights)]
    return sorted(scored, key=lambda one: (-one.score, one.read.rank, one.index))


def _scored(
    evidence: Evidence, read: Read, best: float, weights: SentenceWeights
) -> Iterator[ScoredSentence]:
    asked = {a + b for a, b in pairwise(evidence.question_spelled)}
    for index, span in enumerate(read.sentences):
        own = evidence.coverage(read.normal[index])
        covered = _covered(evidence, read, index, weights)
        score = covered + weights.passage * read.score / best
        start = span[0]
        spans = answering_spans(read.text[span[0] : span[1]], evidence.asked)
        marked = tuple((start + a, start + b) for a, b in spans)
        if marked:
            score += weights.kind + (weights.unit if evidence.asked.unit else 0.0)
        elif evidence.asked.wants is Wants.ANYTHING:
            score += weights.kind / 2
        score += weights.pairs * _shared_pairs(asked, read.normal[index])
        if _AIM.search(evidence.asked.text):
            told = read.text[span[0] : span[1]]
            score += weights.aim * (bool(_AIMS.search(told)) - bool(_REACHED.search(told)))
        if span[1] - span[0] < _SHORT:
            score -= weights.short
        yield ScoredSentence(read, index, span, score, own, covered, marked)


def _shared_pairs(asked: set[str], sentence: str) -> float:
    """Give the share of the question's pairs of characters that stand in a sentence: words are cut by context."""
    return sum(pair in sentence for pair in asked) / len(asked) if asked else 0.0


def _covered(evidence: Evidence, read: Read, index: int, weights: SentenceWeights) -> float:
    """Weigh every word of the question by the nearest place that holds it, in [0, 1]."""
    here = read.normal[index]
    nearby = " ".join(read.normal[max(0, index - 1) : index] + read.normal[index + 1 : index + 2])
    places = (
        (here, 1.0),
        (nearby, weights.nearby),
        (read.headings, weights.place),
        (read.title, weights.title),
    )
    total = sum(
        word.weight * max(share * word.share(text) for text, share in places) for word in evidence.words
    )
    return total / evidence.weight
