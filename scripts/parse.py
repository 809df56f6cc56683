"""`chuchu parse`: what the parser and the outline make of a file, to see why a citation says what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from corpus.blocks import Block, ParsedFile
from corpus.documents import Document, FactSource, FurnitureKind, Section
from scripts.options import AsJson, Data, opened
from scripts.output import Output

SHOWN = 60
FACTS = {
    "title": "标题",
    "doc_type": "文种",
    "issuer": "发文机关",
    "doc_number": "文号",
    "date_written": "成文",
    "date_published": "发布",
    "date_effective": "施行",
    "addressee": "主送",
    "meeting": "会议",
    "author": "作者",
    "column": "栏目",
    "source": "来源",
    "validity": "时效",
    "region": "地区",
    "amended": "修改",
    "repeals": "废止",
}
FURNITURE = {
    FurnitureKind.TITLE: ("标题", "bold magenta"),
    FurnitureKind.CONTENTS: ("目录", "blue"),
    FurnitureKind.SALUTATION: ("称呼", "yellow"),
    FurnitureKind.ADDRESSEE: ("主送", "yellow"),
    FurnitureKind.BYLINE: ("署名", "yellow"),
    FurnitureKind.CAPTION: ("图注", "blue"),
    FurnitureKind.SIGNATURE: ("落款", "green"),
    FurnitureKind.DATE: ("日期", "green"),
    FurnitureKind.DOC_NUMBER: ("文号", "green"),
    FurnitureKind.ATTACHMENT_LIST: ("附件目录", "blue"),
    FurnitureKind.IMPRINT: ("版记", "green"),
    FurnitureKind.SOURCE: ("来源", "yellow"),
    FurnitureKind.NOTE: ("附注", "yellow"),
    FurnitureKind.BOILERPLATE: ("网页杂项", "red"),
    FurnitureKind.PAGE_FURNITURE: ("版面", "red"),
}


class PageNotes:
    """Tells of each page that is recognised; that takes seconds."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """Say which page."""
        self._output.note(f"识别 {source_path} 第 {page}/{pages} 页…")

    def cancelled(self) -> bool:
        """Whether to stop: Ctrl+C does that."""
        return False


def parse(
    file: Annotated[Path, typer.Argument(help="要查看的文件")],
    blocks: Annotated[bool, typer.Option("--blocks", help="也列出解析所得的块")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """查看一个文件的事实及其出处、结构、段落和不检索的部分；不写入目录。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        parsed = chuchu.read(file, PageNotes(output))
        structured = chuchu.structure(parsed, file.name)
    output.result({"parsed": parsed, "documents": structured})
    _print_file(output, parsed, with_blocks=blocks)
    for document in structured:
        _print_document(output, document)


def _print_file(output: Output, parsed: ParsedFile, *, with_blocks: bool) -> None:
    pages = f"，{parsed.pages} 页" if parsed.pages else ""
    encoding = f"，编码 {parsed.encoding}" if parsed.encoding else ""
    output.line(f"{parsed.media_type}，{len(parsed.blocks)} 块{pages}{encoding}")
    for warning in parsed.warnings:
        output.line(f"注意：{warning}")
    for pair in parsed.metadata if with_blocks else ():
        output.line(f"  {pair.label}：{_short(pair.value)}")
    for block in parsed.blocks if with_blocks else ():
        output.line(f"  [{_described(block)}] {_short(block.text)}")


def _described(block: Block) -> str:
    """Say what the file's format tells of a block: kind, level, page, alignment."""
    told = [block.kind.value]
    told += [str(block.style_level)] if block.style_level else []
    told += [f"{block.page}页"] if block.page else []
    told += [block.alignment.value] if block.alignment else []
    return " ".join(told)


def _print_document(output: Output, document: Document) -> None:
    output.line()
    output.console.print(Text(document.facts.title or "（无标题）", style="bold"))
    if document.container:
        output.line(f"刊载于 {document.container}")
    output.table(("要素", "值", "出处", "把握"), list(_fact_rows(document)))
    output.console.print(_tree(document))


def _fact_rows(document: Document) -> Iterator[tuple[str, str, str, str]]:
    """Give each fact with the place it was read at and how sure that is; lists have a row a value."""
    for fact, name in FACTS.items():
        said = getattr(document.facts, fact)
        values = [said] if isinstance(said, str) else list(said or ())
        sources = [source for source in document.fact_sources if source.fact == fact]
        for number, value in enumerate(values):
            source = sources[number] if number < len(sources) else None
            sure = f"{source.confidence:.2f}" if source else ""
            yield name, value, _origin(document, source), sure


def _origin(document: Document, source: FactSource | None) -> str:
    if source is None:
        return ""
    if source.label is not None:
        return f"〔{source.label}〕"
    if source.start is None:
        return "推得"
    return f"{source.start}–{source.end} {_short(document.text[source.start : source.end])}"


def _tree(document: Document) -> Tree:
    """Draw sections, passages and furniture in the order of the text."""
    root = Tree(Text(f"{len(document.text)} 字，{len(document.sections)} 节，{len(document.passages)} 段"))
    nodes: dict[int | None, Tree] = {None: root}
    places = [(s.start, 0, i) for i, s in enumerate(document.sections)]
    places += [(p.start, 1, i) for i, p in enumerate(document.passages)]
    places += [(f.start, 2, i) for i, f in enumerate(document.furniture)]
    for start, kind, i in sorted(places):
        if kind == 0:
            section = document.sections[i]
            nodes[i] = nodes[section.parent].add(_heading(section))
        elif kind == 1:
            passage = document.passages[i]
            nodes[passage.section].add(_passage(document, i))
        else:
            nodes[_within(document, start)].add(_furniture(document, i))
    return root


def _heading(section: Section) -> Text:
    return _line(f"{section.marker}{section.title}"[:SHOWN], "bold cyan").append(
        f" {section.level}", style="dim"
    )


def _passage(document: Document, number: int) -> Text:
    passage = document.passages[number]
    pages = f" {passage.page_first}页" if passage.page_first else ""
    inline = "".join(f" {marker}" for marker in passage.inline_markers)
    head = f"¶{passage.paragraph}{inline}{pages} "
    return _line(head, "cyan").append(_short(document.text[passage.start : passage.end]), style="default")


def _furniture(document: Document, number: int) -> Text:
    piece = document.furniture[number]
    name, style = FURNITURE[piece.kind]
    return _line(f"{name} ", style).append(_short(document.text[piece.start : piece.end]), style="dim")


def _line(text: str, style: str) -> Text:
    """Begin a line of the tree that is cut at the edge of the terminal."""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def _within(document: Document, start: int) -> int | None:
    """Return the innermost section that a place lies in."""
    found = [i for i, section in enumerate(document.sections) if section.start <= start < section.end]
    return found[-1] if found else None


def _short(text: str) -> str:
    flat = text.replace("\n", " / ").replace("\t", " | ")
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"
