"""What stands around a document: those it names, other versions of it, and like passages elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass

from corpus.citations import Citation
from corpus.filters import Reach, SearchFilters
from corpus.store.records import StoredDocument
from corpus.store.view import View
from service.bootstrap import Chuchu
from service.page.links import Link, Versions, find_links, versions

SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All of it within what the reader may read."""

    chuchu: Chuchu
    collections: Collection[str]
    links: tuple[Link, ...]
    versions: Versions

    @classmethod
    def of(
        cls, chuchu: Chuchu, view: View, reach: Reach, stored: StoredDocument, text: str
    ) -> "Surroundings":
        """Look around a document."""
        shelf, fold = chuchu.search.shelves.at(view), chuchu.forms.loose.plain
        collections = reach.within(SearchFilters()).collections
        shelved = shelf.by_row.get(stored.row)
        others = versions(shelved.card, shelf, fold, collections) if shelved else Versions(None, None)
        return cls(
            chuchu,
            collections,
            find_links(text, stored.document_id, shelf, fold, collections),
            others,
        )

    def similar(self, citation: Citation | None) -> list[Citation]:
        """Passages like the cited one, elsewhere."""
        if citation is None:
            return []
        return self.chuchu.search.similar(citation.passage_id, SIMILAR, self.collections)
