"""Two lists fused: the numbers by hand, and what must hold for any lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import FusedHit, Scored, fuse

scores = st.floats(-1, 1).map(lambda score: round(score, 3))
lists = st.dictionaries(st.integers(0, 30), scores, max_size=25).map(lambda found: list(found.items()))
weights = st.floats(0, 1)


def test_fused_by_hand() -> None:
    """Worst 0, best 1, between in proportion; 0.55 on the dense side; absent counts 0."""
    hits = fuse([(1, 0.9), (2, 0.8), (3, 0.7)], [(2, 12.0), (4, 4.0), (1, 6.0)])

    assert hits == [
        FusedHit(2, pytest.approx(0.55 * 0.5 + 0.45), 0.8, 2, 12.0, 1),  # type: ignore[arg-type]
        FusedHit(1, pytest.approx(0.55 + 0.45 * 0.25), 0.9, 1, 6.0, 2),  # type: ignore[arg-type]
        FusedHit(3, 0.0, 0.7, 3, None, None),
        FusedHit(4, 0.0, None, None, 4.0, 3),
    ]


@pytest.mark.parametrize(
    ("dense", "words", "expected"),
    [
        ([], [], []),
        ([(5, 0.83)], [], [(5, 0.55)]),
        ([], [(5, 7.1)], [(5, 0.45)]),
        ([(5, 0.83)], [(5, 7.1)], [(5, 1.0)]),
        ([(9, 0.8), (5, 0.8)], [], [(5, 0.55), (9, 0.55)]),
        ([(9, 0.0), (5, -0.5)], [], [(9, 0.55), (5, 0.0)]),
    ],
    ids=["nothing", "one dense", "one worded", "one in both", "equal", "zero is a score"],
)
def test_short_lists(dense: list[Scored], words: list[Scored], expected: list[Scored]) -> None:
    """A single hit and equal scores are best and divide by nothing; ties go by id."""
    assert [(hit.id, pytest.approx(hit.fused)) for hit in fuse(dense, words)] == expected


def test_only_the_best_of_a_list_take_part() -> None:
    """Of a longer list the best hundred are fused, and the hundredth is the worst."""
    dense = [(number, 1.0 - number / 1000) for number in range(150)]

    hits = fuse(dense, [])

    assert [hit.id for hit in hits] == list(range(100))
    assert (hits[0].fused, hits[99].fused) == (pytest.approx(0.55), 0.0)


@given(lists, lists, weights)
def test_fused_is_a_share(dense: list[Scored], words: list[Scored], weight: float) -> None:
    """Every id of either list is there once, best first, with a fused score in [0, 1]."""
    hits = fuse(dense, words, weight)

    assert sorted(hit.id for hit in hits) == sorted({id_ for id_, _ in dense + words})
    assert all(0.0 <= hit.fused <= 1.0 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: (-hit.fused, hit.id))


@given(lists, lists, weights, st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(
    dense: list[Scored], words: list[Scored], weight: float, random: "st.DataObject"
) -> None:
    """Lists given in another order fuse to the very same hits."""
    shuffled = [list(dense), list(words)]
    for each in shuffled:
        random.shuffle(each)  # type: ignore[attr-defined]

    assert fuse(shuffled[0], shuffled[1], weight, depth=8) == fuse(dense, words, weight, depth=8)


@given(lists.filter(bool), lists, weights, st.data(), st.floats(0, 2), st.booleans())
def test_fused_rises_with_each_score(
    one: list[Scored], other: list[Scored], weight: float, data: st.DataObject, rise: float, dense: bool
) -> None:
    """Raising a score in one list never lowers the fused score or the place of that id."""
    at = data.draw(st.integers(0, len(one) - 1))
    raised = [(id_, score + (rise if place == at else 0.0)) for place, (id_, score) in enumerate(one)]
    before = fuse(one, other, weight, 8) if dense else fuse(other, one, weight, 8)
    after = fuse(raised, other, weight, 8) if dense else fuse(other, raised, weight, 8)

    def standing(hits: list[FusedHit]) -> float:
        return next((hit.fused for hit in hits if hit.id == one[at][0]), 0.0)

    assert standing(after) >= standing(before) - 1e-12
