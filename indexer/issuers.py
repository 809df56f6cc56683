"""发文机关: who issued a document, by its title, signature, history, order, or data table."""

import re

from corpus.doc_numbers import read_doc_number
from indexer.evidence import Evidence
from indexer.fact_numbers import own_number

_ORGAN = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|常委会|国务院|法院|检察院|总局|中央军委|中央|管理中心|中心|"
    r"[部厅局委署院会]|统战部|组织部|宣传部|联合会|银行|党组|军区)"
)
_TITLE_ISSUER = re.compile(
    rf"^(?P<organs>(?:中共)?[\u4e00-\u9fff、\s　，]{{2,120}}?{_ORGAN})\s*(?:关于|转发|印发|批转|对(?!外))"
)
_PASSED_BY = re.compile(
    r"(?P<organ>(?:全国|[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县|县))?)(?:第[一二三四五六七八九十百]+届)?"
    r"(?P<kind>全国人民代表大会常务委员会|人民代表大会常务委员会|全国人民代表大会|人民代表大会)"
    r"(?:常务委员会)?(?:第?[一二三四五六七八九十百]+次)?"
)
_SESSION = re.compile(
    r"^第[一二三四五六七八九十]+届(全国人民代表大会(?:常务委员会)?)第[一二三四五六七八九十]+次会议关于"
)
_COURT = re.compile(r"(最高人民法院|最高人民检察院)(?:审判委员会|检察委员会)")
_REPORT = re.compile(r"(?P<where>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区))?(?:人民)?政府工作报告")
_SPOKEN_FOR = re.compile(
    r"(?:我|现在)[^。]{0,6}(?:代表|受)(?P<organ>[\u4e00-\u9fff]{3,24}?(?:国务院|人民政府|委员会))(?:的委托)?[，,、]?(?:向|作)"
)
_PREMIER = re.compile(r"国务院(?:代)?总理")
_HEAD_OF = re.compile(
    r"^(?P<where>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区))(?:人民政府)?(?:代)?(?:省长|市长|主席)"
)
_SOURCE = re.compile(
    r"来\s?源\s?[:：]\s?(?P<organ>[^\s　。()（）]{3,24}?(?:局|委|厅|部|中心|政府|办公室|委员会|院))[\s　]*[)）]?$"
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}$")


def issuer_of(evidence: Evidence) -> str | None:
    """Return the issuer; several joined with 、 in printed order, the author of a signed speech, else None."""
    return (
        _by_session(evidence)
        or _by_title(evidence)
        or _by_signature(evidence)
        or _by_order(evidence)
        or _by_history(evidence)
        or _by_report(evidence)
        or _by_author(evidence)
        or _by_table(evidence)
        or _by_source(evidence)
    )


def _by_session(evidence: Evidence) -> str | None:
    """Read the congress whose session a resolution is named after, without the session's number."""
    match = _SESSION.match(evidence.title or "")
    return match[1] if match else None


def _by_title(evidence: Evidence) -> str | None:
    match = _TITLE_ISSUER.match(evidence.title or "")
    if not match or re.search(r"等\d|等[一二三四五六七八九十]", evidence.title or ""):
        return None
    return _listed(match["organs"])


def _by_signature(evidence: Evidence) -> str | None:
    organs = [
        re.sub(r"[\s　]+|&\w+;", "、", line.strip(" 　&sp;"))
        for line in evidence.signatures
        if not _is_person(line)
    ]
    return "、".join(dict.fromkeys(organs)) or None


def _is_person(line: str) -> bool:
    plain = re.sub(r"[\s　]+", "", line)
    office = re.search(r"(?:总理|主席|省长|市长|部长|主任|局长)", plain) is not None
    return office or (len(plain) <= 4 and not re.search(_ORGAN + "$", plain))


def _by_order(evidence: Evidence) -> str | None:
    number = read_doc_number(own_number(evidence) or "")
    if number is None or number.year is not None:
        return None
    organ = number.agency.removesuffix("令")
    return "国务院" if organ == "国" else organ or None


def _by_history(evidence: Evidence) -> str | None:
    for line in evidence.history:
        court = _COURT.search(line)
        if court:
            return court[1]
        passed = _PASSED_BY.search(re.sub(r"^.*?日", "", re.sub(r"[\s　]+", "", line)))
        if passed and re.search(r"通过|批准|修", line):
            name = passed["organ"] + passed["kind"]
            return name if name.startswith("全国") or passed["organ"] else "全国" + name
    return None


def _by_report(evidence: Evidence) -> str | None:
    if not (evidence.title or "").endswith("政府工作报告"):
        return None
    for line in (evidence.title or "", *evidence.head, *evidence.bylines, *evidence.body[:4]):
        if _PREMIER.search(line) or "中华人民共和国国务院" in line:
            return "国务院"
        office = _HEAD_OF.match(line)
        if office:
            return office["where"] + "人民政府"
    for line in (evidence.title or "", *evidence.head):
        report = _REPORT.search(re.sub(r"^(?:19|20)\d\d年", "", line))
        if report and report["where"]:
            return report["where"] + "人民政府"
        place = re.search(r"在(?P<where>[\u4e00-\u9fff]{2,8}?(?:省|市|自治区))第", line)
        if place:
            return place["where"] + "人民政府"
    return "国务院" if any("国务院" in line for line in evidence.body[:6]) else None


def _by_author(evidence: Evidence) -> str | None:
    if evidence.opening is not None:
        return evidence.opening.author
    for line in evidence.bylines:
        name = re.sub(r"[\s　]+", "", re.sub(r"^.*(?:主席|总书记|总理|书记)[\s　]", "", line))
        if _NAME.fullmatch(name):
            return name
    return None


def _by_table(evidence: Evidence) -> str | None:
    said = evidence.table("发文机关", "发文单位", "制发机关", "发布机构", "发布机关")
    if said is None:
        said = evidence.table("ContentSource", "信息来源", "来源")
        return said if said is not None and re.search(_ORGAN + "$", said) else None
    return _listed(said)


def _by_source(evidence: Evidence) -> str | None:
    for line in (*evidence.head, *evidence.sources):
        match = _SOURCE.search(line)
        if match:
            return match["organ"]
    return None


def _listed(organs: str) -> str:
    """Join the names of several organs with 、."""
    return "、".join(part for part in re.split(r"[\s　、,，]+", organs.strip()) if part)
