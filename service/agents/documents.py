"""Documents as resources: `chuchu://documents/{id}`."""

from dataclasses import dataclass

from corpus.filters import SearchFilters
from corpus.store.errors import DocumentUnknown
from corpus.store.records import StoredDocument
from service.agents.tools import Caller, readable

SCHEME = "chuchu://documents/"
PAGE = 50
LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class ListedDocuments:
    """A page of documents; `next` leads to the next one, None at the end."""

    documents: tuple[StoredDocument, ...]
    next: str | None


def uri(document_id: str) -> str:
    """The name of a document among resources."""
    return f"{SCHEME}{document_id}"


def listed_documents(caller: Caller, offset: int) -> ListedDocuments:
    """The documents that the caller may read, from `offset`."""
    page = caller.chuchu.view().documents(caller.reach.within(SearchFilters()), PAGE, min(offset, LAST))
    until = offset + len(page.documents)
    return ListedDocuments(
        tuple(page.documents), str(until) if page.documents and until < page.total else None
    )


def document_text(caller: Caller, name: str) -> str:
    """The text of a document.

    Raises:
        DocumentUnknown: there is none of this name that the caller may read.
    """
    if not name.startswith(SCHEME):
        raise DocumentUnknown(name[:200])
    document_id, view = name.removeprefix(SCHEME), caller.chuchu.view()
    readable(view, document_id, caller.reach)
    return view.text(document_id)
