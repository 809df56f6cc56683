"""Which documents a query speaks of: regions, issuers, types, times and titles named in it. Evidence, no filter."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from retrieval.dates import Span
from retrieval.levels import NATION, level_of, named_level
from retrieval.named_kinds import named_kinds
from retrieval.shelf import Named
from retrieval.word_lists import QueryLists

_VERSIONED = ("法", "法典", "条例", "办法", "规定", "细则", "章程", "规则", "准则")
"""What the names of works end in of which there are versions."""
_YEARS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[^0-9]|$)")
_VERSION = re.compile(r"年(?:那|这|的)?一?(?:版|修[正订])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query says of the documents it wants; canonical names.

    `level` is 国家, 省, 市, 县 or 区. `of_version` says that a time is that of a version: 2010年那版.
    """

    regions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    doc_types: tuple[str, ...] = ()
    level: str | None = None
    spans: tuple[Span, ...] = ()
    of_version: bool = False

    def __bool__(self) -> bool:
        return bool(self.regions or self.issuers or self.doc_types or self.level or self.spans)


class FactWords:
    """Finds the names of regions, issuers and types in queries."""

    def __init__(self, lists: QueryLists, forms: TextForms) -> None:
        self._fold = forms.loose.plain
        self._regions = self._folded(lists.regions)
        self._issuers = self._folded(lists.issuers)
        self._doc_types = self._folded(lists.doc_types)

    def find(self, query: str, spans: tuple[Span, ...]) -> Wanted:
        """Read what a query says of the documents it wants."""
        text = self._fold(query)
        return Wanted(
            regions=_named(text, self._regions),
            issuers=_named(text, self._issuers),
            doc_types=_merged(_named(text, self._doc_types), named_kinds(text)),
            level=named_level(text),
            spans=spans,
            of_version=bool(spans and _VERSION.search(text)),
        )

    def _folded(self, entries: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {self._fold(word): values for word, values in entries.items()}


def agreement(wanted: Wanted, card: DocumentCard) -> float:
    """How far a document's facts agree with what is wanted, in [-1, 1]; 0 where neither speaks.

    The mean over the kinds of facts that the query names: 1 where they agree, -1 where the document says another,
    0 where it does not say.
    """
    votes = [vote for vote in _votes(wanted, card) if vote is not None]
    return sum(votes) / len(votes) if votes else 0.0


def meant(named: Named, wanted: Wanted) -> Sequence[DocumentCard]:
    """Give those of the documents of one name that a query means: where it says more, only those that agree best.

    政府工作报告 is the whole title of many reports; asked for that of one year, those of the others are not meant.
    Versions of a law stay, unless one is asked for: a year beside its name is rarely that of the law itself.
    """
    is_work = named.name.endswith(_VERSIONED) and not wanted.of_version
    if len(named.documents) == 1 or not wanted or is_work:
        return named.documents
    agreements = [agreement(wanted, card) for card in named.documents]
    best = max(agreements)
    return [card for card, one in zip(named.documents, agreements, strict=True) if one == best > 0]


def _votes(wanted: Wanted, card: DocumentCard) -> Iterable[float | None]:
    if wanted.regions or wanted.level:
        yield _region(wanted, card)
    if wanted.issuers:
        yield _one_of(card.issuer, wanted.issuers)
    if wanted.doc_types:
        yield _one_of(card.doc_type, wanted.doc_types)
    if wanted.spans:
        yield _time(wanted, card)


def _region(wanted: Wanted, card: DocumentCard) -> float:
    place = f"{card.region or ''}{card.issuer or ''}{card.title or ''}"
    if wanted.regions and not any(region in place or _bare(region) in place for region in wanted.regions):
        return -1.0 if card.region else 0.0
    return _level(wanted, card)


def _level(wanted: Wanted, card: DocumentCard) -> float:
    """Of the region wanted, or of any: what was issued at another level speaks against a document."""
    level = level_of(card)
    if wanted.level is None or level == wanted.level or (wanted.regions and level is None):
        return 1.0
    # What holds for the whole country holds for a province or a city too.
    return 0.0 if level in (None, NATION) else -1.0


def _one_of(value: str | None, wanted: tuple[str, ...]) -> float:
    if value is None:
        return 0.0
    return 1.0 if any(value == one or value.startswith(one + "、") for one in wanted) else -1.0


def _time(wanted: Wanted, card: DocumentCard) -> float:
    years = [int(year) * 10_000 for year in _YEARS.findall(card.title or "")]
    # A version goes by the year it was passed, published or in force from.
    others = (card.date_written, card.date_published, card.date_effective) if wanted.of_version else ()
    days = [int(day.replace("-", "")) for day in others if day]
    known = [day for day in (card.date, *years, *days) if day]
    if not known:
        return 0.0
    # A year in a title stands for all its days; a date of four zeros lies in no month.
    inside = any(_inside(day, span) for day in known for span in wanted.spans)
    return 1.0 if inside else -1.0


def _inside(day: int, span: Span) -> bool:
    first, last = span.numbers
    return first <= day <= last or (day % 10_000 == 0 and first // 10_000 <= day // 10_000 <= last // 10_000)


def _bare(region: str) -> str:
    return re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", region)


def _merged(*values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in values for value in one))


def _named(text: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the values named in a text; a name inside a longer one that is named does not count."""
    found = sorted((word for word in known if word in text), key=len, reverse=True)
    longest = [word for at, word in enumerate(found) if not any(word in other for other in found[:at])]
    return tuple(dict.fromkeys(value for word in longest for value in known[word]))
