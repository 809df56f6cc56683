"""Rules about single characters: width, traditional and simplified, white space, punctuation.

Each rule takes a string of one or few characters and gives the string it stands for; none looks at
neighbours.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from opencc import OpenCC

# Font, width and layout variants of a character. Not <circle>, <fraction>, <super>, <sub>: ①2 is not 12 and
# 10² not 102.
_SAME_CHARACTER = frozenset(
    f"<{tag}>" for tag in ("wide", "narrow", "compat", "square", "font", "vertical", "small", "noBreak")
)

# Simplified radicals that fonts of PDF files put in place of the characters; Unicode does not decompose them.
_RADICALS = dict(
    zip(
        "⺟⺠⺣⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻳",
        "母民灬见角贝车长门青韦页风飞食马骨鬼鱼鸟黄齐齿龙龟",
        strict=True,
    )
)

# A circle printed for the numeral zero: 二○二三年.
_ZEROS = dict.fromkeys("○◯⭕", "〇")

_UNIFIED = {
    **dict.fromkeys("“”„‟‘’‚‛'「」『』﹁﹂﹃﹄〝〞〟″′`´", '"'),
    **dict.fromkeys("[{〔【〖〘〚", "("),
    **dict.fromkeys("]}〕】〗〙〛", ")"),
    **dict.fromkeys("‐‑‒–—―−─━~〜∼˗⸺⸻", "-"),
    **dict.fromkeys("。｡", "."),
    **dict.fromkeys("•・‧∙⋅●", "·"),
    "〈": "《",
    "〉": "》",
    "﹐": ",",
}

# OpenCC leaves these to its phrase table; for matching both spellings become one.
_VARIANTS = {
    "著": "着",
    "瞭": "了",
    "覆": "复",
    "藉": "借",
    "彷": "仿",
    "妳": "你",
    "衹": "只",
    "戸": "户",
    "榖": "谷",
}

# Characters of punctuation categories that carry meaning or mask a name.
_KEPT_MARKS = frozenset("*%‰#&@")
_SYMBOL_MARKS = frozenset("<>|^=_")

_HAN_RANGES = (range(0x3400, 0xA000), range(0x20000, 0x323B0))


def is_mark(character: str) -> bool:
    """Tell whether a folded character is punctuation or an ornament (□ at the end of an article)."""
    if character in _KEPT_MARKS:
        return False
    ornament = "\u25a0" <= character <= "\u27bf"
    return ornament or character in _SYMBOL_MARKS or unicodedata.category(character).startswith("P")


@dataclass(frozen=True, slots=True)
class CharacterRules:
    """The rules, with OpenCC's table of traditional characters read out once."""

    simplified_of: Mapping[int, str]

    @classmethod
    def load(cls) -> "CharacterRules":
        """Read the table by converting every Han character once (about 30 ms)."""
        characters = [chr(code) for code in chain(*_HAN_RANGES)]
        converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
        pairs = zip(characters, converted, strict=True)
        table = {ord(before): after for before, after in pairs if before != after}
        return cls(MappingProxyType(table | {ord(before): after for before, after in _VARIANTS.items()}))

    def visible(self, text: str) -> str:
        """Leave out zero-width, direction and control characters, lone surrogates, variation selectors."""
        return "".join(character for character in text if not _is_hidden(character))

    def narrow(self, text: str) -> str:
        """Give the plain character for full-width, half-width and compatibility forms; drop Latin accents."""
        return "".join(_narrow(character) for character in text)

    def simplified(self, text: str) -> str:
        """Make traditional characters simplified, one by one."""
        return text.translate(self.simplified_of)

    def white(self, text: str, instead: str) -> str:
        """Put `instead` for each white character."""
        return "".join(instead if character.isspace() else character for character in text)

    def unified(self, text: str) -> str:
        """Give quotation marks, brackets, dashes, stops and dots one form each."""
        return "".join(_UNIFIED.get(character, character) for character in text)


def _is_hidden(character: str) -> bool:
    if character.isspace():
        return False
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return (
        selector or "\u0300" <= character <= "\u036f" or unicodedata.category(character) in {"Cf", "Cc", "Cs"}
    )


def _narrow(character: str) -> str:
    if character in _ZEROS:
        return _ZEROS[character]
    if character in _RADICALS:
        return _RADICALS[character]
    decomposition = unicodedata.decomposition(character).split()
    if not decomposition:
        return character
    if decomposition[0].startswith("<"):
        if decomposition[0] not in _SAME_CHARACTER:
            return character
        return "".join(chr(int(code, 16)) for code in decomposition[1:])
    parts = unicodedata.normalize("NFD", character)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))
