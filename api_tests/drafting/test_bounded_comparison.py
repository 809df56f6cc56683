"""Long documents compared: within bounds on memory and work, and still told exactly."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting import pairing
from drafting.comparison import Standing, compare_units
from drafting.differences import CELLS, allowance, differences, shared_head
from drafting.pairing import paired
from drafting.text_diff import Change, Piece, diff
from drafting.units import Unit

WORDS = ["临川县", "㙍头镇", "２０２４年", "𠮷田", "古树", "第〔7〕号", "，", "\t", "\n", "。", "；"]
texts = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


def sides(pieces: tuple[Piece, ...]) -> tuple[str, str]:
    """Give the old text and the new that pieces make."""
    old = "".join(piece.text for piece in pieces if piece.change is not Change.INSERT)
    new = "".join(piece.text for piece in pieces if piece.change is not Change.DELETE)
    return old, new


def rows(count: int, year: int) -> list[str]:
    """Give the rows of a table of an invented county, each with a name of its own."""
    return [
        f"第{number}村㙍头组\t{number * 7 % 9973}亩\t{year}年\t𠮷田等{number % 9}户。"
        for number in range(count)
    ]


@given(texts, texts, st.sampled_from([0, 1, 9, 50, 400, 2000]))
def test_pieces_make_both_texts_whatever_the_bound(old: str, new: str, cells: int) -> None:
    """Below, at and above the bound the pieces make both texts, and equal ends are told as equal."""
    pieces = diff(old, new, cells)

    assert (old, new) == sides(pieces)
    head = shared_head(old, new)
    assert head == 0 or (pieces[0].change is Change.EQUAL and len(pieces[0].text) >= head)


@given(texts, texts)
def test_the_bound_changes_nothing_for_what_is_within(old: str, new: str) -> None:
    """Texts of so many characters as the bound allows are compared as without one."""
    assert diff(old, new, len(old) * len(new)) == diff(old, new, CELLS)


@given(texts, texts, st.integers(1, 500))
def test_differences_are_in_order_and_apart(old: str, new: str, cells: int) -> None:
    """What lies between two differences is equal in both texts."""
    at = (0, 0)
    for span in [*differences(old, new, cells)]:
        assert at[0] <= span.a <= span.b
        assert old[at[0] : span.a] == new[at[1] : span.c]
        at = (span.b, span.d)
    assert old[at[0] :] == new[at[1] :]


def test_long_texts_are_told_apart_by_their_sentences() -> None:
    """Beyond the bound a changed figure is still told as that figure, a new row as a new row."""
    old = rows(60, 2023)
    new = [*old[:20], "新设组\t１２亩。", *old[20:]]
    new[40] = new[40].replace("2023", "2024")

    pieces = diff("\n".join(old), "\n".join(new), 500)

    assert [
        (Change.INSERT, "新设组\t１２亩。\n"),
        (Change.DELETE, "3"),
        (Change.INSERT, "4"),
    ] == [(piece.change, piece.text) for piece in pieces if piece.change is not Change.EQUAL]


def test_rows_that_repeat_are_laid_side_by_side_too() -> None:
    """Where no sentence stands once, the shortest way from row to row is taken."""
    old, new = "甲。乙。乙。甲。甲。乙。" * 4, "甲。丙。乙。甲。甲。乙。" * 4

    pieces = diff(old, new, 30 * 30)

    assert (old, new) == sides(pieces)
    assert 3 * len(old) // 4 <= sum(len(piece.text) for piece in pieces if piece.change is Change.EQUAL)


def test_what_no_bound_allows_differs_as_a_whole() -> None:
    """Two long texts without any sentence in common are one deletion and one insertion."""
    assert (Piece(Change.DELETE, "甲乙" * 50), Piece(Change.INSERT, "丙丁" * 60)) == diff(
        "甲乙" * 50, "丙丁" * 60, 99
    )


@given(
    st.lists(st.integers(0, 200), max_size=20), st.integers(1, 100), st.integers(1, 2000), st.integers(0, 5)
)
def test_all_together_cost_no_more_than_they_may(
    costs: list[int], most: int, total: int, beyond: int
) -> None:
    """What is allowed to each, counted for all, is within the total, but for the least that each may cost."""
    allowed = allowance(costs, most, total, beyond)

    spent = sum(cost if cost <= allowed else beyond * allowed for cost in costs)
    assert 1 <= allowed <= most
    assert allowed == 1 or spent <= total


@pytest.mark.slow
def test_of_thousands_of_units_each_finds_its_own() -> None:
    """Three thousand changed units, in another order, are paired, each with its former version."""
    count = 3000
    before = [
        unit(f"{place}.", f"第{place * 37 % 9973}号㙍头村林地由{place}组看护，每月巡查。")
        for place in range(count)
    ]
    after = [unit("", one.text.replace("每月", "每周")) for one in reversed(before)]

    pairs = paired(before, after)

    assert {new: count - 1 - new for new in range(count)} == pairs


def test_of_many_units_fewer_are_compared_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many units there are, no more pairs of them are weighed than are allowed, by words and by number."""
    monkeypatch.setattr(pairing, "COMPARED", 500)
    units = [unit("一、", f"㙍头镇第{place}次巡查𠮷田记录。") for place in range(400)]
    olds, news = pairing._sketched(units, range(400), units, range(400))

    assert 400 <= sum(len(found) for found in pairing._near(olds, news)) <= 800


def test_the_same_text_many_times_is_paired_in_order() -> None:
    """Units that are equal to the letter are paired near to near, however many there are."""
    same = [unit("", "（略）") for _ in range(2000)]

    told = [(one.standing, one.likeness) for one in compare_units(same, same[:1999])]

    assert [(Standing.SAME, 1.0)] * 1999 == [one for one in told if one[0] is Standing.SAME]
    assert 2000 == len(told)


MEASURED = """
import resource, sys
from api_tests.drafting.test_bounded_comparison import rows, unit
from drafting.comparison import compare_units
from drafting.text_diff import Change

old = rows(9000, 2023)
new = [row.replace("2023", "2024") if number % 3 == 0 else row for number, row in enumerate(old)]
new[4001:4001] = ["新设组\\t１２亩。"]
before, after = "\\n".join(old), "\\n".join(new)
assert min(len(before), len(after)) >= 250_000, len(before)
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + (150 << 20),) * 2)
made = list(compare_units([unit("", before)], [unit("", after)]))
pieces = made[0].pieces
print(len(made), made[0].standing, made[0].likeness > 0.9)
print("".join(p.text for p in pieces if p.change is not Change.INSERT) == before)
print("".join(p.text for p in pieces if p.change is not Change.DELETE) == after)
print(sorted({p.text.strip() for p in pieces if p.change is Change.INSERT}))
print({p.text for p in pieces if p.change is Change.DELETE})
"""


@pytest.mark.slow
def test_two_versions_of_a_long_table_take_bounded_memory() -> None:
    """Of a quarter of a million characters each, every third row changed: told row by row, in 150 MB of addresses."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], capture_output=True, text=True, timeout=120, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert [
        "1 changed True",
        "True",
        "True",
        "['4', '新设组\\t１２亩。']",
        "{'3'}",
    ] == done.stdout.splitlines()


def unit(marker: str, text: str) -> Unit:
    """Give a unit of a document."""
    return Unit(marker, text, 0, len(text), is_heading=False)
