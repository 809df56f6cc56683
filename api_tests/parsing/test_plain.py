"""Plain text files."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import Block
from parsing.clean import clean, collapse
from parsing.errors import ParseError
from parsing.limits import Limits
from parsing.plain import parse_plain


def test_each_line_is_a_block() -> None:
    """Blank lines are none; indentation is told and removed; what stands inside a line stays."""
    parsed = parse_plain("　　一、总体要求\r\n\r\n坚持　以人为本。\r（一）目标\u2028完".encode(), Limits())

    assert (
        Block("一、总体要求", indent=True),
        Block("坚持　以人为本。", indent=False),
        Block("（一）目标", indent=False),
        Block("完", indent=False),
    ) == parsed.blocks
    assert (
        parsed.line_based,
        parsed.pages,
        parsed.encoding,
        parsed.media_type,
    ) == (True, None, "utf-8", "text/plain")


def test_form_feeds_end_pages() -> None:
    """Lines carry their page; a form feed at the end begins no other page."""
    parsed = parse_plain("第一页\f第二页\n又一行\f".encode(), Limits())

    assert [(block.text, block.page) for block in parsed.blocks] == [
        ("第一页", 1),
        ("第二页", 2),
        ("又一行", 2),
    ]
    assert parsed.pages == 2


def test_what_is_invisible_goes_and_what_is_visible_stays() -> None:
    """Control, direction and joining characters go; rare characters and a zero-width space inside are text."""
    line = "\ufeff习\u200b近\u00ad平\x00同\u2060志\x07𠮷\ue000〔2031〕\u200d12号***"

    assert clean(line) == "习\u200b近平同志𠮷\ue000〔2031〕12号***"
    assert clean("\u200b 　\u200b") == ""
    assert collapse(" a \u00a0\t b ") == "a b"


@given(st.text())
def test_cleaning_only_removes(text: str) -> None:
    """What is left is a subsequence of what was there, and cleaning it again changes nothing."""
    cleaned = clean(text)
    rest = iter(text)

    assert all(character in rest for character in cleaned)
    assert cleaned == clean(cleaned)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_gives_lines_without_breaks(text: str) -> None:
    """Every block is one line that is not blank, whatever the text."""
    try:
        blocks = parse_plain(text.encode(), Limits()).blocks
    except ParseError:
        return

    assert all(block.text.strip() == block.text and block.text and "\n" not in block.text for block in blocks)
