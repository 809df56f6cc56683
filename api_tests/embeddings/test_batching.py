"""Batches: every text once, bounded, little padding."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.batching import STEP, pad, padded_length, plan_batches

LENGTHS = st.lists(st.integers(1, 512), max_size=200)


@given(LENGTHS, st.integers(1, 4096))
def test_each_text_stands_in_one_batch(lengths: list[int], tokens: int) -> None:
    """Joined, the batches hold each position exactly once."""
    assert sorted(position for batch in plan_batches(lengths, tokens) for position in batch) == list(
        range(len(lengths))
    )


@given(LENGTHS, st.integers(1, 4096))
def test_batches_keep_within_the_bound(lengths: list[int], tokens: int) -> None:
    """With its padding a batch has at most that many tokens, unless it is a single text."""
    batches = plan_batches(lengths, tokens)
    sizes = [(len(batch), padded_length(max(lengths[p] for p in batch))) for batch in batches]

    assert [(count, width) for count, width in sizes if count > 1 and count * width > tokens] == []


@given(LENGTHS, st.integers(1, 4096))
def test_longest_come_first(lengths: list[int], tokens: int) -> None:
    """Read in order of the batches, lengths never grow: neighbours are alike, and the last batch is small."""
    order = [lengths[position] for batch in plan_batches(lengths, tokens) for position in batch]

    assert order == sorted(lengths, reverse=True)


def test_mixed_lengths_waste_little() -> None:
    """On lengths as in documents, padding is under a tenth of the work."""
    lengths = np.clip(np.random.default_rng(5).lognormal(4.5, 0.7, 1000).astype(int), 8, 512).tolist()
    padded = sum(len(b) * padded_length(max(lengths[p] for p in b)) for b in plan_batches(lengths, 768))

    assert padded / sum(lengths) < 1.1


@given(st.lists(st.lists(st.integers(2, 9), min_size=1, max_size=20), min_size=1, max_size=8))
def test_padding_can_be_taken_off_again(rows: list[list[int]]) -> None:
    """The mask marks the ids of each row, the rest is the padding id, and the width is a multiple of STEP."""
    ids, mask = pad(rows, 1)

    assert [ids[i][mask[i] == 1].tolist() for i in range(len(rows))] == rows
    assert set(ids[mask == 0].tolist()) <= {1}
    assert ids.shape[1] % STEP == 0
