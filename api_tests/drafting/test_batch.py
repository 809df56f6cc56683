"""Batches: questions read from files, asked some at a time, journalled, resumed, written."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import ParsedFile
from corpus.filters import NO_COLLECTION, SearchFilters
from drafting.batch import batch_key, run_batch
from drafting.batches import Batches, BatchMode, BatchOrder, order_from_json, order_to_json
from drafting.file_forms import FileForm
from drafting.journal import Journal, JournalInUse, JournalOfAnother
from drafting.questions import NoQuestions, Question, TooManyQuestions, listed_questions, read_questions
from drafting.replies import Reply, RowStatus
from drafting.word import WordFile
from parsing.parser import Parser
from retrieval.query import QueryEmpty, clean_query

SHEET = (
    "序号,问题,文种,发文机关,起始日期,截止日期,备注\n"
    "1,河湖有哪些禁止行为,条例、办法,,2023,2024年3月,甲\n"
    "２,㙍头镇怎么巡查,,云泽省人民政府,,,乙\n"
    "3,,通知,,,,丙\n"
    "4,防汛,,,2024-13-40,,丁\n"
)
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def parsed(folder: Path, name: str, data: bytes) -> ParsedFile:
    (folder / name).write_bytes(data)
    with Parser(confine=False) as parser:
        return parser.parse(folder / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_gives_rows_with_their_filters(tmp_path: Path, encoding: str) -> None:
    """Columns are known by name in any encoding; years become spans, other columns are kept, bad rows say why."""
    read = read_questions(parsed(tmp_path, "q.csv", SHEET.encode(encoding)))

    assert read.columns == ("序号", "备注")
    first, second, third, fourth = read.rows
    assert first.filters == SearchFilters(
        doc_types=("条例", "办法"), date_from="2023-01-01", date_to="2024-03-31"
    )
    assert (second.text, second.filters.issuers, second.given) == (
        "㙍头镇怎么巡查",
        ("云泽省人民政府",),
        ("２", "乙"),
    )
    assert (third.text, third.problem) == ("", None)
    assert fourth.problem == "“起始日期”一列的“2024-13-40”不是日期，请写成 2024-03-05。"


def test_a_sheet_with_merged_cells_gives_each_row_its_filter(tmp_path: Path) -> None:
    """A cell merged over several rows holds for each of them; a title row above the header is passed over."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 1, "临江市问题清单")
    for column, name in enumerate(("文种", "问题")):
        sheet.write(1, column, name)
    sheet.merge_range(2, 0, 3, 0, "条例")
    sheet.write(2, 1, "河湖保护")
    sheet.write(3, 1, "养老服务")
    book.close()

    read = read_questions(parsed(tmp_path, "q.xlsx", out.getvalue()))

    assert [(row.text, row.filters.doc_types) for row in read.rows] == [
        ("河湖保护", ("条例",)),
        ("养老服务", ("条例",)),
    ]


@pytest.mark.slow
def test_lines_of_text_and_word_files_are_questions(tmp_path: Path) -> None:
    """Each line or paragraph is a question, without the number before it."""
    file = WordFile("问题")
    for line in ("1. 河湖保护", "（2）养老服务", "“十四五”是什么"):
        file.add(line)

    of_word = read_questions(parsed(tmp_path, "q.docx", file.save()))
    of_text = read_questions(
        parsed(tmp_path, "q.txt", "问题\n1、河湖保护\n\n（２）养老服务\n“十四五”是什么\n".encode("gb18030"))
    )

    assert [row.text for row in of_word.rows] == ["河湖保护", "养老服务", "“十四五”是什么"]
    assert [row.text for row in of_text.rows] == ["河湖保护", "养老服务", "“十四五”是什么"]


def test_no_questions_and_too_many_are_said() -> None:
    """An empty list and one beyond the limit are errors that name the limit."""
    with pytest.raises(NoQuestions):
        listed_questions([])
    with pytest.raises(TooManyQuestions, match="3 个问题，一次最多 2 个"):
        listed_questions(["甲", "乙", "丙"], most=2)


