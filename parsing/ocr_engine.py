"""The recogniser: where text stands in an image, and what it says. Models come with the library; nothing is fetched."""

from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import EngineType, RapidOCR

Pixels = NDArray[np.uint8]
"""An image, (height, width, 3), blue, green, red."""
Quads = NDArray[np.float32]
"""Four corners of n boxes, (n, 4, 2) as x, y in pixels: of the reader's left top, right top, right bottom, left bottom."""

FOUND_IN = 1600  # pixels of the longer side of the image that lines are looked for in
DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"


class TextRecogniser:
    """PP-OCRv6 run on OpenVINO with a fixed number of threads. Takes 0.3 seconds to make."""

    def __init__(self, threads: int) -> None:
        cv2.setNumThreads(threads)
        self._engine = RapidOCR(params=_parameters(threads))

    def find(self, image: Pixels) -> Quads:
        """The boxes of the lines, from top to bottom."""
        share = min(1.0, FOUND_IN / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        found = self._engine(small, use_det=True, use_cls=False, use_rec=False)
        boxes = found.boxes
        if boxes is None or len(boxes) == 0:
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(boxes, np.float32) / np.float32(share)

    def crops(self, image: Pixels, quads: Quads) -> list[Pixels]:
        """The lines cut out, each made level; those higher than wide are turned by a quarter."""
        crops: list[Pixels] = self._engine.crop_text_regions(image, quads)
        return crops

    def read(self, crops: list[Pixels]) -> list[tuple[str, float]]:
        """What lines say, with the mean certainty of the characters of each, 0 to 1."""
        if not crops:
            return []
        found = self._engine.recognize_txt(crops)
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def _parameters(threads: int) -> dict[str, object]:
    # Models by their path: the library looks for no others and has nothing to download.
    models = resources.files("rapidocr").joinpath("models")
    return {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,  # images come in the size they are to be read in
        "Global.use_cls": False,  # the direction is found for the page, not guessed line by line
        "Global.text_score": 0.0,
        "Det.engine_type": EngineType.OPENVINO,
        "Rec.engine_type": EngineType.OPENVINO,
        "Det.model_path": str(models.joinpath(DETECTION)),
        "Rec.model_path": str(models.joinpath(RECOGNITION)),
        "Rec.rec_batch_num": 1,  # as fast on a CPU as six, with half of the memory
        "EngineConfig.openvino.inference_num_threads": threads,
        "EngineConfig.openvino.num_streams": 1,
    }
