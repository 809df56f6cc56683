"""`chuchu compare`: two versions of a law or a notice, article by article."""

from typing import Annotated

import typer
from rich.text import Text

from corpus.errors import ChuchuError
from drafting.comparison import Comparison, Standing
from drafting.comparison_files import COMPARE_FORMS, SHOWN, export_comparison, summary
from drafting.file_forms import form_of_file
from drafting.text_diff import Change
from scripts.files import write_whole
from scripts.options import AsJson, Data, To, opened_to_read
from scripts.output import Output
from service.bootstrap import Chuchu

STYLES = {Change.EQUAL: "", Change.DELETE: "red strike", Change.INSERT: "bold green underline"}


class DocumentNotFound(ChuchuError):
    """Neither an id nor words of one title."""

    code = "document_not_found"

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        how = f"有 {count} 份文件与“{name}”相符" if count else f"没有与“{name}”相符的文件"
        super().__init__(f"{how}。请给出文件编号（chuchu documents 可查），或更完整的标题、路径。")


def compare(
    old: Annotated[str, typer.Argument(help="旧的文件：编号，或标题、路径、文号中的词")],
    new: Annotated[str, typer.Argument(help="新的文件：同上")],
    to: To = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """逐条对照两份文件，重新编号的条文也能对上。"""
    output = Output(as_json=as_json)
    if to:
        form_of_file(to, COMPARE_FORMS)
    with opened_to_read(data, output) as chuchu:
        chuchu.follower.catch_up()
        made = chuchu.compare(_found(chuchu, old), _found(chuchu, new))
    output.result({"old": made.old.document_id, "new": made.new.document_id, "units": made.units})
    if to:
        write_whole(to, export_comparison(made))
        output.line(f"{summary(made)}已写入 {to}。")
    else:
        _print(output, made)


def _found(chuchu: Chuchu, name: str) -> str:
    page = chuchu.view().documents(limit=2, query=name)
    if page.total == 1:
        return page.documents[0].document_id
    if page.total == 0 and name.isalnum():
        return chuchu.view().document(name).document_id
    raise DocumentNotFound(name, page.total)


def _print(output: Output, made: Comparison) -> None:
    for unit in made.units:
        if unit.standing is Standing.SAME:
            continue
        markers = [one.marker for one in (unit.old, unit.new) if one and one.marker]
        output.line(f"[{SHOWN[unit.standing]}] {' → '.join(dict.fromkeys(markers))}")
        text = Text()
        for piece in unit.pieces:
            text.append(piece.text, STYLES[piece.change])
        output.console.print(text, soft_wrap=True)
        output.line()
    output.line(summary(made))
