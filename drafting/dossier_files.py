"""A dossier as a file: for reading in Word or Markdown, for sorting in Excel, for programs in .jsonl."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from corpus.filters import SearchFilters
from drafting.dossier import Chapter, Dossier, Material
from drafting.file_forms import FileForm
from drafting.source_notes import footnote, link, note_text
from drafting.tables import Cell, Table, write_xlsx
from drafting.word import WordFile
from drafting.word_styles import HEADINGS, Style
from drafting.word_xml import Run

DOSSIER_FORMS = (FileForm.DOCX, FileForm.XLSX, FileForm.MD, FileForm.JSONL)
UNTITLED = "材料汇编"
_HEADER = (
    "标题", "层级", "序", "原文", "出处", "文件标题", "发文机关", "文号", "日期", "时效", "文种", "权威层级", "出处码", "链接",
)  # fmt: skip
_WIDTHS = (30, 6, 5, 70, 40, 36, 20, 20, 12, 10, 10, 8, 18, 30)


def export_dossier(dossier: Dossier, form: FileForm, base: str = "") -> bytes:
    """Give the dossier as a file of a form in `DOSSIER_FORMS`; `base` is the service's address, for links."""
    if form is FileForm.DOCX:
        return _document(dossier, base)
    if form is FileForm.XLSX:
        return _sheets(dossier, base)
    if form is FileForm.MD:
        return "\n".join(_markdown(dossier, base)).encode("utf-8", "replace")
    lines = [json.dumps(_json(chapter, base), ensure_ascii=False) for chapter in dossier.chapters]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def limits_words(filters: SearchFilters) -> str:
    """Give the limits in words, empty where there are none."""
    parts = [
        ("文种", "、".join(filters.doc_types)),
        ("发文机关", "、".join(filters.issuers)),
        ("地区", "、".join(filters.regions)),
        ("时效", "、".join(filters.validity)),
        ("自", filters.date_from),
        ("至", filters.date_to),
        ("来源路径", filters.source_path_prefix),
    ]
    return "，".join(f"{name}{value}" for name, value in parts if value)


def _introduction(dossier: Dossier) -> str:
    count = sum(len(chapter.materials) for chapter in dossier.chapters)
    documents = {m.citation.document_id for chapter in dossier.chapters for m in chapter.materials}
    limits = limits_words(dossier.limits.filters)
    return (
        f"共收材料{count}段，出自{len(documents)}份文件，均与原文逐字相同，出处见脚注。"
        f"{f'选材范围：{limits}。' if limits else ''}同一标题下，层级高的在前，同级的新者在前。"
        f"{f'有{len(dossier.thin)}个标题材料不足，已在该处注明。' if dossier.thin else ''}"
    )


def _document(dossier: Dossier, base: str) -> bytes:
    title = dossier.title or UNTITLED
    file = WordFile(title)
    file.add(title, Style.TITLE)
    if dossier.title:
        file.add("（材料汇编）", Style.SUBTITLE)
    file.add(_introduction(dossier), Style.REMARK)
    for chapter in dossier.chapters:
        file.add(chapter.heading.line, HEADINGS[min(chapter.heading.level, len(HEADINGS)) - 1])
        for material in chapter.materials:
            *paragraphs, last = material.citation.text.split("\n")
            for paragraph in paragraphs:
                file.add(paragraph)
            file.add([Run(last), footnote(material.citation, base)])
        if chapter.thin:
            file.add(f"（{chapter.thin}）", Style.REMARK)
    file.add("材料来源", Style.HEADING_1)
    rows = [(str(number), *row) for number, row in enumerate(_sources(dossier), start=1)]
    file.add_table(("序号", "文件", "发文机关", "日期", "段数"), rows, (7, 45, 25, 15, 8))
    return file.save()


def _sources(dossier: Dossier) -> list[tuple[str, str, str, str]]:
    """Give each document with how many passages are from it, in the order of use."""
    counts: dict[str, int] = {}
    first: dict[str, Material] = {}
    for chapter in dossier.chapters:
        for material in chapter.materials:
            document = material.citation.document_id
            counts[document] = counts.get(document, 0) + 1
            first.setdefault(document, material)
    cited = [(first[document].citation, count) for document, count in counts.items()]
    return [(f"《{one.title}》", one.issuer or "", one.date or "", str(count)) for one, count in cited]


def _sheets(dossier: Dossier, base: str) -> bytes:
    rows = [
        (chapter.heading.line, chapter.heading.level, number, *_cells(material, base))
        for chapter in dossier.chapters
        for number, material in enumerate(chapter.materials, start=1)
    ]
    thin = [(chapter.heading.line, len(chapter.materials), chapter.thin) for chapter in dossier.thin]
    return write_xlsx(
        Table(_HEADER, rows, "材料", _WIDTHS),
        Table(("标题", "段数", "说明"), thin, "材料不足", (40, 8, 50)),
        Table(("文件", "发文机关", "日期", "段数"), _sources(dossier), "来源", (50, 24, 12, 8)),
    )


def _cells(material: Material, base: str) -> tuple[Cell, ...]:
    one = material.citation
    return (
        one.text,
        note_text(one),
        one.title,
        one.issuer,
        one.doc_number,
        one.date,
        one.validity,
        one.doc_type,
        material.level,
        one.code,
        link(one, base),
    )


def _json(chapter: Chapter, base: str) -> dict[str, object]:
    return {
        **asdict(chapter.heading),
        "thin": chapter.thin,
        "materials": [
            {
                "fused": material.fused,
                "level": material.level,
                "citation": {
                    **asdict(material.citation),
                    "reference": material.citation.reference,
                    "url": link(material.citation, base),
                },
            }
            for material in chapter.materials
        ],
    }


def _markdown(dossier: Dossier, base: str) -> Iterator[str]:
    yield f"# {_escaped(dossier.title or UNTITLED)}\n"
    yield f"*{_escaped(_introduction(dossier))}*\n"
    notes: list[str] = []
    for chapter in dossier.chapters:
        yield f"{'#' * min(6, chapter.heading.level + 1)} {_escaped(chapter.heading.line)}\n"
        for material in chapter.materials:
            address = f" <{link(material.citation, base)}>" if base else ""
            notes.append(f"[^{len(notes) + 1}]: {_escaped(note_text(material.citation))}{address}")
            quoted = "\n>\n".join(f"> {_escaped(line)}" for line in material.citation.text.split("\n"))
            yield f"{quoted}[^{len(notes)}]\n"
        if chapter.thin:
            yield f"*（{chapter.thin}）*\n"
    yield from notes
    yield ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_<>#|~])", r"\\\1", text)
