"""`chuchu search`: ranked passages in the terminal."""

from typing import Annotated

import typer
from rich.text import Text

from drafting.file_forms import form_of_file
from drafting.search_export import SEARCH_FORMS, export_search
from retrieval.results import Hit, Mode, SearchRequest, Sort
from scripts.files import write_whole
from scripts.filters import AsOf, Collections, DateFrom, DateTo, DocTypes, Issuers, PathPrefix, filters_of
from scripts.options import AsJson, Data, To, opened_to_read
from scripts.output import Output


def search(
    query: Annotated[str, typer.Argument(help="要查找的内容")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="条数")] = 10,
    mode: Annotated[Mode, typer.Option(help="hybrid 综合，semantic 语义，keyword 词语")] = Mode.HYBRID,
    sort: Annotated[Sort, typer.Option(help="relevance 相关，date 日期")] = Sort.RELEVANCE,
    collection: Collections = None,
    doc_type: DocTypes = None,
    issuer: Issuers = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    path: PathPrefix = None,
    as_of: AsOf = None,
    explain: Annotated[bool, typer.Option("--explain", help="说明名次的来由")] = False,
    to: To = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """检索段落，每段附准确出处。"""
    output = Output(as_json=as_json)
    form = form_of_file(to, SEARCH_FORMS) if to else None
    filters = filters_of(collection, doc_type, issuer, date_from, date_to, path, as_of)
    request = SearchRequest(query, limit, sort=sort, mode=mode, filters=filters, explain=explain)
    with opened_to_read(data, output) as chuchu:
        chuchu.follower.catch_up()
        result = chuchu.search.search(request)
    output.result(result)
    if to and form:
        write_whole(to, export_search(result, form))
        output.line(f"{len(result.hits)} 条结果已写入 {to}。")
        return
    if not result.hits:
        output.line("没有找到。可以换个说法，或放宽筛选条件。")
    for hit in result.hits:
        _print_hit(output, hit)
    output.line(f"共 {result.total} 条，{result.took_ms:.0f} 毫秒。")


def _print_hit(output: Output, hit: Hit) -> None:
    citation = hit.citation
    facts = "　".join(
        f
        for f in (
            citation.doc_type,
            citation.issuer,
            citation.doc_number,
            citation.date,
            citation.validity_words,
        )
        if f
    )
    output.console.print(Text(f"{hit.rank}. {citation.reference}", style="bold"), soft_wrap=True)
    output.console.print(
        Text(f"   {citation.source_path}　{facts}　{citation.url}", style="dim"), soft_wrap=True
    )
    text = Text(citation.text)
    for start, end in hit.highlights:
        text.stylize("bold red", start, end)
    output.console.print(text, soft_wrap=True)
    if hit.similar_count:
        output.line(f"   另见 {hit.similar_count} 处相同或相近：{hit.similar[0].reference}")
    if hit.explanation:
        why = hit.explanation
        output.line(
            f"   综合 {hit.fused:.3f}；余弦 {_score(why.cosine)}（第 {why.cosine_rank or '—'}），"
            f"词语 {_score(why.bm25)}（第 {why.bm25_rank or '—'}）；{'精确命中；' if why.exact else ''}"
            f"词：{'、'.join(why.terms)}"
        )
    output.line()


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
