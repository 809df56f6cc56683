"""A search result as the page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.citations import Citation
from retrieval.results import Hit, Interpretation
from service.page.address import Address
from service.page.excerpt import Excerpt, excerpt
from service.page.segments import Segment, segments
from service.page.words import Words


@dataclass(frozen=True, slots=True)
class ShownSimilar:
    """A near-duplicate and the way to it."""

    citation: Citation
    href: Address


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit: what is shown of it, its whole passage, and what the copy button copies."""

    rank: int
    citation: Citation
    href: Address
    excerpt: Excerpt
    whole: tuple[Segment, ...]
    similar_count: int
    similar: tuple[ShownSimilar, ...]
    copy: str


def shown_hit(hit: Hit, query: str) -> ShownHit:
    """A hit for the template."""
    text = hit.citation.text
    return ShownHit(
        rank=hit.rank,
        citation=hit.citation,
        href=place(hit.citation, query),
        excerpt=excerpt(text, hit.highlights),
        whole=segments(text, 0, len(text), hit.highlights),
        similar_count=hit.similar_count,
        similar=tuple(ShownSimilar(other, place(other, query)) for other in hit.similar),
        copy=quotation(hit.citation),
    )


def place(citation: Citation, query: str) -> Address:
    """The reader at a citation; the query goes along, so that the reader can lead back."""
    return Address.of(citation.url, [("q", query)])


def quotation(citation: Citation) -> str:
    """The words and their place, as one pastes them into a draft."""
    return f"“{citation.text}”（{citation.reference}）"


def understood(interpretation: Interpretation, words: Words) -> Iterator[str]:
    """What was understood of the query, each in a few words."""
    exact = interpretation.exact
    if exact is not None:
        missing = "" if exact.found else words("results.exact.missing")
        yield words(f"results.exact.{exact.kind}", value=exact.value) + missing
    if interpretation.dates is not None:
        first, last = interpretation.dates
        yield words("results.dates", first=first, last=last)
    if interpretation.issuers:
        yield words("results.issuers", issuers=words("list.comma").join(interpretation.issuers))
    if interpretation.expanded:
        yield words("results.expanded", words=words("list.comma").join(interpretation.expanded))
