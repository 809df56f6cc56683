"""A document's own number: in its head or its data table; anywhere else it is a citation."""

import re
import unicodedata
from itertools import pairwise

from corpus.doc_numbers import find_doc_numbers, read_doc_number
from indexer.evidence import Evidence
from indexer.readings import Line, Reading, joined, read_at

_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff、]{2,24}令$")
_ORDER_NUMBER = re.compile(r"^第?\s*\d{1,5}\s*号$")
_BARE = re.compile(r"[〔\[【(]\s?((?:19|20)\d\d)\s?[〕\]】)]\s?(?:第\s?)?0*(\d{1,4})\s?号")


def own_number(evidence: Evidence) -> Reading | None:
    """Return the canonical number of the document itself, None where it prints none."""
    labelled = evidence.table("发文字号", "文号", "文件编号")
    number = read_doc_number(labelled.value) if labelled else None
    if labelled is not None and number is not None:
        return labelled.told(number.canonical)
    for line in evidence.number_lines:
        number = read_doc_number(line.text)
        if number is not None:
            return read_at(number.canonical, line.part(number.start, number.end), 0.97)
    return _order_number(evidence) or _published_order(evidence) or _bare_number(evidence)


def _order_number(evidence: Evidence) -> Reading | None:
    """Read an order's head over two lines: 某某市人民政府令, 第179号."""
    for line, following in pairwise([*evidence.head, *evidence.body[:6]]):
        if _ORDER_HEAD.match(line.text.strip()) and _ORDER_NUMBER.match(following.text.strip()):
            number = read_doc_number(line.text + following.text)
            return read_at(number.canonical, joined([line, following]), 0.96) if number else None
    return None


def _published_order(evidence: Evidence) -> Reading | None:
    """Read the order by which a rule was published: …令第224号发布."""
    for line in evidence.history:
        if re.search(r"修[正订]", line.text) or "《" in line.text:
            continue
        numbers = find_doc_numbers(line.text)
        if numbers:
            return read_at(numbers[0].canonical, line.part(numbers[0].start, numbers[0].end), 0.93)
    return None


def _bare_number(evidence: Evidence) -> Reading | None:
    """Read a number that names no organ, as minutes print it below their title: 〔2024〕9号."""
    for line in evidence.number_lines:
        match = _BARE.fullmatch(_narrow(line))
        if match:
            return read_at(f"〔{match[1]}〕{int(match[2])}号", line, 0.85)
    return None


def _narrow(line: Line) -> str:
    return unicodedata.normalize("NFKC", line.text).strip()
