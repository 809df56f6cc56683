"""Image files: scans of pages, which wait for text recognition."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits

FLOOD = "图片的像素超过了允许的上限，请缩小后再收录。"
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
ERRORS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)


def parse_image(data: bytes, limits: Limits) -> ParsedFile:
    """An image has no text of its own: its pages, to be recognised.

    Raises ParseError: damaged, too_large, too_many_pages.
    """
    with opened_image(data, limits) as image:
        count = _frames(image)
        media_type = Image.MIME.get(image.format or "", "image/*")
    if count > limits.pages:
        raise ParseError(FailureReason.TOO_MANY_PAGES)
    pages = tuple(range(1, count + 1))
    return ParsedFile((), media_type, line_based=True, pages=count, unread=pages)


@contextmanager
def opened_image(data: bytes, limits: Limits) -> Iterator[Image.Image]:
    """The image file, its pixels not read yet. Raises ParseError(damaged, too_large); also for what follows."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > limits.image_pixels:
                raise ParseError(FailureReason.TOO_LARGE, FLOOD)
            yield image
    except Image.DecompressionBombError as error:
        raise ParseError(FailureReason.TOO_LARGE, FLOOD) from error
    except ERRORS as error:
        raise ParseError(FailureReason.DAMAGED) from error


def _frames(image: Image.Image) -> int:
    """How many pages an image file has; only TIFF files have more than one, others move."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
