"""Every input that once ended in an exception nobody foresaw, or took time with the square of its length."""

import time

import pytest

from api_tests.malformed.hostile import HOSTILE, notes, run, word
from parsing.docx import parse_docx
from parsing.formats import parse_bytes
from parsing.html_page import parse_html
from parsing.limits import Limits

LIMITS = Limits()


def texts(data: bytes, name: str) -> list[str]:
    """The texts of the blocks of a file, parsed here and not in a child."""
    return [block.text for block in parse_bytes(data, name, LIMITS).blocks]


@pytest.mark.parametrize("level", ["--5", "-", "", "9-9", "１", "1e9", "99999999999"])
def test_a_number_that_is_none_is_left_out(level: str) -> None:
    """An outline level that is no number leaves the paragraph a paragraph."""
    body = f'<w:p><w:pPr><w:outlineLvl w:val="{level}"/></w:pPr><w:r><w:t>古井巡查</w:t></w:r></w:p>'

    assert [block.text for block in parse_docx(word(body), LIMITS).blocks] == ["古井巡查"]


def test_notes_that_refer_to_each_other_are_printed_once() -> None:
    """Two notes in a ring are read after their paragraph, each once; ten references each make no thousand."""
    assert texts(notes(1, 2), "a.docx") == ["见注。", "注", "注"]
    assert len(texts(notes(10, 12), "a.docx")) == 13


@pytest.mark.parametrize("indent", ["-.", "1.2.3em", ".", "..5", "２em", "+2em", "-2em"])
def test_an_indent_that_is_no_number_is_none(indent: str) -> None:
    """A web page with nonsense in a style is read all the same."""
    page = f'<html><body><p style="text-indent:{indent}">甲乡古井</p></body></html>'.encode()

    assert [block.text for block in parse_html(page, LIMITS).blocks] == ["甲乡古井"]


def test_a_list_is_numbered_in_one_pass() -> None:
    """Sixty thousand items take seconds, and the last has its number; a list that starts at 0 or 5 keeps to it."""
    begin = time.monotonic()
    found = texts(HOSTILE["list.html"](), "a.html")

    assert (found[0], found[-1], len(found)) == ("1. 井", "60000. 井", 60_000)
    assert time.monotonic() - begin < 10
    page = "<html><body><p>甲</p><ol start=0><li>乙<li value=7>丙<li>丁</ol><ol start=5><li>戊</ol></body></html>"
    assert texts(page.encode(), "a.html") == ["甲", "0. 乙", "7. 丙", "8. 丁", "5. 戊"]


def test_a_paragraph_keeps_its_text_beside_nonsense() -> None:
    """Symbols beyond Unicode are left out and the text beside them is kept."""
    body = '<w:p><w:r><w:sym w:char="110000"/><w:sym w:char="zz"/><w:t>乙</w:t></w:r></w:p>'

    assert texts(word(run("甲") + body), "a.docx") == ["甲", "乙"]
