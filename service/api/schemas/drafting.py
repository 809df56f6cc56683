"""Batches, dossiers and comparisons as they are asked for and answered."""

from typing import Annotated

from pydantic import Field

from corpus.filters import SearchFilters
from drafting import comparison, units
from drafting.batches import BatchMode, BatchOrder
from drafting.comparison import Standing
from drafting.dossier import DossierLimits
from drafting.dossiers import DossierOrder
from drafting.file_forms import FileForm
from drafting.text_diff import Change
from service.api.schemas.common import Shape
from service.api.schemas.search import Filters

Format = Annotated[str, Field(max_length=20)]


class BatchBody(Shape):
    """The body of `POST /batch`: questions as a list, or a file sent with the same fields in a form."""

    questions: list[Annotated[str, Field(max_length=10_000)]] = Field(default_factory=list)
    mode: BatchMode = BatchMode.SEARCH
    format: Format = FileForm.XLSX
    limit: int = Field(3, ge=1, le=50, description="passages of a row")
    columns: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=50)
    filters: Filters = Field(default_factory=Filters)

    def order(self, form: FileForm, filters: SearchFilters, base: str) -> BatchOrder:
        """The order; `filters` are within what the caller may read."""
        return BatchOrder(form, self.mode, self.limit, tuple(self.columns), filters, base)


class DossierBody(Shape):
    """The body of `POST /dossier`: the outline as text, or a file sent with the same fields in a form."""

    outline: str = Field("", max_length=1_000_000)
    format: Format = FileForm.DOCX
    per_heading: int = Field(5, ge=1, le=30, description="passages for a heading")
    per_document: int = Field(2, ge=1, le=30, description="of them from one document")
    filters: Filters = Field(default_factory=Filters)

    def order(self, form: FileForm, filters: SearchFilters, base: str) -> DossierOrder:
        """The order; `filters` are within what the caller may read."""
        return DossierOrder(form, DossierLimits(self.per_heading, self.per_document, filters), base)


class Piece(Shape):
    """A piece of text that stands in both versions (`equal`), only in the old (`delete`) or the new (`insert`)."""

    change: Change
    text: str


class Unit(Shape):
    """An article, or another part, of one version; `[start, end)` are code points of its document's text."""

    marker: str
    start: int
    end: int


class ComparedUnit(Shape):
    """A pair of units, or one that stands alone; `likeness` is in [0, 1]."""

    standing: Standing
    old: Unit | None
    new: Unit | None
    likeness: float
    pieces: list[Piece]


class ComparisonBody(Shape):
    """Two versions compared, in the order of the new one."""

    old: str
    new: str
    counts: dict[Standing, int]
    units: list[ComparedUnit]

    @classmethod
    def of(cls, made: comparison.Comparison) -> "ComparisonBody":
        """The shape of a comparison."""
        listed = [
            ComparedUnit(
                standing=one.standing,
                old=_unit(one.old),
                new=_unit(one.new),
                likeness=one.likeness,
                pieces=[Piece(change=piece.change, text=piece.text) for piece in one.pieces],
            )
            for one in made.units
        ]
        counts = {standing: made.count(standing) for standing in Standing}
        return cls(old=made.old.document_id, new=made.new.document_id, counts=counts, units=listed)


def _unit(unit: units.Unit | None) -> Unit | None:
    return None if unit is None else Unit(marker=unit.marker, start=unit.start, end=unit.end)
