"""Every input that once ended in an exception nobody foresaw, or took time with the square of its length."""

import time

import pytest

from api_tests.malformed.archives import zipped
from api_tests.malformed.hostile import HOSTILE, notes, run, word
from parsing.docx import parse_docx
from parsing.errors import FailureReason, ParseError
from parsing.formats import parse_bytes
from parsing.html_page import parse_html
from parsing.limits import Limits
from parsing.pdf_characters import Character
from parsing.pdf_columns import in_reading_order
from parsing.pdf_lines import lines_of

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


@pytest.mark.slow
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


def page_of(*boxes: tuple[float, float, float, float]) -> list[Character]:
    """Characters in these boxes: left, bottom, right, top."""
    return [Character(*box, "井", order) for order, box in enumerate(boxes)]


@pytest.mark.parametrize("far", [1e9, 1e38, float("inf"), float("-inf"), float("nan")])
def test_characters_far_off_the_page_are_left_out(far: float) -> None:
    """Coordinates that no page has neither end in an error nor in a search without end for a gutter."""
    begin = time.monotonic()
    rows = [(50.0, 700.0 - 20 * n, 64.0, 714.0 - 20 * n) for n in range(9)]
    beyond = [(far, 700.0, far, 714.0), (50.0, far, 64.0, far), (-far, -far, far, far)]

    lines = lines_of(page_of(*rows, *beyond))

    assert [placed.line.text for placed in in_reading_order(lines)] == ["井"] * 9
    assert time.monotonic() - begin < 2


def test_characters_without_height_are_lines_all_the_same() -> None:
    """Some fonts do not say how high their characters are: the text is read, spaces where the gaps are wide."""
    boxes = [(50.0, 700.0, 60.0, 700.0), (60.0, 700.0, 70.0, 700.0), (400.0, 700.0, 410.0, 700.0)]

    assert [line.text for line in lines_of(page_of(*boxes))] == ["井井", "井"]


def test_a_mail_in_an_encoding_without_a_name_is_read() -> None:
    """A charset that holds a NUL, or is no encoding of text, is passed over and the bytes are looked at."""
    subject = b"Subject: =?\x00x?B?5LqV?= =?hex?B?5LqV?= =?idna?Q?=E4=BA=95?=\r\nFrom: a@longtan.example\r\n"
    mail = subject + b"Date: Sat, 08 Mar 2031 09:00:00 +0800\r\n\r\n" + "古井保护\r\n".encode()

    assert "古井保护" in texts(mail, "a.eml")


def test_a_member_whose_name_begins_with_nul_is_named() -> None:
    """A zip file may hold a name that begins with NUL, which ends it for the standard library and not for us."""
    data = zipped({"Zabc": "无名", "古井.txt": "古井"}).replace(b"Zabc", b"\0abc")

    assert texts(data, "a.zip") == ["abc", "古井.txt"]


def test_a_line_break_within_a_subject_is_none() -> None:
    """An encoded word may hold a line break; a block is one line, so it goes."""
    mail = b"Subject: =?utf-8?B?5LqVCuS6lQ==?=\r\nFrom: a@longtan.example\r\nTo: b@longtan.example\r\n"

    assert texts(
        mail + b"Date: Sat, 08 Mar 2031 09:00:00 +0800\r\n\r\n" + "石桥乡\r\n".encode(), "a.eml"
    ) == [
        "井井",
        "石桥乡",
    ]


@pytest.mark.parametrize("content", [b"\x89PNG broken", b"\xff\xd8\xff\xe0 no jpeg"])
def test_the_stump_of_a_picture_is_no_text(content: bytes) -> None:
    """A few bytes behind the signature of a picture are a damaged picture, not text in an unknown encoding."""
    with pytest.raises(ParseError) as caught:
        parse_bytes(content, "坏.png", Limits())

    assert caught.value.reason is FailureReason.DAMAGED
