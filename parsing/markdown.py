"""Markdown: the tokens of markdown-it to blocks, with numbers as printed and marks removed.

Source lines of one Markdown paragraph are blocks each, because Chinese texts write one paragraph a line; only
where the lines are visibly a text wrapped at a margin are they joined again.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import CELL_SEPARATOR, Block, BlockKind, Labelled, ParsedFile
from parsing.clean import clean, collapse
from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.html_fragment import fragment_lines
from parsing.limits import MEBIBYTE, Limits
from parsing.markdown_dump import WebDump, read_dump
from parsing.markdown_masks import shield, unshield

MEDIA_TYPE = "text/markdown"
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.S)
FRONT_FIELD = re.compile(r"([^\s:：#\-][^:：\n]{0,40})\s*[:：]\s+(\S.*)")
WRAP_WIDTH = 40  # columns a line has at least when a text was wrapped
WRAP_SLACK = 14  # columns by which the lines of a wrapped text differ
SENTENCE_ENDS = "。！？；：.!?;:”」』）)"


def parse_markdown(data: bytes, limits: Limits) -> ParsedFile:
    """Headings with their level, paragraphs, list items, quotes, rows of tables; comments are dropped."""
    if len(data) > limits.html_bytes:
        most = limits.html_bytes // MEBIBYTE
        raise ParseError(FailureReason.TOO_LARGE, f"Markdown 文件超过上限 {most} MB，请拆分后再收录。")
    decoded = decode(data)
    source = clean_source(decoded.text)
    front, source = _front_matter(source)
    dump, source = read_dump(source)
    blocks = list(_Walker(dump).blocks(source, limits))
    headings = [block.text for block in blocks if block.kind is BlockKind.HEADING and block.style_level == 1]
    named = [pair.value for pair in front if pair.label.lower() in ("title", "标题")]
    dumped = [dump.title] if dump else []
    return ParsedFile(
        blocks=tuple(dump.body(blocks) if dump else blocks),
        media_type=MEDIA_TYPE,
        line_based=False,
        encoding=decoded.encoding,
        title_hint=next(iter([*named, *dumped, *headings]), None),
        metadata=(*front, *(dump.metadata if dump else ())),
        warnings=(decoded.warning,) if decoded.warning else (),
    )


def clean_source(text: str) -> str:
    """The source with one kind of line break and without invisible characters."""
    lines = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return "\n".join(_clean_line(line) for line in lines)


def _clean_line(line: str) -> str:
    margin = (
        line[: len(line) - len(line.lstrip(" \t\u3000\ufeff"))].replace("\u3000", "").replace("\ufeff", "")
    )
    return margin + clean(line)


def _front_matter(source: str) -> tuple[tuple[Labelled, ...], str]:
    found = FRONT_MATTER.match(source)
    if found is None:
        return (), source
    fields = [FRONT_FIELD.fullmatch(line.rstrip()) for line in found.group(1).split("\n")]
    pairs = [Labelled(field.group(1), field.group(2).strip("\"'")) for field in fields if field]
    return (tuple(pairs), source[found.end() :]) if pairs else ((), source)


class _Walker:
    """One pass over the tokens of a source."""

    def __init__(self, dump: WebDump | None) -> None:
        self._dump = dump
        self._tables = 0
        self._cells: list[str] = []  # of the row
        self._quotes = 0  # how many block quotations are open
        self._number = ""  # of the list item whose first paragraph comes next

    def blocks(self, source: str, limits: Limits) -> Iterator[Block]:
        """The blocks of the source in order."""
        reader = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
        # An indented line is a Chinese paragraph, not code; `[附件]：…` is text, not a link's address.
        reader.disable(["code", "reference"])
        tokens = reader.parse(shield(source))
        if max((token.level for token in tokens), default=0) > limits.depth:
            raise ParseError(FailureReason.HOSTILE)
        for position, token in enumerate(tokens):
            if token.type == "inline":
                yield from self._inline(token, tokens[position - 1])
            elif token.type == "fence":
                yield from _paragraphs(token.content.split("\n"))
            elif token.type == "html_block":
                yield from _paragraphs(fragment_lines(token.content))
            else:
                yield from self._frame(token)

    def _frame(self, token: Token) -> Iterator[Block]:
        """What opens and closes items and tables."""
        if token.type == "list_item_open":
            self._number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            self._tables += 1
        elif token.type in ("blockquote_open", "blockquote_close"):
            self._quotes += token.nesting
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close" and any(self._cells):
            yield Block(CELL_SEPARATOR.join(self._cells), BlockKind.TABLE_ROW, table=self._tables)

    def _inline(self, token: Token, parent: Token) -> Iterator[Block]:
        if parent.type in ("td_open", "th_open"):
            self._cells.append(_printed(" ".join(_lines(token))))
            return
        number, self._number = self._number, ""
        if self._dump is not None and WebDump.is_navigation(token):
            return
        lines = [line for line in map(_printed, _lines(token)) if line]
        if parent.type == "heading_open" and lines:
            yield Block(number + " ".join(lines), BlockKind.HEADING, style_level=int(parent.tag[1:]))
            return
        for line in _unwrapped(lines):
            yield Block(number + line, quoted=self._quotes > 0)
            number = ""


def _paragraphs(lines: Sequence[str]) -> Iterator[Block]:
    return (Block(text) for line in lines if (text := _printed(line)))


def _printed(text: str) -> str:
    return collapse(unshield(text))


def _lines(inline: Token) -> list[str]:
    """The visible text of an inline token, a string a source line."""
    lines = [""]
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type == "html_inline":
            if re.match(r"<br\b", child.content, re.I):
                lines.append("")
        elif child.type != "image":
            lines[-1] += child.content
    return lines


def _unwrapped(lines: list[str]) -> list[str]:
    """The paragraphs behind the lines: each its own, or all one where the text was wrapped at a margin."""
    widths = [sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines]
    wrapped = (
        len(lines) > 1
        and min(widths[:-1]) >= max(WRAP_WIDTH, max(widths) - WRAP_SLACK)
        and any(line[-1] not in SENTENCE_ENDS for line in lines[:-1])
    )
    if not wrapped:
        return lines
    joined = lines[0]
    for line in lines[1:]:
        joined += (" " if joined[-1].isascii() and line[0].isascii() else "") + line
    return [joined]
