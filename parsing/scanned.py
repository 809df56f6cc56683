"""A file whose pages were recognised: blocks from boxes, put among the blocks of the pages that have text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.blocks import Block, ParsedFile
from parsing.clean import clean
from parsing.errors import FailureReason, ParseError
from parsing.pdf_columns import by_geometry
from parsing.pdf_furniture import PageFurniture
from parsing.pdf_layout import alignment_of, indent_of
from parsing.pdf_lines import Line
from parsing.recognised import RecognisedPage

LOW_SCORE = 0.85  # mean of a page of which a reader must compare the original
NAMED_PAGES = 10  # that a warning lists
OFF_SENTENCE = "文件中没有可读的文字层，是扫描件或图片，而文字识别（OCR）没有开启。请开启文字识别，或另存为带文字的文件后再收录。"
CAUSES = {
    FailureReason.TIMEOUT: "超过限定时间",
    FailureReason.MEMORY: "内存超过上限",
    FailureReason.CRASHED: "识别程序意外中止",
    FailureReason.DAMAGED: "页面已损坏",
    FailureReason.TOO_LARGE: "页面太大",
}


def with_recognised(parsed: ParsedFile, pages: Sequence[RecognisedPage]) -> ParsedFile:
    """The file with the text of recognised pages in its place; pages that were given up are named in a warning.

    Raises ParseError: no_text where nothing was read; where every page was given up, for the reason of the first.
    """
    read = {page.number for page in pages if page.failure is None}
    blocks = [block for block in parsed.blocks if block.page not in read]
    blocks += scanned_blocks([page for page in pages if page.failure is None])
    if not blocks:
        failures = [page.failure for page in pages if page.failure is not None]
        raise ParseError(failures[0] if failures and not read else FailureReason.NO_TEXT)
    return replace(
        parsed,
        blocks=tuple(sorted(blocks, key=lambda block: block.page or 0)),
        unread=(),
        warnings=(*parsed.warnings, *_warnings(pages)),
    )


def without_recognition(parsed: ParsedFile) -> ParsedFile:
    """The file as it is, its unread pages named in a warning too.

    Raises ParseError(no_text) where it has no others.
    """
    if not parsed.unread:
        return parsed
    if not any(block.page not in parsed.unread for block in parsed.blocks):
        raise ParseError(FailureReason.NO_TEXT, OFF_SENTENCE)
    said = f"{_named(parsed.unread)}没有可读的文字层，可能是扫描页，没有读出；文字识别（OCR）没有开启，开启后可以读出。"
    return replace(parsed, warnings=(*parsed.warnings, said))


def scanned_blocks(pages: Sequence[RecognisedPage]) -> Iterator[Block]:
    """One block a line, in reading order, without running heads and page numbers."""
    lines = {page.number: _lines(page) for page in pages}
    furniture = PageFurniture([(page.height, lines[page.number]) for page in pages])
    for page in sorted(pages, key=lambda page: page.number):
        label = furniture.page_label(lines[page.number], page.height)
        kept = [line for line in lines[page.number] if not furniture.is_furniture(line, page.height)]
        for placed in by_geometry(kept):
            if text := clean(placed.line.text):
                yield Block(
                    text,
                    page=page.number,
                    page_label=label,
                    alignment=alignment_of(placed),
                    indent=indent_of(placed),
                    ocr_score=placed.line.score,
                )


def _lines(page: RecognisedPage) -> list[Line]:
    return [
        Line(line.left, line.bottom, line.right, line.top, line.text, order, line.size, line.score)
        for order, line in enumerate(page.lines)
    ]


def _warnings(pages: Sequence[RecognisedPage]) -> Iterator[str]:
    for cause in dict.fromkeys(page.failure for page in pages if page.failure is not None):
        named = _named([page.number for page in pages if page.failure is cause])
        yield f"{named}没有识别出来：{CAUSES.get(cause, '无法识别')}。请对照原件，或另存后再收录。"
    low = [page.number for page in pages if page.score is not None and page.score < LOW_SCORE]
    if low:
        yield f"{_named(low)}的文字是识别所得，可信度较低，引用前请对照原件。"


def _named(numbers: Sequence[int]) -> str:
    listed = "、".join(map(str, numbers[:NAMED_PAGES]))
    if len(numbers) == 1:
        return f"第 {listed} 页"
    return f"第 {listed} 页{'等' if len(numbers) > NAMED_PAGES else ''}共 {len(numbers)} 页"
