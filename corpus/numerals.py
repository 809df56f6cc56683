"""Numerals of running text in one spelling: 二〇二三年 and 二0二三年 as 2023年, 第十二条 as 第12条, 三十万亩 as 30万亩.

Only where the context says that a number is meant: 十四五, 二十大, 一带一路 and 四个意识 are names and stay.
"""

import re

from corpus.numbering import to_number

_FIGURE = "〇零一二三四五六七八九"
_FIGURES = str.maketrans(_FIGURE, "00123456789")
_ANY = _FIGURE + "十百千两"
_COUNTED = "个名项件家户人亩元万亿岁周倍余多吨米公平处所间座台辆艘批次场期篇部年天"

_YEAR = re.compile(rf"(?<![{_ANY}0-9])(?![0-9]{{4}})([{_FIGURE}0-9]{{4}})(?=年)")
_DATE = re.compile(rf"(?<![{_ANY}第])([一二三四五六七八九十]{{1,3}})(?=月|日(?!报)|号)")
_ORDINAL = re.compile(rf"(?<=第)([{_ANY}]+)(?=[条款项章节编篇届次批期号卷])")
_COUNT = re.compile(rf"(?<![{_ANY}第])([一二三四五六七八九两]?[十百千][{_ANY}]*)(?=[{_COUNTED}])")
_PERCENT = re.compile(rf"百分之([{_ANY}]+)(?:点([{_FIGURE}]+))?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HINT = re.compile(rf"[{_FIGURE}十,]")


def arabic_numerals(text: str) -> str:
    """Return the text with years, dates, ordinals, counts from ten and percentages in Arabic numerals."""
    if not _HINT.search(text):
        return text
    text = _PERCENT.sub(_percent, text)
    text = _YEAR.sub(lambda year: year[1].translate(_FIGURES), text)
    for pattern in (_ORDINAL, _DATE, _COUNT):
        text = pattern.sub(_number, text)
    return _THOUSANDS.sub("", text)


def _number(match: re.Match[str]) -> str:
    printed = match.group(1)
    if printed[0] in "百千":
        return printed
    number = to_number(printed)
    return printed if number is None else str(number)


def _percent(match: re.Match[str]) -> str:
    whole = to_number(match.group(1))
    if whole is None:
        return match.group()
    decimals = "".join(str(to_number(figure)) for figure in match.group(2) or "")
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"
