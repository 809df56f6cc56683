"""Near-duplicates grouped, and documents bounded."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.grouping import SHINGLE, SIMILAR, Group, bounded, group_similar

LONG = (
    "各乡镇要把防汛备汛作为当前头等大事，逐级压实责任，全面排查水库、河堤、涵闸和低洼地段的隐患，"
    "建立台账，限期整改，做到底数清、责任明、措施实，确保人民群众生命财产安全，确保重点设施安全度汛。"
)


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the sets of five-character shingles, by definition."""
    first, second = (
        {text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1))} for text in (one, other)
    )
    return len(first & second) / len(first | second)


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (LONG, True),
        (LONG.replace("各乡镇", "各镇街"), True),
        ("（一）" + LONG, True),
        (LONG[:-1] + "！", True),
        (LONG.replace("防汛备汛", "森林防火").replace("河堤", "林区").replace("度汛", "过冬"), False),
        (LONG[:40], False),
        (LONG + "此外，还要抓好农田排涝、山洪预警、物资储备、队伍集结和值班值守，随时应对突发险情。", False),
        ("", False),
    ],
    ids=[
        "equal",
        "a word changed",
        "a marker before",
        "a mark changed",
        "reworded",
        "a part",
        "a whole",
        "empty",
    ],
)
def test_what_is_a_near_duplicate(other: str, together: bool) -> None:
    """A changed word or a marker in front still is one; other wording, or a mere part of it, is not."""
    expected = [Group((4, 2))] if together else [Group((4,)), Group((2,))]

    assert group_similar([(4, LONG), (2, other)]) == expected


def test_other_figures_are_other_facts() -> None:
    """The same sentence with another year or amount is no near-duplicate; figures of both must agree."""
    report = LONG + "2023年完成投资12.5亿元。"

    assert len(group_similar([(1, report), (2, report.replace("2023", "2024"))])) == 2
    assert len(group_similar([(1, report), (2, report.replace("12.5", "12.6"))])) == 2
    assert len(group_similar([(1, report), (2, "（二）" + report)])) == 1


def test_the_best_ranked_stands_for_its_group() -> None:
    """Groups stand in order of their best member, members in order of rank."""
    changed = LONG.replace("各乡镇", "各镇街")
    ranked = [
        (30, "另一件事，说的是粮食收购与仓储管理。"),
        (9, changed),
        (7, "短句。"),
        (5, LONG),
        (3, "短句。"),
    ]

    groups = group_similar(ranked)

    assert groups == [Group((30,)), Group((9, 5)), Group((7, 3))]
    assert [group.representative for group in groups] == [30, 9, 7]


def test_similar_passages_do_not_chain() -> None:
    """A member resembles the one that is shown, not merely another member."""
    first = LONG
    second = first.replace("各乡镇", "各镇街").replace("台账", "清单")
    third = second.replace("低洼", "下凹")
    assert similarity(first, second) >= SIMILAR
    assert similarity(second, third) >= SIMILAR
    assert similarity(first, third) < SIMILAR

    assert group_similar([(1, first), (2, second), (3, third)]) == [Group((1, 2)), Group((3,))]
    assert group_similar([(1, first), (3, third), (2, second)]) == [Group((1, 2)), Group((3,))]


@st.composite
def families(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Passages of which many are edits of each other."""
    source = random.Random(draw(st.integers(0, 99)))
    signs = "甲乙丙丁戊己庚辛壬癸，。𠮷"
    texts = ["".join(source.choices(signs, k=source.choice([0, 3, 5, 30, 90]))) for _ in range(4)]
    for _ in range(draw(st.integers(0, 14))):
        text = list(source.choice(texts))
        for _ in range(source.randint(0, 3)):
            if text:
                text[source.randrange(len(text))] = source.choice(signs)
        texts.append("".join(text))
    numbers = source.sample(range(10**6), len(texts))
    return list(zip(numbers, texts, strict=True))


@settings(max_examples=200)
@given(families())
def test_groups_are_those_of_the_definition(ranked: list[tuple[int, str]]) -> None:
    """The groups partition the passages, and are the ones that comparing with every leader gives."""
    leaders: list[tuple[str, list[int]]] = []
    texts: dict[str, list[int]] = {}
    for number, text in ranked:
        home = texts.get(text) or next(
            (ids for leader, ids in leaders if similarity(leader, text) >= SIMILAR), None
        )
        if home is None:
            home = []
            leaders.append((text, home))
        home.append(number)
        texts.setdefault(text, home)
    groups = group_similar(ranked)

    assert groups == [Group(tuple(ids)) for _, ids in leaders]
    assert sorted(id_ for group in groups for id_ in group.ids) == sorted(number for number, _ in ranked)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())), st.none() | st.integers(1, 3))
def test_no_document_is_there_too_often(items: list[tuple[int, int]], most: int | None) -> None:
    """The first so many of each document stay, in order; all without a bound."""
    kept = bounded(items, lambda item: item[0], most)

    expected = [
        item
        for place, item in enumerate(items)
        if most is None or sum(one[0] == item[0] for one in items[:place]) < most
    ]
    assert kept == expected
