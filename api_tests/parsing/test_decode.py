"""Encodings told apart without being told."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.decode import decode
from parsing.errors import FailureReason, ParseError

SIMPLIFIED = "各乡镇人民政府，县直各部门：为进一步做好２０３１年古树名木保护工作，现将有关事项通知如下。"
TRADITIONAL = "各鄉鎮公所：為進一步做好古樹名木保護工作，茲將有關事項通知如下，請認真貫徹執行。"
RARE = "犇羴村民小组组长𠮷田、镕基、㎡、囍，均已到会。"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "formats" / "encodings"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (RARE, "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "big5hkscs", "big5hkscs"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        ("Notice No. 5, 2031", "ascii", "utf-8"),
    ],
)
def test_each_encoding_is_recognised(text: str, written: str, read: str) -> None:
    """The text comes back exactly, under the name of the encoding that holds it."""
    decoded = decode(text.encode(written))

    assert (text, read, None) == (decoded.text, decoded.encoding, decoded.warning)


@given(
    st.integers(0, len(SIMPLIFIED) - 12), st.integers(8, 40), st.sampled_from(["gb18030", "utf-8", "utf-16"])
)
def test_short_pieces_are_recognised(start: int, length: int, encoding: str) -> None:
    """A dozen characters are enough."""
    piece = SIMPLIFIED[start : start + length]

    assert piece == decode(piece.encode(encoding)).text


def test_a_wrong_declaration_does_not_deceive() -> None:
    """A page that calls itself GB2312 but is UTF-8, and one that calls itself Big5 but is GBK, are read right."""
    assert decode(SIMPLIFIED.encode(), "gb2312").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "big5").text == SIMPLIFIED


def test_a_doubtful_encoding_is_told() -> None:
    """Where two encodings are nearly as likely the user is warned."""
    decoded = decode("曌瞾".encode("gbk"))

    assert decoded.warning is not None
    assert "文字编码不能确定" in decoded.warning


def test_single_broken_bytes_do_not_lose_a_text() -> None:
    """UTF-8 with a byte broken is still UTF-8, with a warning of how many characters are lost."""
    data = (SIMPLIFIED * 9).encode()
    decoded = decode(data[:99] + b"\xff" + data[99:])

    assert (decoded.encoding, decoded.warning) == ("utf-8", "有 1 处字节损坏，读不出原字，以“\ufffd”代替。")
    assert SIMPLIFIED in decoded.text


def test_noise_is_no_text() -> None:
    """Bytes that no encoding turns into a text are refused."""
    with pytest.raises(ParseError) as caught:
        decode(bytes(range(128, 256)) * 9)

    assert FailureReason.UNSUPPORTED is caught.value.reason


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """No bytes lead to another error, and bytes that are strict UTF-8 are never read otherwise."""
    try:
        decoded = decode(data)
    except ParseError:
        return
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" not in data:
        try:
            assert data.decode("utf-8-sig") == decoded.text
        except UnicodeDecodeError:
            assert decoded.encoding


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("drcd_traditional_big5hkscs.txt", "truth_drcd_traditional.txt"),
        ("社会保险法_gb18030_生僻字.txt", "truth_社会保险法.txt"),
        ("福建省政府工作报告2026_gb18030.txt", "truth_福建.txt"),
        ("福建省政府工作报告2026_gbk.txt", "truth_福建.txt"),
        ("福建省政府工作报告2026_utf16_bom.txt", "truth_福建.txt"),
        ("福建省政府工作报告2026_utf8_bom.txt", "truth_福建.txt"),
    ],
)
def test_real_files_equal_their_truth(name: str, truth: str) -> None:
    """Each file of the development data decodes to its truth, line ends aside."""
    if not SHARED.exists():
        pytest.skip("the development data is not beside this checkout")
    expected = (SHARED / truth).read_text(encoding="utf-8")

    assert expected.splitlines() == decode((SHARED / name).read_bytes()).text.splitlines()
