"""What crosses the pipe from a child that takes a file apart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.errors import FailureReason, NeedsConversion, ParseError
from parsing.members import Member, pack_members, unpack_members
from parsing.wire import WireError, pack_error, pack_needs_conversion, unpack

PATHS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
MEMBERS = st.builds(
    Member, PATHS, st.from_regex(r"[0-9]{1,6}(\.[a-z0-9]{1,8})?", fullmatch=True)
) | st.builds(Member, PATHS, st.none(), st.sampled_from(FailureReason), PATHS)


@given(st.lists(MEMBERS).map(tuple))
def test_members_come_back_as_they_went(members: tuple[Member, ...]) -> None:
    """Packing and unpacking gives the same members."""
    assert unpack_members(pack_members(members)) == members


@pytest.mark.parametrize(
    "item",
    [
        ["a", "../../etc/passwd", None, None],
        ["a", "/etc/passwd", None, None],
        ["a", "1.txt\n", None, None],
        ["a", "", None, None],
        ["a", None, None, None],
        ["a", None, "nonsense", "x"],
        ["a", "1", "damaged", "x"],
        [1, "1", None, None],
        "a",
    ],
)
def test_a_child_cannot_name_a_file_elsewhere(item: object) -> None:
    """Only numbers with a plain suffix are names; anything else is no answer."""
    with pytest.raises(WireError):
        unpack_members(json.dumps({"members": [item]}).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"members": 1}', b'{"reason": 1}', b'{"reason": "x", "message": "y"}']
)
def test_nonsense_is_no_answer(data: bytes) -> None:
    """Whatever a child writes, it is checked."""
    with pytest.raises(WireError):
        unpack_members(data)


def test_failures_and_requests_for_conversion_come_through() -> None:
    """The reason of a failure is raised as it was, and so is the wish for LibreOffice."""
    with pytest.raises(ParseError) as failed:
        unpack_members(pack_error(ParseError(FailureReason.ENCRYPTED)))
    with pytest.raises(NeedsConversion) as needed:
        unpack(pack_needs_conversion(NeedsConversion("application/msword")))

    assert (failed.value.reason, needed.value.media_type) == (FailureReason.ENCRYPTED, "application/msword")
