"""The model on the nodes: found there by the path it has here, or sent with the work and kept for the next time."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError
from embeddings.factory import EncoderChoice, load_encoder
from embeddings.model_folder import export_model, import_model, read_manifest
from indexer.cluster.errors import ModelNotShippable

CACHE = "chuchu-cluster-models"


@dataclass(frozen=True, slots=True)
class ModelByPath:
    """The model as the settings name it, from folders that every node sees."""

    choice: EncoderChoice
    models_folder: Path

    def __call__(self) -> Encoder:
        """Load it. Raises EmbeddingError."""
        return load_encoder(self.choice, self.models_folder)


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """A built-in model that came with the work. `content` gives its bytes, when they are not on the node yet."""

    folder: str
    choice: EncoderChoice
    content: Callable[[], bytes]

    def __call__(self) -> Encoder:
        """Load it from the node's own copy, made now where there is none that is whole. Raises EmbeddingError."""
        home = _cache()
        choice = replace(self.choice, model=str(home / self.folder))
        try:
            return load_encoder(choice, home)
        except EmbeddingError:
            self._unpack(home)
        return load_encoder(choice, home)

    def _unpack(self, home: Path) -> None:
        with tempfile.NamedTemporaryFile(dir=home, suffix=".tar") as bundle:
            bundle.write(self.content())
            bundle.flush()
            import_model(Path(bundle.name), home)


def bundle(folder: Path) -> tuple[str, bytes]:
    """Give the name of a model folder of ours and the folder as a .tar, checked.

    Raises:
        ModelNotShippable: it is none of ours, or damaged.
    """
    try:
        name = read_manifest(folder).folder
        with tempfile.TemporaryDirectory(prefix="chuchu-") as work:
            return name, export_model(folder, Path(work) / "model.tar").read_bytes()
    except EmbeddingError as error:
        raise ModelNotShippable(str(folder)) from error


def _cache() -> Path:
    """A folder of this user's own, that no other could have filled."""
    home = Path(tempfile.gettempdir()) / f"{CACHE}-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    status = home.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or home.is_symlink():
        raise PermissionError(f"{home} 不是本用户独有的文件夹，请删除后再试")
    return home
