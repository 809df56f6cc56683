"""Repairs of recognised text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.ocr_text import repaired_text

REPAIRED = {
    "(一)总体要求:坚持统筹,突出重点;": "（一）总体要求：坚持统筹，突出重点；",
    "临政发(2024〕17号": "临政发〔2024〕17号",
    "临政发〔2024)17号": "临政发〔2024〕17号",
    "古渡口(含码头)23处": "古渡口（含码头）23处",
    "(试行)的通知": "（试行）的通知",
    "据统计(截至2024年": "据统计（截至2024年",
    "—渡口保护稳步推进。": "——渡口保护稳步推进。",
    "一2024年3月5日在临江市": "——2024年3月5日在临江市",
    "-2024年工作要点": "——2024年工作要点",
}
KEPT = (
    "一、2024年工作回顾",
    "一2是",
    "12:30—14:00",
    "1,234.5万元",
    "GB/T 9704-2012(E), Part 2",
    "——渡口保护",
    "— 12 —",
    "临政发〔2024〕17号",
    "临政发[2024]17号",
    "临政发（2024）17号",
    "比例不低于1:1",
    "２３处",
)


@pytest.mark.parametrize(("raw", "expected"), REPAIRED.items())
def test_a_known_mistake_is_repaired(raw: str, expected: str) -> None:
    """Half-width marks beside Chinese characters, half-read brackets and single dashes become what was printed."""
    assert expected == repaired_text(raw)


@pytest.mark.parametrize("text", KEPT)
def test_what_could_be_printed_so_stays(text: str) -> None:
    """Digits, times, Latin text and the brackets of a year are left alone."""
    assert text == repaired_text(text)


@given(st.text(alphabet="(（〔[)）〕],:;?!—-一0123年月ab国发第号、。 ", max_size=30))
def test_only_width_brackets_and_dashes_change(text: str) -> None:
    """Whatever is read, letters, digits and characters stay as they are, in order."""
    changing = str.maketrans("", "", "[(（〔)）〕],，:：;；?？!！—-一 ")

    assert text.translate(changing) == repaired_text(text).translate(changing)
