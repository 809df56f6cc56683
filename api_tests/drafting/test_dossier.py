"""Outlines read, material gathered over a real small data folder, and written."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.filters import SearchFilters
from drafting.dossier import DossierLimits
from drafting.dossiers import DossierOrder, dossier_order_from_json, dossier_order_to_json
from drafting.file_forms import FileForm
from drafting.outlines import OutlineEmpty, OutlineTooLong, outline_of_text, read_outline
from drafting.word import WordFile
from drafting.word_styles import Style
from parsing.errors import ParseError
from parsing.parser import Parser

OUTLINE = """在全市重点工作会议上的讲话
一、抓好春耕备耕
（一）做好春耕备耕
要有力度。
二、做好防汛抗旱
1．防汛抗旱联系人
三、星际航行准备
"""


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """A data folder with four notices, one of them twice."""
    home = tmp_path_factory.mktemp("dossier")
    with small_chuchu(home, confine=False) as opened:
        index(opened, write_notices(home / "通知", ("春耕备耕", "防汛抗旱", "安全生产", "防汛抗旱")))
        yield opened


def test_numbers_make_levels() -> None:
    """一、（一）1. are levels in that order, full-width or not; the text below a heading is its hint."""
    outline = outline_of_text(OUTLINE)

    assert outline.title == "在全市重点工作会议上的讲话"
    assert [(h.level, h.line) for h in outline.headings] == [
        (1, "一、抓好春耕备耕"),
        (2, "（一）做好春耕备耕"),
        (1, "二、做好防汛抗旱"),
        (2, "1. 防汛抗旱联系人"),
        (1, "三、星际航行准备"),
    ]
    assert [h.parent for h in outline.headings] == [None, 0, None, 2, None]
    assert outline.headings[1].hint == "要有力度。"


def test_styles_of_word_and_markdown_make_levels(tmp_path: Path) -> None:
    """Headings by style are the outline; a single one above all others is the title."""
    file = WordFile("提纲")
    for line, style in (
        ("总题目", Style.HEADING_1),
        ("一、甲事", Style.HEADING_2),
        ("（一）乙事", Style.HEADING_3),
        ("说明", Style.BODY),
    ):
        file.add(line, style)
    (tmp_path / "提纲.docx").write_bytes(file.save())

    with Parser(confine=False) as parser:
        of_word = read_outline(parser.parse(tmp_path / "提纲.docx"))
    of_markdown = outline_of_text("# 总题目\n\n## 一、甲事\n\n### （一）乙事\n\n说明\n")

    assert of_word == of_markdown
    assert (of_word.title, [(h.level, h.line) for h in of_word.headings]) == (
        "总题目",
        [(1, "一、甲事"), (2, "（一）乙事")],
    )


@pytest.mark.slow
def test_outlines_that_cannot_be_used_say_so(tmp_path: Path) -> None:
    """Nothing, prose without headings, and too many headings are errors; two million characters do no harm."""
    with pytest.raises(OutlineEmpty):
        outline_of_text(" \n")
    with pytest.raises(OutlineEmpty):
        outline_of_text("各地要抓好落实，压实责任。" * 160_000)
    with pytest.raises(OutlineTooLong, match="100000 个标题，一次最多 300 个"):
        outline_of_text("一、抓好落实压实责任，务求实效有力有序\n" * 100_000)
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    with Parser(confine=False) as parser, pytest.raises(ParseError):
        parser.parse(tmp_path / "坏.docx")


def test_material_is_verbatim_told_once_and_thin_is_said(chuchu: SmallChuchu) -> None:
    """Every passage equals its source, none comes twice, and a heading without material says so."""
    made = chuchu.dossiers.gather(outline_of_text(OUTLINE), DossierLimits(), lambda done, total: None)
    assert made is not None
    materials = [material for chapter in made.chapters for material in chapter.materials]

    assert materials
    for material in materials:
        cited = material.citation
        assert chuchu.view().text(cited.document_id, cited.start, cited.end) == cited.text
    texts = [material.citation.text for material in materials]
    assert len(set(texts)) == len(texts)
    assert made.chapters[-1].materials == ()
    assert made.chapters[-1].thin == "没有找到可用的材料。"
    levels = [[m.level for m in chapter.materials] for chapter in made.chapters]
    assert levels == [sorted(row) for row in levels]


def test_limits_hold(chuchu: SmallChuchu) -> None:
    """No more passages for a heading, and of one document, than asked; filters keep all else out."""
    limits = DossierLimits(2, 1, SearchFilters(source_path_prefix="通知/02"))

    made = chuchu.dossiers.gather(outline_of_text(OUTLINE), limits, lambda done, total: None)

    assert made is not None
    for chapter in made.chapters:
        assert len(chapter.materials) <= 1
        assert {m.citation.source_path for m in chapter.materials} <= {"通知/02.txt"}


@pytest.mark.parametrize("form", [FileForm.DOCX, FileForm.XLSX, FileForm.MD, FileForm.JSONL])
def test_every_form_holds_the_headings_and_the_material(chuchu: SmallChuchu, form: FileForm) -> None:
    """The headings stand in order; in Word each passage has its note."""
    order = DossierOrder(form, DossierLimits(3, 1, SearchFilters(doc_types=("通知",))), "http://h")
    data = chuchu.dossiers.run(outline_of_text(OUTLINE), order, lambda done, total: None)
    assert data is not None

    if form is FileForm.JSONL:
        lines = [json.loads(line) for line in data.splitlines()]
        assert [line["title"] for line in lines][-1] == "星际航行准备"
    elif form is FileForm.MD:
        assert "## 二、做好防汛抗旱" in data.decode()
        assert "[^1]: 《" in data.decode()
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            text = "".join(package.read(name).decode("utf-8") for name in names if name.endswith(".xml"))
        assert "做好防汛抗旱" in text
        if form is FileForm.DOCX:
            assert text.count("<w:footnoteReference ") == text.count("〔出处码 ") > 0
    assert dossier_order_from_json(dossier_order_to_json(order)) == order
