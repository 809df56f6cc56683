"""`chuchu ask`: a question answered in the terminal."""

from typing import Annotated

import typer
from rich.text import Text

from answering.results import Answer, AskRequest, NumberedCitation, Status
from corpus.citations import Citation
from scripts.filters import AsOf, Collections, DateFrom, DateTo, DocTypes, Issuers, PathPrefix, filters_of
from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output


def ask(
    question: Annotated[str, typer.Argument(help="要问的问题")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, help="最多读取的段落数")] = 10,
    collection: Collections = None,
    doc_type: DocTypes = None,
    issuer: Issuers = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    path: PathPrefix = None,
    as_of: AsOf = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """回答问题，句句出自原文；资料没有说的，就说没有。"""
    output = Output(as_json=as_json)
    filters = filters_of(collection, doc_type, issuer, date_from, date_to, path, as_of)
    with opened_to_read(data, output) as chuchu:
        chuchu.follower.catch_up()
        answer = chuchu.answers.answer(AskRequest(question, filters=filters, limit=limit))
    output.result(answer)
    _print_answer(output, answer)


def _print_answer(output: Output, answer: Answer) -> None:
    if answer.status is Status.INSUFFICIENT:
        output.line(answer.reason or "资料没有说明。")
        if answer.nearest:
            output.line("最接近的段落（不是答案）：")
        for citation in answer.nearest:
            _print_source(output, "-", citation)
            output.line(f"   {citation.text}")
    else:
        output.line(answer.text)
        output.line()
        for one in answer.citations:
            _print_citation(output, one)
    output.line(f"把握 {answer.confidence:.0%}，{answer.took_ms:.0f} 毫秒。")


def _print_citation(output: Output, one: NumberedCitation) -> None:
    _print_source(output, f"[{one.number}]", one.citation)
    text = Text("    " + one.citation.text)
    for start, end in one.marked:
        text.stylize("bold red", start + 4, end + 4)
    output.console.print(text, soft_wrap=True)


def _print_source(output: Output, mark: str, citation: Citation) -> None:
    known = (citation.issuer, citation.doc_number, citation.date, citation.validity_words)
    facts = "　".join(fact for fact in known if fact)
    line = Text(f"{mark} {citation.reference}　{facts}　{citation.url}", style="dim")
    output.console.print(line, soft_wrap=True)
