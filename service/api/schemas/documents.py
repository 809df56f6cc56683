"""Documents: facts, outline, text, corrections."""

import json
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from corpus import documents
from corpus.store.records import DocumentPage, DocumentSort, StoredDocument
from service.api.schemas.common import Facets, Shape
from service.api.schemas.search import Filters

Text = Annotated[str, Field(max_length=1000)]
PIECE = 1 << 16
"""Characters of a text that are written at once: a third of a millisecond."""


class FactSource(Shape):
    """Where a fact was read: a place of the document's text, or a label of the file's own data.

    Read before any correction: for a fact in `corrected` it is the place of the value that was replaced. Facts
    with several values have a source for each, in their order.
    """

    fact: str
    start: int | None
    end: int | None
    label: str | None
    confidence: float = Field(ge=0, le=1)


class Document(Shape):
    """A document's facts; dates are `YYYY-MM-DD`, unknown is null. `corrected` names facts that people corrected."""

    id: str
    title: str | None
    doc_type: str | None
    issuer: str | None
    doc_number: str | None
    date: str | None = Field(description="the first known of written, published, effective")
    date_written: str | None
    date_published: str | None
    date_effective: str | None
    amended: list[str]
    repeals: list[str]
    addressee: str | None
    region: str | None
    validity: str | None
    meeting: str | None = Field(description="the session that passed it, with its number")
    author: str | None = Field(description="of an article")
    column: str | None = Field(description="the column (栏目) of an article")
    source: str | None = Field(description="the source line of an article")
    container: str | None
    collection: str
    source_path: str
    ordinal: int
    media_type: str
    sha256: str
    size: int
    characters: int
    passages: int
    pages: int | None
    indexed_at: str
    corrected: list[str]
    warnings: list[str]
    fact_sources: list[FactSource]

    @classmethod
    def of(cls, stored: StoredDocument) -> "Document":
        """The shape of a stored document."""
        facts = stored.facts
        return cls(
            id=stored.document_id,
            title=stored.facts.title,
            doc_type=facts.doc_type,
            issuer=facts.issuer,
            doc_number=facts.doc_number,
            date=facts.date,
            date_written=facts.date_written,
            date_published=facts.date_published,
            date_effective=facts.date_effective,
            amended=list(facts.amended),
            repeals=list(facts.repeals),
            addressee=facts.addressee,
            region=facts.region,
            validity=facts.validity,
            meeting=facts.meeting,
            author=facts.author,
            column=facts.column,
            source=facts.source,
            container=stored.container,
            collection=stored.collection,
            source_path=stored.source_path,
            ordinal=stored.ordinal,
            media_type=stored.media_type,
            sha256=stored.sha256,
            size=stored.size,
            characters=stored.characters,
            passages=stored.passages,
            pages=stored.pages,
            indexed_at=stored.indexed_at,
            corrected=list(stored.corrected),
            warnings=list(stored.warnings),
            fact_sources=[FactSource.model_validate(source) for source in stored.fact_sources],
        )


class DocumentList(Shape):
    """A page of the documents; `total` and `facets` count the whole list."""

    total: int
    documents: list[Document]
    facets: Facets

    @classmethod
    def of(cls, page: DocumentPage) -> "DocumentList":
        """The shape of a page of documents."""
        shown = [Document.of(stored) for stored in page.documents]
        return cls(total=page.total, documents=shown, facets=Facets.model_validate(page.facets))


class ListParameters(Filters):
    """The parameters of `GET /documents`: a search in titles and 文号, all filters, order and cut."""

    q: str | None = Field(None, max_length=500, description="words of the title or 文号")
    sort: DocumentSort = DocumentSort.PATH
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000_000)


class OutlineSection(Shape):
    """A section with those within it; offsets are code points of the document's text."""

    marker: str
    marker_raw: str | None = Field(description="as printed, where it differs from the canonical marker")
    title: str
    level: int
    start: int
    end: int
    children: list["OutlineSection"] = Field(default_factory=list)


class Outline(Shape):
    """The outline of a document."""

    document_id: str
    sections: list[OutlineSection]

    @classmethod
    def of(cls, document_id: str, sections: tuple[documents.Section, ...]) -> "Outline":
        """The tree of a document's sections, which stand in document order, parents before children."""
        roots: list[OutlineSection] = []
        nodes: list[OutlineSection] = []
        for section in sections:
            raw = section.marker_raw if section.marker_raw != section.marker else None
            node = OutlineSection(
                marker=section.marker,
                marker_raw=raw,
                title=section.title,
                level=section.level,
                start=section.start,
                end=section.end,
            )
            nodes.append(node)
            (roots if section.parent is None else nodes[section.parent].children).append(node)
        return cls(document_id=document_id, sections=roots)


class DocumentText(Shape):
    """The canonical text, or `[start, end)` of it; `length` is that of the whole text."""

    document_id: str
    start: int
    end: int
    length: int
    text: str

    def json_bytes(self) -> bytes:
        """Give the JSON of it, in UTF-8, made piece by piece: 50 MB at one go keep all other threads waiting."""
        head = self.model_copy(update={"text": ""}).model_dump_json().removesuffix('"}')
        pieces = (self.text[at : at + PIECE] for at in range(0, len(self.text), PIECE))
        written = (json.dumps(piece, ensure_ascii=False)[1:-1].encode() for piece in pieces)
        return b"".join((head.encode(), *written, b'"}'))


class Corrections(Shape):
    """Facts to correct: a value, or null for unknown. Those not named stay as they are."""

    title: Text | None = None
    doc_type: Text | None = None
    issuer: Text | None = None
    doc_number: Text | None = None
    date_written: Text | None = None
    date_published: Text | None = None
    date_effective: Text | None = None
    addressee: Text | None = None
    validity: Text | None = None
    region: Text | None = None
    meeting: Text | None = None
    author: Text | None = None
    column: Text | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "Corrections":
        if not self.model_fields_set:
            raise PydanticCustomError("nothing_to_change", "no fact named")
        return self

    def values(self) -> dict[str, str | None]:
        """Only the facts that were named."""
        return {name: getattr(self, name) for name in self.model_fields_set}
