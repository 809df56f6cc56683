"""Which way a page image is turned, and by how much its lines lean."""

import math

import numpy as np

from parsing.ocr_engine import Pixels, Quads, TextRecogniser

TALL = 1.5  # times as high as wide: a line that stands on its end
SAMPLE = 6  # lines read both ways
CERTAIN = 0.9  # mean score of lines that are surely the right way up
MOST_LEAN = 20.0  # degrees


def upright(recogniser: TextRecogniser, image: Pixels) -> tuple[Pixels, Quads, int]:
    """The image turned so that its lines can be read, its boxes, and by how many quarters anticlockwise.

    Lines that stand on their ends say that the page lies on its side; which of the two ways up is right, the
    longest lines tell: read the wrong way round they give low scores.
    """
    quads = recogniser.find(image)
    turns = 1 if _lies(quads) else 0
    if turns:
        image = turned(image, 1)
        quads = recogniser.find(image)
    if _is_upside_down(recogniser, image, quads):
        turns += 2
        image = turned(image, 2)
        quads = recogniser.find(image)
    return image, quads, turns


def turned(image: Pixels, turns: int) -> Pixels:
    """The image after quarter turns anticlockwise."""
    return np.ascontiguousarray(np.rot90(image, turns))


def lean_of(quads: Quads) -> float:
    """The angle by which lines fall to the right, radians: the median over the boxes, by their length."""
    sides = widths(quads)
    kept = sides > 0
    if not kept.any():
        return 0.0
    along = quads[kept, 1] - quads[kept, 0] + quads[kept, 2] - quads[kept, 3]
    angles = np.arctan2(along[:, 1], along[:, 0])
    order = np.argsort(angles)
    weights = np.cumsum(sides[kept][order])
    lean = float(angles[order][np.searchsorted(weights, weights[-1] / 2)])
    return lean if abs(lean) <= math.radians(MOST_LEAN) else 0.0


def widths(quads: Quads) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """The lengths of the boxes along their lines, (n,), pixels."""
    result: np.ndarray[tuple[int], np.dtype[np.float32]] = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    return result


def heights(quads: Quads) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """The heights of the boxes across their lines, (n,), pixels."""
    result: np.ndarray[tuple[int], np.dtype[np.float32]] = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return result


def _lies(quads: Quads) -> bool:
    wide, high = widths(quads), heights(quads)
    areas = wide * high
    return bool(areas[high > TALL * wide].sum() > areas.sum() / 2)


def _is_upside_down(recogniser: TextRecogniser, image: Pixels, quads: Quads) -> bool:
    longest = quads[np.argsort(-widths(quads))[:SAMPLE]]
    crops = recogniser.crops(image, longest)
    as_it_is = _certainty(recogniser, crops)
    if as_it_is >= CERTAIN or not crops:
        return False
    return _certainty(recogniser, [turned(crop, 2) for crop in crops]) > as_it_is


def _certainty(recogniser: TextRecogniser, crops: list[Pixels]) -> float:
    read = recogniser.read(crops)
    return sum(score for _, score in read) / max(1, len(read))
