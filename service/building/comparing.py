"""Two documents compared, both within what the caller may read."""

from corpus.filters import Reach
from corpus.store.errors import DocumentUnknown
from corpus.store.view import View
from drafting.comparison import Comparison, compare

EVERYWHERE = Reach()


def compare_documents(view: View, old: str, new: str, reach: Reach = EVERYWHERE) -> Comparison:
    """Compare two documents by their ids, the first taken for the older.

    Raises:
        DocumentUnknown: there is no such document, or it may not be read.
    """
    before, after = view.document(old), view.document(new)
    for stored in (before, after):
        if not reach.holds(stored.collection):
            raise DocumentUnknown(stored.document_id)
    return compare(before, view.stored(old), after, view.stored(new))
