"""Links from a document to others that it names: 《…》 and 文号 that the catalogue holds within the reader's reach."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from corpus.doc_numbers import find_doc_numbers
from corpus.store.cards import DocumentCard
from retrieval.shelf import Shelf

MOST = 3000
"""Names that are looked up in one document."""
_TITLE = re.compile(r"《([^《》\n]{2,80})》")

Fold = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Link:
    """`[start, end)` of a text names the document `document_id`, titled `title`."""

    start: int
    end: int
    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The documents of the same work before and after one, the nearest of each; None where there is none."""

    older: DocumentCard | None
    newer: DocumentCard | None


def find_links(
    text: str, own: str, shelf: Shelf, fold: Fold, collections: Collection[str]
) -> tuple[Link, ...]:
    """Find what a document names, in order and without overlap; `own` is its id, which it is not linked to."""
    found = [*_titles(text, shelf, fold, collections), *_numbers(text, shelf, collections)]
    kept: list[Link] = []
    for link in sorted(found, key=lambda link: link.start):
        if link.document_id != own and (not kept or link.start >= kept[-1].end):
            kept.append(link)
    return tuple(kept)


def versions(card: DocumentCard, shelf: Shelf, fold: Fold, collections: Collection[str]) -> Versions:
    """Give the versions of a document's work right before and after it, by date."""
    named = shelf.named(fold(card.title), collections) if card.title else None
    if named is None or not named.sure or not card.date:
        return Versions(None, None)
    others = [one for one in named.documents if one.row != card.row and one.region == card.region]
    older = [one for one in others if 0 < one.date < card.date]
    newer = [one for one in others if one.date > card.date]
    return Versions(
        max(older, key=lambda one: one.date, default=None), min(newer, key=lambda one: one.date, default=None)
    )


def _titles(text: str, shelf: Shelf, fold: Fold, collections: Collection[str]) -> Iterator[Link]:
    known: dict[str, DocumentCard | None] = {}
    for match in _TITLE.finditer(text):
        title = match[1]
        if title not in known:
            if len(known) == MOST:
                return
            named = shelf.named(fold(title), collections)
            known[title] = named.documents[0] if named else None
        card = known[title]
        if card is not None:
            yield Link(match.start(), match.end(), card.document_id, card.shown)


def _numbers(text: str, shelf: Shelf, collections: Collection[str]) -> Iterator[Link]:
    for number in find_doc_numbers(text):
        for card in shelf.numbered(number.canonical, collections)[:1]:
            yield Link(number.start, number.end, card.document_id, card.shown)
