"""A draft as it is checked: one text with its paragraphs, whatever file it came in."""

import re
from dataclasses import dataclass

from corpus.blocks import Block, BlockKind, ParsedFile
from corpus.errors import ChuchuError

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_CHARACTERS = 500_000
"""Characters of a draft at most: some three hundred printed pages."""

UNREADABLE = "\ufffd"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_QUOTED_LINE = re.compile(r"[ \t\u3000]*>[ \t]*")


class DraftTooLong(ChuchuError):
    """A draft has more characters than are checked at once."""

    code = "draft_too_long"

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"稿件有 {length} 字，一次最多核对 {limit} 字。请按章节拆开，分几次核对。")


class DraftEmpty(ChuchuError):
    """A draft holds no text."""

    code = "draft_empty"

    def __init__(self) -> None:
        super().__init__("稿件里没有文字。请核对是否传错了文件，或把要核对的文字贴进来。")


class DraftNotAnnotated(ChuchuError):
    """A Word file that can be read but not written again."""

    code = "draft_not_annotated"

    def __init__(self) -> None:
        super().__init__("无法在这个 Word 文件里加批注。请用 Word 打开后另存为 .docx 再试，或只看核对结果。")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a draft, `text[start:end]`, without its line break.

    `quoted` says that the format itself sets it as a quotation (`>` of Markdown). `note` says that it is a
    footnote or endnote, `block` which block of the file it came from, None for plain text.
    """

    start: int
    end: int
    quoted: bool = False
    note: bool = False
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text and its paragraphs in order. Offsets are code points into `text`.

    `line_based` says that lines may break a paragraph anywhere (.txt, .pdf). `warnings` are sentences for the
    user.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    line_based: bool = True
    media_type: str = "text/plain"
    warnings: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it came as a .docx, in which comments can be written."""
        return self.media_type == WORD


def draft_of_text(text: str, limit: int = MOST_CHARACTERS) -> Draft:
    """Give the draft of a plain text; offsets into it are offsets into `text`.

    What no file can hold (NUL, lone surrogates) is one U+FFFD each. A line that begins with `>` is quoted.

    Raises:
        DraftEmpty, DraftTooLong: it cannot be checked.
    """
    _check(text, limit)
    clean = printable(text)
    found: list[Paragraph] = []
    for line in re.finditer(r"[^\r\n]+", clean):
        quoted = _QUOTED_LINE.match(clean, line.start(), line.end())
        found.append(Paragraph(quoted.end() if quoted else line.start(), line.end(), quoted is not None))
    return Draft(clean, tuple(p for p in found if p.start < p.end))


def draft_of_blocks(parsed: ParsedFile, limit: int = MOST_CHARACTERS) -> Draft:
    """Give the draft of a parsed file: its blocks, a line each.

    Raises:
        DraftEmpty, DraftTooLong: it cannot be checked.
    """
    paragraphs: list[Paragraph] = []
    place = 0
    for number, block in enumerate(parsed.blocks):
        end = place + len(block.text)
        paragraphs.append(Paragraph(place, end, _is_quoted(block), block.kind is BlockKind.NOTE, number))
        place = end + 1
    text = "\n".join(block.text for block in parsed.blocks)
    _check(text, limit)
    return Draft(printable(text), tuple(paragraphs), parsed.line_based, parsed.media_type, parsed.warnings)


def printable(text: str) -> str:
    """Put U+FFFD for each character that neither JSON in UTF-8 nor a Word file can hold."""
    return _UNPRINTABLE.sub(UNREADABLE, text)


def _is_quoted(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.quoted


def _check(text: str, limit: int) -> None:
    if len(text) > limit:
        raise DraftTooLong(len(text), limit)
    if not text.strip():
        raise DraftEmpty
