"""Pages as images in the size they are recognised in: of PDF files by PDFium, of image files by Pillow."""

from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageOps

from parsing.errors import FailureReason, ParseError
from parsing.images import opened_image
from parsing.limits import Limits
from parsing.ocr_engine import Pixels
from parsing.pdf import open_pdf

POINTS_PER_INCH = 72.0
LONGEST = 3000  # pixels of a side: an A3 page in full; what is larger is made smaller
PAGE_INCHES = 11.7  # the longer side of an image that does not say its size, taken for a page of A4
TRUE_RESOLUTION = (100.0, 1300.0)  # dots an inch that scanners write; cameras and screens write 72 or 96
MOST_ENLARGED = 2.0


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it lies in the file; `scale` is points a pixel."""

    pixels: Pixels
    scale: float


def page_image(data: bytes, number: int, limits: Limits) -> PageImage:
    """The page of that number, from 1, of a PDF or image file.

    Raises ParseError(damaged, too_large, encrypted).
    """
    read = _pdf_page if b"%PDF-" in data[:1024] else _frame
    return read(data, number, limits)


def _pdf_page(data: bytes, number: int, limits: Limits) -> PageImage:
    document = open_pdf(data)
    try:
        page = document[number - 1]
        longest = max(page.get_size()) or 1.0
        zoom = min(limits.dots_per_inch / POINTS_PER_INCH, LONGEST / longest)
        pixels = page.render(scale=zoom, rev_byteorder=False).to_numpy()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise ParseError(FailureReason.DAMAGED) from error
    finally:
        document.close()
    return PageImage(_three_channels(pixels), 1.0 / zoom)


def _frame(data: bytes, number: int, limits: Limits) -> PageImage:
    with opened_image(data, limits) as image:
        image.seek(number - 1)
        longest = max(image.size)
        inches = longest / (_resolution(image) or longest / PAGE_INCHES)
        zoom = min(MOST_ENLARGED, limits.dots_per_inch * inches / longest, LONGEST / longest)
        upright = _on_white(ImageOps.exif_transpose(image))
        size = (max(1, round(upright.width * zoom)), max(1, round(upright.height * zoom)))
        resized = upright.resize(size, Image.Resampling.BICUBIC)
    pixels = np.ascontiguousarray(np.asarray(resized, np.uint8)[:, :, ::-1])
    return PageImage(pixels, POINTS_PER_INCH * inches / max(size))


def _resolution(image: Image.Image) -> float | None:
    """Dots an inch as a scanner wrote it; None where the file does not say or says what is not true of paper."""
    said = image.info.get("dpi")
    if not isinstance(said, tuple) or not said:
        return None
    dots = float(said[0])
    return dots if TRUE_RESOLUTION[0] <= dots <= TRUE_RESOLUTION[1] else None


def _on_white(image: Image.Image) -> Image.Image:
    """The image in three channels; what is transparent is white, as paper is."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def _three_channels(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, :3])
