"""What is told of a formulation: how often, where, since when, and what stands beside it."""

from dataclasses import dataclass

from corpus.citations import Citation


@dataclass(frozen=True, slots=True)
class PhraseCount:
    """Occurrences and the documents that hold them; `of_documents` are all documents there, with it or not.

    `key` is a year (`2023`), a document type, or None where that is not known.
    """

    key: str | None
    occurrences: int
    documents: int
    of_documents: int


@dataclass(frozen=True, slots=True)
class PhraseExample:
    """An occurrence: `[start, end)` of the document's text, which stands in the citation's passage."""

    start: int
    end: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Variant:
    """A longer formulation with the phrase in it, `text` as counted."""

    text: str
    occurrences: int
    documents: int


@dataclass(frozen=True, slots=True)
class PhraseHistory:
    """The history of one phrase; years rise, types are the most frequent first.

    `first` and `last` are the oldest and the newest document with a date that hold it.
    """

    phrase: str
    counted_as: str
    occurrences: int
    documents: int
    years: tuple[PhraseCount, ...]
    doc_types: tuple[PhraseCount, ...]
    first: PhraseExample | None
    last: PhraseExample | None
    examples: tuple[PhraseExample, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class PhraseHistories:
    """Phrases beside each other, counted at one view. `folded` names the differences that do not count."""

    histories: tuple[PhraseHistory, ...]
    folded: tuple[str, ...]
    of_documents: int
    took_ms: float


@dataclass(frozen=True, slots=True)
class Period:
    """Years, both included."""

    first: int
    last: int

    def holds(self, date: int) -> bool:
        """Whether a day yyyymmdd lies in it."""
        return self.first <= date // 10_000 <= self.last


@dataclass(frozen=True, slots=True)
class Trend:
    """A formulation in two periods: documents and occurrences in each, and the share of documents that hold it.

    `weight` is the signed log-likelihood of the two shares, near copies counted once: how surely they differ; above 0
    where it rose.
    """

    phrase: str
    documents_before: int
    documents_after: int
    occurrences_before: int
    occurrences_after: int
    share_before: float
    share_after: float
    weight: float


@dataclass(frozen=True, slots=True)
class PhraseTrends:
    """What rose and what fell most between two periods, the surest first.

    `read_before` and `read_after` are the documents that were read, fewer than there are where `sampled`;
    `copies_before` and `copies_after` are those of them that are near copies of others.
    """

    before: Period
    after: Period
    rose: tuple[Trend, ...]
    fell: tuple[Trend, ...]
    read_before: int
    read_after: int
    copies_before: int
    copies_after: int
    sampled: bool
    took_ms: float