@given(st.sampled_from([(), ("甲",), ("甲", "乙")]), st.sampled_from([(), ("甲",), ("丙",), ("乙", "丙")]))
def test_a_row_never_reaches_beyond_the_batch(base: tuple[str, ...], own: tuple[str, ...]) -> None:
    """The collections of a row are cut to those of the batch, which are what the caller may read."""
    row = Question(1, "问", SearchFilters(collections=own, date_from="2024-01-01"))

    filters = row.within(SearchFilters(collections=base, date_from="2020-01-01", date_to="2025-01-01"))

    if base:
        assert set(filters.collections) <= {*base, NO_COLLECTION}
        assert filters.collections
    else:
        assert filters.collections == own
    assert (filters.date_from, filters.date_to) == ("2024-01-01", "2025-01-01")


def reply(text: str, filters: SearchFilters) -> Reply:
    """Reply as the search does to a text that cannot be searched; else with the text itself."""
    return Reply(RowStatus.ANSWERED, answer=clean_query(text, 20))


def test_a_bad_row_is_one_row_with_an_error(tmp_path: Path) -> None:
    """Empty, too long and crashing rows have their errors; the others are done."""

    def crashing(text: str, filters: SearchFilters) -> Reply:
        if text == "坏":
            raise ZeroDivisionError
        return reply(text, filters)

    questions = listed_questions(["好", " ", "长" * 21, "坏", "𠮷"])
    journal = Journal(tmp_path / "j", "k")

    assert run_batch(questions, SearchFilters(), crashing, journal, workers=3, watch=lambda _: None)

    errors = [journal.done[n].error for n in range(1, 6)]
    assert errors == [None, QueryEmpty.code, "query_too_long", "internal_error", None]
    assert journal.done[5].answer == "𠮷"
    journal.close()


def test_a_journal_cut_at_any_byte_is_resumed_whole(tmp_path: Path) -> None:
    """Wherever a kill cuts the journal, the run after it asks just what is missing and ends with every row once."""
    questions = listed_questions([f"问题{n}" for n in range(6)])
    whole = tmp_path / "whole"
    journal = Journal(whole, "k")
    run_batch(questions, SearchFilters(), reply, journal, workers=1, watch=lambda _: None)
    journal.close()
    data = whole.read_bytes()

    for cut in range(0, len(data), 37):
        path = tmp_path / f"cut{cut}"
        path.write_bytes(data[:cut])
        asked: list[str] = []

        def counting(text: str, filters: SearchFilters, asked: list[str] = asked) -> Reply:
            asked.append(text)
            return reply(text, filters)

        journal = Journal(path, "k")
        held = set(journal.done)
        assert run_batch(questions, SearchFilters(), counting, journal, workers=2, watch=lambda _: None)
        journal.close()
        assert sorted(asked) == [row.text for row in questions.rows if row.number not in held]
        again = Journal(path, "k")
        assert {n: r.answer for n, r in again.done.items()} == {n: f"问题{n - 1}" for n in range(1, 7)}
        again.close()


def test_a_flipped_byte_costs_one_row(tmp_path: Path) -> None:
    """A line whose checksum fails is done again; the others stand."""
    journal = Journal(tmp_path / "j", "k")
    journal.append([(n, Reply(RowStatus.NOTHING)) for n in (1, 2, 3)])
    journal.close()
    lines = (tmp_path / "j").read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"nothing", b"notHing")
    (tmp_path / "j").write_bytes(b"\n".join(lines))

    again = Journal(tmp_path / "j", "k")

    assert set(again.done) == {1, 3}
    again.close()


