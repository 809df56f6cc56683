"""Masked wording: what `***总书记` and `党的XX大` stand for.

Some published texts replace names and numbers by asterisks or crosses. The stored text stays as it was
printed; here are the words a reader would look for, which are indexed and searched beside it.
"""

import re
from dataclasses import dataclass

CERTAIN = 1.0
"""The weight of words that the context leaves no doubt about."""

LIKELY = 0.5
"""The weight of words that are one of a few possible readings."""

_NAME = r"(?:[*＊]{2,}|(?<![A-Za-zＡ-Ｚａ-ｚ])[XxＸｘ×✕]{2,3}|[〇○●□_＿]{2,3}|某某某?)"
_NUMBER = r"(?:[*＊]{1,2}|(?<![A-Za-zＡ-Ｚａ-ｚ])[XxＸｘ×✕]{1,2}|[〇○●□]{2}|某)"
_TITLES = "总书记|同志为核心|为核心的党中央|新时代中国特色|(?:经济|文化|法治|强军|外交|生态文明)思想"

MASKED_NAME = "习近平"
"""The name that a mask stands for with certainty before one of `MASKED_BEFORE`."""

MASKED_BEFORE = (
    "总书记",
    "同志为核心",
    "为核心的党中央",
    "新时代中国特色",
    *("经济思想", "文化思想", "法治思想", "强军思想", "外交思想", "生态文明思想"),
)

_LEADER = re.compile(rf"(?P<mask>{_NAME})\s*(?={_TITLES})")
_CONGRESS = re.compile(rf"(?P<mask>{_NUMBER})大(?=精神|报告|以来|召开|部署|战略|向|[，,。、”》：:；;]|$)")
_PARTY_CONGRESS = re.compile(rf"党的(?P<mask>{_NUMBER})大(?!会|家)")
_PLENUM = re.compile(rf"(?P<mask>{_NUMBER})届(?:[一二三四五六七]|{_NUMBER})中全会")
_PLAN = re.compile(rf"[“\"'‘「]?十?(?P<mask>{_NUMBER})五[”\"'’」]?(?=规划|时期|期间|以来|开局|收官)")

_CONGRESSES = ("二十大", "十九大", "十八大")
_PLENUMS = ("二十届", "十九届", "三中全会", "四中全会")
_PLANS = ("十四五", "十五五")


@dataclass(frozen=True, slots=True)
class Alias:
    """Words that `text[start:end]`, a mask, may stand for; `weight` is CERTAIN or LIKELY."""

    start: int
    end: int
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    weight: float


_RULES = (
    _Rule(_LEADER, (MASKED_NAME,), CERTAIN),
    _Rule(_PARTY_CONGRESS, _CONGRESSES, LIKELY),
    _Rule(_CONGRESS, _CONGRESSES, LIKELY),
    _Rule(_PLENUM, _PLENUMS, LIKELY),
    _Rule(_PLAN, _PLANS, LIKELY),
)

_HINT = re.compile(r"[*＊XxＸｘ×✕〇○●□_＿某]")


def mask_aliases(text: str) -> list[Alias]:
    """Return the masks of `text` that stand for known words, in order of place; each place once."""
    if not _HINT.search(text):
        return []
    found: dict[tuple[int, int], Alias] = {}
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            place = match.span("mask")
            found.setdefault(place, Alias(*place, rule.words, rule.weight))
    return [found[place] for place in sorted(found)]
