"""Articles that say nearly the same: an older law's or an interpretation's copy of an article is no wrong answer.

One in five of the articles that answer has such a copy under another title. Training the model to push the copy
away from the question teaches it nothing that is true.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

LIKE = 0.55
"""From this share of common triples of characters on, two articles count as one."""
_COMMON = 300  # triples in more articles than that find too many to look at
_LOOKED_AT = 30


def alike(texts: Mapping[str, str], wanted: Collection[str]) -> dict[str, frozenset[str]]:
    """For each id of `wanted` that has any: the ids of the other texts nearly the same. First lines (titles) do not count."""
    triples = {name: _triples(text) for name, text in texts.items()}
    spread = Counter(triple for found in triples.values() for triple in found)
    holders: dict[str, list[str]] = defaultdict(list)
    for name, found in triples.items():
        for triple in found:
            if spread[triple] < _COMMON:
                holders[triple].append(name)
    copies = {}
    for name in wanted:
        met = Counter(other for triple in triples[name] for other in holders.get(triple, ()))
        near = [other for other, _ in met.most_common(_LOOKED_AT) if other != name]
        if same := frozenset(o for o in near if _share(triples[name], triples[o]) > LIKE):
            copies[name] = same
    return copies


def _triples(text: str) -> frozenset[str]:
    body = re.sub(r"\W", "", text.partition("\n")[2])
    return frozenset(body[at : at + 3] for at in range(len(body) - 2))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
