"""Titles that a document says it repeals: 《…》同时废止."""

import re

from indexer.evidence import Evidence

_REPEAL = re.compile(r"同时废止|同时停止执行|停止执行|即行废止|自行废止|予以废止|废止")
_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_CLAUSE = re.compile(r"[^。]*。|[^。]+$")


def repealed_titles(evidence: Evidence) -> tuple[str, ...]:
    """Return the titles in the clauses that repeal, without 《》, in printed order; clauses naming none give none."""
    found: list[str] = []
    for text in evidence.body:
        if "废止" not in text and "停止执行" not in text:
            continue
        for clause in _CLAUSE.findall(text):
            repeal = list(_REPEAL.finditer(clause))
            if repeal and _is_own(clause):
                found += [title[1] for title in _TITLE.finditer(clause[: repeal[-1].start()])]
    return tuple(dict.fromkeys(found))


def _is_own(clause: str) -> bool:
    """Whether the clause repeals by this document, and does not tell of or regulate repealing."""
    return (
        re.search(r"同时废止|停止执行|即行废止|予以废止|废止[。；]?$", clause) is not None and "》" in clause
    )
