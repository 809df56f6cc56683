"""A citation as it is sent."""

from pydantic import Field

from corpus import citations
from corpus.citations import CodeState
from service.api.schemas.common import Shape


class PathStep(Shape):
    """One section on the way; `marker_raw` is given where it differs from the canonical `marker`."""

    marker: str
    title: str
    marker_raw: str | None = None


class Citation(Shape):
    """The exact place of a quotation. `text` equals the document's text at `[start, end)`, in code points."""

    code: str
    document_id: str
    title: str
    doc_type: str | None
    issuer: str | None
    doc_number: str | None
    date: str | None
    validity: str | None
    collection: str
    source_path: str
    container: str | None
    section_path: list[PathStep]
    inline_markers: list[str]
    paragraph: int
    page_first: int | None
    page_last: int | None
    passage_id: int
    start: int
    end: int
    text: str
    ocr: float | None = Field(
        default=None, description="mean certainty, 0 to 1, where text recognition read the page; else null"
    )
    superseded_by: str | None = Field(
        default=None,
        description="the document of the catalogue that replaced or repealed this one, where there is one (有新版本)",
    )
    newest_version: bool = Field(
        default=False,
        description="rules of which the catalogue holds no newer version and nothing that repeals them (库中最新版本); "
        "that they are in force does not follow from it",
    )
    validity_day: str | None = Field(
        default=None,
        description="the day of which `validity`, `superseded_by` and `newest_version` are told: `as_of`, else today",
    )
    url: str = Field(description="the reader at this place, relative to the service's root")
    reference: str = Field(description="the place in words")

    @classmethod
    def of(cls, citation: citations.Citation) -> "Citation":
        """The shape of a citation."""
        return cls.model_validate(citation)


class ResolvedCode(Shape):
    """What stands now at the place of a code; `citation` is null when the place is gone."""

    code: str
    state: CodeState
    citation: Citation | None

    @classmethod
    def of(cls, resolved: citations.ResolvedCode) -> "ResolvedCode":
        """The shape of a resolved code."""
        return cls.model_validate(resolved)


class PassageBody(Shape):
    """One passage with its citation."""

    passage_id: int
    citation: Citation


class SimilarBody(Shape):
    """The same or nearly the same words elsewhere, the nearest first."""

    passage_id: int
    similar: list[Citation]
