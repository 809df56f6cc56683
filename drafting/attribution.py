"""Which document a draft names as the source of a quotation. Pure, but for the names of documents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.doc_numbers import read_doc_number
from corpus.numbering import LARGEST, NUMERALS, to_number, to_numeral
from corpus.store.cards import DocumentCard
from drafting.finding import SAYS, Quotation
from drafting.sources import Sources
from retrieval.names import work_of

LOOK_BACK = 220
LOOK_AHEAD = 120
TITLE_PART = 6
"""Characters of a title that no document bears, from which documents whose title holds it are taken."""

_N = rf"(?:[{NUMERALS}]{{1,9}}|\d{{1,4}}|[０-９]{{1,4}})"
_TITLE = r"《(?P<title>[^《》\n]{2,100}(?:《[^《》\n]{1,60}》[^《》\n]{0,40})*)》"
_PAREN = r"(?:\s*[（(〔][^（）()\n]{1,40}[）)])?"
_ARTICLE = (
    rf"(?:\s*(?:的|中的?|里的?)?\s*第\s*(?P<article>{_N})\s*条(?:之(?P<suffix>{_N}))?"
    rf"(?:第{_N}款)?(?:第?[（(]?{_N}[）)]?项)?)?"
)
_REPORT = (
    r"(?P<report>(?:(?:(?:19|20)\d\d年)?(?:[\u4e00-\u9fff]{2,8}(?:省|市|自治区|县|区))?(?:国务院|(?:人民)?政府)?"
    r"政府工作报告)|(?:党的)?(?:十[一二三四五六七八九]|二十[一二]?)大报告)"
)
_NUMBER = (
    r"(?P<number>[\u4e00-\u9fff]{1,14}[〔\[【（(［﹝]\s?(?:19|20)\d\d\s?[〕\]】）)］﹞]\s*第?\s*\d{1,5}\s*号)"
)
_QUOTED = r"(?:[，、和与及以]?[“「][^”」\n]{1,300}[”」][，、；和与及以]*){0,4}"
_BEFORE = re.compile(
    rf"(?:{_TITLE}|{_REPORT}|{_NUMBER}){_PAREN}{_ARTICLE}(?P<between>[^。！？!?；;\n《》“”「」]{{0,24}}?){SAYS}"
    rf"[^。！？!?；;\n《》“”「」]{{0,8}}[，,：:]?\s*{_QUOTED}\s*$"
)
_OF = re.compile(rf"(?:{_TITLE}|{_REPORT}){_PAREN}{_ARTICLE}\s*[：:]\s*$")
_AFTER = re.compile(
    rf"^[”」』’\"＂。！？]*\s*(?:[（(][^（）()《》\n]{{0,20}}{_TITLE}{_PAREN}{_ARTICLE}|(?:\n\s*)?[—─-]{{1,2}}\s*"
    rf"[^《》\n]{{0,20}}{_TITLE.replace('title', 'dashed')})"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?\s*(?:[\u4e00-\u9fff]{0,12})$")
_YEAR_IN = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Naming:
    """A document named at `[start, end)` of a draft: by title, by 文号, or by what a report is called.

    `article` is canonical. `year` is the one told with it.
    """

    start: int
    end: int
    text: str
    title: str | None
    number: str | None
    article: str | None
    year: str | None = None
    place: str = ""


def naming_of(text: str, quotation: Quotation) -> Naming | None:
    """Give the document that a draft says a quotation is from, None where it names none."""
    offset = max(0, quotation.before - LOOK_BACK)
    before = text[offset : quotation.before]
    match = _BEFORE.search(before) or _OF.search(before)
    if match is not None:
        return _naming(text, match, offset)
    match = _AFTER.search(text[quotation.end : quotation.end + LOOK_AHEAD])
    return _naming(text, match, quotation.end) if match else None


def _naming(text: str, match: re.Match[str], offset: int) -> Naming:
    told = match.groupdict()
    name = next(key for key in ("title", "dashed", "report", "number") if told.get(key))
    start, end = (offset + place for place in match.span(name))
    article = canonical_article(told.get("article"), told.get("suffix"))
    printed = told[name]
    number = read_doc_number(printed) if name == "number" else None
    if name in ("title", "dashed"):
        start, end = start - 1, end + 1
    lead = text[max(0, start - 24) : start]
    year = _YEAR_IN.search(printed) if name == "report" else _YEAR.search(lead)
    return Naming(
        start=start,
        end=end,
        text=text[start:end],
        title=None if number else printed,
        number=number.canonical if number else None,
        article=article,
        year=(year[0][:4] if year else None),
        place=f"{lead}{printed}" if "报告" in printed else "",
    )


def canonical_article(numeral: str | None, suffix: str | None = None) -> str | None:
    """Give 第十二条之一 of its numerals; None where there is none or it numbers nothing."""
    number = to_number(numeral) if numeral else None
    if not number or number > LARGEST:
        return None
    after = to_number(suffix) if suffix else None
    return f"第{to_numeral(number)}条" + (f"之{to_numeral(after)}" if after else "")


def documents_of(naming: Naming, sources: Sources) -> tuple[DocumentCard, ...]:
    """Give the documents that are called so, those of the year and place told with the name where there are any."""
    collections = sources.filters.collections
    if naming.number is not None:
        return sources.shelf.numbered(naming.number, collections)
    found = titled(naming.title or "", sources)
    for narrowed in (_of_year(found, naming.year), _of_place(found, naming.place)):
        found = tuple(card for card in found if card in narrowed) or found
    return found


def titled(title: str, sources: Sources) -> tuple[DocumentCard, ...]:
    """Give the documents of a title as printed: of that name, of the one law it is short for, or with it in theirs."""
    collections = sources.filters.collections
    for name in _spellings(title):
        folded = sources.forms.loose.plain(name)
        named = sources.shelf.named(folded, collections) or sources.shelf.abbreviated(folded, collections)
        if named is not None:
            return named.documents
    if len(title) < TITLE_PART:
        return ()
    held = sources.view.by_title(title, sources.filters, limit=20)
    cards = sources.view.holding().by_row
    return tuple(cards[document.row] for document in held if document.row in cards)


def _spellings(title: str) -> Iterator[str]:
    yield title
    yield re.sub(r"^(?:党的|(?:19|20)\d\d年)", "", title)
    if "政府工作报告" in title:
        yield "政府工作报告"
    yield title.replace("〈", "《").replace("〉", "》")


def _of_year(cards: Sequence[DocumentCard], year: str | None) -> list[DocumentCard]:
    return [c for c in cards if year and (year in f"{c.title} {c.source_path}" or str(c.date)[:4] == year)]


def _of_place(cards: Sequence[DocumentCard], told: str) -> list[DocumentCard]:
    """Give the documents of a place that stands in the words round the name of a report."""
    return [
        c for c in cards if told and any(p and p[:2] in told for p in (c.region, _place_of(c.source_path)))
    ]


def _place_of(source_path: str) -> str | None:
    found = re.search(r"[\u4e00-\u9fff]{2,8}?(?:省|市|自治区)", source_path.rpartition("/")[2])
    return found[0] if found else None


def same_work(title: str, card: DocumentCard, sources: Sources) -> bool:
    """Tell whether a title as printed and a document's name the same work, or one holds the other's."""
    fold = sources.forms.loose.plain
    ours, theirs = work_of(title, fold), work_of(card.title or "", fold)
    return bool(ours) and bool(theirs) and (ours in theirs or theirs in ours)
