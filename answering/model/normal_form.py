"""Texts in the spelling in which a model's words are compared with a source's.

Widths, traditional characters and numerals are brought to one form (三万元, ３万元 and 30,000元 are 30000元), and
punctuation goes; where clauses and sentences begin is kept beside it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from corpus.forms import TextForms
from corpus.numbering import to_number
from corpus.numerals import arabic_numerals

_CHINESE = re.compile(r"[〇零一二两三四五六七八九十百千]+")
_LARGE = re.compile(r"(\d+(?:\.\d+)?)(万亿|亿|万)")
_COMPOUND = re.compile(r"(\d+)万(\d{4})(?!\d)")
_SCALE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_LEADING_ZERO = re.compile(r"(?<![\d.])0+(?=\d)")
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n]+")
_SENTENCE = re.compile(r"[；;。！？!?\n]")
_UNIT = re.compile(r"第?\d+(?:\.\d+)?%?[^\W\d]?|[A-Za-z]+|.", re.S)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in comparing form; `clauses` and `sentences` are the places in `text` at which they begin, rising."""

    text: str
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def clause(self, at: int) -> int:
        """The number of the clause that a place lies in."""
        return bisect_right(self.clauses, at) - 1

    def sentence(self, at: int) -> int:
        """The number of the sentence that a place lies in."""
        return bisect_right(self.sentences, at) - 1

    def clause_text(self, number: int) -> str:
        """The text of a clause."""
        end = self.clauses[number + 1] if number + 1 < len(self.clauses) else len(self.text)
        return self.text[self.clauses[number] : end]


class Normalizer:
    """Brings texts to comparing form."""

    def __init__(self, forms: TextForms) -> None:
        self._plain = forms.loose.plain

    def word(self, text: str) -> str:
        """Give one stretch of text in comparing form."""
        return self._plain(_numbers(text))

    def normal(self, text: str) -> Normal:
        """Give a text in comparing form, with its clauses and sentences."""
        text = _numbers(text)
        parts, clauses, sentences, length, begins = [], [0], [0], 0, 0
        for match in [*_CLAUSE.finditer(text), None]:
            part = self._plain(text[begins : match.start() if match else len(text)])
            parts.append(part)
            length += len(part)
            if match is None:
                break
            begins = match.end()
            if length > clauses[-1]:
                clauses.append(length)
            if length > sentences[-1] and _SENTENCE.search(match.group()):
                sentences.append(length)
        return Normal("".join(parts), tuple(clauses), tuple(sentences))


def units(text: str) -> list[str]:
    """Cut a text in comparing form into what is never divided: a number with the character after it, a Latin word."""
    return _UNIT.findall(text)


def _numbers(text: str) -> str:
    text = _THOUSANDS.sub("", text.translate(_NARROW))
    text = _DATE.sub(lambda match: f"{int(match[1])}年{int(match[2])}月{int(match[3])}日", text)
    text = _CHINESE.sub(_arabic, arabic_numerals(text))
    text = _COMPOUND.sub(
        lambda match: str(int(match[1]) * 10**4 + int(match[2])), _LEADING_ZERO.sub("", text)
    )
    return _LARGE.sub(_written_out, text)


def _arabic(match: re.Match[str]) -> str:
    number = to_number(match.group())
    return match.group() if number is None else str(number)


def _written_out(match: re.Match[str]) -> str:
    value = float(match[1]) * _SCALE[match[2]]
    return str(round(value)) if value == round(value) else match.group()


_NARROW = str.maketrans("０１２３４５６７８９．％，", "0123456789.%，")
