"""A search asked and answered: frozen values that pass between retrieval and the service."""

from dataclasses import dataclass, field
from enum import StrEnum

from corpus.citations import Citation
from corpus.filters import SearchFilters
from corpus.store.records import Facets

# The values of `SearchResult.relaxed`.
SEMANTIC_OUT = "semantic"
"""The side of meanings took no part, since its vectors were not to be had."""
PART_OUT = "article_part"
"""The article has no such paragraph (款) or item (项), and is given whole."""
CHAPTER_OUT = "article_chapter"
"""The article does not stand in the chapter named around it, and is given where it stands."""
ARTICLE_OUT = "article"
"""Of several articles or sections asked for, one or more are not there; `exact.value` names those that are."""
REFERENCE_OUT = "reference"
"""An article or a section is named beside that looked up of which it is not clear whose it is; it is searched for as words."""
WORK_OPEN = "work"
"""The article is asked for by the kind of its work alone (条例第三十条), and several works have it."""
UNWANTED_OUT = "unwanted"
"""What the query says, in brackets or at its end, that it does not want is not searched for; nothing is excluded for it."""
TITLE_PART = "title"
"""No document is called so; those are taken whose title holds the words."""
PHRASE_OUT = "phrase"
"""The quoted words do not stand in the documents or the article asked for beside them."""
PHRASE_CUT = "phrase_documents"
"""The quoted words stand in more documents or passages than are looked at."""


class Mode(StrEnum):
    """Which sides of the search take part."""

    HYBRID = "hybrid"
    SEMANTIC = "semantic"
    KEYWORD = "keyword"


class Sort(StrEnum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as asked. `per_document` bounds the hits of one document, None does not."""

    query: str
    limit: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    filters: SearchFilters = field(default_factory=SearchFilters)
    group_similar: bool = True
    per_document: int | None = None
    explain: bool = False


@dataclass(frozen=True, slots=True)
class ExactLookup:
    """An exact look-up read from the query: kind is `article`, `section`, `doc_number`, `title` or `phrase`.

    A section is a chapter or another part (编, 章, 节, 部分); with articles beside it, kind is `article`.
    """

    kind: str
    value: str
    found: bool


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A span of days named in the query as `written`: `first` to `last` inclusive, `YYYY-MM-DD`.

    Not `exact` where the words say no certain days (近几年) and these are how they are read.
    """

    written: str
    first: str
    last: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What was understood of the query.

    `spans` are the times named in it, of which a document should lie in one. `dates` is that span, inclusive, of
    `YYYY-MM-DD`; None where the query names none, or several.
    `issuers`, `regions`, `level` (国家, 省, 市, 县 or 区), `doc_types` and `titles` name documents that rank somewhat
    higher; nothing is left out for them. `expanded` tells the words looked for beside those written, as `两个维护：…`,
    and `masks` those that the masks of the query may stand for, as `XX：二十大、…`. `phrases` are looked for word for
    word within what `exact` found.
    """

    exact: ExactLookup | None = None
    dates: tuple[str, str] | None = None
    issuers: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    doc_types: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    spans: tuple[NamedSpan, ...] = ()
    phrases: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    level: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceShare:
    """One kind of evidence for a hit: a field of `retrieval.ranking.Evidence`, such as `title` or `validity`."""

    kind: str
    share: float
    added: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit ranks where it does. Scores of different kinds are never compared; None: not in that list.

    cosine: [-1, 1]. bm25: >= 0, unbounded. `terms` are the words of the query that stand in the passage.
    `lists` is the score of the two lists alone, in [0, 1], of which the dense one had the share `dense_weight`, the
    same for all hits of a search. `evidence` names what was weighed in beside it, each
    with its share in [-1, 1] and what it added to the final score.
    """

    cosine: float | None
    cosine_rank: int | None
    bm25: float | None
    bm25_rank: int | None
    exact: bool
    terms: tuple[str, ...]
    lists: float = 0.0
    dense_weight: float = 0.0
    evidence: tuple[EvidenceShare, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked passage.

    `fused` is in [0, 1]. `highlights` are half-open ranges into `citation.text`. `similar_count` counts the
    near-duplicates grouped under this hit, of which `similar` holds five at most.
    """

    rank: int
    fused: float
    highlights: tuple[tuple[int, int], ...]
    similar_count: int
    similar: tuple[Citation, ...]
    citation: Citation
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A search as answered at the view `view`.

    `total` counts hits after grouping; `facets` count them, by the facts of their documents. `relaxed`
    names whatever was asked for exactly and given up, or left out of the search: the values above. `partial` says
    that the deadline cut the search short.
    """

    query: str
    took_ms: float
    total: int
    partial: bool
    relaxed: tuple[str, ...]
    interpretation: Interpretation
    hits: tuple[Hit, ...]
    facets: Facets
    view: int
