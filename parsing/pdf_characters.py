"""The characters of a PDF page with the boxes they stand in."""

import ctypes
import math
import unicodedata
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

HYPHEN = 0x02  # how PDFium gives a hyphen at the end of a line
SPACES = frozenset((0x20, 0x09, 0xA0, 0x2002, 0x2003, 0x3000))
UNPRINTED = frozenset((*SPACES, 0xAD, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF))
SURROGATES = range(0xD800, 0xE000)
SAMPLE_STEP = 8  # every how many characters the direction of writing is looked at first
UPRIGHT = 0.35  # radians by which a line of text may lean
QUARTER = math.pi / 2
# Fonts in PDF files often map a character to the radical that looks the same. A reader sees no difference, but
# nobody would find the word again; so this one repair is made here.
RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)


@dataclass(frozen=True, slots=True)
class Character:
    """One visible character; coordinates in points, upwards and to the right.

    `order` is its place in the file; `spaced` says that a space stands before it there.
    """

    left: float
    bottom: float
    right: float
    top: float
    text: str
    order: int
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of one page, its width and height in the direction of reading, in points."""

    width: float
    height: float
    characters: list[Character]


def read_page(page: pypdfium2.PdfPage) -> PageText:
    """The characters that stand upright, whatever way the page is turned; slanted watermarks are left out.

    Boxes are the loose ones of PDFium (the line's full height): by tight ones ， and 。 would stand on a row of
    their own.
    """
    width, height = page.get_width(), page.get_height()
    text_page = page.get_textpage()
    try:
        raw, count = text_page.raw, text_page.count_chars()
        turn = _main_turn(raw, count)
        kept = _upright(raw, count, turn) if turn is not None else None
        characters = _characters(raw, count, kept)
    finally:
        text_page.close()
    turns = _turns_to_read(turn or 0.0)
    if turns == 0:
        return PageText(width, height, characters)
    return _turned(PageText(width, height, characters), turns, page)


def _characters(raw: pdfium.FPDF_TEXTPAGE, count: int, kept: list[bool] | None) -> list[Character]:
    found: list[Character] = []
    rectangle = pdfium.FS_RECTF()
    pointer = ctypes.byref(rectangle)
    unicode_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    generated = pdfium.FPDFText_IsGenerated
    high = 0
    spaced = False
    for index in range(count):
        code = unicode_of(raw, index)
        if code in SURROGATES:
            code, high = _joined(high, code)
        if code == HYPHEN:
            code = 0x2D
        if code in SPACES and not generated(raw, index):  # PDFium invents spaces where Word only spreads
            spaced = True
        if code <= 0x20 or code in UNPRINTED or (kept is not None and not kept[index]):
            continue
        if box_of(raw, index, pointer):
            r = rectangle
            found.append(Character(r.left, r.bottom, r.right, r.top, chr(code), index, spaced))
            spaced = False
    return found


def _joined(high: int, code: int) -> tuple[int, int]:
    """A surrogate as (the character it completes or 0, the high half to keep)."""
    if code < 0xDC00:
        return 0, code
    return (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0), 0


def repaired(text: str) -> str:
    """The text with radicals that stand for characters replaced by them."""
    text = text.translate(RADICALS)
    if any("\u2f00" <= character <= "\u2fd5" for character in text):
        text = "".join(_unified(character) for character in text)
    return text


def _unified(character: str) -> str:
    return unicodedata.normalize("NFKC", character) if "\u2f00" <= character <= "\u2fd5" else character


def _main_turn(raw: pdfium.FPDF_TEXTPAGE, count: int) -> float | None:
    """The angle most of the text is written at, radians; None when all of a sample stands upright."""
    angles = [pdfium.FPDFText_GetCharAngle(raw, index) for index in range(0, count, SAMPLE_STEP)]
    if not angles or all(_apart(angle, 0.0) < 0.01 for angle in angles):
        return None
    quarters = [
        round(angle / QUARTER) % 4
        for angle in angles
        if _apart(angle, QUARTER * round(angle / QUARTER)) < UPRIGHT
    ]
    return QUARTER * max(set(quarters), key=quarters.count) if quarters else 0.0


def _upright(raw: pdfium.FPDF_TEXTPAGE, count: int, turn: float) -> list[bool]:
    return [_apart(pdfium.FPDFText_GetCharAngle(raw, index), turn) < UPRIGHT for index in range(count)]


def _apart(angle: float, other: float) -> float:
    return abs((angle - other + math.pi) % (2 * math.pi) - math.pi)


def _turns_to_read(angle: float) -> int:
    """Quarter turns (anticlockwise) that the text stands away from upright in the page's own coordinates."""
    return -round(angle / QUARTER) % 4 if angle else 0  # PDFium counts clockwise


def _turned(text: PageText, turns: int, page: pypdfium2.PdfPage) -> PageText:
    """The page turned so that its text is upright, in the coordinates of its own box."""
    left, bottom, right, top = page.get_mediabox()
    width, height = right - left, top - bottom

    def turn(c: Character) -> Character:
        x0, y0, x1, y1 = c.left - left, c.bottom - bottom, c.right - left, c.top - bottom
        if turns == 1:
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
        elif turns == 2:
            x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
        else:
            x0, y0, x1, y1 = height - y1, x0, height - y0, x1
        return Character(x0, y0, x1, y1, c.text, c.order, c.spaced)

    sides = (height, width) if turns % 2 else (width, height)
    return PageText(*sides, [turn(character) for character in text.characters])
