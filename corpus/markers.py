"""The markers that number a heading or an item: 第十二条, 第一编, 一、, （一）, 1., （1）, ①, 附件1.

A marker at the start of a line numbers it only if it is not the start of a reference (第三条第二款规定), of a
list (一、二、三类), of a decimal number (1.5亿) or of a date (2023.5.18).
"""

import re
import unicodedata
from dataclasses import dataclass

from corpus.documents import Family
from corpus.numbering import NUMERALS, to_number, to_numeral

_N = f"[{NUMERALS}]"
_HEAD = 24  # no marker is longer
_GLUED = 24  # characters of a title that follows 第一章 without a space, at most
_REFERENCE = re.compile(r"[的所至和与及、，,第中以之或]|规定|内容|列")

_RULES: tuple[tuple[Family, re.Pattern[str], str], ...] = (
    (Family.PART, re.compile(rf"第\s?({_N}{{1,6}}|\d{{1,3}})\s?(编|分编|篇|部分)(?=[\s:：]|$)"), "第{}{}"),
    (Family.CHAPTER, re.compile(rf"第\s?({_N}{{1,6}}|\d{{1,3}})\s?(章)"), "第{}{}"),
    (Family.DIVISION, re.compile(rf"第\s?({_N}{{1,6}}|\d{{1,3}})\s?(节)"), "第{}{}"),
    (Family.ENUMERATED, re.compile(rf"({_N}{{1,5}})\s?[、.](?!{_N}{{1,3}}、)"), "{}、"),
    (Family.BRACKETED, re.compile(rf"\(\s?({_N}{{1,5}})\s?\)"), "（{}）"),
    (Family.DIGIT, re.compile(r"(\d{1,3})\s?(?:[.、](?!\d)|[.、](?=(?:19|20)\d\d年))"), "{}."),
    (Family.BRACKETED_DIGIT, re.compile(r"\(\s?(\d{1,3})\s?\)|(\d{1,2})\)"), "（{}）"),
)
_ARTICLE = re.compile(rf"第\s?({_N}{{1,9}}|\d{{1,4}})\s?条(?:之({_N}{{1,3}}))?")
_ATTACHMENT = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?\s*:?\s*$")
_STARTS = re.compile(rf"[第附(（0-9０-９\u2460-\u24ff\u3200-\u32ff\u2776-\u2793{NUMERALS}]")
_LIST_OF_KINDS = re.compile(rf"({_N})(?:、{_N})*[类卷级档线产期批次等孩胎只两]")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker read at the start of a line.

    `canonical` has full-width brackets and Chinese or Arabic figures as its family has them; `raw` is as
    printed, without the white space around it. `length` counts the characters of the line up to the text that
    follows, white space included. `suffix` is the number after 之 (第十二条之一), 0 where there is none.
    """

    family: Family
    number: int
    canonical: str
    raw: str
    length: int
    suffix: int = 0


def read_marker(line: str, *, glued_articles: bool = False) -> Marker | None:
    """Read the marker that a line begins with; None where it has none.

    An article's number must be followed by white space or the end (第三条第二款规定 is a reference);
    `glued_articles` accepts 第三条为了… too, for files that lost their spaces.
    """
    lead = len(line) - len(line.lstrip())
    if not _STARTS.match(line[lead : lead + 1]):
        return None
    plain, ends = _widths(line[lead : lead + _HEAD])
    if not plain:
        return None
    if line[lead] in _CIRCLED:
        return _made(line, lead, 1, Family.CIRCLED, _CIRCLED.index(line[lead]) + 1, line[lead])
    article = _article(plain, glued_articles)
    if article is not None:
        length, number, suffix, canonical = article
        return _made(line, lead, ends[length - 1], Family.ARTICLE, number, canonical, suffix)
    attached = _ATTACHMENT.match(plain) if len(line) - lead <= _HEAD else None
    if attached:
        number = to_number(attached[1]) or 0 if attached[1] else 0
        return _made(line, lead, len(line) - lead, Family.ATTACHMENT, number, f"附件{number or ''}")
    for family, pattern, form in _RULES:
        match = pattern.match(plain)
        if match:
            return _numbered(line, lead, plain, ends, family, match, form)
    return None


def _numbered(
    line: str,
    lead: int,
    plain: str,
    ends: list[int],
    family: Family,
    match: re.Match[str],
    form: str,
) -> Marker | None:
    figures = match[1] or match[2]
    number = to_number(figures)
    rest = line[lead + ends[match.end() - 1] :]
    if not number or _is_reference(family, plain, match, rest):
        return None
    numeral = str(number) if family in (Family.DIGIT, Family.BRACKETED_DIGIT) else to_numeral(number)
    if family in (Family.ENUMERATED, Family.BRACKETED) and len(figures) > 1 and to_numeral(number) != figures:
        return None  # 二三、 is a span, not a number
    unit = match[2] if family in (Family.PART, Family.CHAPTER, Family.DIVISION) else ""
    return _made(line, lead, ends[match.end() - 1], family, number, form.format(numeral, unit))


def _is_reference(family: Family, plain: str, match: re.Match[str], rest: str) -> bool:
    text = rest.lstrip()
    if family in (Family.CHAPTER, Family.DIVISION):
        glued = text == rest and bool(rest)
        sentence = re.search(r"[，,。；;]", text) is not None
        return (glued and (len(text) > _GLUED or sentence or _REFERENCE.match(text) is not None)) or len(
            text
        ) > 60
    if family is Family.ENUMERATED:
        kinds = _LIST_OF_KINDS.match(text)
        following = to_number(kinds[1]) if kinds else None
        return not text or following == (to_number(match[1]) or 0) + 1 or text[0] in "、，。"
    if family is Family.DIGIT:
        return not text or text[0] in "、，。%％"
    if family in (Family.BRACKETED, Family.BRACKETED_DIGIT):
        return re.match(r"[、，和至或款项目]", text) is not None or (not match[1] and plain[-1:] == "(")
    return False


def _article(plain: str, glued: bool) -> tuple[int, int, int, str] | None:
    """Return length in `plain`, number, suffix and canonical form of the article number at its start."""
    match = _ARTICLE.match(plain)
    if not match:
        return None
    after = plain[match.end() :]
    parted = not after or after[0].isspace() or after[0] in ":【"
    if not parted and not (glued and not re.match(r"[第的所至和与及、,，之或规中以(]", after)):
        return None
    number, suffix = to_number(match[1]), to_number(match[2]) if match[2] else 0
    if not number or suffix is None:
        return None
    canonical = f"第{to_numeral(number)}条" + (f"之{to_numeral(suffix)}" if suffix else "")
    length = match.end() + (1 if after[:1] == ":" else 0)
    return length, number, suffix, canonical


def _made(
    line: str, lead: int, length: int, family: Family, number: int, canonical: str, suffix: int = 0
) -> Marker:
    end = lead + length
    while end < len(line) and line[end].isspace():
        end += 1
    return Marker(family, number, canonical, line[lead : lead + length].strip(), end, suffix)


def _widths(text: str) -> tuple[str, list[int]]:
    """Return the text in NFKC (㈠ is (一)), and for each of its characters where the original ends."""
    plain: list[str] = []
    ends: list[int] = []
    for index, c in enumerate(text):
        folded = c if "\u4e00" <= c <= "\u9fff" else unicodedata.normalize("NFKC", c)
        plain.append(folded)
        ends += [index + 1] * len(folded)
    return "".join(plain), ends


INLINE = re.compile(
    r"(?:^|(?<=[。！？；：:;，,、”）]))\s*(?:(?P<is>[一二三四五六七八九十]{1,3})(?P<verb>是|要)(?=[^的不])"
    r"|第(?P<th>[一二三四五六七八九十]{1,3})(?P<comma>[，,])|(?P<word>首先|其次|再次|最后|一方面|另一方面)(?=[，,]))"
)
"""A marker inside a paragraph: 一是, 二要, 第一，, 首先."""

_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4, "一方面": 1, "另一方面": 2}


@dataclass(frozen=True, slots=True)
class InlineMarker:
    """A marker inside a paragraph; `series` is 是, 要, 第, 首先 or 方面, `start` its place in it."""

    series: str
    number: int
    canonical: str
    start: int


def inline_markers(text: str) -> tuple[InlineMarker, ...]:
    """Find the inline markers of a paragraph, in order.

    A series that does not begin with its first number is kept: paragraphs continue series of earlier ones.
    """
    return tuple(_inline(match) for match in INLINE.finditer(text))


def _inline(match: re.Match[str]) -> InlineMarker:
    start = match.end() - len(match[0].lstrip())
    if match["verb"]:
        return InlineMarker(match["verb"], to_number(match["is"]) or 0, match["is"] + match["verb"], start)
    if match["th"]:
        return InlineMarker("第", to_number(match["th"]) or 0, f"第{match['th']}，", start)
    word = match["word"]
    return InlineMarker("方面" if word.endswith("方面") else "首先", _WORDS[word], word, start)
