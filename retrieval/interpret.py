"""What a query asks for: exact parts (文号, title, article, phrase) and what it says of the documents it wants."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from corpus.doc_numbers import find_doc_numbers
from corpus.forms import TextForms
from corpus.numbering import NUMERALS, narrow_figures, to_number
from corpus.words import Segmenter
from retrieval.dates import find_spans
from retrieval.expansion import Expander, Expansion
from retrieval.references import References, find_of_kind, find_references
from retrieval.shelf import BEGINNING, Named, Shelf
from retrieval.wanted import FactWords, Wanted
from retrieval.word_lists import QueryLists

PHRASE_MIN = 8
"""Characters of a quoted phrase inside a longer query that make it an exact look-up; shorter ones are terms."""
MENTION_MIN = BEGINNING
"""Characters of a title inside a longer query that make it a document named there."""

_PHRASE = re.compile(
    r"[“\"「『＂]([^“”\"「」『』＂]{2,100})[”\"」』＂]|‘([^‘’]{2,100})’|(?<![A-Za-z0-9])'([^']{2,100})'(?![A-Za-z0-9])"
)
_ODD_NUMBER = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s*[〔\[【（(［﹝〈<{{「『《]\s*(?P<year>(?:19|20)\d{{2}}|(?:一九|二[〇零○])[〇零○一二三四五六七八九]{{2}})"
    rf"\s*[〕\]】）)］﹞〉>}}」』》]\s*(?P<number>第?\s*(?:\d{{1,5}}|[{NUMERALS}]{{1,7}}))(?=\s*[号號]|\s*$)"
)
"""A document number with a bracket that none has in print, or in Chinese numerals."""
_TITLE = re.compile(r"《([^《》]{2,80})》")
_LOOSE_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,16}?)\s*[〔\[【（(［﹝〈<{]?\s*(?P<year>(?:19|20)\d{2})\s*[〕\]】）)］﹞〉>}]?\s*年?"
    r"\s*[-—]?\s*第?\s*(?P<number>\d{1,4})(?!\d)\s*(?:[号號]文?|文)?"
)

_ABOUT = re.compile("的?(?:决议|批复)|的(?:决定|通知)")
"""What makes a name that of the matter of another document: 关于政府工作报告的决议."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query read. `rest` is what remains beside the exact parts, empty when nothing does.

    `doc_numbers` are canonical (国发〔2018〕42号); `title` is without 《》, as the user wrote it, and `documents`
    are those called so. `mentioned` are documents named in passing: evidence, while the exact parts are looked up.
    """

    text: str
    rest: str
    phrases: tuple[str, ...] = ()
    doc_numbers: tuple[str, ...] = ()
    references: References = field(default_factory=References)
    title: str | None = None
    documents: Named | None = None
    mentioned: tuple[Named, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    expansions: tuple[Expansion, ...] = ()

    @property
    def within(self) -> str:
        """What is to be searched for within documents that were looked up: the phrases and the rest."""
        return " ".join((*self.phrases, self.rest)).strip()


class Interpreter:
    """Reads queries against the names of the documents that are there; `today` is asked for each query."""

    def __init__(
        self,
        lists: QueryLists,
        segmenter: Segmenter,
        forms: TextForms,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._expander, self._fact_words = Expander(lists, segmenter, forms), FactWords(lists, forms)
        self._segmenter, self._fold, self._today = segmenter, forms.loose.plain, today

    def read(self, query: str, shelf: Shelf, collections: Collection[str] = ()) -> Understood:
        """Read a cleaned query; only documents within `collections` lend their names, all where none is named."""
        numbers, rest = _doc_numbers(
            _printed(narrow_figures(query)), _Numbered(shelf, collections, self._fold)
        )
        references = find_references(rest, lambda title: self._called(title, shelf, collections))
        if not references.found and not numbers and not _TITLE.search(rest):
            of_kind = find_of_kind(rest, lambda kind, beside: self._of_kind(kind, beside, shelf, collections))
            references = References((of_kind,)) if of_kind else references
        title = None
        for one in reversed(references.found):
            rest = f"{rest[: one.start]} {rest[one.end :]}"
        if not references.found:
            title, rest = self._title(rest, shelf, collections)
        phrases, rest = _phrases(rest)
        mentioned = self._mentioned(rest, shelf, collections)
        named = self._called(title, shelf, collections) if title else None
        return Understood(
            text=query,
            rest="" if self._segmenter.says_nothing(rest) else " ".join(rest.split()),
            phrases=phrases,
            doc_numbers=numbers,
            references=references,
            title=title,
            documents=named,
            mentioned=mentioned,
            wanted=self._fact_words.find(query, find_spans(rest, self._today())),
            expansions=self._expander.find(query),
        )

    def _title(self, rest: str, shelf: Shelf, collections: Collection[str]) -> tuple[str | None, str]:
        """Give a title in 《》, or the query itself where it is one, and what remains."""
        match = _TITLE.search(rest)
        if match:
            return match[1].strip(), rest.replace(match[0], " ", 1)
        named = shelf.named(self._fold(rest), collections)
        return (rest.strip(), "") if named is not None and named.sure else (None, rest)

    def _called(self, title: str, shelf: Shelf, collections: Collection[str]) -> Named | None:
        folded = self._fold(title)
        return shelf.named(folded, collections) or shelf.abbreviated(folded, collections)

    def _of_kind(self, kind: str, beside: str, shelf: Shelf, collections: Collection[str]) -> Named | None:
        return shelf.of_kind(self._fold(kind), self._segmenter.query_terms(beside), collections)

    def _mentioned(self, text: str, shelf: Shelf, collections: Collection[str]) -> tuple[Named, ...]:
        """Give the documents whose names stand in a text, the longest name at each place."""
        folded, at, found = self._fold(text), 0, []
        while at <= len(folded) - MENTION_MIN:
            named = self._name_at(folded, at, shelf, collections)
            found += [named] if named else []
            at += len(named.name) if named else 1
        return tuple(found)

    def _name_at(self, text: str, at: int, shelf: Shelf, collections: Collection[str]) -> Named | None:
        if not shelf.begins(text, at):
            return None
        for length in range(min(shelf.longest, len(text) - at), MENTION_MIN - 1, -1):
            named = shelf.named(text[at : at + length], collections)
            if named is not None and named.sure and not _ABOUT.match(text, at + length):
                return named
        return None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The document numbers that are there, within `collections`; agencies are read in simplified characters."""

    shelf: Shelf
    collections: Collection[str]
    fold: Callable[[str], str]

    def known(self, agency: str, tail: str) -> str | None:
        """Give the number of a document that is there: of the agency, or of its end where words run into it."""
        folded = self.fold(agency)
        agency = folded if len(folded) == len(agency) else agency
        candidates = (agency[cut:] + tail for cut in range(max(1, len(agency) - 1)))
        return next((number for number in candidates if self.shelf.numbered(number, self.collections)), None)

    def loose(self, match: re.Match[str]) -> tuple[str, str] | None:
        """Give the canonical number and the characters it was written in; words before the agency are left out."""
        tail = f"〔{int(match['year'])}〕{int(match['number'])}号"
        canonical = self.known(match["agency"], tail)
        if canonical is None:
            return None
        return canonical, match[0][len(match["agency"]) + len(tail) - len(canonical) :]


