"""`chuchu dossier`: material for an outline, verbatim, with footnotes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from drafting.dossier import DossierLimits
from drafting.dossier_files import DOSSIER_FORMS, export_dossier
from drafting.file_forms import form_of_file
from scripts.files import write_whole
from scripts.filters import Collections, DateFrom, DateTo, DocTypes, Issuers, PathPrefix, filters_of
from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output


def dossier(
    outline: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="提纲：.docx、.md、.txt")],
    to: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, help="结果文件：.docx、.xlsx、.md、.jsonl")
    ],
    per_heading: Annotated[int, typer.Option(min=1, max=30, help="每个标题的段数")] = 5,
    per_document: Annotated[int, typer.Option(min=1, max=30, help="同一标题下每份文件的段数")] = 2,
    collection: Collections = None,
    doc_type: DocTypes = None,
    issuer: Issuers = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    path: PathPrefix = None,
    base: Annotated[str, typer.Option(help="服务地址，写进脚注的链接，例如 http://10.0.0.8:8000")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """按提纲汇集材料：逐字的原文、脚注、权威的和新的在前，不足之处注明。"""
    output = Output(as_json=as_json)
    form = form_of_file(to, DOSSIER_FORMS)
    filters = filters_of(collection, doc_type, issuer, date_from, date_to, path)
    with opened_to_read(data, output) as chuchu, Progress(console=output.progress) as bar:
        read = chuchu.dossiers.read(outline)
        chuchu.follower.catch_up()
        task = bar.add_task("汇集材料", total=len(read.headings))
        made = chuchu.dossiers.gather(
            read,
            DossierLimits(per_heading, per_document, filters),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    if made is None:
        return
    write_whole(to, export_dossier(made, form, base))
    thin = [{"heading": chapter.heading.line, "thin": chapter.thin} for chapter in made.thin]
    passages = sum(len(chapter.materials) for chapter in made.chapters)
    output.result({"output": to, "headings": len(made.chapters), "passages": passages, "thin": thin})
    output.line(f"{len(made.chapters)} 个标题，{passages} 段材料，已写入 {to}。")
    for chapter in made.thin:
        output.line(f"  {chapter.heading.line}：{chapter.thin}")
