"""A search under way: everything that is fixed once it has begun."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.store.view import View
from retrieval.candidates import Deadline
from retrieval.interpret import Understood
from retrieval.priors import Priors
from retrieval.results import SearchRequest
from retrieval.shelf import Shelf
from retrieval.snapshot import IndexSnapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """One search at one view. `rarities` is what each word of the query weighs, above 0."""

    request: SearchRequest
    query: str
    understood: Understood
    snapshot: IndexSnapshot
    view: View
    shelf: Shelf
    deadline: Deadline
    priors: Priors
    rarities: Mapping[str, float]
