"""`chuchu parse`: what the parser and the outline make of a file, to see why a citation says what it says."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from corpus.blocks import ParsedFile
from corpus.documents import Document
from scripts.options import AsJson, Data, opened
from scripts.output import Output

SHOWN = 60


def parse(
    file: Annotated[Path, typer.Argument(help="要查看的文件")],
    blocks: Annotated[bool, typer.Option("--blocks", help="也列出解析所得的块")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """查看一个文件的事实、结构和段落；不写入目录。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        parsed = chuchu.parser.parse(file)
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
    for block in parsed.blocks if with_blocks else ():
        output.line(f"  [{block.kind.value}] {_short(block.text)}")


def _print_document(output: Output, document: Document) -> None:
    facts = document.facts
    output.line()
    output.console.print(Text(facts.title or "（无标题）", style="bold"))
    told = {
        "文种": facts.doc_type,
        "发文机关": facts.issuer,
        "文号": facts.doc_number,
        "成文": facts.date_written,
        "发布": facts.date_published,
        "施行": facts.date_effective,
        "主送": facts.addressee,
        "所属": document.container,
    }
    output.line("　".join(f"{name} {value}" for name, value in told.items() if value))
    output.console.print(_tree(document))


def _tree(document: Document) -> Tree:
    root = Tree(Text(f"{len(document.text)} 字，{len(document.sections)} 节，{len(document.passages)} 段"))
    nodes: dict[int | None, Tree] = {None: root}
    places = [(s.start, 0, i) for i, s in enumerate(document.sections)]
    places += [(p.start, 1, i) for i, p in enumerate(document.passages)]
    for _, kind, i in sorted(places):
        if kind == 0:
            section = document.sections[i]
            label = Text(f"{section.marker}{section.title}"[:SHOWN], style="bold cyan")
            nodes[i] = nodes[section.parent].add(label)
        else:
            passage = document.passages[i]
            text = _short(document.text[passage.start : passage.end])
            nodes[passage.section].add(Text(f"¶{passage.paragraph} {text}", style="dim"))
    return root


def _short(text: str) -> str:
    flat = text.replace("\n", " / ")
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"
