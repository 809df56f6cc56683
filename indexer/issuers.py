"""发文机关: who issued a document, by its title, signature, history, order, or data table."""

import re
from collections.abc import Callable

from corpus.doc_numbers import read_doc_number
from indexer.evidence import Evidence
from indexer.fact_numbers import own_number
from indexer.history import clauses
from indexer.readings import Line, Reading, read_at

_ORGAN = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|常委会|国务院|法院|检察院|总局|中央军委|中央|管理中心|中心|"
    r"[部厅局委署院会]|统战部|组织部|宣传部|联合会|银行|党组|军区|指挥部)"
)
_NUMERAL = r"[一二三四五六七八九十百]+"
_TITLE_ISSUER = re.compile(
    rf"^(?P<organs>(?:中共)?[\u4e00-\u9fff、\s　，]{{2,120}}?{_ORGAN})\s*(?:关于|转发|印发|批转|对(?!外))"
)
_PASSED_BY = re.compile(
    r"(?P<organ>(?:全国|[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县|县))?)(?:第[一二三四五六七八九十百]+届)?"
    r"(?P<kind>全国人民代表大会常务委员会|人民代表大会常务委员会|全国人民代表大会|人民代表大会)"
    r"(?:常务委员会)?(?:第?[一二三四五六七八九十百]+次)?"
)
_SESSION = re.compile(
    rf"^(?P<place>[\u4e00-\u9fff]{{0,20}}?)(?:第?{_NUMERAL}届)"
    rf"(?P<body>(?:全国)?(?:人民代表大会(?:常务委员会)?|委员会|纪律检查委员会))第{_NUMERAL}次(?:全体)?会议关于"
)
_COURT = re.compile(r"(最高人民法院|最高人民检察院)(?:审判委员会|检察委员会)")
_ISSUED_BY = re.compile(
    rf"^\s*(?P<organ>[\u4e00-\u9fff、]{{2,40}}?{_ORGAN})\s*(?:令第?.{{1,8}}号)?\s*(?:公布|发布|颁布)"
)
_REPORT = re.compile(r"(?P<where>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区))?(?:人民)?政府工作报告")
_PREMIER = re.compile(r"国务院(?:代)?总理")
_HEAD_OF = re.compile(
    r"^(?P<where>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|县|州))(?:人民政府)?(?:代)?(?:省长|市长|主席|县长|州长)"
)
_SESSION_PLACE = re.compile(
    r"在(?P<where>[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|县|州))第|(?:^|日\s?)(?!在)(?P<at>[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|县|州))第"
)
_SOURCE = re.compile(
    r"来\s?源\s?[:：]\s?(?P<organ>[^\s　。()（）]{3,24}?(?:局|委|厅|部|中心|政府|办公室|委员会|院))[\s　]*[)）]?$"
)
_OFFICE = re.compile(r"^.*(?:主席|总书记|总理|书记)[\s　]")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}$")
_SPEECHES = ("讲话", "致辞", "演讲", "发言", "回信", "贺信", "谈话")


def issuer_of(evidence: Evidence) -> Reading | None:
    """Return the issuer; several joined with 、 in printed order, the author of a signed speech, else None."""
    ways: tuple[Callable[[Evidence], Reading | None], ...] = (
        _by_session,
        _by_title,
        _by_signature,
        _by_order,
        _by_history,
        _by_report,
        _by_author,
        _by_table,
        _by_source,
    )
    return next((found for way in ways if (found := way(evidence)) is not None), None)


def _by_session(evidence: Evidence) -> Reading | None:
    """Read the congress whose session a resolution is named after, without the session's number."""
    match = _SESSION.match(evidence.heading)
    if not match or evidence.title is None:
        return None
    name = match["place"] + match["body"]
    whole = name if match["place"] or name.startswith("全国") else "全国" + name
    return evidence.title.told(whole, 0.9)


def _by_title(evidence: Evidence) -> Reading | None:
    match = _TITLE_ISSUER.match(evidence.heading)
    if not match or evidence.title is None or re.search(r"等\d|等[一二三四五六七八九十]", evidence.heading):
        return None
    return evidence.title.told(_listed(match["organs"]), min(evidence.title.confidence, 0.96))


def _by_signature(evidence: Evidence) -> Reading | None:
    signed = [line for line in evidence.signatures if not _is_person(line.text)]
    organs = [re.sub(r"[\s　]+|&\w+;", "、", line.text.strip(" 　&sp;")) for line in signed]
    names = "、".join(dict.fromkeys(organs))
    return Reading(names, 0.93, signed[0].start, signed[-1].end) if names else None


