"""What an answer is made from: the passages found, read as sentences with what stands around them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from answering.lexicon import AskedWord, Lexicon
from answering.question import Asked
from answering.spans import Span, sentences
from answering.table_rows import heads_of
from corpus.citations import Citation
from retrieval.results import Hit, SearchResult


@dataclass(frozen=True)
class Read:
    """A passage read. `score` is its search score in [0, 1]; `twins` are nearly equal ones.

    `sentences` are spans of `citation.text`, `normal` their spelling for comparing, one for one, that of a table's row
    with the table's head; `heads` tells for each where that head is (`table_rows`). `title` (with the document's
    facts), `headings`, `source` (the file's name) and `around` (what else is known of the place) are in that spelling
    too.
    """

    citation: Citation
    twins: tuple[Citation, ...]
    rank: int
    score: float
    sentences: tuple[Span, ...]
    normal: tuple[str, ...]
    title: str
    headings: str
    source: str
    heads: tuple[int | None, ...]
    around: str = ""

    @property
    def text(self) -> str:
        """The passage as it stands."""
        return self.citation.text

    def is_head(self, index: int) -> bool:
        """Tell whether a sentence is the head of a table."""
        return self.heads[index] == index


@dataclass(frozen=True)
class Evidence:
    """A question, also in normal spelling, with what the search found for it; the passages best first."""

    asked: Asked
    question_spelled: str
    words: tuple[AskedWord, ...]
    result: SearchResult
    passages: tuple[Read, ...]

    @cached_property
    def weight(self) -> float:
        """The weight of all words of the question."""
        return sum(word.weight for word in self.words) or 1.0

    def only(self, fits: Callable[[Read], object]) -> "Evidence":
        """Give the same with the passages that fit."""
        return replace(self, passages=tuple(read for read in self.passages if fits(read)))

    def coverage(self, text: str) -> float:
        """How much of the question's words a text in normal spelling holds, by weight, in [0, 1]."""
        return sum(word.weight * word.share(text) for word in self.words) / self.weight

    def apart(self, read: Read, text: str) -> float:
        """How much of the words that a passage's title and headings do not hold a text holds, by weight, in [0, 1]."""
        above = f"{read.headings} {read.title} {read.source}"
        words = [word for word in self.words if word.share(above) == 0]
        whole = sum(word.weight for word in words)
        return sum(word.weight * word.share(text) for word in words) / whole if whole else 1.0


def read_evidence(asked: Asked, result: SearchResult, lexicon: Lexicon) -> Evidence:
    """Read what a search found."""
    passages = tuple(read_passage(_group(hit), hit.rank, hit.fused, lexicon) for hit in result.hits)
    words = lexicon.asked_words(asked.text, result.interpretation.expanded)
    return Evidence(asked, lexicon.normal(asked.text), words, result, passages)


def _group(hit: Hit) -> tuple[Citation, ...]:
    """Give a hit with its near-duplicates: not recognised from pictures first, then those that tell most facts."""
    return tuple(
        sorted((hit.citation, *hit.similar), key=lambda one: (one.ocr is not None, -_facts_told(one)))
    )


def _facts_told(citation: Citation) -> int:
    facts = (citation.issuer, citation.doc_number, citation.date, citation.doc_type, citation.validity)
    return sum(fact is not None for fact in facts)


def read_passage(group: Sequence[Citation], rank: int, score: float, lexicon: Lexicon) -> Read:
    """Read one passage as sentences, the first of a group of nearly equal ones."""
    citation, *twins = group
    spans = tuple(sentences(citation.text))
    told = [citation.text[start:end] for start, end in spans]
    heads = heads_of(citation.text, spans)
    return Read(
        citation=citation,
        twins=tuple(twins),
        rank=rank,
        score=score,
        sentences=spans,
        normal=tuple(
            lexicon.normal(text if head in (None, place) else f"{told[head]} {text}")
            for place, (text, head) in enumerate(zip(told, heads, strict=True))
        ),
        title=lexicon.normal(_titles(citation)),
        headings=lexicon.normal(_headings(citation)),
        source=lexicon.normal(PurePosixPath(citation.source_path).stem),
        heads=heads,
    )


def _titles(citation: Citation) -> str:
    facts: Sequence[str | None] = (
        citation.title, citation.container, citation.issuer, citation.doc_number, citation.date and citation.date[:4],
    )  # fmt: skip
    return " ".join(fact for fact in facts if fact)


def _headings(citation: Citation) -> str:
    return " ".join(f"{step.marker} {step.title}" for step in citation.section_path)
