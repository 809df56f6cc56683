"""A draft checked: its quotations and the documents it names."""

from typing import Annotated

from pydantic import Field

from drafting import verdicts
from drafting.verdicts import DiffOp, QuoteKind, ReferenceKind, ReferenceStatus, Verdict
from service.api.schemas.citations import Citation
from service.api.schemas.common import Shape
from service.api.schemas.search import Filters


class CheckBody(Shape):
    """A text to check. `filters` restrict what it is checked against."""

    text: Annotated[str, Field(description="the draft; offsets in the answer are code points of it")]
    filters: Filters = Field(default_factory=Filters)


class DiffPart(Shape):
    """A stretch of the draft beside one of the source; laid end to end they are both sides."""

    op: DiffOp = Field(description="insert: only in the draft; delete: only in the source")
    draft: str
    source: str
    draft_start: int
    draft_end: int
    source_start: int
    source_end: int


class SourcePlace(Shape):
    """Where words stand: `text` is `[start, end)` of the document's text."""

    document_id: str
    title: str
    doc_number: str | None
    date: str | None
    validity: str | None
    source_path: str
    start: int
    end: int
    text: str


class Found(Shape):
    """A place of the same or of like words; `citation` is null in headings and in what is not retrieved."""

    verdict: Verdict
    place: SourcePlace
    citation: Citation | None
    diff: list[DiffPart]
    similarity: float = Field(description="1 less the edits over the longer side's length, 0 to 1")


class QuotePart(Shape):
    """A stretch of a stitched quotation and where it stands."""

    start: int
    end: int
    text: str
    found: Found


class NamedSource(Shape):
    """The document that the draft names as the source."""

    start: int
    end: int
    text: str
    known: bool
    article: str | None


class Quote(Shape):
    """One quotation, `[start, end)` of the draft's text, judged."""

    start: int
    end: int
    text: str
    kind: QuoteKind
    verdict: Verdict
    diff: list[DiffPart]
    citation: Citation | None
    source: SourcePlace | None
    similarity: float | None
    candidates: list[Found]
    parts: list[QuotePart]
    named: NamedSource | None
    note: str = Field(description="a sentence for the user, empty where the verdict says all")

    @classmethod
    def of(cls, quote: verdicts.CheckedQuote) -> "Quote":
        """The shape of a judged quotation."""
        found = quote.found
        diff = found.diff if found else ()
        if quote.parts:
            diff = tuple(step for part in quote.parts for step in part.found.diff)
        return cls(
            start=quote.start,
            end=quote.end,
            text=quote.text,
            kind=quote.kind,
            verdict=quote.verdict,
            diff=[DiffPart.model_validate(step) for step in diff],
            citation=Citation.of(found.citation) if found and found.citation else None,
            source=SourcePlace.model_validate(found.place) if found else None,
            similarity=found.similarity if found else None,
            candidates=[Found.model_validate(one) for one in quote.candidates],
            parts=[QuotePart.model_validate(part) for part in quote.parts],
            named=NamedSource.model_validate(quote.named) if quote.named else None,
            note=quote.note,
        )


class NamedDocument(Shape):
    """A document that is called so."""

    document_id: str
    title: str
    doc_number: str | None
    date: str | None
    validity: str | None


class Reference(Shape):
    """A document that the draft names, and what is wrong with it."""

    start: int
    end: int
    text: str
    kind: ReferenceKind
    status: ReferenceStatus
    documents: list[NamedDocument]
    note: str


class CheckAnswer(Shape):
    """A checked draft. `text` is what all places count in; null where the request itself held it."""

    quotes: list[Quote]
    references: list[Reference]
    dropped: int = Field(description="quotations beyond the limit, not judged")
    text: str | None
    warnings: list[str]
    took_ms: float

    @classmethod
    def of(cls, checked: verdicts.CheckedDraft, *, with_text: bool) -> "CheckAnswer":
        """The shape of a checked draft."""
        return cls(
            quotes=[Quote.of(quote) for quote in checked.quotes],
            references=[Reference.model_validate(one) for one in checked.references],
            dropped=checked.dropped,
            text=checked.text if with_text else None,
            warnings=list(checked.warnings),
            took_ms=checked.took_ms,
        )
