"""Marks of a query's words in a passage."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.forms import TextForms
from retrieval.highlight import Range, highlights

FORMS = TextForms()


class Plain:
    """A text that is its own folded form."""

    def __init__(self, text: str) -> None:
        self.text = text

    def source_span(self, start: int, end: int) -> Range:
        """The same range."""
        return start, end


class Doubled:
    """A folded text whose every two characters came from one of the source."""

    def __init__(self, text: str) -> None:
        self.text = text

    def source_span(self, start: int, end: int) -> Range:
        """Half the range, widened to whole characters."""
        return start // 2, (end + 1) // 2


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("石桥镇推进乡村振兴工作", ["乡村振兴", "乡村", "工作"], ["乡村振兴工作"]),
        ("石桥镇推进乡村全面振兴", ["乡村", "振兴"], ["乡村", "振兴"]),
        ("振兴乡村，乡村振兴", ["乡村振兴", "振兴乡村"], ["振兴乡村", "乡村振兴"]),
        ("甲乙甲乙甲", ["甲乙甲"], ["甲乙甲"]),
        ("𠮷水县志", ["水县"], ["水县"]),
        ("国办发〔1993〕71号，7号，17，7.5", ["7", "1993"], ["1993", "7", "7"]),
        ("没有", ["这里", ""], []),
        ("", ["这里"], []),
        ("有词", [], []),
    ],
)
def test_marked_words(text: str, terms: list[str], marked: list[str]) -> None:
    """Longer terms first, touching marks joined, nothing for what is not there."""
    assert [text[start:end] for start, end in highlights(Plain(text), terms)] == marked


def test_a_longer_term_takes_its_characters_first() -> None:
    """A short term that crosses a longer match is not marked there, but where it stands free."""
    assert highlights(Plain("党建设计，建设。设计"), ["党建", "建设", "设计"]) == ((0, 4), (5, 7), (8, 10))
    assert highlights(Plain("党建引领，建引"), ["党建引", "建引领"]) == ((0, 3),)


def test_a_match_behind_a_taken_one_is_found() -> None:
    """Where a longer term has taken the beginning of one match, one that begins inside it is still found."""
    assert highlights(Plain("丙甲甲甲"), ["丙甲，", "丙甲", "甲甲"]) == ((0, 4),)


def test_marks_are_of_the_stored_text() -> None:
    """Widths, case and traditional characters fold away; the marks lie on what is stored."""
    stored = "鄉村振興“１２３”工程（Ｐｈａｓｅ Ⅱ）"
    folded = FORMS.matching.fold(stored)
    terms = [FORMS.matching.plain(term) for term in ("乡村振兴", "123", "phase")]

    assert [stored[start:end] for start, end in highlights(folded, terms)] == [
        "鄉村振興",
        "１２３",
        "Ｐｈａｓｅ",
    ]


def test_too_many_marks_leave_the_longest() -> None:
    """Of more marks than allowed the longest stay, then the earlier, in order of the text."""
    assert highlights(Plain("甲，乙丙，甲，丁戊己，甲"), ["甲", "乙丙", "丁戊己"], most=3) == (
        (0, 1),
        (2, 4),
        (7, 10),
    )


@given(
    st.text("甲乙丙，a1", max_size=40),
    st.lists(st.text("甲乙丙，a1", max_size=4), max_size=6),
    st.integers(1, 5),
    st.sampled_from([Plain, Doubled]),
)
def test_marks_lie_apart_within_the_text(
    text: str, terms: list[str], most: int, form: type[Plain] | type[Doubled]
) -> None:
    """Marks are never empty, in order, apart from each other, inside the text, not too many."""
    length = len(text) if form is Plain else (len(text) + 1) // 2
    marks = highlights(form(text), terms, most)

    assert all(0 <= start < end <= length for start, end in marks)
    assert all(before[1] < after[0] for before, after in pairwise(marks))
    assert len(marks) <= most


@given(st.text("甲乙丙", max_size=30), st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=4))
def test_every_mark_is_made_of_terms(text: str, terms: list[str]) -> None:
    """The longest term that stands in the text is marked wherever nothing as long overlaps it."""
    standing = [term for term in terms if term in text]
    marked = {at for start, end in highlights(Plain(text), terms, most=99) for at in range(start, end)}

    assert bool(marked) == bool(standing)
    covered = {
        at + step
        for term in standing
        for at in range(len(text))
        if text.startswith(term, at)
        for step in range(len(term))
    }
    assert marked <= covered
