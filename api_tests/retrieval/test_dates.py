"""Spans of time read from queries, against a fixed today."""

from datetime import date

import pytest

from retrieval.dates import find_spans

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2023年的就业目标", [("2023-01-01", "2023-12-31")]),
        ("２０２３年的就业目标", [("2023-01-01", "2023-12-31")]),
        ("二〇二三年的就业目标", [("2023-01-01", "2023-12-31")]),
        ("去年的赤字率", [("2025-01-01", "2025-12-31")]),
        ("近三年的变化", [("2023-11-21", "2026-11-21")]),
        ("“十四五”规划", [("2021-01-01", "2025-12-31")]),
        ("“十四五”以来的成就", [("2021-01-01", "2026-11-21")]),
        ("二十大以后的提法", [("2022-10-16", "2026-11-21")]),
        ("党的二十大报告", []),
        ("2020年以来", [("2020-01-01", "2026-11-21")]),
        ("2020年以前", [("1949-01-01", "2019-12-31")]),
        ("上世纪50年代", [("1950-01-01", "1959-12-31")]),
        ("八十年代的报告", [("1980-01-01", "1989-12-31")]),
        ("2018—2035年总体规划", [("2018-01-01", "2035-12-31")]),
        ("2020年3月的讲话", [("2020-03-01", "2020-03-31")]),
        ("2020年3月6日座谈会", [("2020-03-06", "2020-03-06")]),
        ("2020年2月30日", [("2020-01-01", "2020-12-31")]),
        ("2019年和2021年", [("2019-01-01", "2019-12-31"), ("2021-01-01", "2021-12-31")]),
        ("临政发〔2018〕42号", []),
        ("12350热线", []),
        ("补贴2000元", []),
        ("一九九八年抗洪", [("1998-01-01", "1998-12-31")]),
    ],
)
def test_spans_of_a_query(query: str, expected: list[tuple[str, str]]) -> None:
    """Years, relative years, plans, congresses and decades become inclusive spans; names of events alone do not."""
    assert [span.printed for span in find_spans(query, TODAY)] == expected


def test_three_years_before_a_leap_day_is_a_day_there_is() -> None:
    """近三年 on 29 February begins on 28 February."""
    assert find_spans("近三年", date(2024, 2, 29))[0].printed == ("2021-02-28", "2024-02-29")


def test_a_span_tells_where_it_stands() -> None:
    """The words that name a span are the query's own."""
    query = "查一查２０２０年以来的补贴"
    span = find_spans(query, TODAY)[0]

    assert query[span.start : span.end] == "２０２０年以来"
    assert span.numbers == (20200101, 20261121)
