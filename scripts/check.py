"""`chuchu check`: the quotations of a draft against the sources."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from drafting.drafts import Draft
from drafting.remarks import VERDICTS, reference, reference_remark
from drafting.verdicts import CheckedDraft, CheckedQuote, DiffOp, DiffPart, ReferenceStatus, Verdict
from scripts.files import write_whole
from scripts.filters import Collections, filters_of
from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output

FINDINGS = 4
"""The exit code where something in the draft does not agree with the sources."""
STYLES = {
    Verdict.EXACT: "green",
    Verdict.PUNCTUATION: "cyan",
    Verdict.ALTERED: "yellow",
    Verdict.STITCHED: "yellow",
    Verdict.MISATTRIBUTED: "magenta",
    Verdict.NOT_FOUND: "red",
}
DOCX = ".docx"


def check(
    draft: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="稿件：.docx、.txt、.md 等")],
    to: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="带批注的 .docx 写到这里")
    ] = None,
    collection: Collections = None,
    only_findings: Annotated[bool, typer.Option("--findings", help="只列有问题的")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """核对稿件中的引文、文件名和文号；有不符之处时退出码为 4。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        read = chuchu.lone_desk.read(draft)
        checked = chuchu.lone_desk.checker.check(read, filters_of(collection))
    if to is not None:
        _write(to, draft, read, checked)
        output.note(f"已写入 {to}")
    output.result(checked)
    _print(output, checked, only_findings=only_findings)
    if _has_findings(checked):
        raise typer.Exit(FINDINGS)


def _has_findings(checked: CheckedDraft) -> bool:
    """Whether something does not agree with the sources, or was not looked at."""
    return (
        any(quote.verdict is not Verdict.EXACT for quote in checked.quotes)
        or any(one.status is not ReferenceStatus.KNOWN for one in checked.references)
        or bool(checked.dropped)
    )


def _write(to: Path, draft: Path, read: Draft, checked: CheckedDraft) -> None:
    from drafting.annotating import annotated  # python-docx costs every command a tenth of a second

    original = draft.read_bytes() if read.is_word else None
    write_whole(to, annotated(checked, read, original))


def _print(output: Output, checked: CheckedDraft, *, only_findings: bool) -> None:
    for warning in checked.warnings:
        output.line(f"注意：{warning}")
    for number, quote in enumerate(checked.quotes, start=1):
        if not only_findings or quote.verdict is not Verdict.EXACT:
            _print_quote(output, number, quote)
    wrong = [r for r in checked.references if r.status is not ReferenceStatus.KNOWN]
    for one in wrong:
        output.console.print(Text(f"〔{one.text}〕 {reference_remark(one)}", style="red"), soft_wrap=True)
    counts = "，".join(
        f"{name} {count}"
        for verdict, name in VERDICTS.items()
        if (count := sum(q.verdict is verdict for q in checked.quotes))
    )
    output.line(
        f"引文 {len(checked.quotes)} 处：{counts or '无'}；提到的文件 {len(checked.references)} 处，"
        f"有疑问 {len(wrong)} 处；{checked.took_ms:.0f} 毫秒。"
    )
    if checked.dropped:
        output.line(f"另有 {checked.dropped} 处引文超出一次核对的上限，没有核对。")


def _print_quote(output: Output, number: int, quote: CheckedQuote) -> None:
    head = Text(f"{number}. ")
    head.append(f"【{VERDICTS[quote.verdict]}】", style=f"bold {STYLES[quote.verdict]}")
    diff = quote.found.diff if quote.found and not quote.parts else ()
    head.append_text(_marked(diff) if diff else Text(quote.text))
    output.console.print(head, soft_wrap=True)
    for part in quote.parts:
        output.console.print(Text(f"   “{part.text}” ← {reference(part.found)}", style="dim"), soft_wrap=True)
    if quote.found is not None and not quote.parts:
        found = quote.found
        url = f"　{found.citation.url}" if found.citation else ""
        output.console.print(Text(f"   {reference(found)}{url}", style="dim"), soft_wrap=True)
    if quote.note:
        output.line(f"   {quote.note}")
    if quote.verdict is Verdict.NOT_FOUND:
        for one in quote.candidates:
            output.console.print(
                Text(f"   相近：{reference(one)}：{one.place.text}", style="dim"), soft_wrap=True
            )
    output.line()


def _marked(diff: tuple[DiffPart, ...]) -> Text:
    """Give the draft's words with what must go struck out in red, and what is missing in green brackets."""
    text = Text()
    for part in diff:
        if part.op is DiffOp.EQUAL:
            text.append(part.draft)
            continue
        text.append(part.draft, style="red strike")
        if part.source:
            text.append(f"［{part.source}］", style="green")
    return text
