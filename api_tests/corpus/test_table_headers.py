"""The header row that a passage of a table carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.table_headers import LONGEST_HEADER, table_headers

TEXT = "一、安排\n单位\t金额\n甲\t１\n乙\t2\n以上〔合计〕3\n镇\t数\n丙\t4"


def spans(text: str, *pieces: str) -> list[tuple[int, int]]:
    return [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


def test_later_rows_carry_the_header_of_their_table() -> None:
    """The first group holds the header itself; prose between tables ends the first; the next table has its own."""
    asked = spans(TEXT, "单位\t金额\n甲\t１", "乙\t2", "以上〔合计〕3", "镇\t数", "丙\t4")

    assert table_headers(TEXT, asked) == [None, "单位\t金额", None, None, "镇\t数"]


def test_a_part_of_a_long_row_carries_it_too() -> None:
    """A row cut in two has the header before both parts; a header cut in two has none."""
    text = "项目\t说明\n甲\t很长的说明之一；很长的说明之二"

    assert table_headers(text, spans(text, "项目", "说明\n", "甲\t很长", "很长的说明之二")) == [
        None,
        None,
        "项目\t说明",
        "项目\t说明",
    ]


def test_a_long_header_is_cut() -> None:
    """What is embedded with every group of rows stays short."""
    text = "列\t" * 400 + "\n甲\t1"

    assert [len(header or "") for header in table_headers(text, spans(text, "甲\t1"))] == [LONGEST_HEADER]


@pytest.mark.parametrize("text", ["", "只有一段话", "一\n二\n三"])
def test_prose_carries_nothing(text: str) -> None:
    """Without tabs there is no table."""
    assert table_headers(text, [(0, len(text))]) == [None]


@given(st.lists(st.sampled_from(["甲", "乙丙", "单位\t数", "丁\t1", ""]), min_size=1, max_size=12))
def test_it_agrees_with_looking_back_line_by_line(lines: list[str]) -> None:
    """For every line the header is the first of the unbroken run of rows that it stands in, unless it is that one."""
    text, places, at = "\n".join(lines), [], 0
    for line in lines:
        places.append((at, at + len(line)))
        at += len(line) + 1
    expected = []
    for number, line in enumerate(lines):
        first = number
        while "\t" in line and first > 0 and "\t" in lines[first - 1]:
            first -= 1
        expected.append(lines[first] if first < number else None)

    assert table_headers(text, places) == expected
