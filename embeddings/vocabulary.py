"""Which pieces of a multilingual vocabulary a reader of Chinese policy documents needs.

Two thirds of multilingual-e5's 250,000 pieces spell other scripts. Unigram segmentation takes the best path
through the pieces, so taking away pieces that stand on no best path changes nothing: texts in Han characters,
digits and symbols keep exactly the same tokens. Rare Latin words are spelled in more pieces than before.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WORD_START = "▁"
LATIN_PIECES = 15_000  # the most frequent ones: pieces are ordered by frequency
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LAST_LATIN = 0x24F


def choose_pieces(pieces: Sequence[str], always: Iterable[int]) -> list[int]:
    """Return the indices to keep, ascending: those of `always`, and what Chinese texts are spelled with.

    Kept are pieces with Han characters, pieces without letters (digits, punctuation, symbols), every single
    character of any script (so that a foreign word is spelled, not lost), and the most frequent ASCII pieces.
    `always` must hold the special pieces and those of the model's prefixes: "▁passage" is a Latin word that a
    rule by script may drop, and without it every vector changes.
    """
    kept = set(always)
    latin = 0
    for index, piece in enumerate(pieces):
        letters = piece.replace(WORD_START, "")
        if len(letters) <= 1 or _spells_chinese(letters):
            kept.add(index)
        elif letters.isascii() and latin < LATIN_PIECES:
            kept.add(index)
            latin += 1
    return sorted(kept)


def _spells_chinese(letters: str) -> bool:
    """Whether a piece holds Han characters and no third script, or no letters at all."""
    if _HAN.search(letters):
        return not any(
            _is_letter(char) and ord(char) > _LAST_LATIN and not _HAN.match(char) for char in letters
        )
    return not any(_is_letter(char) or unicodedata.category(char)[0] == "M" for char in letters)


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] == "L"
