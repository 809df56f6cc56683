"""Sentences of the rooms, which are Chinese, in the language of whoever reads them."""

import re
from collections.abc import Sequence

from service.languages import Language
from service.sentence_table import DOC_TYPES, FRAGMENTS, SENTENCES, VALIDITY

_FIELD = re.compile(r"{(\w+)}")
_JOINED = re.compile(r"(?<=。)；")
_ANY = {"pages": r"[\d、]+"}
"""What a field may hold, where that is not anything."""
Table = Sequence[tuple[str, str]]


def said(sentence: str, language: Language) -> str:
    """A sentence, or several in a row, in a language; what the table does not know stays as it is.

    >>> said("《临川市河湖巡查办法》已废止。", Language.EN)
    '《临川市河湖巡查办法》 is repealed.'
    """
    if language is Language.ZH or not sentence:
        return sentence
    return " ".join(_matched(part, SENTENCES) or part for part in _JOINED.split(sentence))


def is_known(sentence: str) -> bool:
    """Whether the table has a sentence."""
    return _matched(sentence, SENTENCES) is not None


def word(value: str, language: Language) -> str:
    """A word of a closed vocabulary in a language."""
    return value if language is Language.ZH else VALIDITY.get(value) or DOC_TYPES.get(value, value)


def _matched(text: str, table: Table, field: str = r".+?") -> str | None:
    """The English of the first row that fits: the rows stand in order, what says more before what says less."""
    for zh, en in table:
        # Only the few that begin alike are compiled; `re` keeps them.
        if not text.startswith(zh.partition("{")[0]):
            continue
        found = re.fullmatch(_pattern(zh, field), text, re.DOTALL)
        if found is not None:
            return en.format_map({name: _filled(value) for name, value in found.groupdict().items()})
    return None


def _filled(value: str) -> str:
    """What was filled in: a fragment, or a list of them."""
    whole = _matched(value, FRAGMENTS, r"[^、]+?")
    if whole is not None:
        return whole
    return ", ".join(_matched(part, FRAGMENTS, r"[^、]+?") or part for part in value.split("、"))


def _pattern(text: str, field: str) -> str:
    pieces = _FIELD.split(text)
    return "".join(
        f"(?P<{piece}>{_ANY.get(piece, field)})" if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    )
