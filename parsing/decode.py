"""Bytes to text: UTF-8, UTF-16, UTF-32, GB18030 and Big5 told apart without being told.

A byte order mark decides; then strict UTF-8; then UTF-16 without a mark, by the parity of its bytes; then
GB18030 and Big5-HKSCS are both tried and the one that gives more frequent characters and fewer impossible ones
wins. GB2312 and GBK are always read as GB18030, which holds them.
"""

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass
from importlib import resources

from parsing.errors import FailureReason, ParseError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHINESE_ENCODINGS = ("gb18030", "big5hkscs")
DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
FREQUENT_MARKS = "，。、；：“”‘’《》（）？！「」『』—…〔〕　·％〇①②③④⑤"
UTF16_HIGH_BYTES = frozenset((*range(0x4E, 0xA0), 0x30, 0x00, 0x20, 0xFF))
UTF16_SHARE = 0.9  # of the bytes on one parity
DECLARED_BONUS = 0.1  # what a declaration adds to a score in 0..1
IMPOSSIBLE = frozenset(("Co", "Cn", "Cc", "Cs"))  # private, unassigned, control, surrogate
IMPOSSIBLE_WEIGHT = 2.0
SMALL_MARGIN = 0.15
READABLE_SCORE = 0.2
NULL_SHARE = 0.1  # of the bytes of a UTF-8 text; UTF-16 has more
DAMAGED_SHARE = 0.01  # of the characters that may be broken before the encoding is in doubt


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the encoding it was read in and by how much that one led (0..1 and above: sure)."""

    text: str
    encoding: str
    margin: float
    warning: str | None = None


def decode(data: bytes, declared: str | None = None, *, cut: bool = False) -> Decoded:
    """The text of the bytes, byte order mark removed and otherwise untouched.

    `declared` is what the file says of itself, a hint only. `cut` says that the bytes may end within a
    character. Raises ParseError(unsupported) where no encoding gives a text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data, mark, encoding)
    if data.count(0) <= NULL_SHARE * len(data) and (text := _utf8(data, cut)) is not None:
        return Decoded(text, "utf-8", 1.0)
    frequent = frequent_characters()
    candidates = [
        _utf16(data, frequent),
        _damaged_utf8(data),
        *(_chinese(data, name, declared, frequent) for name in CHINESE_ENCODINGS),
    ]
    ranked = sorted((found for found in candidates if found is not None), key=lambda found: found.margin)
    if not ranked or (ranked[-1].margin < READABLE_SCORE and not _is_possible(ranked[-1].text)):
        raise ParseError(
            FailureReason.UNSUPPORTED, "认不出文件的文字编码，请用原软件另存为 UTF-8 文本后再收录。"
        )
    return _judged(ranked)


def _marked(data: bytes, mark: bytes, encoding: str) -> Decoded:
    if encoding == "utf-8":
        data = data[len(mark) :]
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, 1.0, _broken(text))


def _utf8(data: bytes, cut: bool) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if cut and error.end >= len(data) and error.start > len(data) - 4:
            return data[: error.start].decode("utf-8")
        return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, as a file cut in transit has them."""
    text = data.decode("utf-8", "replace")
    wide = sum(count for character, count in Counter(text).items() if character > "\x7f")
    broken = text.count("\ufffd")
    if wide == 0 or broken > max(1, DAMAGED_SHARE * wide) or broken == wide:
        return None
    return Decoded(text, "utf-8", 1.0 + DECLARED_BONUS)


def _utf16(data: bytes, frequent: frozenset[str]) -> Decoded | None:
    if len(data) < 8:
        return None
    whole = data[: len(data) // 2 * 2]
    for encoding, high in (("utf-16-le", whole[1::2]), ("utf-16-be", whole[0::2])):
        counts = Counter(high)
        if sum(counts[byte] for byte in UTF16_HIGH_BYTES) > UTF16_SHARE * len(high):
            text = whole.decode(encoding, "replace")
            if (score := _score(text, frequent)) > 0.5 or text.isascii():
                return Decoded(text, encoding, max(score, 0.5) + DECLARED_BONUS)
    return None


def _chinese(data: bytes, encoding: str, declared: str | None, frequent: frozenset[str]) -> Decoded:
    text = data.decode(encoding, "replace")
    hinted = DECLARED.get((declared or "").lower().strip()) == encoding
    return Decoded(text, encoding, _score(text, frequent) + (DECLARED_BONUS if hinted else 0.0))


def _judged(ranked: list[Decoded]) -> Decoded:
    best = ranked[-1]
    margin = best.margin - ranked[-2].margin if len(ranked) > 1 else best.margin
    warning = _broken(best.text)
    if margin < SMALL_MARGIN or best.margin < READABLE_SCORE:
        warning = f"文字编码不能确定，按 {best.encoding} 读取；如有乱码，请另存为 UTF-8 文本后重新收录。"
    return Decoded(best.text, best.encoding, margin, warning)


def _broken(text: str) -> str | None:
    count = text.count("\ufffd")
    return f"有 {count} 处字节损坏，读不出原字，以“\ufffd”代替。" if count else None


def _is_possible(text: str) -> bool:
    """Whether a text holds no character that no text would hold; a list of rare names may hold no frequent one."""
    return all(
        character in "\t\n\r\f\v"
        or (unicodedata.category(character) not in IMPOSSIBLE and character != "\ufffd")
        for character in set(text)
    )


def _score(text: str, frequent: frozenset[str]) -> float:
    """Share of frequent characters among those beyond ASCII, minus twice the share that no text would hold."""
    total = good = bad = 0
    for character, count in Counter(text).items():
        if character < "\x80" and character not in "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x7f":
            continue
        total += count
        if character in frequent:
            good += count
        elif character == "\ufffd" or unicodedata.category(character) in IMPOSSIBLE:
            bad += count
    return (good - IMPOSSIBLE_WEIGHT * bad) / total if total else 0.0


def frequent_characters() -> frozenset[str]:
    """Frequent characters, simplified and traditional, and the punctuation of Chinese texts."""
    data = resources.files("parsing").joinpath("frequent_characters.txt").read_text(encoding="utf-8")
    lines = (line for line in data.splitlines() if not line.startswith("#"))
    return frozenset("".join(lines)) | frozenset(FREQUENT_MARKS)
