"""Documents that a draft names: are they known, is the number theirs, is the article there, are they in force."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.doc_numbers import DocNumber, find_doc_numbers
from corpus.numbering import NUMERALS
from corpus.store.cards import DocumentCard
from drafting.attribution import Naming, canonical_article, documents_of, same_work
from drafting.sources import Sources
from drafting.verdicts import CheckedReference, ReferenceKind, ReferenceStatus

MOST_DOCUMENTS = 5
MOST_REFERENCES = 3000
_N = rf"(?:[{NUMERALS}]{{1,9}}|\d{{1,4}}|[０-９]{{1,4}})"
_TITLE = re.compile(r"《(?P<title>[^《》\n]{2,100}(?:《[^《》\n]{1,60}》[^《》\n]{0,40})*)》")
_ARTICLE = re.compile(
    rf"(?:\s*[（(][^（）()\n]{{1,40}}[）)])?\s*(?:的|中的?)?\s*第\s*(?P<article>{_N})\s*条(?:之(?P<suffix>{_N}))?"
)
_BESIDE = re.compile(r"\s*[（(〔]\s*$|\s*$")
_YEAR = re.compile(r"((?:19|20)\d\d)年[\u4e00-\u9fff]{0,12}$")


@dataclass(frozen=True, slots=True)
class _Titled:
    naming: Naming
    end: int  # with the article


def check_references(text: str, sources: Sources) -> tuple[CheckedReference, ...]:
    """Check every title, article and 文号 that a draft names, in order of place."""
    numbers = list(find_doc_numbers(text))
    titles = list(_titles(text))
    found = [_checked_title(one, _number_of(one, numbers, text), sources) for one in titles[:MOST_REFERENCES]]
    found += [_checked_number(number, text, sources) for number in numbers[:MOST_REFERENCES]]
    return tuple(sorted(found, key=lambda reference: (reference.start, reference.end)))


def _titles(text: str) -> Iterator[_Titled]:
    for match in _TITLE.finditer(text):
        after = _ARTICLE.match(text, match.end())
        article = canonical_article(after["article"], after["suffix"]) if after else None
        lead = text[max(0, match.start() - 24) : match.start()]
        year = _YEAR.search(lead)
        place = f"{lead}{match['title']}" if "报告" in match["title"] else ""
        naming = Naming(
            start=match.start(),
            end=match.end(),
            text=match[0],
            title=match["title"],
            number=None,
            article=article,
            year=year[1] if year else None,
            place=place,
        )
        yield _Titled(naming, after.end() if after and article else match.end())


def _number_of(titled: _Titled, numbers: Sequence[DocNumber], text: str) -> DocNumber | None:
    """Give the 文号 that stands right behind a title, in brackets: 《…》（国发〔2018〕42号）."""
    for number in numbers:
        if 0 < number.start - titled.naming.end <= 3 and _BESIDE.fullmatch(
            text[titled.naming.end : number.start]
        ):
            return number
    return None


def _checked_title(titled: _Titled, number: DocNumber | None, sources: Sources) -> CheckedReference:
    naming = titled.naming
    cards = documents_of(naming, sources)
    kind = ReferenceKind.ARTICLE if naming.article else ReferenceKind.TITLE
    status, note = ReferenceStatus.KNOWN, ""
    if not cards:
        status, note = ReferenceStatus.UNKNOWN, f"资料中没有{naming.text}。"
    elif number is not None and (wrong := _wrong_number(number, cards)):
        status, note = ReferenceStatus.WRONG_NUMBER, wrong
    elif naming.article and not _has_article(naming.article, cards, sources):
        status, note = ReferenceStatus.MISSING_ARTICLE, f"{naming.text}没有{naming.article}。"
    elif ended := _ended(cards, sources):
        status, note = ReferenceStatus.NOT_IN_FORCE, ended
    named = tuple(sources.named(card) for card in cards[:MOST_DOCUMENTS])
    return CheckedReference(naming.start, titled.end, _span(titled), kind, status, named, note)


def _span(titled: _Titled) -> str:
    return titled.naming.text + (titled.naming.article or "")


def _wrong_number(number: DocNumber, cards: Sequence[DocumentCard]) -> str:
    """Say which number is right; empty where it is, or where none of the documents tells its number."""
    right = [card for card in cards if card.doc_number]
    if not right or any(card.doc_number == number.canonical for card in right):
        return ""
    return f"文号不符：《{right[0].shown}》的文号是{right[0].doc_number}，稿中写作{number.raw}。"


def _has_article(article: str, cards: Sequence[DocumentCard], sources: Sources) -> bool:
    """Tell whether any version has the article; one without articles (a notice that issues rules) is not judged."""
    for card in cards[:MOST_DOCUMENTS]:
        if sources.view.article(card.row, article) or not sources.view.article(card.row, "第一条"):
            return True
    return False


def _ended(cards: Sequence[DocumentCard], sources: Sources) -> str:
    """Say that none of the versions is in force, and what stands in their place; empty where one is, or may be."""
    newest = cards[0]
    states = [sources.validity(card) for card in cards]
    if not states or any(state not in ("已废止", "尚未生效") for state in states):
        return ""
    if states[0] == "尚未生效":
        return f"《{newest.shown}》尚未生效。"
    standing = sources.view.holding().standing
    by = standing.successor(newest.row, sources.today, sources.filters.collections)
    successor = f"，见《{sources.card(by.row).shown}》" if by is not None else ""
    return f"《{newest.shown}》已废止{successor}。"


def _checked_number(number: DocNumber, text: str, sources: Sources) -> CheckedReference:
    cards = sources.shelf.numbered(number.canonical, sources.filters.collections)
    status, note = ReferenceStatus.KNOWN, ""
    before = _title_before(text, number.start)
    if not cards:
        status, note = ReferenceStatus.UNKNOWN, f"资料中没有文号为{number.canonical}的文件。"
    elif before is not None and not any(same_work(before, card, sources) for card in cards):
        status = ReferenceStatus.WRONG_NUMBER
        note = f"{number.canonical}是《{cards[0].shown}》的文号，不是《{before}》的。"
    elif ended := _ended(cards, sources):
        status, note = ReferenceStatus.NOT_IN_FORCE, ended
    named = tuple(sources.named(card) for card in cards[:MOST_DOCUMENTS])
    kind = ReferenceKind.DOC_NUMBER
    return CheckedReference(number.start, number.end, number.raw, kind, status, named, note)


def _title_before(text: str, start: int) -> str | None:
    """Give the title that a 文号 in brackets follows."""
    found = re.search(r"《([^《》\n]{2,100})》\s*[（(〔]?\s*$", text[max(0, start - 120) : start])
    return found[1] if found else None
