"""What the paragraph styles of a .docx say: outline level, alignment, numbering, each inherited."""

from dataclasses import dataclass

from lxml import etree

from corpus.blocks import Alignment
from parsing.docx_package import chain, children, number, value

BODY_LEVEL = 9  # an outline level of 9 is body text
LONGEST_CHAIN = 16
HEADING_NAMES = ("heading ", "标题 ")
TITLE_NAMES = ("title", "标题")
QUOTE_NAMES = ("quote", "intense quote", "block text", "引用", "明显引用", "引文")
ALIGNMENTS = {
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "center": Alignment.CENTER,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
}


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """What a paragraph or a style sets itself; None where it says nothing. `outline` counts from 0, 9 is body."""

    outline: int | None = None
    alignment: str | None = None
    number_id: str | None = None
    number_level: int | None = None
    indented: bool | None = None
    based_on: str | None = None
    name: str = ""

    def over(self, base: "ParagraphFormat") -> "ParagraphFormat":
        """This format with the gaps filled from another."""
        return ParagraphFormat(
            self.outline if self.outline is not None else base.outline,
            self.alignment or base.alignment,
            self.number_id if self.number_id is not None else base.number_id,
            self.number_level if self.number_level is not None else base.number_level,
            self.indented if self.indented is not None else base.indented,
            base.based_on,
            self.name or base.name,
        )


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats: dict[str, ParagraphFormat] = {}
        self._default = ""
        for style in children(root, "style"):
            identifier = value(style, "styleId")
            if identifier is None or value(style, "type") not in (None, "paragraph"):
                continue
            self._formats[identifier] = _style_format(style)
            if value(style, "default") in ("1", "true", "on"):
                self._default = identifier

    def of(self, paragraph: etree._Element) -> ParagraphFormat:
        """The format of a paragraph with all that it inherits."""
        properties = chain(paragraph, "pPr")
        result = _own_format(properties)
        style: str | None = value(chain(properties, "pStyle")) or self._default
        for _step in range(LONGEST_CHAIN):
            inherited = self._formats.get(style or "")
            if inherited is None:
                break
            result = result.over(inherited)
            style = inherited.based_on
        return result

    def style_of(self, paragraph: etree._Element) -> str:
        """The identifier of a paragraph's style."""
        return value(chain(paragraph, "pPr", "pStyle")) or self._default


def heading_level(form: ParagraphFormat) -> int | None:
    """The outline level from 1, None for body text."""
    return form.outline + 1 if form.outline is not None and form.outline < BODY_LEVEL else None


def _style_format(style: etree._Element) -> ParagraphFormat:
    form = _own_format(chain(style, "pPr"))
    name = (value(chain(style, "name")) or "").strip().lower()
    outline = form.outline
    if outline is None:
        for prefix in HEADING_NAMES:
            rest = name.removeprefix(prefix)
            if rest != name and rest.isdecimal() and 1 <= int(rest[:3]) <= BODY_LEVEL:
                outline = int(rest[:3]) - 1
    return ParagraphFormat(
        outline,
        form.alignment,
        form.number_id,
        form.number_level,
        form.indented,
        value(chain(style, "basedOn")),
        name if name in TITLE_NAMES + QUOTE_NAMES else "",
    )


def _own_format(properties: etree._Element | None) -> ParagraphFormat:
    numbering = chain(properties, "numPr")
    indent = chain(properties, "ind")
    first = [number(indent, name) for name in ("firstLineChars", "firstLine")]
    return ParagraphFormat(
        number(chain(properties, "outlineLvl")),
        value(chain(properties, "jc")),
        value(chain(numbering, "numId")),
        number(chain(numbering, "ilvl")),
        any((size or 0) > 0 for size in first) if any(size is not None for size in first) else None,
    )
