"""What a question pins down: years, places, names, numbers, titles. A passage about another year is no answer.

Each anchor must stand in the passage, its headings or its document's facts; what no passage holds is named as missing.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.evidence import Evidence, Read
from answering.lexicon import Lexicon
from retrieval.results import Interpretation

Normal = Callable[[str], str]


class AnchorKind(StrEnum):
    """What an anchor is."""

    YEAR = "year"
    DOCUMENT_YEAR = "document_year"
    PLACE = "place"
    NAME = "name"
    NUMBER = "number"
    TITLE = "title"
    LAW = "law"
    """A law named without brackets, by its name or a part of it: 国歌法, 消费者权益法."""
    WORK = "work"
    """A title of what need not be a document: a book, a song, a programme that texts tell of."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A thing named in a question. `forms` are normal spellings, any of which will do; `printed` is for people."""

    kind: AnchorKind
    printed: str
    forms: tuple[str, ...]

    def held(self, read: Read) -> bool:
        """Tell whether a passage holds it, in its text, its headings or its document's facts."""
        if self.kind is AnchorKind.TITLE:
            return any(form in read.title or form in read.source for form in self.forms)
        if self.kind is AnchorKind.LAW:
            return any(_names_law(form, read) for form in self.forms)
        if self.kind is AnchorKind.WORK:
            return any(form in where for form in self.forms for where in (*read.normal, read.title))
        places: tuple[str, ...] = (read.title, read.source)
        if self.kind is not AnchorKind.DOCUMENT_YEAR:
            places = (*read.normal, read.headings, read.around, *places)
        return any(_stands(form, where) for form in self.forms for where in places)


_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[^0-9]|$)")
_YEARS = re.compile(r"((?:19|20)[0-9]{2})年?(?:到|至|-|—|~)+((?:19|20)[0-9]{2})(?=年)")
_OWN_YEAR = re.compile(
    r"((?:19|20)[0-9]{2})年(?:度)?[^，,。？?！\n]{0,14}?(?:工作报告|国务院报告|要点|计划|方案|通知|通告|公告|公报|白皮书|放假)"
)
_PLAN = re.compile(
    r"[“\"'「]?(十[一二三四五六七八九]?五)[”\"'」](?=时期|规划|期间|计划)|(?<![0-9一二三四五六七八九十])(十[一二三四五六七八九]?五)(?=时期|规划|期间)"
)
_CONGRESS = re.compile(r"([二三]?十[一二三四五六七八九]?|[七八九])大(?:的)?报告")
_ORDINAL = re.compile(r"第?([0-9]+)(号线|届|批|期|次(?=全国|会议|代表))")
_FIGURE = re.compile(
    r"(?<![0-9.〔\[(（第A-Za-z])([0-9]{2,}(?:\.[0-9]+)?)(?![0-9]|年|月|日|号|条|款|〕|\]|\)|）|个|\.[0-9])"
)
_ABOUT = re.compile(
    r"关于([^，,。？?！《》\s]{4,40}?)的(?:若干)?(?:指导)?"
    r"(?:规定|意见|通知|办法|决定|批复|公告|通告|方案|条例|细则)"
)
_BRACKETED = re.compile(r"《([^《》]{2,80})》")
_ARTICLE_OF = re.compile(
    r"([\u4e00-\u9fff]{3,30}(?:条例|法典|法|办法|规定|细则|准则))(?:中|里|的)*第[0-9一二三四五六七八九十百千零〇]+条"
)
_LAW_SAYS = re.compile(
    r"^(?:请问(?:一下)?|按照?|根据|依[照据]?)?(?:我国|中国的?|国务院)?"
    r"([\u4e00-\u9fff]{1,24}?(?<![办违司执方合立想做看说书依非守此该本])(?:法|条例))(?:规定|里|中)(?!的?第)"
)
_IN_THE_CIVIL_CODE = ("婚姻法", "合同法", "物权法", "继承法", "侵权责任法", "担保法", "收养法", "民法通则")
"""Laws that the Civil Code took the place of (its article 1260)."""
_EDITION = re.compile("^(?:最新|现行|[新旧老]版?)")
_NO_NAME = re.compile("怎么|如何|什么|多少|[吗谁哪我他你们把被的在这]|可以|能不能|[按依]照|根据|依据")
_OFFICIAL = re.compile(
    r"(?:法典?|条例|规定|办法|细则|准则|规则|通知|意见|决定|决议|命令?|批复|函|公告|通告|公报|报告|方案|规划|计划|纲要|纲领|要点"
    r"|目录|标准|规程|章程|宪法|讲话|指南|清单|解释|协议|合同)(?:[（(][^（）()]*[）)])?$"
)
_PART_OF = re.compile(r"[中里的]{0,2}第[0-9０-９一二三四五六七八九十百千零〇]+[编章节条]")
_BROKEN = re.compile(r"违反|触犯")
_PLACE_ENDS = ("省", "市", "县", "自治州", "新区", "园区", "州")
_NO_PLACES = frozenset(
    (
        "自治区", "保税区", "开发区", "示范区", "试验区", "高新区", "工业园区", "地级市", "县级市", "直辖市",
        "城市", "都市", "超大城市", "大城市", "全省", "全市", "全县", "各省", "各市", "省市", "区市", "本市",
    )
)  # fmt: skip
_DISTRICT = re.compile(
    r"([^\W\d_各全本地哪些个内外的在及和与等有某该此每几两半不辖一二三四五六七八九十]{2,3}[区县旗])"
)
"""What follows a city's or province's name: 广州市黄埔区, 河北正定县."""
_NO_DISTRICTS = re.compile(
    "(?:开发|高新|示范|试验|实验|自贸|贸易|经济|经开|保税|综保|工业|产业|保护|自然|风景|名胜|旅游|度假|功能|生态|合作|先行|核心|中心|主城|老城|城"
    "|市|郊|山|社|景|灾|库|小|新|特|校|园|林|牧|片|住宅|居民|农村|都市|老|贫困|脱贫|山区|欠发达|重点|帮扶|边境|强|大|试点|服务|管理|行政|自治|民族|直辖)[区县旗]$"
)
_NAME_ENDS = ("大学", "学院", "检察院", "法院", "医院", "集团")


