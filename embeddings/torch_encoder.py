"""Any sentence-transformers model by name or folder, on CPU or GPU. torch is imported when one is loaded."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from embeddings.encoder import Fingerprint, Vectors
from embeddings.errors import DeviceAbsent, ModelDamaged, ModelNotFound, TorchAbsent
from embeddings.model_folder import MANIFEST, read_manifest, verify
from embeddings.texts import clean_text, clean_texts

REVISION_LENGTH = 12
Untyped = Any
"""A model of sentence-transformers, whose types are not looked at: importing them costs seconds."""

_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_WEIGHTS = (".safetensors", ".bin", ".pt")


class SentenceTransformersEncoder:
    """An Encoder over sentence-transformers.

    The prefixes are the model's own prompts named "query" and "passage" (or "document"), empty where it has
    none. The revision is the commit of a model from a hub, and for a folder the hash of its weights.
    """

    def __init__(self, model: str, device: str = "cpu", *, allow_hub: bool = False) -> None:
        """Load a model by folder or by name.

        A name is looked up in the local hub cache; only with `allow_hub` may it be fetched. Raises
        DeviceAbsent, ModelNotFound when there is none, ModelDamaged when it cannot be read.
        """
        folder = Path(model).expanduser()
        ours = read_manifest(folder) if folder.is_dir() and (folder / MANIFEST).exists() else None
        if ours is not None:
            verify(folder, ours)
        self._model = _load(model, folder if folder.is_dir() else None, device, allow_hub=allow_hub)
        self._lock = Lock()  # the tokenizers of transformers may not be used by two threads at once
        prompts: Mapping[str, str] = self._model.prompts or {}
        self.engine = f"torch {version('torch')}，{device}"
        self.fingerprint = Fingerprint(
            name=_name(model, folder),
            revision=_folder_revision(folder) if folder.is_dir() else _hub_revision(self._model),
            # Of ours the precision is that of the weights on every engine: what a GPU encodes, a CPU may search.
            precision=ours.precision if ours else _precision(self._model),
            dimension=int(self._model.get_embedding_dimension()),
            query_prefix=_first(prompts, _QUERY_PROMPTS),
            passage_prefix=_first(prompts, _PASSAGE_PROMPTS),
        )

    def encode_query(self, text: str) -> Vectors:
        """See Encoder. The number of threads is torch's own."""
        row: Vectors = self._encode([self.fingerprint.query_prefix + clean_text(text)])[0]
        return row

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See Encoder. One call at a time works; others wait for it."""
        cleaned = clean_texts(texts)
        if not cleaned:
            return np.empty((0, self.fingerprint.dimension), np.float32)
        return self._encode([self.fingerprint.passage_prefix + text for text in cleaned])

    def _encode(self, texts: list[str]) -> Vectors:
        with self._lock:
            vectors = self._model.encode(
                texts, prompt="", normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)


def _load(model: str, folder: Path | None, device: str, *, allow_hub: bool) -> Untyped:
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # both are read once, when the library is imported
    os.environ["HF_HUB_OFFLINE"] = "0" if allow_hub else "1"
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise TorchAbsent(model) from error

    _check_device(device)
    logging.disable_progress_bar()  # it draws on the terminal that belongs to our own progress
    try:
        return SentenceTransformer(
            str(folder) if folder else model, device=device, local_files_only=not allow_hub
        )
    except (OSError, ValueError, RuntimeError) as error:
        if folder is not None:
            raise ModelDamaged(folder.name, f"{folder.parent}（{error}）") from error
        hint = "本机没有下载过它。请在设置中写模型文件夹的路径" + ("" if allow_hub else "，或允许联网下载")
        raise ModelNotFound(model, hint) from error


def _check_device(device: str) -> None:
    """Raise DeviceAbsent where torch does not know the device, or this machine lacks it."""
    import torch

    try:
        wanted = torch.device(device)
    except RuntimeError as error:
        raise DeviceAbsent(device, "没有这种设备，应为 cpu、cuda 或 cuda:编号") from error
    if wanted.type != "cuda":
        return
    if not torch.cuda.is_available():
        built = "安装的 torch 不带 CUDA" if torch.version.cuda is None else "没有可用的 NVIDIA 显卡或驱动"
        raise DeviceAbsent(device, built)
    if (wanted.index or 0) >= torch.cuda.device_count():
        raise DeviceAbsent(device, f"本机只有 {torch.cuda.device_count()} 块显卡，编号从 0 开始")


def _name(model: str, folder: Path) -> str:
    if not folder.is_dir():
        return model
    if (folder / MANIFEST).exists():
        return read_manifest(folder).name
    return folder.resolve().name


def _folder_revision(folder: Path) -> str:
    """The hash of all weights below the folder; of a single file, the beginning of that file's SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in _WEIGHTS and path.is_file())
    own = [path for path in files if path.name != "openvino_model.bin"]
    if not own:
        raise ModelNotFound(folder.name, f"{folder} 中没有模型权重文件")
    digests = [_digest(path) for path in own]
    joint = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    return joint[:REVISION_LENGTH]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hub_revision(model: Untyped) -> str:
    config = getattr(model[0], "auto_model", None)
    commit = getattr(getattr(config, "config", None), "_commit_hash", None)
    return str(commit)[:REVISION_LENGTH] if commit else "unknown"


def _precision(model: Untyped) -> str:
    return str(next(model.parameters()).dtype).removeprefix("torch.")


def _first(prompts: Mapping[str, str], names: Sequence[str]) -> str:
    return next((prompts[name] for name in names if prompts.get(name)), "")
