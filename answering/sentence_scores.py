"""Which sentence says it: the words of the question, the kind of answer asked for, and how well its passage did."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answering.evidence import Evidence, Read
from answering.kinds import answering_spans
from answering.question import Wants
from answering.spans import Span


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """What each kind of evidence for a sentence counts; `coverage` in the sentence itself counts 1.

    nearby: a word of the question that stands in the sentences beside it. elsewhere: in its passage. named: in the
    headings or the document's title and facts: what a text is about is seldom said again. passage: the passage's
    search score against the best. kind: it holds a number, a time … where one is asked for. unit: of the very unit
    asked for. aim: it tells an aim where one is asked for; off where it tells what was reached. reason: it tells a
    reason where one is asked for. pairs: the question's pairs of characters that it has, those of the title apart.
    short: off for a sentence of few characters.
    """

    nearby: float = 0.3
    elsewhere: float = 0.5
    named: float = 0.95
    passage: float = 0.9
    kind: float = 0.15
    unit: float = 0.1
    aim: float = 0.12
    reason: float = 0.15
    pairs: float = 1.0
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

    @property
    def head(self) -> Span | None:
        """The head of the table that the sentence is a row of, where the passage holds it."""
        head = self.read.heads[self.index]
        return None if head is None else self.read.sentences[head]


_SHORT = 8
_BESIDE, _ABOVE = 0.3, 0.5
"""What a word beside a sentence, and one in its headings or title, counts for `covered`."""
_AIM = re.compile(r"目标|预期|计划|打算|力争|要达到|要扩大到|要求达到|拟")
_AIMS = re.compile(r"目标|预期|力争|计划|确保|要达到|达到|以上|左右|拟|将")
_REACHED = re.compile(r"突破|累计|去年|五年来|过去|一年来|完成了|已|实际")
_WHY = re.compile(r"为什么|为何|为啥|何以|原因|怎么来|由来|缘由|缘故")
_REASON = re.compile(r"因|由于|原因|缘于|源于|出于|为了|以便|以免|使得|导致|得名|故")

Shares = tuple[float, ...]
"""How far a text holds each word of the question, in [0, 1]."""


def score_sentences(evidence: Evidence, weights: SentenceWeights) -> list[ScoredSentence]:
    """Score every sentence of the passages, best first; heads of tables tell nothing and are left out."""
    scored = list(_Scorer(evidence, weights).scored())
    return sorted(scored, key=lambda one: (-one.score, one.read.rank, one.index))


class _Scorer:
    """The sentences of one question's evidence, with what of the question each holds."""

    def __init__(self, evidence: Evidence, weights: SentenceWeights) -> None:
        self._evidence, self._weights = evidence, weights
        self._best = max((read.score for read in evidence.passages), default=0.0) or 1.0
        self._pairs = tuple({a + b for a, b in pairwise(evidence.question_spelled)})
        text = evidence.asked.text
        self._aim, self._why = asks_aim(text), bool(_WHY.search(text))

    def scored(self) -> Iterator[ScoredSentence]:
        """Give every sentence with its score."""
        for read in self._evidence.passages:
            yield from self._of_passage(read)

    def _of_passage(self, read: Read) -> Iterator[ScoredSentence]:
        weights, words, whole = self._weights, self._evidence.words, self._evidence.weight
        held = [self._shares(text) for text in read.normal]
        above = self._shares(f"{read.headings} {read.title}")
        elsewhere = _most(held, len(words))
        rest = [pair for pair in self._pairs if pair not in read.title]
        passage = weights.passage * read.score / self._best
        for index, span in enumerate(read.sentences):
            if read.is_head(index):
                continue
            here = held[index]
            beside = _most((*held[max(0, index - 1) : index], *held[index + 1 : index + 2]), len(words))
            own = covered = told = 0.0
            for i, word in enumerate(words):
                own += word.weight * here[i]
                covered += word.weight * max(here[i], _BESIDE * beside[i], _ABOVE * above[i])
                told += word.weight * max(
                    here[i],
                    weights.nearby * beside[i],
                    weights.elsewhere * elsewhere[i],
                    weights.named * above[i],
                )
            marked = self._marked(read, span)
            pairs = sum(pair in read.normal[index] for pair in rest) / (len(rest) or 1)
            score = told / whole + passage + weights.pairs * pairs + self._of_kind(read, span, bool(marked))
            yield ScoredSentence(read, index, span, score, own / whole, covered / whole, marked)

    def _marked(self, read: Read, span: Span) -> tuple[Span, ...]:
        start, end = span
        spans = answering_spans(read.text[start:end], self._evidence.asked)
        return tuple((start + a, start + b) for a, b in spans)

    def _of_kind(self, read: Read, span: Span, marked: bool) -> float:
        """Give what a sentence gets for telling what kind of thing is asked for."""
        weights, asked = self._weights, self._evidence.asked
        told = read.text[span[0] : span[1]]
        score = 0.0
        if marked:
            score += weights.kind + (weights.unit if asked.unit else 0.0)
        elif asked.wants is Wants.ANYTHING:
            score += weights.kind / 2
        if self._aim:
            score += weights.aim * _tells_aim(told)
        if self._why and _REASON.search(told):
            score += weights.reason
        return score - (weights.short if span[1] - span[0] < _SHORT else 0.0)

    def _shares(self, text: str) -> Shares:
        return tuple(word.share(text) for word in self._evidence.words)


def asks_aim(question: str) -> bool:
    """Tell whether a question asks for an aim."""
    return bool(_AIM.search(question))


def _tells_aim(sentence: str) -> int:
    """Give 1 for a sentence that tells an aim, -1 for one that tells what was reached, 0 for both or neither."""
    return bool(_AIMS.search(sentence)) - bool(_REACHED.search(sentence))


def tells_aim(sentence: str) -> bool:
    """Tell whether a sentence tells an aim and not what was reached."""
    return _tells_aim(sentence) > 0


def _most(held: Sequence[Shares], words: int) -> Shares:
    """Give the greatest share of each word."""
    return tuple(map(max, zip(*held, strict=True))) if held else (0.0,) * words