def test_a_journal_belongs_to_one_batch_and_one_process(tmp_path: Path) -> None:
    """Other questions, or a second process meanwhile, are refused."""
    journal = Journal(tmp_path / "j", "k")
    with pytest.raises(JournalInUse):
        Journal(tmp_path / "j", "k")
    journal.close()
    with pytest.raises(JournalOfAnother):
        Journal(tmp_path / "j", "other")
    one, two = listed_questions(["甲"]), listed_questions(["乙"])
    assert batch_key(one, SearchFilters()) != batch_key(two, SearchFilters())
    assert batch_key(one, SearchFilters(), "ask") != batch_key(one, SearchFilters(), "search")


@pytest.mark.parametrize("form", list(FileForm))
def test_every_form_has_every_row_once(tmp_path: Path, form: FileForm) -> None:
    """Each form holds each question in its order."""
    with Parser(confine=False) as parser:
        batches = Batches(parser, {BatchMode.ASK: lambda limit: reply}, 2)
        questions = listed_questions([f"第{n}个问题" for n in range(1, 8)])
        order = BatchOrder(form, BatchMode.ASK)
        data = batches.run(questions, order, tmp_path / "j", lambda _: None)
        assert data is not None
        (tmp_path / f"r.{form}").write_bytes(data)
        text = (
            "\n".join(block.text for block in parser.parse(tmp_path / f"r.{form}").blocks)
            if form != "jsonl"
            else data.decode()
        )

    assert [text.count(f"第{n}个问题") for n in range(1, 8)] == [2] * 7
    assert order_from_json(order_to_json(order)) == order


def test_chosen_columns_are_the_columns(tmp_path: Path) -> None:
    """Columns come as asked, by Chinese or English name, and the input's own columns after them."""
    questions = read_questions(parsed(tmp_path, "q.csv", SHEET.encode()))
    with Parser(confine=False) as parser:
        batches = Batches(parser, {BatchMode.ASK: lambda limit: reply}, 2)
        order = BatchOrder(FileForm.CSV, BatchMode.ASK, columns=("回答", "question", "说明"))
        data = batches.run(questions, order, tmp_path / "j", lambda _: None) or b""
        other = batches.run(
            questions,
            BatchOrder(FileForm.JSONL, BatchMode.ASK, columns=("number",)),
            tmp_path / "j",
            lambda _: None,
        )

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["回答", "问题", "说明", "序号", "备注"]
    assert rows[1] == ["河湖有哪些禁止行为", "河湖有哪些禁止行为", "", "1", "甲"]
    assert rows[4][2].startswith("“起始日期”一列")
    assert [json.loads(line) for line in (other or b"").splitlines()] == [{"number": n} for n in range(1, 5)]


KILLED = """
    import sys, time
    from pathlib import Path
    from corpus.filters import SearchFilters
    from drafting.batch import run_batch
    from drafting.journal import Journal
    from drafting.questions import listed_questions
    from drafting.replies import Reply, RowStatus

    def respond(text, filters):
        time.sleep(0.004)
        return Reply(RowStatus.ANSWERED, answer=text)

    questions = listed_questions([f"问题{n}" for n in range(300)])
    journal = Journal(Path(sys.argv[1]), "k")
    print(len(journal.done), flush=True)
    run_batch(questions, SearchFilters(), respond, journal, workers=2, watch=lambda _: None)
    print("done", len(journal.done), flush=True)
"""


@pytest.mark.slow
def test_killed_three_times_no_row_is_lost_or_repeated(tmp_path: Path) -> None:
    """Killed by the system at three moments and run again: every row once, and no run begins below the last."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "j")]
    began: list[int] = []
    for seconds in (0.15, 0.25, 0.2):
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            env=HERE,
        )
        assert process.stdout is not None
        began.append(int(process.stdout.readline()))
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env=HERE,
    )

    assert began[0] == 0 < began[1] < began[2] < 300
    assert last.stdout.splitlines()[-1] == "done 300"
    numbers = [
        json.loads(line.partition(" ")[2])["row"] for line in (tmp_path / "j").read_text().splitlines()[1:]
    ]
    assert sorted(numbers) == list(range(1, 301))
