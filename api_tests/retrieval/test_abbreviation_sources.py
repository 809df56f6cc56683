"""Where the abbreviations come from: each line of the data file names a source that can be looked up, or says 通称."""

import re
from pathlib import Path

import corpus

ABBREVIATIONS = Path(corpus.__file__).parent / "data" / "abbreviations.tsv"
A_SOURCE = re.compile(
    r"^通称"
    r"|《.+》|〔\d{4}〕|\d{4}年"
    r"|报告|决议|公报|全会|会议|大会|座谈会|代表团|研讨班|集体学习|中央一号文件"
    r"|(?:法|条例|规定|决定|意见|准则|章程|纲要|通知|方案|办法|计划|愿景与行动)(?:（试行）)?$"
)
"""A title or number, a year, a meeting or report, a name that ends as one of a document does."""


def rows() -> list[list[str]]:
    lines = ABBREVIATIONS.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def test_every_abbreviation_names_a_source_or_says_that_it_is_common_usage() -> None:
    """A subject (外贸, 统计) is no source: a document, a law, a meeting or 通称 stands there."""
    assert [] == [(short, source) for short, _, source in rows() if not A_SOURCE.search(source)]


def test_150_or_more_have_a_source_of_their_own() -> None:
    """What is only common usage is the lesser part."""
    assert 150 <= sum(not source.startswith("通称") for _, _, source in rows())


def test_no_abbreviation_stands_twice() -> None:
    """Each short form has one line."""
    shorts = [short for short, _, _ in rows()]
    assert len(set(shorts)) == len(shorts)
