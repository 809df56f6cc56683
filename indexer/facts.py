"""The facts of a document, from its own lines and its page's data table. What it does not say stays None."""

import re
from collections.abc import Mapping

from corpus.blocks import ParsedFile
from corpus.documents import Facts, FurnitureKind
from indexer.articles import Role
from indexer.evidence import Evidence, gather
from indexer.fact_dates import amendments, effective, published, written
from indexer.fact_numbers import own_number
from indexer.genre import doc_type_of
from indexer.issue import issue_name, publisher
from indexer.issuers import issuer_of
from indexer.repeals import repealed_titles
from indexer.text import Laid
from indexer.title import Head

_REGION = re.compile(
    r"(?:中共)?(北京市|天津市|上海市|重庆市|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区"
    r"|香港特别行政区|澳门特别行政区|[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}(?:市|自治州|自治县|地区|盟))"
)
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


def read_facts(
    parsed: ParsedFile, laid: Laid, head: Head, furniture: Mapping[int, FurnitureKind], role: Role
) -> Facts:
    """Read the facts of a document from its head, tail, clauses and data table.

    An article of a magazine takes nothing from the file's own data.
    """
    evidence = gather(parsed, laid, head, furniture, own_file=role is Role.WHOLE)
    if role is Role.ISSUE:
        lines = [paragraph.text for paragraph in laid.paragraphs]
        return Facts(title=issue_name(lines), doc_type="期刊", issuer=publisher(lines))
    title = evidence.title
    number = own_number(evidence)
    issuer = issuer_of(evidence)
    doc_type = (evidence.opening.genre if evidence.opening else None) or doc_type_of(title)
    return Facts(
        title=title,
        doc_type=doc_type,
        issuer=issuer,
        doc_number=number,
        date_written=written(evidence),
        date_published=published(evidence),
        date_effective=effective(evidence),
        addressee=evidence.addressee,
        validity=_validity(evidence),
        region=_region(issuer, title),
        amended=amendments(evidence),
        repeals=repealed_titles(evidence),
    )


def _validity(evidence: Evidence) -> str | None:
    said = evidence.table(*_VALIDITY_LABELS)
    return _VALIDITY.get(said) if said is not None else None


def _region(issuer: str | None, title: str | None) -> str | None:
    """Return the province or city whose organ issued a text; central organs have none."""
    for source in (issuer, title):
        match = _REGION.match(source) if source else None
        if match:
            return match[1]
    return None
