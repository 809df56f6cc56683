"""PDF files that hold their text: pages to lines in reading order."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.page_blocks import PageLines, page_blocks
from parsing.pdf_characters import PageText, read_page
from parsing.pdf_lines import Line, lines_of
from parsing.titles import property_title

MEDIA_TYPE = "application/pdf"
FEWEST_CHARACTERS = 20  # of a page that has its text
UNKNOWN_SHARE = 0.2  # of private or unknown characters: the fonts do not say what they print
NAMED_PAGES = 10  # that a warning lists
DRAWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH)
PICTURE_SHARE = 0.3  # of the page that a picture of it covers at least
FEWEST_OUTLINES = 100  # paths of a page whose characters are drawn
MOST_OBJECTS = 2_000  # looked at
ENCRYPTED_ERRORS = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[Line]
    unread: bool = False


def parse_pdf(data: bytes, limits: Limits) -> ParsedFile:
    """One block a line, in reading order, without running heads and page numbers, with page and printed number.

    Raises ParseError: encrypted, damaged, too_many_pages, no_text.
    """
    document = open_pdf(data)
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
    unread = tuple(page.number for page in pages if page.unread)
    if not unread and not any(page.lines for page in pages):
        raise ParseError(FailureReason.NO_TEXT)
    return ParsedFile(
        blocks=tuple(page_blocks([PageLines(page.number, page.height, page.lines) for page in pages])),
        media_type=MEDIA_TYPE,
        line_based=True,
        pages=count,
        title_hint=title,
        warnings=tuple(_warnings(pages)),
        unread=unread,
    )


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """The file opened. Raises ParseError(encrypted, damaged)."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = FailureReason.ENCRYPTED if error.err_code in ENCRYPTED_ERRORS else FailureReason.DAMAGED
        raise ParseError(reason) from error


def _read(document: pypdfium2.PdfDocument, index: int) -> _Page:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:  # one broken page costs no more than itself; it is named in a warning
        return _Page(index + 1, 0.0, 0.0, [])
    try:
        text = read_page(page)
        unread = _is_unread(text, page)
        return _Page(index + 1, text.width, text.height, lines_of(text.characters), unread)
    except pypdfium2.PdfiumError:
        return _Page(index + 1, 0.0, 0.0, [])
    finally:
        page.close()


def _is_unread(text: PageText, page: pypdfium2.PdfPage) -> bool:
    """Whether the text of a page must be recognised: its fonts do not say what they print, or it is a picture."""
    characters = [character.text for character in text.characters]
    unknown = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c >= "\U000f0000" for c in characters)
    if unknown > UNKNOWN_SHARE * len(characters):
        return True
    return len(characters) < FEWEST_CHARACTERS and _is_picture(page, blank=not characters)


def _is_picture(page: pypdfium2.PdfPage, *, blank: bool) -> bool:
    """Whether a page with hardly a character shows more: a picture that fills it, or characters drawn as outlines.

    A seal beside a signature is no scan; on a page without any character every picture counts.
    """
    width, height = page.get_size()
    drawn = 0
    for item in itertools.islice(page.get_objects(filter=DRAWN, max_depth=3), MOST_OBJECTS):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if blank or (right - left) * (top - bottom) > PICTURE_SHARE * width * height:
                return True
        drawn += item.type == pdfium.FPDF_PAGEOBJ_PATH
    return drawn >= FEWEST_OUTLINES


def _warnings(pages: list[_Page]) -> Iterator[str]:
    broken = [str(page.number) for page in pages if page.height == 0.0]
    if broken:
        yield f"第 {'、'.join(broken[:NAMED_PAGES])} 页已损坏，没有读出。"
