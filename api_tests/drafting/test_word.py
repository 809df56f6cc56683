"""Word files as they are written: parts, fonts, typography, footnotes; opened by two readers that are not ours."""

import io
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_tests.absent import absent
from drafting.word import WordFile
from drafting.word_styles import Style
from drafting.word_xml import Footnote, Run
from parsing.office import find_program
from parsing.parser import Parser

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sample() -> bytes:
    file = WordFile("云泽省材料汇编")
    file.add("云泽省材料汇编", Style.TITLE)
    file.add("一、总体要求", Style.HEADING_1)
    file.add("（一）加强领导", Style.HEADING_2)
    file.add("1. 明确责任", Style.HEADING_3)
    file.add(
        [
            Run("朱堃强调，“一网通办”〔2024〕第１２号", bold=True),
            Footnote("《办法》，第三条。", "http://h/c/a?b=1&c=2"),
        ]
    )
    file.add([Run("𠮷田<b>&"), Footnote("第二条注。")])
    file.add_table(("旧", "新"), [("甲", [Run("乙", strike=True, color="C00000")])], (1, 2))
    return file.save()


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ElementTree.fromstring(package.read(name))  # our own bytes


def test_every_part_is_declared_and_reached() -> None:
    """Each part has a content type, each relationship a part, and all parts are well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(sample())) as package:
        names = set(package.namelist())
        parts = {name: ElementTree.fromstring(package.read(name)) for name in names}

    declared = {child.get("PartName", "").lstrip("/") for child in parts["[Content_Types].xml"]} - {""}
    reached = {f"word/{child.get('Target')}" for child in parts["word/_rels/document.xml.rels"]}
    assert declared == {
        name for name in names if not name.endswith(".rels") and name != "[Content_Types].xml"
    }
    assert reached == {name for name in declared if name.startswith("word/")} - {"word/document.xml"}


def test_the_page_is_that_of_the_standard() -> None:
    """A4, margins 37, 35, 28 and 26 mm, 22 lines of 28 characters: GB/T 9704-2012."""
    document = part(sample(), "word/document.xml")
    margins = document.find(f".//{W}pgMar")
    assert margins is not None
    millimetres = {
        side: round(int(margins.get(f"{W}{side}", "0")) / 1440 * 25.4)
        for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 37, "bottom": 35, "left": 28, "right": 26}

    normal = part(sample(), "word/styles.xml").find(f"{W}style[@{W}styleId='Normal']")
    assert normal is not None
    spacing = normal.find(f"{W}pPr/{W}spacing")
    narrower = normal.find(f"{W}rPr/{W}spacing")
    assert spacing is not None
    assert narrower is not None
    text_height = 16838 - int(margins.get(f"{W}top", "0")) - int(margins.get(f"{W}bottom", "0"))
    text_width = 11906 - int(margins.get(f"{W}left", "0")) - int(margins.get(f"{W}right", "0"))
    assert text_height // int(spacing.get(f"{W}line", "0")) == 22
    assert text_width // (320 + int(narrower.get(f"{W}val", "0"))) == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        (Style.TITLE, "方正小标宋简体", 22),
        (Style.HEADING_1, "黑体", 16),
        (Style.HEADING_2, "楷体_GB2312", 16),
        (Style.HEADING_3, "仿宋_GB2312", 16),
        (Style.FOOTNOTE, "宋体", 9),
    ],
)
def test_styles_have_the_fonts_of_the_standard(style: Style, font: str, points: int) -> None:
    """Each level has its font and size, and the font table names what may take its place."""
    data = sample()
    found = part(data, "word/styles.xml").find(f"{W}style[@{W}styleId='{style}']/{W}rPr")
    assert found is not None
    fonts, size = found.find(f"{W}rFonts"), found.find(f"{W}sz")
    assert fonts is not None
    assert size is not None
    assert (fonts.get(f"{W}eastAsia"), int(size.get(f"{W}val", "0")) / 2) == (font, points)

    instead = part(data, "word/fontTable.xml").find(f"{W}font[@{W}name='{font}']/{W}altName")
    assert instead is not None
    assert "Noto" in instead.get(f"{W}val", "")


def test_footnotes_stand_where_they_are_referred_to() -> None:
    """References are numbered in order and lead to their notes; the separators come first, as Word wants them."""
    data = sample()
    references = [one.get(f"{W}id") for one in part(data, "word/document.xml").iter(f"{W}footnoteReference")]
    notes = {
        one.get(f"{W}id"): "".join(t.text or "" for t in one.iter(f"{W}t"))
        for one in part(data, "word/footnotes.xml")
    }

    assert references == ["1", "2"]
    assert list(notes) == ["-1", "0", "1", "2"]
    assert notes["1"] == " 《办法》，第三条。http://h/c/a?b=1&c=2"


def test_our_own_reader_reads_it_back(tmp_path: Path) -> None:
    """Headings come back with their levels, the notes as notes, the text untouched."""
    path = tmp_path / "汇编.docx"
    path.write_bytes(sample())
    with Parser() as parser:
        blocks = parser.parse(path).blocks

    assert [(b.text, b.style_level) for b in blocks if b.style_level][-3:] == [
        ("一、总体要求", 1), ("（一）加强领导", 2), ("1. 明确责任", 3),
    ]  # fmt: skip
    texts = [block.text for block in blocks]
    assert any("朱堃强调，“一网通办”〔2024〕第１２号" in text for text in texts)
    assert any("𠮷田<b>&" in text for text in texts)
    assert any("第二条注。" in text for text in texts)


@given(st.text(max_size=200))
def test_any_text_makes_a_wellformed_file(text: str) -> None:
    """Control characters, surrogates and markup never break the file; the rest is kept."""
    file = WordFile(text)
    file.add([Run(text), Footnote(text, f"http://h/{text}")])

    read = "".join(t.text or "" for t in part(file.save(), "word/document.xml").iter(f"{W}t"))

    assert read == "".join(c for c in text if c not in "\t\n\r" and not _is_illegal(c))


def test_the_same_text_gives_the_same_bytes() -> None:
    """Files can be compared: no time of day stands in them."""
    assert sample() == sample()


@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """LibreOffice converts the file to PDF with its notes at the foot."""
    program = find_program()
    if program is None:
        absent("LibreOffice", "apt-get install libreoffice-writer-nogui")
    (tmp_path / "汇编.docx").write_bytes(sample())
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        program,
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "汇编.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    with Parser() as parser:
        text = "\n".join(block.text for block in parser.parse(tmp_path / "汇编.pdf").blocks)

    assert "云泽省材料汇编" in text
    assert "《办法》，第三条。" in text
    assert "— 1 —" in text.replace("−", "—")


def _is_illegal(character: str) -> bool:
    return character < " " or "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"
