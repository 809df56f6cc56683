"""What a parser gives: the units of a file before their structure is known."""

from dataclasses import dataclass
from enum import StrEnum

CELL_SEPARATOR = "\t"
"""Between the cells of a table row in the text of its block."""


class BlockKind(StrEnum):
    """What the file's own format says a unit is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # by style or tag; a vote for the outline, not a verdict
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    NOTE = "note"  # footnote or endnote


class Alignment(StrEnum):
    """Where a line stands on its page, as far as the format tells."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or line of a file, as printed.

    `text` holds no line break and is not blank. Lines of a format without paragraphs (.txt, .pdf) are blocks
    each; joining them is the indexer's work. Cells of a table row are joined by tabs; the first row of a
    table is its header. `page` is the physical page from 1, `page_label` the printed one. `style_level` is the
    outline level that the format gives, from 1. `table` numbers the tables of a file from 1. `indent` says
    whether the line stands in from the margin as the first line of a paragraph does, None where that is unclear.
    `ocr_score` is how certain text recognition is of it, 0 to 1, None where the file itself holds the text.
    `quoted` says that the format sets a paragraph as a quotation (a style of Word, `>` of Markdown).
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    page_label: str | None = None
    style_level: int | None = None
    alignment: Alignment | None = None
    table: int | None = None
    indent: bool | None = None
    ocr_score: float | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled value of a file's own data table, e.g. `发文机关` and `国务院`, both as printed."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file read.

    `line_based` says that blocks are printed lines which may break a paragraph anywhere (.txt, .pdf) and not
    paragraphs of the format (.docx, .html, .md). `metadata` holds the data table of a web page and properties
    of the file, which are no part of the text. `pages` is None where the format has no pages. `warnings` are
    sentences for the user, e.g. a doubtful encoding. `unread` are the pages, from 1, that hold no text of their own
    and wait for text recognition. `holds_files` says that other files lie in it (an archive, a
    mail with attachments), which are read one by one.
    """

    blocks: tuple[Block, ...]
    media_type: str
    line_based: bool
    pages: int | None = None
    encoding: str | None = None
    title_hint: str | None = None
    metadata: tuple[Labelled, ...] = ()
    warnings: tuple[str, ...] = ()
    holds_files: bool = False
    unread: tuple[int, ...] = ()
