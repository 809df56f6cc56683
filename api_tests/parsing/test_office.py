"""Files of older word processors, through the real LibreOffice; and what is said where it is not installed."""

import os
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ole_makers import container, word
from package_makers import zipped

from api_tests.absent import absent
from corpus.blocks import ParsedFile
from parsing.errors import ParseError
from parsing.limits import Limits
from parsing.office import find_program
from parsing.parser import Parser

Read = Callable[[bytes | str, str], ParsedFile]
Reason = Callable[[bytes | str, str], str]
NOTICE = ("云溪县人民政府关于春耕的通知", "云政发〔2031〕5号", "第一条　面积１００㎡，囍镕、𠮷田。")


@pytest.fixture(scope="module")
def program() -> str:
    """LibreOffice; continuous integration must have it, a developer's machine may do without."""
    found = find_program()
    if found is None:
        absent("LibreOffice", "apt-get install libreoffice-writer-nogui")
    return found


@pytest.fixture(scope="module")
def made(program: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same notice as .rtf, .doc and .odt, the latter two written by LibreOffice from an .rtf of ours."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "通知.rtf"
    source.write_bytes(rtf(*NOTICE))
    for target in ("doc:MS Word 97", "odt"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            program,
            "--headless",
            profile,
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {suffix: (folder / f"通知.{suffix}").read_bytes() for suffix in ("doc", "rtf", "odt")}


def rtf(*paragraphs: str) -> bytes:
    r"""An .rtf by hand: what is not ASCII as `\u` with the number of its UTF-16 unit and a substitute."""
    lines = "".join(
        "".join(
            f"\\u{unit if unit < 0x8000 else unit - 0x10000}?"
            for (unit,) in struct.iter_unpack("<H", text.encode("utf-16-le"))
        )
        + "\\par\n"
        for text in paragraphs
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}\n{lines}}}".encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "name", "media_type"),
    [
        ("doc", "通知.doc", "application/msword"),
        ("doc", "通知.wps", "application/msword"),
        ("rtf", "通知.doc", "application/rtf"),
        ("odt", "通知.txt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_old_files_are_read_by_their_content(
    made: dict[str, bytes], read: Read, suffix: str, name: str, media_type: str
) -> None:
    """Every paragraph, the rarest character too, whatever the file is called; the media type is the file's own."""
    parsed = read(made[suffix], name)

    assert [block.text for block in parsed.blocks] == list(NOTICE)
    assert parsed.media_type == media_type


@pytest.mark.slow
@pytest.mark.usefixtures("program")
def test_an_rtf_by_hand_is_read(read: Read) -> None:
    """An .rtf that no LibreOffice wrote."""
    parsed = read(rtf("关于防汛的通知", "各镇要〔高度〕重视。"), "通知.rtf")

    assert [block.text for block in parsed.blocks] == ["关于防汛的通知", "各镇要〔高度〕重视。"]


@pytest.mark.slow
@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (word(), {"damaged", "no_text"}),
        (word(flags=0x0100), {"encrypted"}),
        (container("EncryptedPackage", b""), {"encrypted"}),
        (b"{\\rtf1", {"damaged", "no_text"}),
        (b"{\\rtf1" + b"{" * 100_000, {"damaged", "no_text", "timeout", "memory"}),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), {"damaged"}),
        (
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "META-INF/manifest.xml": "<m:encryption-data/>",
                }
            ),
            {"encrypted"},
        ),
    ],
)
def test_broken_and_encrypted_files_say_so(reason: Reason, content: bytes, reasons: set[str]) -> None:
    """LibreOffice ends with 0 all the same; what it wrote, or did not, decides."""
    assert reason(content, "文件.doc") in reasons


@pytest.mark.slow
def test_a_cut_file_never_becomes_nonsense(made: dict[str, bytes], reason: Reason, read: Read) -> None:
    """A .doc cut at several points fails, or gives lines of the notice; bytes are never read as text."""
    whole = made["doc"]
    for part in (1, 3, 5, 7):
        cut = whole[: len(whole) * part // 8]
        if reason(cut, "通知.doc") == "read":
            assert {block.text for block in read(cut, "通知.doc").blocks} <= set(NOTICE)


@pytest.mark.slow
def test_time_is_bounded_and_nothing_is_left(
    made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversion over its time is killed with all it started; its folder is gone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    file = tmp_path / "通知.doc"
    file.write_bytes(made["doc"])
    with Parser(Limits(office_wall_seconds=0.2)) as parser:
        with pytest.raises(ParseError) as caught:
            parser.parse(file)
        assert str(caught.value.reason) == "timeout"
        time.sleep(0.2)
        left = [line for line in _commands() if str(tmp_path) in line]
        assert [line for line in left if "bwrap" not in line] == []  # what confines the helper goes with it
    assert [path.name for path in tmp_path.iterdir()] == ["通知.doc"]


def _commands() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue


@pytest.mark.slow
def test_a_macro_does_not_run_and_a_link_is_not_followed(program: str, read: Read, tmp_path: Path) -> None:
    """A field that would draw in a file of the system stays empty."""
    secret = tmp_path / "秘密.txt"
    secret.write_text("不可外传", encoding="utf-8")
    field = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{secret.as_uri()}"}}{{\\fldrslt old}}}}\\par'.encode()
    parsed = read(rtf("链接文件").removesuffix(b"}") + field + b"}", "链接.rtf")

    assert "不可外传" not in "".join(block.text for block in parsed.blocks)


def test_without_libreoffice_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is `unsupported`, and the sentence names LibreOffice, how to get it, and .docx."""
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "通知.rtf"
    file.write_bytes(rtf("通知"))
    with Parser() as parser, pytest.raises(ParseError) as caught:
        parser.parse(file)

    assert str(caught.value.reason) == "unsupported"
    assert all(word in str(caught.value) for word in ("LibreOffice", "apt-get install", ".docx"))


def test_a_folder_left_by_a_killed_service_is_removed(tmp_path: Path) -> None:
    """The nursery, told of a folder, removes it when the service is gone."""
    folder = tmp_path / "members"
    folder.mkdir()
    file = tmp_path / "包.zip"
    file.write_bytes(zipped({"一.txt": "甲"}))
    parser = Parser()
    parser.unpack(file, folder)
    assert [path.name for path in folder.iterdir()] == ["1.txt"]

    parser.close()  # the nursery sees its socket closed, as when the service is killed

    assert not folder.exists()


def test_the_converter_is_locked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in for LibreOffice finds its limits, a home of its own, no network, and is judged by its output."""
    told = tmp_path / "told"
    program = tmp_path / "soffice"
    report = "ulimit -v; ulimit -n; echo $HOME; grep -c : /proc/net/dev; env | grep -c SECRET"
    program.write_text(f"#!/bin/sh\n({report}) > {told}\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("SECRET_OF_SERVICE", "x")
    file = tmp_path / "通知.rtf"
    file.write_bytes(rtf("通知"))
    with Parser() as parser, pytest.raises(ParseError) as caught:
        parser.parse(file)

    space, files, home, networks, secrets = told.read_text().split()
    assert (str(caught.value.reason), space, files, secrets) == ("damaged", str(4 << 20), "1024", "0")
    assert Path(home).name.startswith("chuchu-")
    assert networks == "1" or not Path("/proc/self/ns/net").exists()
