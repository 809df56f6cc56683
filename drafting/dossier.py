"""Material for an outline: for each heading the best passages, verbatim, none twice, balanced over the sources."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.citations import Citation
from corpus.filters import SearchFilters
from drafting.authority import LOWEST, Authority
from drafting.outlines import Heading, Outline
from drafting.replies import Searches
from retrieval.grouping import likeness
from retrieval.query import QueryEmpty, clean_query
from retrieval.results import Hit, SearchRequest

CANDIDATES = 40
RELEVANT = 0.4
"""Of the best passage's fused score; what ranks lower is not material."""
COVERED = 0.3
"""Of the heading's pairs of characters; a passage with fewer speaks of something else."""
ALIKE = 0.5
"""Two passages with so much of their shingles in common (Jaccard) are one."""
SHORT_TITLE = 8
WEIGHTS = (0.6, 0.2, 0.2)
"""Of relevance, authority and recency, when passages are chosen."""
USED = 0.04
"""Taken off for each passage of the same document that is in the dossier already."""
OUTDATED = 0.3
"""Taken off for a document that is no longer in force."""
SPAN_YEARS = 10
"""A document that much older than the newest has no recency left."""


@dataclass(frozen=True, slots=True)
class DossierLimits:
    """How much is taken: passages for a heading, of them from one document, and within which filters."""

    per_heading: int = 5
    per_document: int = 2
    filters: SearchFilters = field(default_factory=SearchFilters)


@dataclass(frozen=True, slots=True)
class Material:
    """A passage chosen. `fused` is in [0, 1] within its search, `level` is that of the source, 1 the highest."""

    citation: Citation
    fused: float
    level: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with its material, the most authoritative first, of equals the newest.

    `thin` says in Chinese what is wanting, None where nothing is.
    """

    heading: Heading
    materials: tuple[Material, ...]
    thin: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """The material for an outline."""

    title: str | None
    chapters: tuple[Chapter, ...]
    limits: DossierLimits

    @property
    def thin(self) -> tuple[Chapter, ...]:
        """The chapters with too little."""
        return tuple(chapter for chapter in self.chapters if chapter.thin)


def gather(
    outline: Outline,
    limits: DossierLimits,
    searcher: Searches,
    authority: Authority,
    query_max: int,
    *,
    watch: Callable[[int, int], None],
    stopping: Callable[[], bool] = lambda: False,
) -> Dossier | None:
    """Gather the material; None where `stopping` ended it early. `watch` is told headings done, and of how many.

    The deepest headings choose first, so that what is special to one is not taken by the heading above it.
    """
    order = sorted(range(len(outline.headings)), key=lambda at: (-outline.headings[at].level, at))
    chapters: dict[int, Chapter] = {}
    taken: list[Citation] = []
    for done, at in enumerate(order):
        watch(done, len(order))
        if stopping():
            return None
        found = _found(outline, at, limits, searcher, query_max)
        chosen = _chosen(found, limits, authority, taken)
        taken += [material.citation for material in chosen]
        thin = _thin(chosen, limits, asked=bool(found))
        ranked = sorted(chosen, key=lambda m: (m.level, _reversed(m.citation.date)))
        chapters[at] = Chapter(outline.headings[at], tuple(ranked), thin)
    watch(len(order), len(order))
    return Dossier(outline.title, tuple(chapters[at] for at in range(len(order))), limits)


def _found(outline: Outline, at: int, limits: DossierLimits, searcher: Searches, query_max: int) -> list[Hit]:
    heading = outline.headings[at]
    words = [heading.title]
    if len(heading.title) < SHORT_TITLE:  # 总体要求 alone says nothing
        above = outline.headings[heading.parent].title if heading.parent is not None else outline.title
        words.insert(0, above or "")
    try:
        query = clean_query(" ".join([*words, heading.hint]).strip()[:query_max], query_max)
    except QueryEmpty:
        return []
    hits = searcher.search(
        SearchRequest(query, CANDIDATES, filters=limits.filters, per_document=limits.per_document + 2)
    ).hits
    best = max((hit.fused for hit in hits), default=0.0)
    wanted = _pairs(heading.title)
    return [
        hit for hit in hits if hit.fused >= RELEVANT * best and _coverage(wanted, hit.citation) >= COVERED
    ]


def _chosen(
    found: Sequence[Hit], limits: DossierLimits, authority: Authority, taken: Sequence[Citation]
) -> list[Material]:
    """Choose one after the other; each choice lowers what else its document has."""
    used = Counter(citation.document_id for citation in taken)
    mine: Counter[str] = Counter()
    chosen: list[Material] = []
    newest = max((hit.citation.date or "" for hit in found), default="")
    left = [(hit, _worth(hit, authority.level(hit.citation), newest)) for hit in found]
    while left and len(chosen) < limits.per_heading:
        best = max(left, key=lambda one: one[1] - USED * used[one[0].citation.document_id])
        left.remove(best)
        citation = best[0].citation
        if mine[citation.document_id] >= limits.per_document or _is_told(
            citation, [*taken, *(m.citation for m in chosen)]
        ):
            continue
        mine[citation.document_id] += 1
        used[citation.document_id] += 1
        chosen.append(Material(citation, best[0].fused, authority.level(citation)))
    return chosen


def _worth(hit: Hit, level: int, newest: str) -> float:
    relevance, weight, recency = WEIGHTS
    high = 1 - (level - 1) / (LOWEST - 1)
    outdated = hit.citation.validity == "已废止" or hit.citation.superseded_by is not None
    return (
        relevance * hit.fused
        + weight * high
        + recency * _recency(hit.citation.date, newest)
        - OUTDATED * outdated
    )


def _recency(date: str | None, newest: str) -> float:
    if not date or not newest:
        return 0.0
    return max(0.0, 1 - (int(newest[:4]) - int(date[:4])) / SPAN_YEARS)


def _is_told(citation: Citation, told: Sequence[Citation]) -> bool:
    text = _plain(citation.text)
    return any(
        one.passage_id == citation.passage_id or likeness(text, _plain(one.text)) >= ALIKE for one in told
    )


def _thin(chosen: Sequence[Material], limits: DossierLimits, *, asked: bool) -> str | None:
    if not chosen:
        return "没有找到可用的材料。" if not asked else "找到的材料都已用在别处。"
    documents = {material.citation.document_id for material in chosen}
    if len(chosen) < min(3, limits.per_heading):
        return f"材料偏少：只有 {len(chosen)} 段，出自 {len(documents)} 份文件。"
    if len(documents) == 1:
        return "材料都出自同一份文件。"
    return None


def _pairs(text: str) -> frozenset[str]:
    plain = _plain(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset(plain)


def _coverage(wanted: frozenset[str], citation: Citation) -> float:
    told = [citation.title, *(step.title for step in citation.section_path), citation.text]
    plain = _plain(" ".join(told))
    return sum(pair in plain for pair in wanted) / len(wanted) if wanted else 0.0


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _reversed(date: str | None) -> tuple[int, ...]:
    """Give a key by which newer dates come first, unknown ones last."""
    return tuple(-int(part) for part in date.split("-")) if date else (0,)
