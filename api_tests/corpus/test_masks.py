"""Masks: the words a masked name or number stands for."""

import pytest

from corpus.masks import CERTAIN, LIKELY, Alias, mask_aliases

LEADER = ("习近平",)
CONGRESSES = ("二十大", "十九大", "十八大")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学习***总书记重要讲话", [Alias(2, 5, LEADER, CERTAIN)]),
        ("以＊＊＊同志为核心的党中央", [Alias(1, 4, LEADER, CERTAIN)]),
        ("XXX新时代中国特色社会主义思想", [Alias(0, 3, LEADER, CERTAIN)]),
        ("某某总书记强调", [Alias(0, 2, LEADER, CERTAIN)]),
        ("党的XX大向世界宣告", [Alias(2, 4, CONGRESSES, LIKELY)]),
        ("学习ｘｘ大精神", [Alias(2, 4, CONGRESSES, LIKELY)]),
        ("党的**届*中全会", [Alias(2, 4, ("二十届", "十九届", "三中全会", "四中全会"), LIKELY)]),
        ("编制“XX五”规划", [Alias(3, 5, ("十四五", "十五五"), LIKELY)]),
    ],
)
def test_known_masks(text: str, expected: list[Alias]) -> None:
    """A mask before words that give it away stands for them, with a weight by certainty."""
    assert mask_aliases(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "夯实BTX建设，推进5G×8K",
        "下派x名驻村第一书记",
        "建设新**，今年**党委",
        "高某某送来20万元",
        "二〇〇〇年，二○○三年",
        "MAXX大道",
        "",
    ],
)
def test_other_marks_stand_for_nothing(text: str) -> None:
    """Letters within words, unknown places, persons and years have no alias."""
    assert mask_aliases(text) == []


def test_several_masks_come_in_order() -> None:
    """Each mask of a text is given once, by its place."""
    text = "***总书记在党的XX大报告中、XX大以来"

    assert [(alias.start, alias.end) for alias in mask_aliases(text)] == [(0, 3), (9, 11), (16, 18)]
