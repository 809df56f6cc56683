"""The results of a batch as a file: a row or a chapter for each question, with the sources."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from drafting.batch_columns import Column, Row
from drafting.file_forms import FileForm
from drafting.questions import Question, Questions
from drafting.replies import SHOWN, Reply, RowStatus
from drafting.source_notes import footnote, link, note_text
from drafting.tables import Table, write_csv, write_xlsx
from drafting.word import WordFile
from drafting.word_styles import Style
from drafting.word_xml import Inline, Run

_MARK = re.compile(r"\[(\d{1,3})\]")
TITLE = "批量问答结果"


def export_batch(
    questions: Questions,
    answered: Iterable[tuple[Question, Reply]],
    form: FileForm,
    columns: Sequence[Column],
    *,
    whole: bool,
    base: str = "",
) -> bytes:
    """Give the results as a file, a row for each question, in the order of the questions.

    Sheets hold `columns` and the input's other columns. .jsonl holds everything where `whole`, else `columns`;
    .docx and .md are for reading, every source in a footnote. `base` is the service's address, for links.
    """
    rows = [Row(question, reply, base) for question, reply in answered]
    if form is FileForm.JSONL:
        return b"".join(map(_json_whole if whole else _json_of(columns), rows))
    if form is FileForm.MD:
        return "\n".join(line for row in rows for line in _markdown(row)).encode("utf-8", "replace")
    if form is FileForm.DOCX:
        return _document(rows)
    table = _table(questions, rows, columns)
    return write_xlsx(table) if form is FileForm.XLSX else write_csv(table)


def _table(questions: Questions, rows: Sequence[Row], columns: Sequence[Column]) -> Table:
    titles = [column.title for column in columns]
    others = [f"{name}（输入）" if name in titles else name for name in questions.columns]
    cells = [(*(column.cell(row) for column in columns), *row.question.given) for row in rows]
    widths = (*(column.width for column in columns), *[16.0] * len(others))
    return Table((*titles, *others), cells, TITLE, widths)


def _json_whole(row: Row) -> bytes:
    reply = row.reply
    citations = [
        {**asdict(one), "number": number, "reference": one.reference, "url": link(one, row.base)}
        for number, one in enumerate(reply.citations, start=1)
    ]
    return _json_line(
        {
            "number": row.question.number,
            "question": row.question.text,
            "status": reply.status.value,
            "answer": reply.answer,
            "citations": citations,
            "scores": reply.scores,
            "confidence": reply.confidence,
            "note": reply.note,
            "error": reply.error,
            "given": row.question.given,
            "took_ms": round(reply.took_ms, 1),
        }
    )


def _json_of(columns: Sequence[Column]) -> "_ChosenJson":
    return _ChosenJson(columns)


class _ChosenJson:
    """Writes the chosen columns of a row."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def __call__(self, row: Row) -> bytes:
        return _json_line({column.name: column.cell(row) for column in self._columns})


def _json_line(value: dict[str, object]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _document(rows: Sequence[Row]) -> bytes:
    file = WordFile(TITLE)
    file.add(TITLE, Style.TITLE)
    errors = sum(row.reply.status is RowStatus.ERROR for row in rows)
    file.add(
        f"共{len(rows)}个问题{f'，其中{errors}个出错' if errors else ''}。引文与原文逐字相同，出处见脚注。",
        Style.REMARK,
    )
    for row in rows:
        file.add(f"{row.question.number}. {row.question.text or '（空）'}", Style.HEADING_1)
        if row.reply.answer:
            file.add(_with_notes(row))
        else:
            for citation in row.reply.citations:
                *paragraphs, last = citation.text.split("\n")
                for paragraph in paragraphs:
                    file.add(paragraph)
                file.add([Run(last), footnote(citation, row.base)])
        if remark := _remark(row.reply):
            file.add(remark, Style.REMARK)
    return file.save()


def _with_notes(row: Row) -> list[Inline]:
    """Give the answer with a footnote at each mark; a mark that comes again gets its note again."""
    answer, at = row.reply.answer or "", 0
    inlines: list[Inline] = []
    for mark in _MARK.finditer(answer):
        number = int(mark[1])
        if not 1 <= number <= len(row.reply.citations):
            continue
        inlines += [Run(answer[at : mark.start()]), footnote(row.reply.citations[number - 1], row.base)]
        at = mark.end()
    return [*inlines, Run(answer[at:])]


def _markdown(row: Row) -> Iterator[str]:
    reply, number = row.reply, row.question.number
    yield f"## {number}. {_one_line(row.question.text) or '（空）'}\n"
    if reply.answer:
        yield _MARK.sub(lambda mark: f"[^{number}-{mark[1]}]", _escaped(reply.answer)) + "\n"
    else:
        for place, citation in enumerate(reply.citations, start=1):
            quoted = "\n".join(f"> {_escaped(line)}" for line in citation.text.split("\n"))
            yield f"{quoted}[^{number}-{place}]\n"
    if remark := _remark(reply):
        yield f"*{_escaped(remark)}*\n"
    for place, citation in enumerate(reply.citations, start=1):
        address = f" <{link(citation, row.base)}>" if row.base else ""
        yield f"[^{number}-{place}]: {_escaped(_one_line(note_text(citation)))}{address}"
    yield ""


def _remark(reply: Reply) -> str | None:
    """Give what is to be said of a row beside its passages, None where nothing is."""
    if reply.status in (RowStatus.FOUND, RowStatus.ANSWERED):
        return reply.note
    return f"{SHOWN[reply.status]}。{reply.note or ''}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Give the text so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_<>#|~])", r"\\\1", text)
