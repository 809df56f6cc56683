"""Making any string fit to be embedded."""

import re
from collections.abc import Sequence

from embeddings.errors import TextError

LONGEST = 16_384
"""Characters looked at: a model reads 512 tokens, a token rarely spells more than 16 characters."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_text(text: str, position: int | None = None) -> str:
    """Return the text without NUL and outer white space, half surrogates replaced, at most LONGEST characters.

    A tokenizer may end a text at NUL silently, and half a surrogate pair cannot be written as UTF-8. Raises
    TextError (with the position in a list, from 0) when nothing is left.
    """
    cleaned = _SURROGATE.sub(_REPLACEMENT, text.replace("\0", "")).strip()
    if not cleaned:
        raise TextError("文本为空（没有可见字符）", position)
    return cleaned[:LONGEST]


def clean_texts(texts: Sequence[str]) -> list[str]:
    """Clean each text; raises TextError naming the first one that is empty."""
    return [clean_text(text, position) for position, text in enumerate(texts)]
