"""The directory of OLE2 containers, whole and broken."""

from hypothesis import given
from hypothesis import strategies as st
from ole_makers import container, word, xls

from parsing.ole import MAGIC, OleDirectory


def test_streams_of_the_root_are_named() -> None:
    """The one stream of a container, and its first bytes."""
    directory = OleDirectory(word(flags=0x0100))

    assert list(directory.streams) == ["WordDocument"]
    assert directory.head("WordDocument", 12).hex() == "eca5c1000000000000000001"
    assert directory.head("Workbook", 12) == b""


def test_a_name_in_the_text_is_no_stream() -> None:
    """A workbook that speaks of a WordDocument is a workbook."""
    assert list(OleDirectory(xls("表", [["WordDocument", 1.0]])).streams) == ["Workbook"]


@given(st.binary(max_size=3000), st.integers(0, 6000), st.binary(min_size=1, max_size=4))
def test_broken_containers_give_what_can_be_read(noise: bytes, place: int, change: bytes) -> None:
    """Noise, changed bytes and cuts give fewer streams or none, never an error or an endless loop."""
    whole = container("WordDocument", b"x" * 5000)
    for data in (MAGIC + noise, whole[:place] + change + whole[place + len(change) :], whole[:place]):
        assert all(isinstance(name, str) for name in OleDirectory(data).streams)
