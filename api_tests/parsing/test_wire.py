"""What crosses the pipe from the child."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import Alignment, Block, BlockKind, Labelled, ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.wire import WireError, pack, pack_error, unpack

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")).filter(str.strip)
BLOCKS = st.builds(
    Block,
    WORDS,
    st.sampled_from(BlockKind),
    st.none() | st.integers(1, 3000),
    st.none() | WORDS,
    st.none() | st.integers(1, 9),
    st.none() | st.sampled_from(Alignment),
    st.none() | st.integers(1, 99),
    st.none() | st.booleans(),
)
FILES = st.builds(
    ParsedFile,
    st.lists(BLOCKS).map(tuple),
    WORDS,
    st.booleans(),
    st.none() | st.integers(1, 3000),
    st.none() | WORDS,
    st.none() | WORDS,
    st.lists(st.builds(Labelled, WORDS, WORDS)).map(tuple),
    st.lists(WORDS).map(tuple),
)


@given(FILES)
@pytest.mark.slow
def test_a_parsed_file_comes_back_whole(parsed: ParsedFile) -> None:
    """Packing and unpacking give an equal value."""
    assert unpack(pack(parsed)) == parsed


def test_a_reason_comes_back_as_an_error() -> None:
    """The child's reason and sentence are raised on this side."""
    with pytest.raises(ParseError) as caught:
        unpack(pack_error(ParseError(FailureReason.TOO_MANY_PAGES, "文件有 ４０００ 页。")))

    assert (caught.value.reason, str(caught.value)) == (FailureReason.TOO_MANY_PAGES, "文件有 ４０００ 页。")


GOOD = json.loads(pack(ParsedFile((Block("好"),), "text/plain", line_based=True)))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"{}",
        json.dumps({"reason": "生气", "message": ""}).encode(),
        json.dumps({"reason": "empty", "message": 5}).encode(),
        json.dumps(GOOD | {"blocks": "好"}).encode(),
        json.dumps(GOOD | {"blocks": [["好"]]}).encode(),
        json.dumps(GOOD | {"blocks": [["好\n坏", "paragraph", None, None, None, None, None, None]]}).encode(),
        json.dumps(GOOD | {"blocks": [[" ", "paragraph", None, None, None, None, None, None]]}).encode(),
        json.dumps(GOOD | {"blocks": [["好", "故事", None, None, None, None, None, None]]}).encode(),
        json.dumps(GOOD | {"blocks": [["好", "paragraph", "1", None, None, None, None, None]]}).encode(),
        json.dumps(GOOD | {"pages": True}).encode(),
    ],
)
def test_anything_else_is_refused(answer: bytes) -> None:
    """Bytes that are no answer of ours raise WireError and nothing else."""
    with pytest.raises(WireError):
        unpack(answer)


@given(st.binary())
def test_any_bytes_are_safe(data: bytes) -> None:
    """No bytes lead to another error."""
    with pytest.raises((WireError, ParseError)):
        unpack(data)