def _printed(query: str) -> str:
    """Give a query with its document numbers as they are printed: 〔2022〕14号 for 《2022》14号, 「二〇二二」十四号."""

    def plain(match: re.Match[str]) -> str:
        year, number = to_number(match["year"]), to_number(match["number"].lstrip("第 "))
        return match[0] if year is None or number is None else f"〔{year}〕{number}"

    return _ODD_NUMBER.sub(plain, query)


def _doc_numbers(query: str, numbered: _Numbered) -> tuple[tuple[str, ...], str]:
    """Give the document numbers of a query and the query without them.

    In brackets and with 号 any number is one; written otherwise (国发2018 42号) it must be known.
    """
    rest, numbers = query, []
    for number in find_doc_numbers(query):
        known = numbered.known(number.agency, number.canonical[len(number.agency) :])
        canonical = known or number.canonical
        numbers.append(canonical)
        rest = rest.replace(number.raw[len(number.canonical) - len(canonical) :], " ", 1)
    for match in _LOOSE_NUMBER.finditer(rest):
        loose = numbered.loose(match)
        if loose is not None:
            canonical, written = loose
            numbers.append(canonical)
            rest = rest.replace(written, " ", 1)
    return tuple(dict.fromkeys(numbers)), rest


def _phrases(text: str) -> tuple[tuple[str, ...], str]:
    """Give the phrases to be found word for word, and the text without them.

    A short quoted word within a question (什么是“两个维护”) is a term like any other.
    """
    found = [match[match.lastindex or 0] for match in _PHRASE.finditer(text)]
    rest = _PHRASE.sub(" ", text)
    alone = not any(c.isalnum() for c in rest)
    kept = tuple(phrase for phrase in found if alone or len(phrase) >= PHRASE_MIN)
    return kept, rest if kept and len(kept) == len(found) else text
