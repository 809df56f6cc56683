"""What stands below and between the body: signature, dates, attachment list, notes, imprint. Rule 8 and 11."""

import re
from collections.abc import Sequence

from corpus.blocks import Alignment, BlockKind
from corpus.documents import FurnitureKind
from indexer.line_kinds import LineKind, line_kind
from indexer.paragraphs import Paragraph

_ANYWHERE = {
    LineKind.PAGE_NUMBER: FurnitureKind.PAGE_FURNITURE,
    LineKind.CAPTION: FurnitureKind.CAPTION,
    LineKind.SOURCE: FurnitureKind.SOURCE,
    LineKind.DISPATCH: FurnitureKind.SOURCE,
    LineKind.BYLINE: FurnitureKind.BYLINE,
    LineKind.BYLINE_AND_SOURCE: FurnitureKind.BYLINE,
    LineKind.EDITOR: FurnitureKind.BYLINE,
    LineKind.NOTE: FurnitureKind.NOTE,
    LineKind.IMPRINT: FurnitureKind.IMPRINT,
}
_EDGE = 6  # lines at either end among which boilerplate is looked for
_SIGNATURES = 6
_SIGNATURE = re.compile(r"^[^。，；！？：:]{2,40}$")
_LISTED = re.compile(r"^\s*(?:\d{1,2}\s?[.．、]|[（(]\d{1,2}[）)])\s*\S.{0,80}$")


def read_surroundings(paragraphs: Sequence[Paragraph], body: int) -> dict[int, FurnitureKind]:
    """Say which paragraphs from `body` on are furniture, and why."""
    kinds = [line_kind(p.text) for p in paragraphs]
    furniture = {
        index: _ANYWHERE[kinds[index]]
        for index in range(body, len(paragraphs))
        if kinds[index] in _ANYWHERE and not paragraphs[index].is_table
    }
    for index in range(body, len(paragraphs)):
        if paragraphs[index].is_table:
            continue
        if paragraphs[index].kind is BlockKind.CAPTION:
            furniture[index] = FurnitureKind.CAPTION
        elif kinds[index] is LineKind.ATTACHMENT_LIST:
            furniture.update(_attachment_list(paragraphs, index))
        elif kinds[index] is LineKind.DATE:
            furniture.update(_signature(paragraphs, body, index))
    furniture.update(_edges(paragraphs, kinds, body))
    return furniture


def _attachment_list(paragraphs: Sequence[Paragraph], start: int) -> dict[int, FurnitureKind]:
    """Take 附件：1.… and the numbered lines below it."""
    found = {start: FurnitureKind.ATTACHMENT_LIST}
    for index in range(start + 1, min(start + 30, len(paragraphs))):
        text = paragraphs[index].text
        if not _LISTED.match(text) or "。" in text:
            break
        found[index] = FurnitureKind.ATTACHMENT_LIST
    return found


def _signature(paragraphs: Sequence[Paragraph], body: int, date: int) -> dict[int, FurnitureKind]:
    """Take a date line and the short lines above it that sign: organs, or an office and a name."""
    found = {date: FurnitureKind.DATE}
    for index in range(date - 1, max(body, date - 1 - _SIGNATURES) - 1, -1):
        paragraph = paragraphs[index]
        if not _signs(paragraph) or (index == body and date - index > 2):
            break
        found[index] = FurnitureKind.SIGNATURE
    return found


def _signs(paragraph: Paragraph) -> bool:
    if paragraph.is_table or paragraph.kind is BlockKind.HEADING or not _SIGNATURE.match(paragraph.text):
        return False
    if paragraph.alignment is Alignment.RIGHT:
        return True
    organ = re.search(
        r"(?:政府|办公[厅室]|委员会|[部厅局委院会署社行校所队组心区司]|办|党委|协会|中心|联合会)$",
        paragraph.text,
    )
    person = re.search(
        r"(?:总理|主席|省长|市长|部长|主任|局长|书记|县长|区长|院长)[\s　:：]*\S", paragraph.text
    )
    name = re.fullmatch(r"[\u4e00-\u9fff](?:[\s　]*[\u4e00-\u9fff]){1,3}", paragraph.text)
    return bool(organ or person or name)


def _edges(paragraphs: Sequence[Paragraph], kinds: list[LineKind], body: int) -> dict[int, FurnitureKind]:
    """Find boilerplate among the first and last lines: watermarks, buttons of a web page."""
    count = len(paragraphs)
    edges = [*range(body, min(body + _EDGE, count)), *range(max(body, count - _EDGE), count)]
    noise = (LineKind.WATERMARK, LineKind.BOILERPLATE)
    return {index: FurnitureKind.BOILERPLATE for index in edges if kinds[index] in noise}