def _is_person(line: str) -> bool:
    closed = re.sub(r"[\s　]+", "", line)
    office = re.search(r"(?:总理|主席|省长|市长|部长|主任|局长|县长|区长)", closed) is not None
    return office or (len(closed) <= 4 and not re.search(_ORGAN + "$", closed))


def _by_order(evidence: Evidence) -> Reading | None:
    reading = own_number(evidence)
    number = read_doc_number(reading.value) if reading else None
    if reading is None or number is None or number.year is not None:
        return None
    organ = number.agency.removesuffix("令")
    return reading.told("国务院" if organ == "国" else organ, 0.93) if organ else None


def _by_history(evidence: Evidence) -> Reading | None:
    for line in evidence.history:
        court = _COURT.search(line.text)
        if court:
            return read_at(court[1], line.match(court, 1), 0.95)
        passed = _PASSED_BY.search(re.sub(r"^.*?日", "", re.sub(r"[\s　]+", "", line.text)))
        if passed and re.search(r"通过|批准|修", line.text):
            name = passed["organ"] + passed["kind"]
            whole = name if name.startswith("全国") or passed["organ"] else "全国" + name
            return read_at(whole, line, 0.94)
    return _by_publication(evidence)


def _by_publication(evidence: Evidence) -> Reading | None:
    """Read who published a rule that another body approved: 1990年10月22日 对外经济贸易部发布."""
    for line in evidence.history:
        for _, _, _, clause in clauses(line.text):
            match = _ISSUED_BY.match(clause)
            if match and "《" not in match["organ"]:
                return read_at(_listed(match["organ"]), line, 0.88)
    return None


def _by_report(evidence: Evidence) -> Reading | None:
    if evidence.title is None or not evidence.heading.endswith("政府工作报告"):
        return None
    title = Line(evidence.heading, evidence.title.start or 0, evidence.title.end or 0)
    for line in (title, *evidence.head, *evidence.bylines, *evidence.body[:4]):
        if _PREMIER.search(line.text) or "中华人民共和国国务院" in line.text:
            return read_at("国务院", line, 0.9)
        office = _HEAD_OF.match(line.text)
        if office:
            return read_at(office["where"] + "人民政府", line, 0.92)
    for line in (title, *evidence.head):
        report = _REPORT.search(re.sub(r"^(?:19|20)\d\d年", "", line.text))
        if report and report["where"]:
            return read_at(report["where"] + "人民政府", line, 0.92)
        place = _SESSION_PLACE.search(line.text)
        if place:
            return read_at((place["where"] or place["at"]) + "人民政府", line, 0.88)
    return next((read_at("国务院", line, 0.8) for line in evidence.body[:6] if "国务院" in line.text), None)


def _by_author(evidence: Evidence) -> Reading | None:
    if evidence.opening.author is not None:
        return evidence.opening.author
    for line in evidence.bylines:
        name = re.sub(r"[\s　]+", "", _OFFICE.sub("", line.text))
        if _NAME.fullmatch(name):
            return read_at(name, line, 0.85)
    # A speech or letter is its speaker's who signs it; other documents are not that of the person who signs.
    spoken = evidence.heading.endswith(_SPEECHES) or evidence.opening.genre is not None
    for line in evidence.signatures if spoken else ():
        name = re.sub(r"[\s　]+", "", line.text)
        if _NAME.fullmatch(name):
            return read_at(name, line, 0.85)
    return None


def _by_table(evidence: Evidence) -> Reading | None:
    said = evidence.table("发文机关", "发文单位", "制发机关", "发布机构", "发布机关")
    if said is not None:
        return said.told(_listed(said.value))
    said = evidence.table("ContentSource", "信息来源", "来源")
    if said is None or not re.search(_ORGAN + "$", said.value):
        return None
    return said.told(_listed(said.value), 0.75)


def _by_source(evidence: Evidence) -> Reading | None:
    for line in (*evidence.head, *evidence.sources):
        match = _SOURCE.search(line.text)
        if match:
            return read_at(match["organ"], line.match(match, "organ"), 0.7)
    return None


def _listed(organs: str) -> str:
    """Join the names of several organs with 、."""
    return "、".join(part for part in re.split(r"[\s　、,，]+", organs.strip()) if part)
