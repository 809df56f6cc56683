"""Rows of a table among the sentences of a passage: which of them is the head over the others. Pure."""

from collections.abc import Sequence

from answering.spans import Span
from corpus.blocks import CELL_SEPARATOR


def heads_of(text: str, spans: Sequence[Span]) -> tuple[int | None, ...]:
    r"""For each sentence the place of the head above it in `spans`: its own for a head, None for prose.

    The head is the first of adjacent rows, and holds no figures: a passage may begin with a row further down, whose
    head stands in another passage.

    >>> heads_of("如下：\n县\t村数\n甲\t3", [(0, 3), (4, 8), (9, 12)])
    (None, 1, 1)
    """
    heads: list[int | None] = []
    for place, (start, end) in enumerate(spans):
        row = text[start:end]
        follows = place > 0 and CELL_SEPARATOR in text[slice(*spans[place - 1])]
        if CELL_SEPARATOR not in row:
            heads.append(None)
        elif follows:
            heads.append(heads[-1])
        else:
            goes_on = place + 1 < len(spans) and CELL_SEPARATOR in text[slice(*spans[place + 1])]
            heads.append(place if goes_on and not any(c.isdigit() for c in row) else None)
    return tuple(heads)
