"""The sections that a query names, in the documents as they print them, and how much of a long one is given."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from corpus.numbering import NUMERALS
from corpus.store.view import View

LONGEST = 1000
"""Passages of a section that are looked at, at most."""

_PART = re.compile(r"第(.+)部分")
_UNIT = re.compile(rf"第[{NUMERALS}]+")


def in_section(document_row: int, path: Sequence[str], view: View) -> list[int]:
    """Give the passages under a section of a document in order, LONGEST at most; none where it has none such.

    path: markers from the outer to the inner, as in `Reference.path`.
    """
    held = (view.section(document_row, *printed) for printed in _as_printed(path))
    return next((found for found in held if found), [])[:LONGEST]


def in_article(document_row: int, path: Sequence[str], view: View) -> list[int]:
    """Give the passages of an article that lies in the sections before it in `path`, in order."""
    held = (view.article(document_row, *printed) for printed in _as_printed(path))
    return next((found for found in held if found), [])


def may_lack(rows: Sequence[int], marker: str, view: View) -> bool:
    """Tell whether documents can be said to lack a section.

    Of books and parts only those that have others: these are often filed apart (a code) or not marked at all.
    """
    if _PART.fullmatch(marker):
        return view.has_unit(rows, "部分", "、")
    return not marker.endswith("编") or view.has_unit(rows, _UNIT.sub("", marker))


def beginning(document_row: int, passages: Sequence[int], characters: int, view: View) -> tuple[int, ...]:
    """Give those of a document's passages that begin within their first so many characters (more than none)."""
    spans = view.passage_spans([document_row]).get(document_row, ())
    lengths = {id_: end - start for start, end, id_ in spans}
    kept: list[int] = []
    for id_ in passages:
        if characters <= 0:
            break
        kept.append(id_)
        characters -= lengths.get(id_, 0)
    return tuple(kept)


def _as_printed(path: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the ways in which a path may be printed, the likelier first: 第六部分 is also 六、."""
    return product(
        *((marker, f"{part[1]}、") if (part := _PART.fullmatch(marker)) else (marker,) for marker in path)
    )
