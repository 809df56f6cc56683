"""A citation: the exact place, the document's facts, the verbatim text, and a code that resolves for ever."""

from dataclasses import dataclass
from enum import StrEnum

NEWEST_HELD = "库中最新版本"
NOT_TOLD = "时效未注明"


@dataclass(frozen=True, slots=True)
class PathStep:
    """One section on the way to a passage; `marker_raw` stands only where it differs from `marker`."""

    marker: str
    title: str
    marker_raw: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage as it is shown. `text` equals `document.text[start:end]`, compared when it was read.

    `ocr` is the mean certainty, 0 to 1, where text recognition read it from a picture of the page, else None.
    `superseded_by` is the id of the document that stands in this one's place, where a search told of one.
    `newest_version`: rules of which nothing newer is known, and nothing that repeals them; more is not said by it.
    All three are told as of `validity_day` (`YYYY-MM-DD`), None where they were not looked up.
    """

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
    section_path: tuple[PathStep, ...]
    inline_markers: tuple[str, ...]
    paragraph: int
    page_first: int | None
    page_last: int | None
    passage_id: int
    start: int
    end: int
    text: str
    ocr: float | None = None
    superseded_by: str | None = None
    newest_version: bool = False
    validity_day: str | None = None

    @property
    def url(self) -> str:
        """The reader at this place, relative to the service's root."""
        return f"/c/{self.code}"

    @property
    def validity_words(self) -> str:
        """What is known of the document's validity, in words that say no more; every citation has some."""
        return self.validity or (NEWEST_HELD if self.newest_version else NOT_TOLD)

    @property
    def reference(self) -> str:
        """The place in words, e.g. `《…》，一、2.，第3段`."""
        path = "".join(step.marker or step.title for step in self.section_path)
        inline = "".join(self.inline_markers).rstrip("，,")
        parts = [f"《{self.title}》", path + inline, f"第{self.paragraph}段"]
        if self.page_first is not None:
            parts.append(_pages(self.page_first, self.page_last))
        return "，".join(part for part in parts if part)


def _pages(first: int, last: int | None) -> str:
    return f"第{first}页" if last in (None, first) else f"第{first}—{last}页"


class CodeState(StrEnum):
    """What stands at the place of a citation code now."""

    CURRENT = "current"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ResolvedCode:
    """A citation code resolved: `citation` is what stands there now, None when the place is gone."""

    code: str
    state: CodeState
    citation: Citation | None
