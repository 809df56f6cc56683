"""An outline as a drafter has it: headings by style, by Markdown, or numbered 一、（一）1.（1）."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, BlockKind, ParsedFile
from corpus.documents import Family
from corpus.errors import ChuchuError
from corpus.markers import Marker, read_marker

MOST = 300
"""Headings of one outline; each is a search."""
LONGEST = 80
"""Characters of a numbered line that is a heading; longer ones are text."""
HINT = 100
"""Characters of the text under a heading that are searched for with it."""
_ORDER = (
    Family.PART, Family.CHAPTER, Family.DIVISION, Family.ENUMERATED, Family.BRACKETED, Family.DIGIT,
    Family.BRACKETED_DIGIT, Family.CIRCLED,
)  # fmt: skip


class OutlineEmpty(ChuchuError):
    """No heading was found."""

    code = "outline_empty"

    def __init__(self) -> None:
        super().__init__(
            "没有在提纲里找到标题。请用“一、”“（一）”“1.”编号，或使用 Word 的标题样式、Markdown 的 # 号。"
        )


class OutlineTooLong(ChuchuError):
    """More headings than one dossier takes."""

    code = "outline_too_long"

    def __init__(self, count: int, limit: int) -> None:
        self.count, self.limit = count, limit
        super().__init__(f"提纲有 {count} 个标题，一次最多 {limit} 个。请拆成几份再提交。")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` counts from 1, `parent` is an index into the same list; `hint` is the text under it."""

    level: int
    marker: str
    title: str
    parent: int | None = None
    hint: str = ""

    @property
    def line(self) -> str:
        """The heading as it stands in a document."""
        space = " " if self.marker[-1:] in (".", "章", "节", "编") else ""
        return f"{self.marker}{space}{self.title}"


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline; `title` is None where it has none."""

    title: str | None
    headings: tuple[Heading, ...]


def outline_of_text(text: str, most: int = MOST) -> Outline:
    """Read an outline from text, with `#` headings or numbers. Raises OutlineEmpty, OutlineTooLong."""
    return read_outline(ParsedFile(tuple(_lines(text)), "text/plain", line_based=True), most)


def read_outline(file: ParsedFile, most: int = MOST) -> Outline:
    """Read an outline. Without style or number each of a few short lines is a heading.

    Raises:
        OutlineEmpty: there is no heading.
        OutlineTooLong: there are more than `most`.
    """
    blocks = [block for block in file.blocks if block.kind is not BlockKind.TABLE_ROW and block.text.strip()]
    title, found = _headings(blocks)
    if not found and 0 < len(blocks) <= most and all(len(block.text) <= LONGEST for block in blocks):
        found = [Heading(1, "", block.text.strip()) for block in blocks]
        title = None
    if not found:
        raise OutlineEmpty
    if len(found) > most:
        raise OutlineTooLong(len(found), most)
    return Outline(title, tuple(_nested(found)))


def _lines(text: str) -> list[Block]:
    blocks = []
    for line in text.splitlines():
        plain = line.strip()
        depth = len(plain) - len(plain.lstrip("#"))
        if 0 < depth <= 6 and plain[depth:].strip():
            blocks.append(Block(plain[depth:].strip(), BlockKind.HEADING, style_level=depth))
        elif plain:
            blocks.append(Block(plain))
    return blocks


def _headings(blocks: Sequence[Block]) -> tuple[str | None, list[Heading]]:
    families = _families(blocks)
    found: list[Heading] = []
    title: str | None = None
    styled = 0
    for block in blocks:
        text = block.text.strip()
        marker = read_marker(text)
        if block.style_level is not None:
            styled = block.style_level
            found.append(_made(styled, marker, text))
        elif marker and marker.family in families and _is_heading(text):
            found.append(_made(styled + families.index(marker.family) + 1, marker, text))
        elif found:
            found[-1] = replace(found[-1], hint=f"{found[-1].hint} {text}".strip()[:HINT])
        elif title is None and len(text) <= LONGEST:
            title = text
    first = found[0] if found else None
    if title is None and first and not first.marker and all(h.level > first.level for h in found[1:]):
        return first.title, found[1:]
    return title, found


def _families(blocks: Sequence[Block]) -> list[Family]:
    """Give the families of the numbers that stand in the outline, from the outermost."""
    markers = [read_marker(block.text.strip()) for block in blocks if block.style_level is None]
    present = {marker.family for marker in markers if marker}
    return [family for family in _ORDER if family in present]


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST and not text.endswith(("。", "；", "！", "？"))


def _made(level: int, marker: Marker | None, text: str) -> Heading:
    if marker is None or marker.family not in _ORDER:
        return Heading(level, "", text)
    return Heading(level, marker.canonical, text[marker.length :].strip() or text)


def _nested(found: Sequence[Heading]) -> list[Heading]:
    """Give the headings with levels that rise by one at most, and their parents."""
    stack: list[tuple[int, int]] = []  # level as found, index
    nested: list[Heading] = []
    for index, heading in enumerate(found):
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        nested.append(replace(heading, level=len(stack) + 1, parent=stack[-1][1] if stack else None))
        stack.append((heading.level, index))
    return nested
