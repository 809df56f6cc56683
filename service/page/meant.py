"""Which document someone means who pastes an address, or types a title, a file name or a 文号."""

import re
from dataclasses import dataclass

from corpus.filters import Reach, SearchFilters
from corpus.store.records import StoredDocument
from corpus.store.view import View

OFFERED = 20
"""Documents that are offered where words fit more than one."""
_IN_ADDRESS = re.compile(r"/documents/([0-9a-z]+)")
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Meant:
    """A document as it was said: its id, or where that is not clear, some of the `total` that it may be."""

    said: str
    document_id: str | None = None
    choices: tuple[StoredDocument, ...] = ()
    total: int = 0

    @property
    def is_unknown(self) -> bool:
        """Whether something was said that fits no document."""
        return bool(self.said) and self.document_id is None and not self.choices


def meant(view: View, reach: Reach, said: str) -> Meant:
    """Find what is meant; an id is taken for one whether or not there is such a document."""
    said = said.strip()
    address = _IN_ADDRESS.search(said)
    if address or _ID.fullmatch(said) or not said:
        return Meant(said, address[1] if address else said or None)
    words = said.strip("《》")
    found = view.documents(reach.within(SearchFilters()), OFFERED, 0, words)
    titled = tuple(one for one in found.documents if one.title == words)
    if len(titled) == 1 or found.total == 1:
        return Meant(said, (titled or found.documents)[0].document_id)
    return Meant(said, None, titled or tuple(found.documents), len(titled) or found.total)
