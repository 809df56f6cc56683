"""What a search understood of its query, as its result tells it."""

from collections.abc import Iterator

from corpus.masks import mask_aliases
from retrieval.interpret import Understood
from retrieval.lookup import Exact
from retrieval.results import Interpretation, NamedSpan


def interpretation(understood: Understood, exact: Exact) -> Interpretation:
    """Tell what was read from a query."""
    wanted = understood.wanted
    spans = tuple(NamedSpan(one.written, *one.printed, one.exact) for one in wanted.spans)
    beside = exact.lookup is not None and exact.lookup.kind != "phrase"
    times = {(one.first, one.last) for one in spans}
    return Interpretation(
        exact=exact.lookup,
        dates=times.pop() if len(times) == 1 else None,
        issuers=wanted.issuers,
        expanded=tuple(f"{one.written}：{'、'.join(one.words)}" for one in understood.expansions),
        regions=wanted.regions,
        doc_types=wanted.doc_types,
        titles=tuple(dict.fromkeys(named.full for named in understood.mentioned)),
        spans=spans,
        phrases=understood.phrases if beside else (),
        masks=tuple(dict.fromkeys(_masks(understood.text))),
        level=wanted.level,
    )


def _masks(query: str) -> Iterator[str]:
    for alias in mask_aliases(query):
        yield f"{query[alias.start : alias.end]}：{'、'.join(alias.words)}"
