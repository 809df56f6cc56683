"""A document whose structure is known: facts, outline, passages and furniture over one canonical text.

All offsets are Unicode code points into `Document.text`, half open `[start, end)`.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; None where it does not say. Dates are `YYYY-MM-DD`.

    `doc_type` and `validity` are from the closed vocabularies in `corpus/data`. `doc_number` is canonical
    (国发〔2018〕42号). `meeting` is the session that passed the text, with its number. `author`, `column` (栏目)
    and `source` (the source line) are those of an article.
    """

    title: str | None = None
    doc_type: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    date_written: str | None = None
    date_published: str | None = None
    date_effective: str | None = None
    addressee: str | None = None
    validity: str | None = None
    region: str | None = None
    amended: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    meeting: str | None = None
    author: str | None = None
    column: str | None = None
    source: str | None = None

    @property
    def date(self) -> str | None:
        """The first known of written, published, effective."""
        return self.date_written or self.date_published or self.date_effective


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact was read.

    `fact` names a field of `Facts`; one with several values has a source for each, in their order. The place
    is `[start, end)` of the text, which holds the fact as printed, or the `label` of the file's own data (a web
    page's table or tags), or both None where it follows from another fact. `confidence` is in [0, 1]: how often
    a reading of this kind is right, by judgement and not by measurement.
    """

    fact: str
    start: int | None
    end: int | None
    label: str | None
    confidence: float


class Family(StrEnum):
    """The family of rules that a section's marker belongs to."""

    PART = "part"  # 第一编, 第一分编, 第一部分
    CHAPTER = "chapter"  # 第一章
    DIVISION = "division"  # 第一节
    ARTICLE = "article"  # 第一条
    ENUMERATED = "enumerated"  # 一、
    BRACKETED = "bracketed"  # （一）
    DIGIT = "digit"  # 1.
    BRACKETED_DIGIT = "bracketed_digit"  # （1）
    CIRCLED = "circled"  # ①
    ATTACHMENT = "attachment"  # 附件1
    UNNUMBERED = "unnumbered"  # a heading without a marker


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline. Sections nest and stand in document order; `parent` is an index into the same list.

    `marker` is canonical (`第十二条`, `（一）`, `1.`), empty for an unnumbered heading; `marker_raw` as printed.
    `title` is without marker, and for a run-in heading the sentence that serves as one (which belongs to a
    passage all the same). `level` is the depth in this document's tree, from 1. `[start, end)` holds the
    section whole, from the first character of its heading to the end of its last paragraph;
    `[start, heading_end)` is the heading line when it stands alone, and empty (`heading_end == start`) when
    the marker runs into a paragraph.
    """

    marker: str
    marker_raw: str
    title: str
    level: int
    family: Family
    parent: int | None
    start: int
    heading_end: int
    end: int


class FurnitureKind(StrEnum):
    """Why a stretch of text is kept and shown but not retrieved."""

    TITLE = "title"
    CONTENTS = "contents"
    SALUTATION = "salutation"
    ADDRESSEE = "addressee"
    BYLINE = "byline"
    CAPTION = "caption"
    SIGNATURE = "signature"
    DATE = "date"
    DOC_NUMBER = "doc_number"
    ATTACHMENT_LIST = "attachment_list"
    IMPRINT = "imprint"
    SOURCE = "source"
    NOTE = "note"
    BOILERPLATE = "boilerplate"
    PAGE_FURNITURE = "page_furniture"


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of text that is no heading and is not retrieved."""

    kind: FurnitureKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and retrieved, within one section.

    `section` is an index into `Document.sections`, None before the first heading. `paragraph` is the ordinal,
    from 1, of its first paragraph within its innermost section. `inline_markers` are the markers inside the
    paragraph that lead to it (一是, 第二，). Pages are physical, from 1, None where the file has none.
    `ocr` is the mean certainty, 0 to 1, of text recognition where it read the passage, else None.
    """

    start: int
    end: int
    section: int | None
    paragraph: int
    inline_markers: tuple[str, ...] = ()
    page_first: int | None = None
    page_last: int | None = None
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One work, before or after it is stored.

    Every character of `text` belongs to exactly one of: a section's `[start, heading_end)`, a passage, a piece
    of furniture, or a line break between these. `ordinal` counts the documents of one source file, from 0.
    `container` names the magazine issue a document is an article of. `fact_sources` tell where the facts were
    read, before any correction.
    """

    text: str
    facts: Facts
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    furniture: tuple[Furniture, ...]
    ordinal: int = 0
    container: str | None = None
    pages: int | None = None
    fact_sources: tuple[FactSource, ...] = ()

    def section_chain(self, section: int | None) -> tuple[Section, ...]:
        """The sections from the outermost down to the one at index `section`."""
        chain: list[Section] = []
        while section is not None:
            chain.append(self.sections[section])
            section = self.sections[section].parent
        return tuple(reversed(chain))
