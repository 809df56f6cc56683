"""Web pages that a reader service saved as Markdown: a head of labels, then the whole page, menus included."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from corpus.blocks import Block, BlockKind, Labelled
from parsing.boilerplate import ends_page, is_litter
from parsing.titles import page_title

HEAD = re.compile(
    r"Title:[ ]*(?P<title>.*)\n+(?P<fields>(?:[A-Z][A-Za-z ]+:[ ]?.*\n+)*?)Markdown Content:[ ]*\n"
)
FIELD = re.compile(r"(URL Source|Published Time):[ ]*(\S.*)")
BUTTON = re.compile(r"\[[^\[\]\n]*\]\(javascript:[^\n()]*(?:\([^\n()]*\))?[^\n()]*\)")
FILE_NAME = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar|jpe?g|png)\b", re.I)


@dataclass(frozen=True, slots=True)
class WebDump:
    """What the head of such a file says."""

    title: str
    metadata: tuple[Labelled, ...]

    @staticmethod
    def is_navigation(token: Token) -> bool:
        """Whether a line is nothing but links (menus), save links to attachments."""
        depth, bare, linked = 0, "", ""
        for child in token.children or []:
            if child.type in ("link_open", "link_close"):
                depth += child.nesting
            elif child.type != "image" and depth:
                linked += child.content
            elif child.type != "image":
                bare += child.content
        return not re.search(r"\w", bare) and FILE_NAME.search(linked) is None

    def body(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks from the page's own title (where it is among them) to its foot, without share bars."""
        headed = (i for i, block in enumerate(blocks) if self._is_title(block))
        start = next(headed, 0)
        feet = (i for i, block in enumerate(blocks) if i > start and ends_page(block.text))
        return [block for block in blocks[start : next(feet, len(blocks))] if not is_litter(block.text)]

    def _is_title(self, block: Block) -> bool:
        return block.kind is BlockKind.HEADING and block.text == self.title


def read_dump(source: str) -> tuple[WebDump | None, str]:
    """The head of a saved page and the source behind it; None and the source as it is for other files."""
    found = HEAD.match(source.lstrip("\n"))
    if found is None:
        return None, source
    fields = (FIELD.fullmatch(line.strip()) for line in found.group("fields").split("\n"))
    metadata = tuple(Labelled(field.group(1), field.group(2)) for field in fields if field)
    body = BUTTON.sub("", source.lstrip("\n")[found.end() :])
    return WebDump(page_title(found.group("title")), metadata), body
