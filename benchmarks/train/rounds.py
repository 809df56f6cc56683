"""The rounds of training after the first: what each begins with, is asked about, and how it is trained."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.train.lay import (
    ABOUT_ARTICLES,
    ABOUT_DOCUMENTS,
    ABOUT_FURTHER_ARTICLES,
    ABOUT_POLICY,
    ARTICLE,
    AS_ON_A_FORUM,
    FORUM,
    FURTHER,
    HALF_LEGAL,
    KINDS,
    LEGAL,
    MORE_QUESTIONS,
    OF_OTHER_KINDS,
    OFFICIAL,
    QUESTIONS,
    SOURCE,
    WIDER,
)
from benchmarks.train.stard import ANSWER, QUESTION
from benchmarks.train.structure import HEADING, SENTENCE
from benchmarks.train.trainer import Plan
from benchmarks.train.wording import SOURCE as SAID

Sources = tuple[tuple[Path, str], ...]
"""Files of questions of our own, each with the name of its source."""

OF_ARTICLES: Sources = ((QUESTIONS, SOURCE), (MORE_QUESTIONS, WIDER), (ABOUT_ARTICLES, ARTICLE))
OF_DOCUMENTS: Sources = ((ABOUT_POLICY, SOURCE), (ABOUT_DOCUMENTS, OFFICIAL))


@dataclass(frozen=True, slots=True)
class Round:
    """A training that goes on from the one before, with wrong passages that the model of that one takes for right.

    begin: how much of the change of all before it begins with, in (0, 1]. articles, documents: questions of our own.
    shares: how often each source is drawn. apart: sources that share no batch with the others.
    """

    begin: float
    articles: Sources
    documents: Sources
    plan: Plan
    shares: Mapping[str, int]
    apart: frozenset[str] = frozenset()


_SECOND = MappingProxyType(
    {
        QUESTION: 9,
        ANSWER: 2,
        SOURCE: 2,
        WIDER: 1,
        ARTICLE: 15,
        FORUM: 8,
        OFFICIAL: 12,
        KINDS: 9,
        HEADING: 3,
        SENTENCE: 2,
        SAID: 1,
    }
)
_OF_MORE_ARTICLES = (*OF_ARTICLES, (AS_ON_A_FORUM, FORUM))
_OF_MORE_DOCUMENTS = (*OF_DOCUMENTS, (OF_OTHER_KINDS, KINDS))

FIRST = Plan(steps=850, stop=610, rate=5e-5)
"""Its steps after 610 were not run: another used the machine."""

SHIPPED = 2
"""The last round that the shipped model has; those after it were tried, see README.md."""

ROUNDS: Mapping[int, Round] = MappingProxyType(
    {
        2: Round(
            begin=0.8,
            articles=_OF_MORE_ARTICLES,
            documents=_OF_MORE_DOCUMENTS,
            plan=Plan(steps=640, rate=3e-5, seed=20341),
            shares=_SECOND,
        ),
        3: Round(
            begin=1.0,
            articles=(*_OF_MORE_ARTICLES, (ABOUT_FURTHER_ARTICLES, FURTHER)),
            documents=_OF_MORE_DOCUMENTS,
            plan=Plan(steps=640, rate=2.5e-5, seed=20391),
            shares=_SECOND | {ARTICLE: 9, OFFICIAL: 10, KINDS: 8, FURTHER: 12},
        ),
        4: Round(
            begin=1.0,
            articles=(*_OF_MORE_ARTICLES, (ABOUT_FURTHER_ARTICLES, FURTHER), (HALF_LEGAL, LEGAL)),
            documents=_OF_MORE_DOCUMENTS,
            plan=Plan(steps=660, rate=2.5e-5, negatives=2, seed=20401),
            shares=_SECOND
            | {ARTICLE: 8, FORUM: 5, OFFICIAL: 12, KINDS: 11, HEADING: 4, FURTHER: 7, LEGAL: 18},
            apart=frozenset({OFFICIAL, KINDS, HEADING, SENTENCE}),
        ),
    }
)
