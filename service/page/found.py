"""A search result as the page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.citations import Citation
from retrieval.results import Hit, Interpretation, SearchResult
from service.page.address import Address
from service.page.copying import CopyForm, copy_forms
from service.page.excerpt import Excerpt, excerpt
from service.page.segments import Segment, segments
from service.page.words import Words

QUOTES = '“”"「」『』‘’'


@dataclass(frozen=True, slots=True)
class ShownSimilar:
    """A near-duplicate and the way to it."""

    citation: Citation
    href: Address


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit: what is shown of it, its whole passage, and what the copy buttons copy.

    `versions` leads to the comparison with the document that stands in its place. `documents` counts the other
    documents that say the same, None where not all of them are listed.
    """

    rank: int
    citation: Citation
    href: Address
    excerpt: Excerpt
    whole: tuple[Segment, ...]
    similar_count: int
    similar: tuple[ShownSimilar, ...]
    documents: int | None
    versions: Address | None
    copies: tuple[CopyForm, ...]


@dataclass(frozen=True, slots=True)
class ShownTry:
    """Something to try, and the address that does it."""

    text: str
    href: Address | None = None


@dataclass(frozen=True, slots=True)
class Shower:
    """Shows the hits of one query; `base` is the address of the service."""

    query: str
    base: str
    today: date

    def hit(self, hit: Hit) -> ShownHit:
        """Give a hit for the template."""
        cited = hit.citation
        newer = cited.superseded_by
        others = {other.document_id for other in hit.similar} - {cited.document_id}
        return ShownHit(
            rank=hit.rank,
            citation=cited,
            href=place(cited, self.query),
            excerpt=excerpt(cited.text, hit.highlights),
            whole=segments(cited.text, 0, len(cited.text), hit.highlights),
            similar_count=hit.similar_count,
            similar=tuple(ShownSimilar(other, place(other, self.query)) for other in hit.similar),
            documents=len(others) if others and len(hit.similar) == hit.similar_count else None,
            versions=Address("/compare", (("a", cited.document_id), ("b", newer))) if newer else None,
            copies=copy_forms(cited, self.base, self.today),
        )


def place(citation: Citation, query: str) -> Address:
    """The reader at a citation; the query goes along, so that the reader can lead back."""
    return Address.of(citation.url, [("q", query)])


def understood(interpretation: Interpretation, words: Words) -> Iterator[str]:
    """What was understood of the query, each in a few words."""
    exact = interpretation.exact
    if exact is not None:
        yield words(f"results.exact.{exact.kind}", value=exact.value)
    for span in interpretation.spans:
        text = "results.dates" if span.exact else "results.dates.read"
        yield words(text, first=span.first, last=span.last, written=span.written)
    if interpretation.level is not None:
        yield words("results.read.level", value=interpretation.level)
    for name in ("phrases", "issuers", "regions", "doc_types", "titles", "expanded", "masks"):
        values = getattr(interpretation, name)
        if values:
            yield words(f"results.read.{name}", values=words("list.comma").join(values))


def missing(result: SearchResult, words: Words) -> str | None:
    """What was looked up exactly and is not there, or that no hit shown holds a word of the query; None for neither."""
    exact = result.interpretation.exact
    if exact is not None and not exact.found:
        near = words("results.missing.near") if result.hits else ""
        return words(f"results.missing.{exact.kind}", value=exact.value) + near
    if exact is None and result.hits and not any(hit.highlights for hit in result.hits):
        return words("results.missing.words")
    return None


def relaxed(result: SearchResult, words: Words) -> Iterator[str]:
    """What was asked for exactly and given up, or left out of the search, each a sentence."""
    exact = result.interpretation.exact
    for one in result.relaxed:
        yield words(f"results.relaxed.{one}", value=exact.value if exact else "")


def tries(query: str, interpretation: Interpretation, address: Address, words: Words) -> Iterator[ShownTry]:
    """What to try where nothing was found: each a sentence, with the address that does it where one does."""
    loose = "".join(character for character in query if character not in QUOTES)
    if loose != query:
        yield ShownTry(words("results.try.unquoted"), address.with_(q=loose))
    if interpretation.spans:
        yield ShownTry(words("results.try.dates"))
    yield ShownTry(words("results.try.words"))
    yield ShownTry(words("results.try.library"), Address("/documents", (("q", query),)))
