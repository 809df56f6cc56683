"""A search asked and answered."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from corpus.filters import Reach, SearchFilters
from retrieval import results
from retrieval.results import Mode, Sort
from service.api.schemas.citations import Citation
from service.api.schemas.common import ASKED, Date, Facets, Shape, Span, Word, json_flag, json_number

Validity = Literal["现行有效", "已修改", "已废止", "尚未生效"]
Words = Annotated[list[Word], Field(max_length=100)]
# Named in the description for whoever writes a client; what is none of them gets `form_unknown`, which tells the others.
Format = Annotated[str, Field(max_length=20, json_schema_extra={"enum": ["json", "xlsx", "docx", "csv"]})]
WordFormat = Annotated[str, Field(max_length=20, json_schema_extra={"enum": ["json", "docx"]})]
MAX_LIMIT = 100
MAX_OFFSET = 1000


class Filters(Span):
    """What the search is restricted to; an empty list does not restrict. Dates are inclusive."""

    collections: Words = Field(default_factory=list)
    document_ids: Words = Field(default_factory=list)
    doc_types: Words = Field(default_factory=list)
    issuers: Words = Field(default_factory=list)
    regions: Words = Field(default_factory=list)
    doc_numbers: Words = Field(default_factory=list)
    as_of: Date | None = None
    validity: list[Validity] = Field(default_factory=list)
    source_path_prefix: Annotated[str, Field(max_length=1000)] | None = None

    def values(self) -> SearchFilters:
        """The filters as the value that retrieval and the catalogue take."""
        return SearchFilters(
            collections=tuple(self.collections),
            document_ids=tuple(self.document_ids),
            doc_types=tuple(self.doc_types),
            issuers=tuple(self.issuers),
            regions=tuple(self.regions),
            doc_numbers=tuple(self.doc_numbers),
            date_from=self.date_from,
            date_to=self.date_to,
            as_of=self.as_of,
            validity=tuple(self.validity),
            source_path_prefix=self.source_path_prefix or None,
        )


class SearchOptions(Shape):
    """How the hits are found, ordered and cut."""

    limit: int = Field(10, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    group_similar: bool = True
    per_document: int | None = Field(None, ge=1, le=MAX_LIMIT, description="hits of one document at most")
    explain: bool = False

    def request(self, query: str, filters: SearchFilters) -> results.SearchRequest:
        """The search as retrieval takes it; `query` is checked."""
        return results.SearchRequest(
            query=query,
            limit=self.limit,
            offset=self.offset,
            sort=self.sort,
            mode=self.mode,
            filters=filters,
            group_similar=self.group_similar,
            per_document=self.per_document,
            explain=self.explain,
        )


class SearchBody(SearchOptions):
    """The body of `POST /search`."""

    query: str = Field(
        description="500 characters at most, a letter or digit among them",
        examples=["深化政治机关意识教育"],
        json_schema_extra=ASKED,
    )
    filters: Filters = Field(default_factory=Filters)

    @field_validator("limit", "offset", "per_document", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        return json_number(value)

    @field_validator("group_similar", "explain", mode="before")
    @classmethod
    def _flags(cls, value: object) -> object:
        return json_flag(value)


class SearchParameters(SearchOptions, Filters):
    """The parameters of `GET /search`: all options and filters, lists by repeating the name."""

    q: str = Field(
        description="the query, 500 characters at most, a letter or digit among them", json_schema_extra=ASKED
    )
    format: Format | None = Field(None, description="json, or the hits as a file: xlsx, docx, csv")


class ExactLookup(Shape):
    """An exact look-up read from the query: `article`, `section` (编, 章, 节, 部分), `doc_number`, `title` or `phrase`."""

    kind: str
    value: str
    found: bool


class NamedSpan(Shape):
    """A time named in the query as `written`, inclusive; not `exact` where that is how the words are read (近几年)."""

    written: str
    first: str
    last: str
    exact: bool


class Interpretation(Shape):
    """What was understood of the query; `spans` are all times named in it, `dates` the one where there is one alone.

    `issuers`, `regions`, `doc_types` and `titles` raise documents that agree; they leave nothing out.
    """

    exact: ExactLookup | None = None
    dates: tuple[str, str] | None = None
    issuers: list[str] = Field(default_factory=list)
    expanded: list[str] = Field(default_factory=list)
    regions: list[str] = Field(default_factory=list)
    doc_types: list[str] = Field(default_factory=list)
    titles: list[str] = Field(default_factory=list)
    spans: list[NamedSpan] = Field(default_factory=list)
    phrases: list[str] = Field(
        default_factory=list, description="quoted words looked for within what was found"
    )
    masks: list[str] = Field(default_factory=list, description="what masks of the query may stand for")
    level: str | None = Field(None, description="level of government named: 国家, 省, 市, 县 or 区")


class EvidenceShare(Shape):
    """One kind of evidence weighed in beside the two lists, its share in [-1, 1] and what it added to the score."""

    kind: str
    share: float
    added: float


class Explanation(Shape):
    """Why a hit ranks where it does; null where it was not in that list."""

    cosine: float | None
    cosine_rank: int | None
    bm25: float | None
    bm25_rank: int | None
    exact: bool
    terms: list[str]
    lists: float = 0.0
    dense_weight: float = 0.0
    evidence: list[EvidenceShare] = Field(default_factory=list)


class Hit(Shape):
    """One ranked passage; `highlights` are half-open ranges of code points into `citation.text`."""

    rank: int
    fused: float
    highlights: list[tuple[int, int]]
    similar_count: int
    similar: list[Citation]
    citation: Citation
    explanation: Explanation | None = None


class SearchAnswer(Shape):
    """The answer to a search."""

    query: str
    took_ms: float
    total: int
    partial: bool
    relaxed: list[str] = Field(
        description="what was asked for exactly and given up, or left out of the search: `semantic` (the vectors were"
        " out of reach, words alone were searched), `article_part` (the article has no such 款 or 项, it is given whole),"
        " `title` (no document is called so, some have the words in their titles), `phrase` (the quoted words do not"
        " stand in the documents looked up), `phrase_documents` (they stand in more documents than are looked at),"
        " `article` (of several articles or sections some are not there), `article_chapter` (the article does not stand"
        " in the chapter named, it is given where it stands), `reference` (a further article or section, of no document"
        " that is clear, was not looked up), `work` (the article of several works of"
        " the kind named), `unwanted` (what the query says is not wanted, in a bracket or at its end, was not searched for)"
    )
    interpretation: Interpretation
    hits: list[Hit]
    facets: Facets
    view: int | None = Field(
        description="the change number of the catalogue that was read; null for those who read a part of it"
    )

    @classmethod
    def of(cls, result: results.SearchResult, reach: Reach) -> "SearchAnswer":
        """The shape of a search result; a number of a change tells of work in every collection."""
        answer = cls.model_validate(result)
        return answer if reach.collections is None else answer.model_copy(update={"view": None})
