"""Passages as the word index takes them, and what a query finds of them."""

from dataclasses import dataclass
from pathlib import Path

from corpus.filters import Condition
from corpus.forms import TextForms
from corpus.index.field_boosts import FieldBoosts
from corpus.index.word_index import WordIndex, WordQuery
from corpus.words import Segmenter

SEGMENTER = Segmenter(TextForms())
BODY_ONLY = FieldBoosts(0, 1, 0, 0, 0)


@dataclass(frozen=True)
class Row:
    id: int
    body: str
    headings: str = ""
    title: str | None = None
    doc_number: str | None = None
    columns: tuple[int, ...] = (1, 0, 0, 0, 1)


def asked(text: str, boosts: FieldBoosts = BODY_ONLY) -> WordQuery:
    """Make a query as the searcher does."""
    return WordQuery(SEGMENTER.weighted_terms(text), boosts)


def made(folder: Path, rows: list[Row]) -> WordIndex:
    """Make an index with these rows as change 1."""
    index = WordIndex.open(folder, SEGMENTER, writable=True)
    index.apply(1, rows, [])
    return index


def ids(index: WordIndex, text: str, *conditions: Condition, boosts: FieldBoosts = BODY_ONLY) -> list[int]:
    """Give the passages that a query finds, best first."""
    return [hit.id for hit in index.searcher().search(asked(text, boosts), 100, conditions)]
