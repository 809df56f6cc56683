"""PDF files that hold their text: pages to lines in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import Block, ParsedFile
from parsing.clean import clean
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.pdf_characters import PageText, read_page
from parsing.pdf_columns import in_reading_order
from parsing.pdf_furniture import PageFurniture
from parsing.pdf_layout import alignment_of, indent_of
from parsing.pdf_lines import Line, lines_of
from parsing.titles import property_title

MEDIA_TYPE = "application/pdf"
FEWEST_CHARACTERS = 20  # of a page that has its text
UNKNOWN_SHARE = 0.2  # of private or unknown characters: the fonts do not say what they print
NAMED_PAGES = 10  # that a warning lists
ENCRYPTED_ERRORS = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[Line]
    readable: bool
    scanned: bool


def parse_pdf(data: bytes, limits: Limits) -> ParsedFile:
    """One block a line, in reading order, without running heads and page numbers, with page and printed number.

    Raises ParseError: encrypted, damaged, too_many_pages, no_text.
    """
    document = _open(data)
    try:
        count = len(document)
        if count > limits.pages:
            raise ParseError(
                FailureReason.TOO_MANY_PAGES,
                f"文件有 {count} 页，超过上限 {limits.pages} 页，请拆分后再收录。",
            )
        pages = [_read(document, index) for index in range(count)]
        title = property_title(document.get_metadata_value("Title"))
    finally:
        document.close()
    if not any(page.lines for page in pages) or all(page.scanned for page in pages):
        raise ParseError(FailureReason.NO_TEXT)
    return ParsedFile(
        blocks=tuple(_blocks(pages)),
        media_type=MEDIA_TYPE,
        line_based=True,
        pages=count,
        title_hint=title,
        warnings=tuple(_warnings(pages)),
    )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = FailureReason.ENCRYPTED if error.err_code in ENCRYPTED_ERRORS else FailureReason.DAMAGED
        raise ParseError(reason) from error


def _read(document: pypdfium2.PdfDocument, index: int) -> _Page:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:  # one broken page costs no more than itself; it is named in a warning
        return _Page(index + 1, 0.0, 0.0, [], readable=False, scanned=False)
    try:
        text = read_page(page)
        readable = _is_readable(text)
        scanned = not readable and _has_picture(page)
        return _Page(index + 1, text.width, text.height, lines_of(text.characters), readable, scanned)
    except pypdfium2.PdfiumError:
        return _Page(index + 1, 0.0, 0.0, [], readable=False, scanned=False)
    finally:
        page.close()


def _is_readable(text: PageText) -> bool:
    characters = [character.text for character in text.characters]
    unknown = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c >= "\U000f0000" for c in characters)
    return len(characters) >= FEWEST_CHARACTERS and unknown <= UNKNOWN_SHARE * len(characters)


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def _blocks(pages: list[_Page]) -> Iterator[Block]:
    furniture = PageFurniture([(page.height, page.lines) for page in pages])
    for page in pages:
        label = furniture.page_label(page.lines, page.height)
        kept = [line for line in page.lines if not furniture.is_furniture(line, page.height)]
        for placed in in_reading_order(kept):
            if text := clean(placed.line.text):
                yield Block(
                    text,
                    page=page.number,
                    page_label=label,
                    alignment=alignment_of(placed),
                    indent=indent_of(placed),
                )


def _warnings(pages: list[_Page]) -> Iterator[str]:
    scanned = [str(page.number) for page in pages if page.scanned]
    if scanned:
        more = "等" if len(scanned) > NAMED_PAGES else ""
        listed = "、".join(scanned[:NAMED_PAGES])
        yield f"第 {listed} 页{more}共 {len(scanned)} 页没有可读的文字层，可能是扫描页，没有读出，请先做文字识别（OCR）。"
    broken = [str(page.number) for page in pages if page.height == 0.0]
    if broken:
        yield f"第 {'、'.join(broken[:NAMED_PAGES])} 页已损坏，没有读出。"
