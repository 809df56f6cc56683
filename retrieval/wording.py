"""Evidence in the words of a passage itself, read for the best hits only: what no score of an index tells.

How much of the query stands in the passage, and how much of it in one place; whether the passage holds a figure of
the kind asked for, and, for a question that wants several points, whether the list begins here or went on from
before. Pure, on texts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.asking import AnswerKind
from retrieval.nearness import Placed, heaviest, places_of

READ = 20
"""Hits whose words are read, the best of the two lists and the evidence of their documents."""

_STEEP = 3
"""Exponent of nearness: some words of a long question stand together by chance; most of them do not."""

_DASHES = ("——", "--", "－－", "──")
_FIRST = re.compile(r"\s*(?:[（(]?一[）)、]|一[是要]|第一[，,、]|首先|1[.．、](?!\d)|[（(]1[)）]|①)")
_LATER = re.compile(
    r"\s*(?:[（(]?[二三四五六七八九十]{1,3}[）)、]|[二三四五六七八九十][是要]|第[二三四五六七八九十]{1,2}[，,、]|其次|再次|最后"
    r"|(?:[2-9]|1[0-9])[.．、](?!\d)|[（(](?:[2-9]|1[0-9])[)）]|[②-⑳])"
)
_ANNOUNCES = re.compile(
    r"[：:]\s*$|(?:下列|以下|如下)[^。；]{0,30}[：:]|(?:几|[两三四五六七八九])(?:点|个方面|条)(?:意见|要求|希望)?[。：:]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Need:
    """A folded word of the query, the words that stand for it as well, and what it weighs."""

    word: str
    weight: float
    others: tuple[str, ...] = ()
    other_share: float = 1.0

    def places(self, folded: str) -> tuple[list[int], float]:
        """Give where a folded text meets it, and what of its weight it meets; the word itself before others."""
        places = places_of(self.word, folded)
        if places:
            return places, self.weight
        others = [at for other in self.others for at in places_of(other, folded)]
        return others, self.weight * self.other_share if others else 0.0


class WordEvidence(NamedTuple):
    """What the words of a passage say for it: coverage, nearness and figure in [0, 1], list in [-1, 1]."""

    coverage: float = 0.0
    nearness: float = 0.0
    figure: float = 0.0
    list: float = 0.0


@dataclass(frozen=True, slots=True)
class Wording:
    """A query against which the words of passages are held."""

    needs: tuple[Need, ...]
    kind: AnswerKind

    def of(
        self, text: str, folded: str, before: str | None, masked: str = "", above: Sequence[float] = ()
    ) -> WordEvidence:
        """Read a passage.

        before: the text of the passage before it in its document, where that is known. masked: words that its masks
        may stand for, folded; what is masked is not missing, and is near to all else. above: what of each need is met
        above the passage, which need not say it again; none where it is empty.
        """
        coverage, nearness = self._met(folded, masked, above)
        return WordEvidence(
            coverage=coverage,
            nearness=nearness,
            figure=float(self.kind.figured(text)),
            list=list_place(text, before) if self.kind.points else 0.0,
        )

    def weights_in(self, folded: str) -> tuple[float, ...]:
        """Give what of the weight of each need a folded text meets."""
        return tuple(need.places(folded)[1] for need in self.needs)

    def _met(self, folded: str, masked: str, above: Sequence[float]) -> tuple[float, float]:
        """Give coverage, the share of the query's weight that the text meets, and nearness, of what one place meets."""
        met = unplaced = 0.0
        placed: list[Placed] = []
        for number, need in enumerate(self.needs):
            places, weight = need.places(folded)
            if not places and masked:
                _, weight = need.places(masked)
                unplaced += weight
            if not weight and above:
                weight = above[number]
            met += weight
            placed.extend(Placed(at, number, weight) for at in places)
        whole = sum(need.weight for need in self.needs) or 1.0
        return met / whole, ((heaviest(placed) + unplaced) / whole) ** _STEEP


def list_place(text: str, before: str | None) -> float:
    """Tell where in a list a passage stands: 1 at its beginning or announcing it, -1 further on, 0 in none."""
    if _ANNOUNCES.search(text) or _FIRST.match(text) or (before is not None and _opens(before)):
        return 1.0
    if _dashed(text) and before is not None:
        return -1.0 if _dashed(before) else 1.0
    return -1.0 if _LATER.match(text) else 0.0


def needs_of(
    weights: Mapping[str, float], standing_for: Sequence[tuple[str, tuple[str, ...], float]]
) -> tuple[Need, ...]:
    """Make needs of folded words with their weights.

    standing_for: what is written in the query, the words it stands for, all folded, and the share of a word's
    weight that one of these meets.
    """
    needs = []
    for word, weight in weights.items():
        told = [(others, share) for written, others, share in standing_for if word and word in written]
        others = tuple(other for many, _ in told for other in many if other)
        needs.append(Need(word, weight, others, max((share for _, share in told), default=1.0)))
    return tuple(need for need in needs if need.word)


def _opens(text: str) -> bool:
    return text.rstrip().endswith(("：", ":"))


def _dashed(text: str) -> bool:
    return text.lstrip().startswith(_DASHES)
