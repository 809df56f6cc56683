"""What a search understood of its query, as its result tells it."""

from retrieval.interpret import Understood
from retrieval.lookup import Exact
from retrieval.results import Interpretation


def interpretation(understood: Understood, exact: Exact) -> Interpretation:
    """Tell what was read from a query."""
    wanted = understood.wanted
    days = [day for span in wanted.spans for day in span.printed]
    return Interpretation(
        exact=exact.lookup,
        dates=(min(days), max(days)) if days else None,
        issuers=wanted.issuers,
        expanded=tuple(f"{one.written}：{'、'.join(one.words)}" for one in understood.expansions),
        regions=wanted.regions,
        doc_types=wanted.doc_types,
        titles=tuple(dict.fromkeys(named.full for named in understood.mentioned)),
    )
