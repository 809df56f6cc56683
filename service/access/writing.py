"""What a caller may change."""

from corpus.store.errors import DocumentUnknown
from corpus.store.records import StoredDocument
from service.access.errors import CollectionForbidden
from service.access.principal import Principal
from service.bootstrap import Chuchu


def check_writable(caller: Principal, collection: str) -> None:
    """Raise CollectionForbidden for a collection that is not the caller's, whether it is there or not."""
    if not caller.reach.holds(collection):
        raise CollectionForbidden(collection)


def own_document(chuchu: Chuchu, caller: Principal, document_id: str) -> StoredDocument:
    """Give a document as it stands now, published or not. Raises DocumentUnknown: none that the caller may see."""
    found = chuchu.catalogue.view().within(caller.reach).document(document_id)
    if not caller.reach.holds(found.collection):
        raise DocumentUnknown(document_id)
    return found