def find_anchors(question: str, interpretation: Interpretation, lexicon: Lexicon) -> tuple[Anchor, ...]:
    """Read what a question pins down."""
    normal = lexicon.normal
    text, tokens = normal(question), lexicon.tokens(question)
    cities = {token for token in tokens if lexicon.names_city(token) and f"{token}市" not in _NO_PLACES}
    places = tuple(_places(text, tokens, cities, interpretation, normal))
    found = [
        *_years(text),
        *_periods(question, normal),
        *places,
        *_districts(text, places),
        *_numbers(text, interpretation),
        *_titles(question, interpretation, normal),
    ]
    return tuple(dict.fromkeys(found))


def fits(anchors: Sequence[Anchor], evidence: Evidence) -> Callable[[Read], bool]:
    """Give the test whether a passage may answer: it holds every anchor, a place its document holds elsewhere."""
    placed = {
        (anchor, read.citation.document_id)
        for anchor in anchors
        if anchor.kind is AnchorKind.PLACE
        for read in evidence.passages
        if anchor.held(read)
    }
    return lambda read: all(
        (anchor, read.citation.document_id) in placed or anchor.held(read) for anchor in anchors
    )


def missing(anchors: Sequence[Anchor], evidence: Evidence) -> tuple[Anchor, ...]:
    """Give the anchors that keep every passage from answering: those that none holds, else of the best passage."""
    may = fits(anchors, evidence)
    if any(may(read) for read in evidence.passages):
        return ()
    nowhere = tuple(a for a in anchors if not any(a.held(read) for read in evidence.passages))
    if nowhere or not evidence.passages:
        return nowhere
    fewest = min(evidence.passages, key=lambda read: sum(not a.held(read) for a in anchors))
    return tuple(anchor for anchor in anchors if not anchor.held(fewest))


def _years(text: str) -> Iterator[Anchor]:
    own = {match[1] for match in _OWN_YEAR.finditer(text)}
    spans = [(match[1], match[2]) for match in _YEARS.finditer(text)]
    for years in spans:
        yield Anchor(AnchorKind.YEAR, "至".join(years) + "年", years)
    in_spans = {year for years in spans for year in years}
    for match in _YEAR.finditer(text):
        year = match[1]
        if year in in_spans:
            continue
        kind = AnchorKind.DOCUMENT_YEAR if year in own else AnchorKind.YEAR
        yield Anchor(kind, f"{year}年", (year,))


