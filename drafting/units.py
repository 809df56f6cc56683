"""A document cut into what is compared: a law into its articles, another into its sections."""

from dataclasses import dataclass
from itertools import pairwise

from corpus.documents import Document, Family, Section

_OUTER = (Family.PART, Family.CHAPTER, Family.DIVISION, Family.ARTICLE)


@dataclass(frozen=True, slots=True)
class Unit:
    """An article, or another part, of one version: `[start, end)` of its text. `marker` is empty before the first."""

    marker: str
    text: str
    start: int
    end: int
    is_heading: bool

    @property
    def body(self) -> str:
        """The words without the marker and the space after it."""
        return self.text.removeprefix(self.marker).lstrip("　 \t、.") if self.marker else self.text


def units_of(document: Document) -> list[Unit]:
    """Cut a document: a law into its articles and the headings above them, else into its sections."""
    sections = document.sections
    if any(section.family is Family.ARTICLE for section in sections):
        sections = tuple(section for section in sections if section.family in _OUTER)
    starts = sorted({section.start: section for section in sections}.items())
    cuts = [0, *(start for start, _ in starts), len(document.text)]
    by_start: dict[int, Section] = dict(starts)
    units = []
    for start, end in pairwise(cuts):
        text = document.text[start:end].strip("\n")
        if not text.strip():
            continue
        section = by_start.get(start)
        heading = section is not None and section.family is not Family.ARTICLE and "\n" not in text
        units.append(Unit(section.marker_raw if section else "", text, start, end, heading))
    return units
