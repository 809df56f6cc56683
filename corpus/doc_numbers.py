"""发文字号, the number of an official document: 国发〔2018〕42号, and of an order: 国务院令第224号.

Canonical: 〔〕 round the year, no 第, no leading zeros; for an order the issuer without 中华人民共和国,
then 令第N号.
"""

import re
from dataclasses import dataclass

from corpus.numbering import NUMERALS, to_number

_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff\u3400-\u4dbfA-Za-zＡ-Ｚａ-ｚ]{1,24}?)\s?"
    r"[〔\[【（(［﹝]\s?(?P<year>(?:19|20)[0-9]{2}|(?:１９|２０)[０-９]{2})\s?[〕\]】）)］﹞]"
    r"\s*第?\s*(?P<number>\d{1,5})\s*号(?![^\s，。；、]{0,6}[-—]\d)"
)
_ORDER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff][\u4e00-\u9fff、]{{0,40}}令)\s*(?:第\s*(?P<number>\d{{1,5}}|[{NUMERALS}]{{1,6}})|(?P<bare>\d{{1,5}}))\s*号"
)
_WORDS = "根据|依据|依照|按照|遵照|参照|参见|详见|印发|下发|发布|公布|执行|废止|代替|落实|贯彻|通知|意见"
_WORDS += "|文件|文号|字号|关于|以下简称|中华人民共和国|的"
# A date runs into the name behind it (2024年3月1日某某市人民政府令); 、 joins organs and other things too.
_DAY = r"(?<=\d)日|[一二三四五六七八九十]日"
_BEFORE_ORDER = re.compile(rf".*(?:{_WORDS}|{_DAY}|[^部委局署院府会厅]、)")
# Short names of agencies hold no such syllables, full names do (发展和改革委员会).
_BEFORE_NUMBER = re.compile(rf".*(?:{_WORDS}|经|由|见|以|和|与|及|即|原|号|{_DAY})")


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number found in a text: `raw` is `text[start:end]`. `year` is None for an order."""

    canonical: str
    raw: str
    start: int
    end: int
    agency: str
    year: int | None
    number: int


def find_doc_numbers(text: str) -> tuple[DocNumber, ...]:
    """Find all document numbers of a text, in order and without overlap. Without brackets there is none."""
    found = [*(_bracketed(match) for match in _NUMBER.finditer(text)), *map(_order, _ORDER.finditer(text))]
    kept: list[DocNumber] = []
    for number in sorted((n for n in found if n is not None), key=lambda n: n.start):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return tuple(kept)


def read_doc_number(text: str) -> DocNumber | None:
    """Return the first document number of a short text; None where there is none."""
    found = find_doc_numbers(text)
    return found[0] if found else None


def _bracketed(match: re.Match[str]) -> DocNumber | None:
    agency, start = _agency(match, _BEFORE_NUMBER)
    if not agency:
        return None
    year, number = int(match["year"]), int(match["number"])
    canonical = f"{agency}〔{year}〕{number}号"
    return DocNumber(canonical, match.string[start : match.end()], start, match.end(), agency, year, number)


def _order(match: re.Match[str]) -> DocNumber | None:
    agency, start = _agency(match, _BEFORE_ORDER)
    number = to_number(match["number"] or match["bare"])
    if number is None or len(agency) < 2:
        return None
    raw = match.string[start : match.end()]
    return DocNumber(f"{agency}第{number}号", raw, start, match.end(), agency, None, number)


def _agency(match: re.Match[str], words: re.Pattern[str]) -> tuple[str, int]:
    """Return the issuing agency's short name and its start, without the words that lead up to it."""
    run = match["agency"]
    before = words.match(match.string, match.start(), match.start() + len(run))
    start = before.end() if before else match.start()
    return match.string[start : match.start() + len(run)], start
