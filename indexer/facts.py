"""The facts of a document, from its own lines and its page's data table. What it does not say stays None."""

from collections.abc import Mapping, Sequence

from corpus.blocks import ParsedFile
from corpus.documents import Facts, FactSource, FurnitureKind
from indexer.article_facts import article_readings
from indexer.articles import Article, Role
from indexer.evidence import Evidence, gather
from indexer.fact_dates import amendments, effective, published, written
from indexer.fact_numbers import own_number
from indexer.genre import doc_type_of
from indexer.issue import issue_readings
from indexer.issuers import issuer_of
from indexer.meetings import meeting_of
from indexer.readings import Reading, lines_of
from indexer.regions import region_of
from indexer.repeals import repealed_titles
from indexer.text import Laid
from indexer.title import Head

_VALIDITY = {
    "现行有效": "现行有效",
    "有效": "现行有效",
    "已修改": "已修改",
    "已修订": "已修改",
    "已废止": "已废止",
    "废止": "已废止",
    "失效": "已废止",
    "已失效": "已废止",
    "尚未生效": "尚未生效",
}
_VALIDITY_LABELS = ("有效性", "效力状态", "时效性", "时效", "文件状态")
_UNSURE = 0.5  # a title less sure than this tells nothing of the genre


def read_facts(
    parsed: ParsedFile,
    laid: Laid,
    head: Head,
    furniture: Mapping[int, FurnitureKind],
    article: Article,
) -> tuple[Facts, tuple[FactSource, ...]]:
    """Read the facts of a document from its head, tail, clauses and data table, and where each stands.

    An article of a magazine takes nothing from the file's own data.
    """
    if article.role is Role.ISSUE:
        return told(issue_readings(lines_of(laid), article.masthead))
    evidence = gather(parsed, laid, head, furniture, own_file=article.role is Role.WHOLE)
    readings = _readings(evidence)
    if article.role is Role.ARTICLE:
        readings |= article_readings(article, evidence, lines_of(laid))
    return told(readings)


def told(readings: Mapping[str, Reading | Sequence[Reading] | None]) -> tuple[Facts, tuple[FactSource, ...]]:
    """Return readings by the name of their fact as facts and sources; a region follows from the issuer."""
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    sources: list[FactSource] = []
    for fact, said in readings.items():
        if isinstance(said, Reading):
            values[fact] = said.value
            sources.append(said.source(fact))
        elif said is not None:
            lists[fact] = tuple(reading.value for reading in said)
            sources += [reading.source(fact) for reading in said]
    region = region_of(values.get("issuer"), values.get("title"))
    if region is not None:
        sources.append(FactSource("region", None, None, None, 0.85))
    facts = Facts(**values, region=region, amended=lists.get("amended", ()), repeals=lists.get("repeals", ()))
    return facts, tuple(sources)


def _readings(evidence: Evidence) -> dict[str, Reading | Sequence[Reading] | None]:
    return {
        "title": evidence.title,
        "doc_type": _doc_type(evidence),
        "issuer": issuer_of(evidence),
        "doc_number": own_number(evidence),
        "date_written": written(evidence),
        "date_published": published(evidence),
        "date_effective": effective(evidence),
        "addressee": evidence.addressee,
        "validity": _validity(evidence),
        "meeting": meeting_of(evidence),
        "amended": amendments(evidence),
        "repeals": repealed_titles(evidence),
    }


def _doc_type(evidence: Evidence) -> Reading | None:
    if evidence.opening.genre is not None:
        return evidence.opening.genre
    if evidence.title is None or evidence.title.confidence < _UNSURE:
        return None
    word = doc_type_of(evidence.title.value)
    return evidence.title.told(word) if word else None


def _validity(evidence: Evidence) -> Reading | None:
    said = evidence.table(*_VALIDITY_LABELS)
    value = _VALIDITY.get(said.value) if said else None
    return said.told(value) if said and value else None
