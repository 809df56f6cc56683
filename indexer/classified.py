"""Files that carry a mark of secrecy (密级标志) are refused at the door.

The mark stands at the head of a document: 机密★1年, 绝密, 秘密★长期, alone on its line or beside the copy number
and the urgency. The words in running text (保守国家秘密, 机密文件管理办法) are no mark.
"""

import re
from collections.abc import Callable

from corpus.blocks import ParsedFile
from corpus.documents import Document
from parsing.errors import FailureReason, ParseError

HEAD_LINES = 20
"""Lines of a document that are its head: copy number, mark, urgency, the red title, 文号, and the title."""
_LEVEL = r"(?:绝密|机密|秘密)"
_STAR = "[★☆✩✭⭐]"
_SPAN = r"(?:长期|[0-9一二三四五六七八九十百]+(?:年|个月|月|日|天)|启用前|公布前|解密前)"
_URGENT = r"(?:特急|加急|特提|平急|急件)"
_NUMBER = r"(?:(?:份号|编号|No)?[.:：№]?[0-9]{1,8})"
# A star after the level is nothing but a mark, wherever it stands in the head.
_STARRED = re.compile(rf"(?<![\u4e00-\u9fff]){_LEVEL}{_STAR}")
_ALONE = re.compile(
    rf"{_NUMBER}?(?:密级[:：]?)?(?:{_URGENT})?【?\[?{_LEVEL}\]?】?{_SPAN}?(?:{_URGENT})?{_NUMBER}?"
)
_WIDE = str.maketrans("０１２３４５６７８９＊*", "0123456789★★")

Structure = Callable[[ParsedFile, str], tuple[Document, ...]]


def mark_of_secrecy(text: str) -> str | None:
    """Give the line at the head of a text that carries a mark of secrecy, None where there is none."""
    lines = [line for line in text.split("\n", 4 * HEAD_LINES) if line.strip()]
    for line in lines[:HEAD_LINES]:
        tight = "".join(line.split()).translate(_WIDE)
        if _STARRED.search(tight) or _ALONE.fullmatch(tight):
            return line.strip()
    return None


def refusing_marked(structure: Structure) -> Structure:
    """Give the same reader of structure that refuses marked documents, by ParseError with reason `classified`."""

    def structured(parsed: ParsedFile, name: str) -> tuple[Document, ...]:
        documents = structure(parsed, name)
        if any(mark_of_secrecy(document.text) is not None for document in documents):
            raise ParseError(FailureReason.CLASSIFIED)
        return documents

    return structured
