"""Evidence weighed in beside the two lists."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store.cards import Place
from retrieval.fusion import FusedHit
from retrieval.ranking import DocumentEvidence, RankedHit, Weights, looked_up_first, reread, weigh
from retrieval.wording import WordEvidence

NONE = Weights(*[0.0] * len(fields(Weights)))


def ids(ranked: list[RankedHit]) -> list[int]:
    return [one.id for one in ranked]


def test_without_weights_the_fused_order_stands() -> None:
    """No weights: the score is the fused score, equal ones by rising id."""
    hits = [FusedHit(2, 0.5), FusedHit(1, 0.5), FusedHit(3, 0.9)]
    ranked = weigh(hits, {}, {}, NONE)

    assert [(one.id, one.score) for one in ranked] == [(3, 0.9), (1, 0.5), (2, 0.5)]


def test_a_passage_of_a_document_that_matches_more_rises() -> None:
    """Of two equal passages the one whose document has another good one stands first."""
    hits = [FusedHit(1, 0.5), FusedHit(10, 0.5), FusedHit(15, 0.4)]
    places = {1: Place(1, None), 10: Place(2, 0), 15: Place(2, 3)}

    ranked = weigh(hits, places, {}, replace(NONE, document=0.2))

    assert ids(ranked)[0] == 10
    assert ranked[0].evidence.document == 1.0
    assert ranked[0].score == pytest.approx(0.7 / 1.2)


def test_only_neighbours_of_the_same_document_speak() -> None:
    """The last passage of one document and the first of the next are no neighbours."""
    hits = [FusedHit(1, 0.8), FusedHit(2, 0.6), FusedHit(3, 0.4)]
    places = {1: Place(1, None), 2: Place(1, None), 3: Place(2, None)}
    ranked = {one.id: one for one in weigh(hits, places, {}, Weights())}

    assert [ranked[i].evidence.neighbours for i in (1, 2, 3)] == [0.6, 0.8, 0.0]


def test_facts_against_a_document_lower_it() -> None:
    """A document that says another year stands behind one that says the year asked for."""
    hits = [FusedHit(1, 0.55), FusedHit(2, 0.5)]
    places = {1: Place(1, None), 2: Place(2, None)}
    documents = {1: DocumentEvidence(facts=-1.0), 2: DocumentEvidence(facts=1.0)}

    assert ids(weigh(hits, places, documents, Weights())) == [2, 1]


def test_the_words_of_the_best_hits_order_them_anew() -> None:
    """A hit whose own words say more rises; one that was not read keeps its score and its other evidence."""
    ranked = weigh([FusedHit(1, 0.9), FusedHit(2, 0.85), FusedHit(3, 0.5)], {}, {}, NONE)
    read = {1: WordEvidence(list=-1.0), 2: WordEvidence(coverage=0.5, list=1.0)}
    weights = replace(NONE, coverage=0.1, list=0.1)
    again = reread(ranked, read, weights)

    assert ids(again) == [2, 1, 3]
    assert [one.score for one in again] == pytest.approx([1.0 / 1.2, 0.8 / 1.2, 0.5])
    assert (again[0].evidence.coverage, again[2].evidence.list) == (0.5, 0.0)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=20),
)
def test_scores_stay_between_zero_and_one_and_no_hit_is_lost(rows: list[tuple[float, float, float]]) -> None:
    """Whatever the shares, every hit is there once with a score in [0, 1], in falling order."""
    hits = [FusedHit(at, fused) for at, (fused, _, _) in enumerate(rows)]
    places = {at: Place(at // 3, None) for at in range(len(rows))}
    documents = {at // 3: DocumentEvidence(title, facts, 1.0) for at, (_, facts, title) in enumerate(rows)}
    scores = [one.score for one in weigh(hits, places, documents, Weights())]

    assert sorted(ids(weigh(hits, places, documents, Weights()))) == list(range(len(rows)))
    assert scores == sorted(scores, reverse=True)
    assert 0 <= min(scores) <= max(scores) <= 1


@pytest.mark.parametrize(("in_order", "expected"), [(True, [5, 2, 9, 1, 7]), (False, [2, 5, 9, 1, 7])])
def test_what_was_looked_up_stands_first_by_group(*, in_order: bool, expected: list[int]) -> None:
    """Groups keep their order; within one, reading order or score. What no list holds stands there too."""
    ranked = weigh([FusedHit(1, 0.9), FusedHit(2, 0.4), FusedHit(7, 0.3), FusedHit(5, 0.1)], {}, {}, NONE)

    assert ids(looked_up_first(ranked, [[5, 2], [9]], in_order=in_order)) == expected
