"""Archives: names as people wrote them, members within limits, nothing outside the folder."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from package_makers import gbk_zipped, zipped

from corpus.blocks import ParsedFile
from parsing.errors import ParseError
from parsing.limits import MEBIBYTE, Limits
from parsing.member_names import UniquePaths, clean_path
from parsing.members import Member, numbered_name
from parsing.parser import Parser

Read = Callable[[bytes | str, str], ParsedFile]
Reason = Callable[[bytes | str, str], str]
Unpack = Callable[..., dict[str, bytes | str]]


@pytest.fixture
def unpack(default_parser: Parser, tmp_path: Path) -> Unpack:
    """The members of these bytes: their content, or the reason they were refused."""

    def run(content: bytes, limits: Limits | None = None) -> dict[str, bytes | str]:
        source, folder = tmp_path / "压缩包.zip", tmp_path / "members"
        source.write_bytes(content)
        folder.mkdir()
        members = default_parser.unpack(source, folder, limits)
        assert {m.file for m in members if m.file} == {p.name for p in folder.iterdir()}
        return {m.path: (folder / m.file).read_bytes() if m.file else str(m.reason) for m in members}

    return run


def with_entries(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """A zip file of hand-made entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return buffer.getvalue()


def encrypted(data: bytes, only: bytes = b"") -> bytes:
    """The archive with the flag of encryption set on its entries, or on that of one name."""
    changed = bytearray(data)
    for sign, flags, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = changed.find(sign)
        while place >= 0:
            if changed[place + name :].startswith(only):
                changed[place + flags] |= 1
            place = changed.find(sign, place + 4)
    return bytes(changed)


def test_an_archive_lists_its_members(read: Read) -> None:
    """The archive itself is read as the names of what it holds; litter of programs is left out."""
    parsed = read(
        zipped({"通知/": "", "通知/一.txt": "甲", "__MACOSX/._一.txt": "x", "~$二.docx": "x", "三.md": "丙"}),
        "a.docx",
    )

    assert [block.text for block in parsed.blocks] == ["通知/一.txt", "三.md"]
    assert (parsed.media_type, parsed.holds_files) == ("application/zip", True)


def test_names_in_gbk_are_read(unpack: Unpack) -> None:
    """Names without the UTF-8 flag are read as GB18030, also rare characters."""
    assert unpack(gbk_zipped({"通知/附件一.txt": b"1", "镕基〔草稿〕.txt": b"22"})) == {
        "通知/附件一.txt": b"1",
        "镕基〔草稿〕.txt": b"22",
    }


def test_names_in_utf8_without_a_flag_are_read(unpack: Unpack) -> None:
    """Programs on other systems write UTF-8 and no flag."""
    data = zipped({"n" * len("附件.txt".encode()): b"1"}, zipfile.ZIP_STORED)

    assert unpack(data.replace(b"n" * len("附件.txt".encode()), "附件.txt".encode())) == {"附件.txt": b"1"}


def test_no_name_leads_out_of_the_folder(unpack: Unpack, tmp_path: Path) -> None:
    """Paths upward, absolute ones, drives and backslashes lose what leads out; files lie under numbers."""
    names = ["../../外.txt", "/etc/内.txt", "C:\\盘\\符.txt", "..\\..\\反.txt", "a/../../同.txt"]

    assert unpack(zipped({name: name for name in names})) == {
        "外.txt": names[0].encode(),
        "etc/内.txt": names[1].encode(),
        "盘/符.txt": names[2].encode(),
        "反.txt": names[3].encode(),
        "a/同.txt": names[4].encode(),
    }
    assert {p.name for p in tmp_path.iterdir()} == {"压缩包.zip", "members"}


def test_two_members_of_one_name_are_both_kept(unpack: Unpack) -> None:
    """The second of a name is numbered."""
    entries = [(zipfile.ZipInfo("一.txt"), b"1"), (zipfile.ZipInfo("./一.txt"), b"2")]

    assert unpack(with_entries(*entries)) == {"一.txt": b"1", "一 (2).txt": b"2"}


def test_links_are_refused(unpack: Unpack) -> None:
    """A symbolic link is named as refused, and nothing of what it points to is read."""
    link = zipfile.ZipInfo("链接.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    assert unpack(with_entries((link, b"/etc/passwd"), (zipfile.ZipInfo("好.txt"), b"1"))) == {
        "链接.txt": "unsupported",
        "好.txt": b"1",
    }


def test_encrypted_members_say_so(unpack: Unpack, reason: Reason) -> None:
    """One encrypted member is one refusal; an archive of nothing else is refused whole, as encrypted."""
    data = zipped({"a.txt": b"1", "b.txt": b"2"})

    assert unpack(encrypted(data, b"b.txt")) == {"a.txt": b"1", "b.txt": "encrypted"}
    assert reason(encrypted(data), "密.zip") == "encrypted"


def test_a_bomb_costs_its_own_member_only(unpack: Unpack) -> None:
    """A member that unpacks to a thousand times its size is refused, and not written."""
    assert unpack(zipped({"炸弹.txt": b"\0" * 20_000_000, "好.txt": b"1"})) == {
        "炸弹.txt": "hostile",
        "好.txt": b"1",
    }


def test_a_size_that_lies_is_found_out(unpack: Unpack) -> None:
    """A member that claims to be small is cut at what it claims, and refused."""
    data = bytearray(zipped({"谎.txt": b"x" * 5_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(sign) + place
        data[at : at + 4] = (100).to_bytes(4, "little")

    assert unpack(bytes(data)) == {"谎.txt": "damaged"}


def test_numbers_and_sizes_are_bounded(reason: Reason, unpack: Unpack) -> None:
    """Too many members, or too much of them together, refuse the archive."""
    assert reason(zipped({f"{n}.txt": "x" for n in range(201)}), "多.zip") == "too_large"
    with pytest.raises(ParseError) as caught:
        unpack(zipped({f"{n}.txt": b"x" * MEBIBYTE for n in range(4)}), Limits(archive_bytes=3 * MEBIBYTE))
    assert str(caught.value.reason) == "too_large"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped({}), "empty"),
        (zipped({"空目录/": ""}), "empty"),
        (zipped({"a.txt": "x" * 999})[:60], "damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "empty"),
    ],
    ids=["no members", "folders alone", "cut off", "end record alone"],
)
def test_archives_without_files_say_why(reason: Reason, content: bytes, expected: str) -> None:
    """Empty and broken archives end with the true reason."""
    assert reason(content, "空.zip") == expected


@given(st.text(max_size=300))
def test_a_clean_path_leads_nowhere(name: str) -> None:
    """Whatever the name, no part of the path is empty, `.` or `..`, holds a separator or is too long to store."""
    parts = clean_path(name).split("/")

    assert parts == [""] or all(part not in ("", ".", "..") and "\\" not in part for part in parts)
    assert all(len(part.encode()) <= 200 and "\0" not in part for part in parts)


@given(st.lists(st.sampled_from(["a.txt", "a (2).txt", "a", "b/a.txt", ".a"]), max_size=12))
def test_given_paths_are_never_given_again(paths: list[str]) -> None:
    """As many paths come out as went in, all different."""
    unique = UniquePaths()
    given_out = [unique.give(path) for path in paths]

    assert len(set(given_out)) == len(paths)


@given(st.text(max_size=40))
def test_a_member_is_written_under_a_number(path: str) -> None:
    """The name on disk is a number with a plain suffix at most."""
    name = numbered_name(7, path)

    assert Member(path, name).file == name
    assert name.split(".")[0] == "7"
    assert all(c.isascii() and (c.isalnum() or c == ".") for c in name)
