"""`chuchu phrase`: the history of formulations in the terminal, as a chart or a table."""

import re
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import ChuchuError
from drafting.chart import chart_of
from drafting.chart_svg import svg
from drafting.file_forms import FileForm, form_of_file
from drafting.phrase_tables import TABLE_FORMS, UNKNOWN, write_histories, write_trends
from drafting.phrases import Period, PhraseHistories, PhraseHistory, PhraseTrends, Trend
from scripts.files import write_whole
from scripts.filters import Collections, DocTypes, PathPrefix, filters_of
from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output

BAR = 30
YEARS = re.compile(r"(\d{4})(?:\s*[-—~至]\s*(\d{4}))?")


class PeriodInvalid(ChuchuError):
    """A period that cannot be read."""

    code = "period_invalid"

    def __init__(self, given: str) -> None:
        super().__init__(f"看不懂时段“{given}”。请写成 2013-2017 这样的起止年份，或一个年份。")


def phrase(
    texts: Annotated[list[str] | None, typer.Argument(help="提法，可多个相比较", metavar="提法…")] = None,
    trend: Annotated[bool, typer.Option("--trend", help="列出两个时段之间升降最多的提法")] = False,
    before: Annotated[str | None, typer.Option("--from", help="前一时段，例如 2013-2017")] = None,
    after: Annotated[str | None, typer.Option("--to", help="后一时段，例如 2018-2022")] = None,
    to: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="写成 .svg、.png、.csv 或 .xlsx")
    ] = None,
    collection: Collections = None,
    doc_type: DocTypes = None,
    path: PathPrefix = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="升、降各列几条")] = 20,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """提法沿革：历年次数、首见末见、例句、相邻说法；或两个时段之间的升降。"""
    output = Output(as_json=as_json)
    filters = filters_of(collection, doc_type, path=path)
    if not trend and not texts:
        raise typer.BadParameter("请给出至少一个提法，或用 --trend。")
    periods = (_period(before), _period(after)) if trend else None
    with opened_to_read(data, output) as chuchu:
        if periods is not None:
            told = chuchu.lone_desk.trends.find(*periods, filters, limit)
            _show_trends(output, told, to)
        else:
            _show_histories(output, chuchu.lone_desk.phrases.histories(texts or [], filters), to)


def _period(given: str | None) -> Period:
    found = YEARS.fullmatch((given or "").strip())
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise PeriodInvalid(given or "")
    return Period(int(found[1]), int(found[2] or found[1]))


def _show_histories(output: Output, told: PhraseHistories, to: Path | None) -> None:
    if to is not None:
        write_whole(to, _written(told, to))
        output.note(f"已写入 {to}")
    output.result(told)
    for history in told.histories:
        _print_history(output, history)
    output.line(
        f"在 {told.of_documents} 篇文件中精确计数，{told.took_ms:.0f} 毫秒。全半角、繁简、空白不计，遮名已还原。"
    )


def _written(told: PhraseHistories, to: Path) -> bytes:
    if to.suffix.lower() == ".svg":
        return svg(chart_of(told))
    if to.suffix.lower() == ".png":
        from drafting.chart_png import png  # Pillow is of use here only

        return png(chart_of(told))
    return write_histories(told, form_of_file(to, TABLE_FORMS))


def _print_history(output: Output, history: PhraseHistory) -> None:
    output.line(f"“{history.phrase}” 共 {history.occurrences} 次，见于 {history.documents} 篇")
    for name, example in (("首见", history.first), ("末见", history.last)):
        if example is not None:
            citation = example.citation
            output.line(f"  {name}：{citation.date or UNKNOWN} {citation.reference} {citation.url}")
    most = max((count.occurrences for count in history.years), default=0) or 1
    for count in history.years:
        if count.occurrences:
            bar = "█" * max(1, round(BAR * count.occurrences / most))
            told = f"{count.occurrences} 次 / {count.documents} 篇（共 {count.of_documents} 篇）"
            output.line(f"  {count.key or UNKNOWN:>4} {bar} {told}")
    types = "，".join(f"{c.key or UNKNOWN} {c.occurrences}" for c in history.doc_types if c.occurrences)
    output.line(f"  文种：{types or '无'}")
    if history.variants:
        output.line("  相邻：" + "，".join(f"{v.text} {v.occurrences}" for v in history.variants))
    output.line()


def _show_trends(output: Output, told: PhraseTrends, to: Path | None) -> None:
    if to is not None:
        form: FileForm = form_of_file(to, TABLE_FORMS)
        write_whole(to, write_trends(told, form))
        output.note(f"已写入 {to}")
    output.result(told)
    columns = ("提法", "前篇数", "后篇数", "前次数", "后次数", "前占比", "后占比")
    for name, trends in (("上升", told.rose), ("下降", told.fell)):
        output.line(name)
        output.table(columns, [_row(one) for one in trends])
    sampled = "（文件较多，候选提法从均匀抽取的文件中找出，计数仍是全部）" if told.sampled else ""
    near = told.copies_before + told.copies_after
    once = f"，其中近乎相同的 {near} 篇比较时不重复计" if near else ""
    output.line(
        f"读了 {told.read_before} 篇和 {told.read_after} 篇{once}，{told.took_ms:.0f} 毫秒。{sampled}"
    )


def _row(one: Trend) -> tuple[str, ...]:
    counts = (one.documents_before, one.documents_after, one.occurrences_before, one.occurrences_after)
    return one.phrase, *map(str, counts), f"{one.share_before:.1%}", f"{one.share_after:.1%}"