def _periods(question: str, normal: Normal) -> Iterator[Anchor]:
    """Read five-year plans (十二五) and party congresses (十六大报告); a report of another congress is no answer."""
    for match in _PLAN.finditer(question):
        yield Anchor(AnchorKind.YEAR, f"“{match[1]}”时期", (normal(match[1]),))
    for match in _CONGRESS.finditer(question):
        printed = f"{match[1]}大报告"
        forms = (normal(f"{match[1]}大"), normal(f"第{match[1]}次全国代表大会"))
        yield Anchor(AnchorKind.DOCUMENT_YEAR, printed, forms)


def _places(
    text: str, tokens: Iterable[str], cities: Container[str], interpretation: Interpretation, normal: Normal
) -> Iterator[Anchor]:
    known = {_bare(normal(region)) for region in interpretation.regions}
    for region in interpretation.regions:
        yield Anchor(AnchorKind.PLACE, region, (_bare(normal(region)),))
    for token in tokens:
        ends = token.endswith(_PLACE_ENDS) and len(token) > 2 and token not in _NO_PLACES
        if ends or token in cities:
            if _bare(token) not in known:
                yield Anchor(AnchorKind.PLACE, token, (_bare(token),))
        elif token.endswith(_NAME_ENDS) and len(token) > 3 and token in text:
            yield Anchor(AnchorKind.NAME, token, (token,))


def _districts(text: str, places: Sequence[Anchor]) -> Iterator[Anchor]:
    """Read districts and counties named right after their city or province; what holds of one holds of no other."""
    for place in places:
        if place.kind is AnchorKind.PLACE:
            for match in re.finditer(rf"{re.escape(place.forms[0])}[省市]?{_DISTRICT.pattern}", text):
                if not _NO_DISTRICTS.search(match[1]):
                    yield Anchor(AnchorKind.PLACE, match[1], (match[1],))


def _numbers(text: str, interpretation: Interpretation) -> Iterator[Anchor]:
    for match in _ORDINAL.finditer(text):
        yield Anchor(AnchorKind.NUMBER, match[0], (f"{match[1]}{match[2]}",))
    exact = interpretation.exact
    if exact is not None and exact.kind in ("doc_number", "article", "section"):
        return
    years = set(_YEAR.findall(text))
    for match in _FIGURE.finditer(text):
        if match[1] not in years:
            yield Anchor(AnchorKind.NUMBER, match[1], (match[1],))


def _titles(question: str, interpretation: Interpretation, normal: Normal) -> Iterator[Anchor]:
    if _BROKEN.search(question):
        return
    for match in _BRACKETED.finditer(question):
        kind = AnchorKind.TITLE if names_document(match[1], question[match.end() :]) else AnchorKind.WORK
        yield Anchor(kind, match[0], (normal(match[1]),))
    if interpretation.exact is None:
        for match in _ARTICLE_OF.finditer(question):
            yield Anchor(AnchorKind.TITLE, f"《{match[1]}》", (normal(match[1]),))
        law = _LAW_SAYS.match(question)
        if law is not None and not _NO_NAME.search(law[1]):
            newer = ("民法典",) if law[1] in _IN_THE_CIVIL_CODE else ()
            forms = (normal(law[1]), normal(_EDITION.sub("", law[1])), *newer)
            yield Anchor(AnchorKind.LAW, f"《{law[1]}》", forms)
    for match in _ABOUT.finditer(question):
        yield Anchor(AnchorKind.TITLE, f"“{match[0]}”", (normal(match[1]),))


def names_document(title: str, after: str) -> bool:
    """Tell whether a bracketed title is asked for as a document: by its kind, or by an article of it."""
    return bool(_OFFICIAL.search(title) or _PART_OF.match(after))


def _stands(form: str, where: str) -> bool:
    """Tell whether a form stands in a text; a number only by itself (65 does not stand in 165 or 650)."""
    if not form[0].isdigit():
        return form in where
    return re.search(rf"(?<![0-9.]){re.escape(form)}(?![0-9]|\.[0-9])", where) is not None


def _names_law(form: str, read: Read) -> bool:
    """Tell whether a law is named by a part of its name, or with words before it (加班工资劳动法)."""
    whole = re.sub(r"^中华人民共和国|[（(].*$", "", read.title.partition(" ")[0])
    ends = len(whole) > 1 and form.endswith(whole)
    return ends or _in_order(form, read.title) or _in_order(form, read.source)


def _in_order(form: str, where: str) -> bool:
    """Tell whether the characters of a short name stand in a name in their order."""
    rest = iter(where)
    return all(character in rest for character in form)


def _bare(place: str) -> str:
    bare = re.sub(r"(?:省|市|县|新区|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", place)
    return bare if len(bare) > 1 else place
