"""A document's own number: in its head or its data table; anywhere else it is a citation."""

import re
from itertools import pairwise

from corpus.doc_numbers import find_doc_numbers, read_doc_number
from indexer.evidence import Evidence

_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,24}令$")
_ORDER_NUMBER = re.compile(r"^第?\s*\d{1,5}\s*号$")


def own_number(evidence: Evidence) -> str | None:
    """Return the canonical number of the document itself, None where it prints none."""
    labelled = evidence.table("发文字号", "文号", "文件编号")
    if labelled is not None:
        number = read_doc_number(labelled)
        if number is not None:
            return number.canonical
    for line in evidence.number_lines:
        number = read_doc_number(line)
        if number is not None:
            return number.canonical
    return _order_number(evidence) or _published_order(evidence)


def _order_number(evidence: Evidence) -> str | None:
    """Read an order's head over two lines: 某某市人民政府令, 第179号."""
    lines = [*evidence.head, *evidence.body[:6]]
    for line, following in pairwise(lines):
        if _ORDER_HEAD.match(line.strip()) and _ORDER_NUMBER.match(following.strip()):
            number = read_doc_number(line + following)
            return number.canonical if number else None
    return None


def _published_order(evidence: Evidence) -> str | None:
    """Read the order by which a rule was published: …令第224号发布."""
    for line in evidence.history:
        if "修" in line or "《" in line:
            continue
        numbers = find_doc_numbers(line)
        if numbers:
            return numbers[0].canonical
    return None
