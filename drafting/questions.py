"""Questions or search phrases read from a file, a line or a table row each, with the filters of that row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.blocks import CELL_SEPARATOR, Block, BlockKind, ParsedFile
from corpus.documents import Family
from corpus.errors import ChuchuError
from corpus.filters import Reach, SearchFilters
from corpus.markers import read_marker

MOST = 100_000
"""Questions of one file."""
QUESTION_NAMES = frozenset(
    {
        "问题",
        "题目",
        "提问",
        "检索词",
        "检索内容",
        "查询",
        "查询内容",
        "关键词",
        "语句",
        "question",
        "query",
        "q",
    }
)
LIST_COLUMNS = {
    "collections": ("文件集", "collection", "collections"),
    "doc_types": ("文种", "doc_type", "doc_types"),
    "issuers": ("发文机关", "issuer", "issuers"),
    "regions": ("地区", "region", "regions"),
    "doc_numbers": ("文号", "doc_number", "doc_numbers"),
    "validity": ("时效", "validity"),
    "document_ids": ("文件编号", "document_id", "document_ids"),
}
DATE_COLUMNS = {
    "date_from": ("起始日期", "日期起", "开始日期", "date_from"),
    "date_to": ("截止日期", "日期止", "结束日期", "date_to"),
    "as_of": ("时点", "as_of"),
}
PATH_COLUMNS = ("来源路径", "source_path_prefix")
_NUMBERS = frozenset(
    {Family.DIGIT, Family.BRACKETED_DIGIT, Family.CIRCLED, Family.ENUMERATED, Family.BRACKETED}
)
_BETWEEN = re.compile(r"[、;；,，|\n]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(?:(\d{1,2})\s*[-/.月]?\s*(?:(\d{1,2})\s*日?)?)?")


class NoQuestions(ChuchuError):
    """The file holds no question."""

    code = "no_questions"

    def __init__(self) -> None:
        super().__init__("文件里没有读到问题。请每行写一个问题，或在表格里设“问题”一列。")


class TooManyQuestions(ChuchuError):
    """The file holds more questions than one batch takes."""

    code = "too_many_questions"

    def __init__(self, count: int, limit: int) -> None:
        self.count, self.limit = count, limit
        super().__init__(f"文件里有 {count} 个问题，一次最多 {limit} 个。请拆分后再提交。")


@dataclass(frozen=True, slots=True)
class Question:
    """One row. `number` counts from 1. `problem` says what of the row cannot be read, None when all can.

    `given` are the cells of the other columns, as many as `Questions.columns`.
    """

    number: int
    text: str
    filters: SearchFilters = field(default_factory=SearchFilters)
    given: tuple[str, ...] = ()
    problem: str | None = None

    def within(self, base: SearchFilters) -> SearchFilters:
        """Give the row's filters over those of the whole batch; of the collections only those of both."""
        own = {
            name: value
            for name in SearchFilters.__dataclass_fields__
            if (value := getattr(self.filters, name)) and name != "collections"
        }
        reach = Reach(frozenset(base.collections) if base.collections else None)
        return reach.within(replace(base, **own, collections=self.filters.collections or base.collections))


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file, in order, and the names of its other columns."""

    rows: tuple[Question, ...]
    columns: tuple[str, ...] = ()


def read_questions(file: ParsedFile, most: int = MOST) -> Questions:
    """Read the questions: of a table its rows, else each paragraph.

    The header names the columns; without one the first column holds the questions. Rows that are empty are left
    out, a row with filters and no question stays and has a problem.

    Raises:
        NoQuestions, TooManyQuestions: there are none, or more than `most`.
    """
    tables = [block for block in file.blocks if block.kind is BlockKind.TABLE_ROW]
    found = _of_table(file.blocks, tables) if tables else _of_lines(file.blocks)
    if not found.rows:
        raise NoQuestions
    if len(found.rows) > most:
        raise TooManyQuestions(len(found.rows), most)
    return found


def listed_questions(texts: Sequence[str], most: int = MOST) -> Questions:
    """Give the questions of a list. Raises NoQuestions, TooManyQuestions."""
    if not texts:
        raise NoQuestions
    if len(texts) > most:
        raise TooManyQuestions(len(texts), most)
    return Questions(tuple(Question(number, text.strip()) for number, text in enumerate(texts, start=1)))


def _of_lines(blocks: Sequence[Block]) -> Questions:
    lines = [_unnumbered(block.text) for block in blocks]
    if lines and lines[0].lower() in QUESTION_NAMES:
        del lines[0]
    return Questions(tuple(Question(number, line) for number, line in enumerate(lines, start=1)))


def _unnumbered(line: str) -> str:
    marker = read_marker(line)
    return (line[marker.length :] if marker and marker.family in _NUMBERS else line).strip()


def _of_table(blocks: Sequence[Block], tables: Sequence[Block]) -> Questions:
    header = [cell.strip() for cell in tables[0].text.split(CELL_SEPARATOR)]
    places = [place for place, name in enumerate(header) if name.lower() in QUESTION_NAMES]
    named = bool(places)
    place = places[0] if named else 0
    others = [(at, name) for at, name in enumerate(header) if at != place] if named else []
    given = [(at, name) for at, name in others if name and _filter_of(name) is None]
    rows: list[Question] = []
    for cells in _rows(blocks, tables[0], place, named=named):
        text = cells[place].strip() if place < len(cells) else ""
        filters, problem = _filters([(name, cells[at]) for at, name in others if at < len(cells)])
        extra = tuple(cells[at] if at < len(cells) else "" for at, _ in given)
        rows.append(Question(len(rows) + 1, text, filters, extra, problem))
    return Questions(tuple(rows), tuple(name for _, name in given))


def _rows(blocks: Sequence[Block], header: Block, place: int, *, named: bool) -> Iterator[list[str]]:
    """Give the cells of each row; a row of one cell is told as a paragraph and has lost its place."""
    begun = False
    for block in blocks:
        if block is header:
            begun = True
            if named:
                continue
        if not begun:
            continue
        if block.kind is BlockKind.TABLE_ROW:
            if block.text != header.text or not named:
                yield block.text.split(CELL_SEPARATOR)
        elif block.kind is BlockKind.PARAGRAPH:
            yield [*[""] * place, block.text]


def _filter_of(name: str) -> str | None:
    plain = name.lower()
    for kind, names in (*LIST_COLUMNS.items(), *DATE_COLUMNS.items()):
        if plain in names:
            return kind
    return "source_path_prefix" if plain in PATH_COLUMNS else None


def _filters(cells: Sequence[tuple[str, str]]) -> tuple[SearchFilters, str | None]:
    filters, problems = SearchFilters(), []
    for name, cell in cells:
        kind, value = _filter_of(name), cell.strip()
        if kind is None or not value:
            continue
        if kind in DATE_COLUMNS:
            day = _day(value, last=kind == "date_to")
            if day is None:
                problems.append(f"“{name}”一列的“{value}”不是日期，请写成 2024-03-05。")
            filters = _with(filters, kind, day)
        elif kind == "source_path_prefix":
            filters = _with(filters, kind, value)
        else:
            filters = _with(
                filters, kind, tuple(part.strip() for part in _BETWEEN.split(value) if part.strip())
            )
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        problems.append("起始日期晚于截止日期，请改正。")
    return filters, "".join(problems) or None


def _with(filters: SearchFilters, kind: str, value: str | tuple[str, ...] | None) -> SearchFilters:
    return replace(filters, **{kind: value})  # type: ignore[arg-type]


def _day(text: str, *, last: bool) -> str | None:
    """Read a date; of a year or a month alone the first day, or the last. A time after it is passed over."""
    found = _DATE.match(text)
    if not found or (found.end() < len(text) and not text[found.end() :].lstrip().startswith(("0", "T"))):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None:
        return None
    for guess in (day,) if day else ((31, 30, 29, 28) if last else (1,)):
        try:
            return date(year, month or (12 if last else 1), guess).isoformat()
        except ValueError:
            continue
    return None
