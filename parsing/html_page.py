"""Web pages: the text of the article, its data table, its title."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.blocks import Block, ParsedFile
from parsing.boilerplate import is_litter
from parsing.clean import collapse
from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.html_content import drop_unseen, main_content
from parsing.html_flow import Flow
from parsing.html_metadata import meta_values, take_data_tables
from parsing.limits import MEBIBYTE, Limits
from parsing.titles import page_title

MEDIA_TYPE = "text/html"
DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
RAW_TEXT = ("script", "style")
# Elements that hold nothing, or that the next of their kind closes: they cannot pile up.
FLAT_TAG_NAMES = """
area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead
tfoot colgroup option
"""
FLAT_TAGS = frozenset(FLAT_TAG_NAMES.split())
SHORTEST_REPEAT = 4  # blocks


def parse_html(data: bytes, limits: Limits) -> ParsedFile:
    """Paragraphs, headings and table rows of the page's article; menus, scripts and hidden parts are dropped.

    Raises ParseError(too_large, hostile, unsupported).
    """
    if len(data) > limits.html_bytes:
        most = limits.html_bytes // MEBIBYTE
        raise ParseError(FailureReason.TOO_LARGE, f"网页超过上限 {most} MB，请只保留正文后再收录。")
    declared = DECLARED.search(data[:4096])
    decoded = decode(data, declared.group(1).decode("ascii") if declared else None)
    _check_depth(decoded.text, limits.depth)
    tree = LexborHTMLParser(decoded.text)
    body = tree.body
    properties = meta_values(tree)
    title = next((pair.value for pair in properties if pair.label == "ArticleTitle"), None) or _title(tree)
    table = () if body is None else take_data_tables(body)
    return ParsedFile(
        blocks=() if body is None else _article(body),
        media_type=MEDIA_TYPE,
        line_based=False,
        encoding=decoded.encoding,
        title_hint=page_title(title) or None if title else None,
        metadata=(*table, *properties),
        warnings=(decoded.warning,) if decoded.warning else (),
    )


def _article(body: LexborNode) -> tuple[Block, ...]:
    drop_unseen(body)
    blocks = [block for block in Flow().blocks(main_content(body)) if not is_litter(block.text)]
    return tuple(_once(blocks))


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return collapse(node.text()) if node is not None else None


def _once(blocks: list[Block]) -> list[Block]:
    """The blocks without a second copy of the whole, as pages hold one for telephones."""
    half = len(blocks) // 2
    texts = [block.text for block in blocks]
    if half >= SHORTEST_REPEAT and len(blocks) % 2 == 0 and texts[:half] == texts[half:]:
        return blocks[:half]
    return blocks


def _check_depth(source: str, most: int) -> None:
    """Refuse nesting whose parse time would grow with the square of the depth."""
    depth = position = 0
    while (tag := TAG.search(source, position)) is not None:
        position = tag.end()
        closing, name = tag.group(1), tag.group(2).lower()
        if name in FLAT_TAGS:
            continue
        if closing:
            depth = max(0, depth - 1)
            continue
        if name in RAW_TEXT:
            end = source.find(f"</{name}", position)
            position = len(source) if end < 0 else end + len(name) + 2
            continue
        depth += 1
        if depth > most:
            raise ParseError(
                FailureReason.HOSTILE, f"网页嵌套超过 {most} 层，结构异常，没有读取，请核对来源。"
            )
