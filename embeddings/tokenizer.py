"""Texts to token ids, with the tokenizer.json of a model folder."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from embeddings.errors import ModelDamaged


class TextTokenizer:
    """A tokenizer that cuts at the model's limit and never pads. Safe to use from several threads.

    Raises ModelDamaged when the file cannot be read.
    """

    def __init__(self, path: Path, max_tokens: int) -> None:
        try:
            self._tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
        except Exception as error:  # the library raises bare Exception for any bad file
            raise ModelDamaged(path.name, str(path.parent)) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def encode(self, text: str) -> list[int]:
        """The token ids of one text, with those that begin and end it; computed in this thread."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """The token ids of many texts, in order; computed on all cores."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
