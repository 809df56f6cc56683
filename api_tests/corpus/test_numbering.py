"""Chinese numerals both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import LARGEST, to_number, to_numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一千二百六十", 1260),
        ("十", 10),
        ("十二", 12),
        ("一百零一", 101),
        ("一百一十", 110),
        ("廿一", 21),
        ("卅", 30),
        ("两百", 200),
        ("二〇二三", 2023),
        ("二○○六", 2006),
        ("一万零一十", 10010),
        ("九万九千九百九十九", 99999),
        ("壹拾贰", 12),
        ("１２", 12),
        ("007", 7),
        ("零", 0),
    ],
)
def test_numerals_are_read(text: str, number: int) -> None:
    """Small, formal and positional numerals and both widths of digits give their number."""
    actual = to_number(text)

    assert number == actual


@pytest.mark.parametrize("text", ["", "十十", "百千", "条", "一二十", "万", "第三", "五零百"])
def test_what_is_no_numeral_gives_none(text: str) -> None:
    """Ill-formed numerals and other words are not guessed at."""
    assert to_number(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (105, "一百零五"),
        (1008, "一千零八"),
        (20003, "二万零三"),
    ],
)
def test_numbers_are_written_as_headings_write_them(number: int, text: str) -> None:
    """The written form is the one that laws number their articles with."""
    assert text == to_numeral(number)


@pytest.mark.slow
def test_every_number_up_to_99999_comes_back() -> None:
    """Writing and reading are inverse."""
    wrong = [n for n in range(100_000) if to_number(to_numeral(n)) != n]

    assert wrong == []


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    """A number that numbers nothing is an error that names it."""
    with pytest.raises(ValueError, match=str(number)):
        to_numeral(number)


@given(st.text(alphabet="〇零一二三四五六七八九十百千万两廿卅0１条", max_size=12))
def test_no_text_raises(text: str) -> None:
    """Reading never fails: it gives a number or None."""
    number = to_number(text)

    assert number is None or number >= 0
