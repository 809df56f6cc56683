"""A cross-encoder that reads query and passage together, from a folder that a user names. torch is imported then."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from embeddings.errors import ModelDamaged, ModelNotFound, TorchAbsent
from embeddings.texts import clean_text, clean_texts

Untyped = Any
"""A model of sentence-transformers, whose types are not looked at: importing them costs seconds."""


class CrossEncoder:
    """A sentence-transformers CrossEncoder with one score a pair; loaded whole when it is made.

    Safe to call from several threads: they wait for each other.
    """

    def __init__(self, model: str, device: str = "cpu", *, allow_hub: bool = False) -> None:
        """Load a model by folder or by name.

        A name is looked up in the local hub cache; only with `allow_hub` may it be fetched. Raises ModelNotFound
        when there is none, ModelDamaged when it cannot be read or does not give one score a pair.
        """
        try:
            import sentence_transformers
        except ImportError as error:
            raise TorchAbsent(model) from error
        folder = Path(model).expanduser()
        if not folder.is_dir() and model.startswith(("/", ".", "~")):
            raise ModelNotFound(model, "该文件夹不存在，请检查设置 CHUCHU_RERANK__MODEL")
        self.name = folder.name if folder.is_dir() else model
        try:
            self._model: Untyped = sentence_transformers.CrossEncoder(
                str(folder) if folder.is_dir() else model, device=device, local_files_only=not allow_hub
            )
        except (OSError, ValueError, RuntimeError) as error:
            if folder.is_dir():
                raise ModelDamaged(model, str(folder)) from error
            raise ModelNotFound(model, "本机没有此模型，且设置不允许下载") from error
        if self._model.num_labels != 1:
            raise ModelDamaged(model, str(folder))
        self._lock = Lock()

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the query: [0, 1], where 1 is best."""
        import torch

        pairs = [(clean_text(query), passage) for passage in clean_texts(passages)]
        with self._lock:
            found = self._model.predict(
                pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False, convert_to_numpy=True
            )
        return [float(score) for score in found]
