"""What the guarded child runs for pages without a text layer: images of them to lines of text in boxes."""

import math

import numpy as np

from parsing.clean import collapse
from parsing.limits import Limits
from parsing.ocr_engine import Quads, TextRecogniser
from parsing.ocr_text import repaired_text
from parsing.orientation import heights, lean_of, upright, widths
from parsing.page_images import PageImage, page_image
from parsing.recognised import RecognisedLine, RecognisedPage

LEAST_SCORE = 0.5  # what is less certain than this is a stamp, a picture or a stain
LENGTHENED = 0.3  # of its height by which a box is read further at both ends
LEAST_SIZE = 0.6  # of its box's height that the characters of a line have
HALF = range(0x20, 0x2000)  # characters half as wide as Chinese ones


def recognise_bytes(data: bytes, pages: tuple[int, ...], limits: Limits) -> tuple[RecognisedPage, ...]:
    """The pages of those numbers, from 1, of a PDF or image file.

    Raises ParseError(damaged, too_large, encrypted).
    """
    recogniser = TextRecogniser(limits.recognition_threads)
    return tuple(_recognised(recogniser, number, page_image(data, number, limits)) for number in pages)


def _recognised(recogniser: TextRecogniser, number: int, page: PageImage) -> RecognisedPage:
    image, quads, turns = upright(recogniser, page.pixels)
    lean = lean_of(quads)
    longer = _lengthened(quads, image.shape[1], image.shape[0])
    read = recogniser.read(recogniser.crops(image, longer))
    height, width = image.shape[0] * page.scale, image.shape[1] * page.scale
    level = _level(quads, lean, image.shape[1] / 2, image.shape[0] / 2)
    lines = []
    for (left, right, middle, high), (raw, score) in zip(level, read, strict=True):
        text = repaired_text(collapse(raw))
        if not text or score < LEAST_SCORE:
            continue
        scale = page.scale
        size = _size((right - left) * scale, high * scale, text)
        bottom, top = height - (middle + high / 2) * scale, height - (middle - high / 2) * scale
        lines.append(RecognisedLine(left * scale, bottom, right * scale, top, text, size, score))
    return RecognisedPage(number, width, height, tuple(lines), turns, math.degrees(lean))


def _lengthened(quads: Quads, width: int, height: int) -> Quads:
    """The boxes made longer at both ends: the detector cuts off faint characters there, more often than it errs."""
    if len(quads) == 0:
        return quads
    along = quads[:, 1] - quads[:, 0]
    unit = along / np.maximum(widths(quads), 1.0)[:, None]
    step = unit * (LENGTHENED * heights(quads))[:, None]
    longer = quads + np.stack([-step, step, step, -step], axis=1)
    kept: Quads = np.clip(longer, 0, [width - 1, height - 1]).astype(np.float32)
    return kept


def _level(quads: Quads, lean: float, x: float, y: float) -> list[tuple[float, float, float, float]]:
    """Left, right, middle and height of each box, in pixels downwards, after the page was turned level round x, y."""
    if len(quads) == 0:
        return []
    centres = quads.mean(axis=1) - np.array([x, y], np.float32)
    across = centres[:, 0] * math.cos(lean) + centres[:, 1] * math.sin(lean) + x
    down = centres[:, 1] * math.cos(lean) - centres[:, 0] * math.sin(lean) + y
    wide = widths(quads)
    boxes = np.stack([across - wide / 2, across + wide / 2, down, heights(quads)], axis=1)
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in boxes]


def _size(wide: float, high: float, text: str) -> float:
    """The height of a line's characters: boxes stand off from the ink, so their number in the width tells better."""
    places = sum(0.5 if ord(character) in HALF else 1.0 for character in text)
    return min(high, max(LEAST_SIZE * high, wide / max(1.0, places)))
