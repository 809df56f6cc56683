"""Titles that a document says it repeals: 《…》同时废止."""

import re

from indexer.evidence import Evidence
from indexer.readings import Reading, read_at

_REPEAL = re.compile(r"同时废止|同时停止执行|停止执行|即行废止|自行废止|予以废止|废止")
_OWN = re.compile(r"同时废止|停止执行|即行废止|予以废止|废止[。；]?$")
_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_CLAUSE = re.compile(r"[^。]*。|[^。]+$")
_GROUND = re.compile(r"(?:根据|依据|依照|按照|经|由)[^《》，；]{0,12}$")
_AMENDED_BY = re.compile(r"[^，；《》]{0,12}(?:修正|修改|修订|公布|发布|批准)")


def repealed_titles(evidence: Evidence) -> tuple[Reading, ...]:
    """Return the titles in the clauses that repeal, without 《》, in printed order; clauses naming none give none."""
    found: dict[str, Reading] = {}
    for line in evidence.body:
        if "废止" not in line.text and "停止执行" not in line.text:
            continue
        for clause in _CLAUSE.finditer(line.text):
            for title in _titles(clause[0]):
                at = line.part(clause.start() + title.start(1), clause.start() + title.end(1))
                found.setdefault(title[1], read_at(title[1], at, 0.93))
    return tuple(found.values())


def _titles(clause: str) -> list[re.Match[str]]:
    """Return the titles that a clause repeals by this document; none where it tells of or regulates repealing."""
    repeal = list(_REPEAL.finditer(clause))
    if not repeal or not _OWN.search(clause) or "》" not in clause:
        return []
    return [title for title in _TITLE.finditer(clause[: repeal[-1].start()]) if not _is_ground(clause, title)]


def _is_ground(clause: str, title: re.Match[str]) -> bool:
    """Whether a title is what another one was amended or issued by: 根据《…的决定》修正的《…》."""
    before, after = clause[: title.start()], clause[title.end() :]
    return _GROUND.search(before) is not None and _AMENDED_BY.match(after) is not None
