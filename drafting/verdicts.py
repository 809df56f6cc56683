"""What a check of a draft tells: a verdict for each quotation, and what is wrong with documents it names."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.citations import Citation


class Verdict(StrEnum):
    """How a quotation stands to the sources."""

    EXACT = "exact"
    PUNCTUATION = "punctuation"  # the same words, other punctuation
    ALTERED = "altered"
    STITCHED = "stitched"  # put together from several places, or with words left out
    MISATTRIBUTED = "misattributed"  # the words stand, but not where the draft says
    NOT_FOUND = "not_found"


class QuoteKind(StrEnum):
    """By what a quotation was recognised."""

    QUOTED = "quoted"
    TERM = "term"  # quotation marks round a few words: a name or a slogan as often as a quotation
    BLOCK = "block"
    ATTRIBUTED = "attributed"  # no quotation marks, but "…强调，"
    ARTICLE = "article"  # what is claimed of 《…》第X条


class DiffOp(StrEnum):
    """How a stretch of the draft stands to one of the source."""

    EQUAL = "equal"
    INSERT = "insert"  # only in the draft
    DELETE = "delete"  # only in the source
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of the draft beside one of the source, each as it is written there.

    The parts of a diff laid end to end are the quotation on one side and the source's passage on the other.
    Equal stretches may differ in width, white space, traditional forms and masks. Places are `[start, end)` of
    the draft's text and of the document's.
    """

    op: DiffOp
    draft: str
    source: str
    draft_start: int
    draft_end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where words stand: `text` is `[start, end)` of the document's stored text, read again when it was judged."""

    document_id: str
    title: str
    doc_number: str | None
    date: str | None
    validity: str | None
    source_path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A place with its citation (None where it lies in a heading or in what is not retrieved) and its diff.

    `similarity` is 1 less the edits over the length of the longer side, in [0, 1], punctuation not counted.
    """

    verdict: Verdict
    place: SourcePlace
    citation: Citation | None
    diff: tuple[DiffPart, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A stretch `[start, end)` of the draft that stands in one place."""

    start: int
    end: int
    text: str
    found: Found


@dataclass(frozen=True, slots=True)
class NamedSource:
    """The document that a draft names as the source of a quotation, at `[start, end)` of the draft.

    `known` says whether such a document is among the sources; `article` is canonical (第十二条) or None.
    """

    start: int
    end: int
    text: str
    known: bool
    article: str | None


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """One quotation of a draft, `[start, end)` of its text, judged.

    `found` is the place it was judged by, None where it was not found; `candidates` are other places of the same
    words, or for a quotation not found the nearest ones. `parts` are those of a stitched one. `note` is a
    sentence for the user, empty where the verdict says all.
    """

    start: int
    end: int
    text: str
    kind: QuoteKind
    verdict: Verdict
    found: Found | None
    candidates: tuple[Found, ...]
    parts: tuple[QuotePart, ...]
    named: NamedSource | None
    note: str


class ReferenceKind(StrEnum):
    """What names a document."""

    TITLE = "title"
    DOC_NUMBER = "doc_number"
    ARTICLE = "article"


class ReferenceStatus(StrEnum):
    """What is known of a document that a draft names."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    WRONG_NUMBER = "wrong_number"  # title and 文号 are of different documents
    MISSING_ARTICLE = "missing_article"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that is called so."""

    document_id: str
    title: str
    doc_number: str | None
    date: str | None
    validity: str | None


@dataclass(frozen=True, slots=True)
class CheckedReference:
    """A document named at `[start, end)` of the draft; `note` says in a sentence what is wrong with it."""

    start: int
    end: int
    text: str
    kind: ReferenceKind
    status: ReferenceStatus
    documents: tuple[NamedDocument, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft checked at one change number (`view`): quotations and references in order of place.

    `text` is what all places count in. `dropped` counts quotations beyond the limit, which were not judged.
    `took_ms` is the time of the check, milliseconds.
    """

    text: str
    quotes: tuple[CheckedQuote, ...]
    references: tuple[CheckedReference, ...]
    dropped: int
    view: int
    took_ms: float
    warnings: tuple[str, ...] = ()
