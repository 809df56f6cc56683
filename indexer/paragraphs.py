"""The paragraphs that structure is read from: blocks of a file, broken lines joined."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.blocks import Alignment, Block, BlockKind
from parsing.recognised import mean_score


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the canonical text.

    `text` has no line break and no white space at its ends, except the tabs of empty cells in a table row.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page_first: int | None = None
    page_last: int | None = None
    style_level: int | None = None
    alignment: Alignment | None = None
    table: int | None = None
    ocr_score: float | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a row of a table, which no rule for prose applies to."""
        return self.kind is BlockKind.TABLE_ROW

    def joined(self, other: "Paragraph") -> "Paragraph":
        """Return this paragraph with a line that continues it; Latin words keep a space between them."""
        gap = " " if _is_latin(self.text[-1:]) and _is_latin(other.text[:1]) else ""
        last = other.page_last if other.page_last is not None else self.page_last
        score = mean_score([(part.ocr_score, len(part.text)) for part in (self, other)])
        return replace(self, text=self.text + gap + other.text, page_last=last, ocr_score=score)


def paragraphs_of(blocks: Iterable[Block]) -> list[Paragraph]:
    """Return the blocks as paragraphs; one that holds line breaks against its contract becomes several."""
    return [
        Paragraph(
            line.strip(" \u3000") if block.kind is BlockKind.TABLE_ROW else line.strip(),
            block.kind,
            block.page,
            block.page,
            block.style_level,
            block.alignment,
            block.table,
            block.ocr_score,
        )
        for block in blocks
        for line in block.text.replace("\r", "\n").split("\n")
        if line.strip()
    ]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
