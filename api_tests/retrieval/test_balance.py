"""The weight of vectors against words by what both lists tell: the numbers by hand, and what must hold always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from retrieval.balance import Balance, covered_share, lead_of, peak_of
from service.settings import Settings

shares = st.floats(0, 1)
edges = st.floats(-1, 1)
bm25 = st.lists(st.floats(0.001, 80), max_size=40)
cosines = st.lists(st.floats(-1, 1), max_size=40)
rarities = st.lists(st.floats(0.001, 12), max_size=12)
balances = st.lists(shares, min_size=3, max_size=3).map(lambda three: Balance(*sorted(three, reverse=True)))


@pytest.mark.parametrize(
    ("covered", "edge", "expected"),
    [
        (0.0, 0.9, 0.8),
        (0.05, -1.0, 0.8),
        (0.3, -0.2, 0.6),
        (1.0, 0.4, 0.2),
        (1.0, 0.1, 0.4),
        (0.175, -0.5, 0.7),
        (0.175, 0.4, 0.5),
    ],
    ids=[
        "no words",
        "hardly any",
        "worded",
        "outstanding",
        "half",
        "half worded",
        "half worded, outstanding",
    ],
)
def test_weight_by_hand(covered: float, edge: float, expected: float) -> None:
    """Everyday wording goes to vectors, words of the text to both, and to words where their best stands out."""
    assert Balance(0.8, 0.6, 0.2).dense_weight(covered, edge) == pytest.approx(expected)


@given(balances, bm25, rarities, cosines)
def test_weight_is_bounded(
    balance: Balance, words: list[float], rare: list[float], near: list[float]
) -> None:
    """Whatever the lists hold, nothing or hits of one score as well, the weight keeps within its bounds."""
    assert balance.outstanding <= balance.of(words, rare, near) <= balance.unworded


@given(balances, shares, shares, edges, edges)
def test_weight_never_rises_with_what_speaks_for_words(
    balance: Balance, one: float, other: float, here: float, there: float
) -> None:
    """More of the query's words in the best hit, or one that stands out more, never gives vectors more weight."""
    less, more = sorted((one, other))
    low, high = sorted((here, there))

    assert balance.dense_weight(more, here) <= balance.dense_weight(less, here) + 1e-12
    assert balance.dense_weight(one, high) <= balance.dense_weight(one, low) + 1e-12


@given(bm25, cosines, rarities, st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(
    words: list[float], near: list[float], rare: list[float], random: "st.DataObject"
) -> None:
    """The same scores in another order give the very same weight."""
    mixed = [list(words), list(near)]
    for each in mixed:
        random.shuffle(each)  # type: ignore[attr-defined]

    assert Balance().of(mixed[0], rare, mixed[1]) == Balance().of(words, rare, near)


def test_features_by_hand() -> None:
    """Coverage against 2.2 times all rarities; the peak over the best twenty; the lead over the way to 1."""
    assert covered_share([11.0, 3.0], [2.0, 3.0, 5.0]) == pytest.approx(0.5)
    assert covered_share([99.0], [1.0]) == 1.0
    assert covered_share([], [1.0]) == covered_share([4.0], []) == 0.0
    assert peak_of([10.0, 5.0, 3.0]) == pytest.approx(0.4)
    assert peak_of([8.0] + [4.0] * 19 + [1.0] * 80) == pytest.approx(1 - 4.2 / 8)
    assert peak_of([7.0]) == peak_of([]) == 0.0
    assert lead_of([0.9, 0.85, 0.8]) == pytest.approx(0.5)
    assert lead_of([1.0, 1.0]) == lead_of([0.4]) == lead_of([]) == 0.0


def test_weights_out_of_order_are_refused() -> None:
    """A balance that would favour vectors where words are sure, or leaves [0, 1], is an error of the settings."""
    with pytest.raises(ValueError, match="outstanding <= worded <= unworded"):
        Balance(0.4, 0.6, 0.2)
    with pytest.raises(ValidationError):
        Settings.model_validate({"balance": {"unworded": 1.2}})

    assert Settings.model_validate({"balance": {"unworded": 0.9}}).balance == Balance(unworded=0.9)
