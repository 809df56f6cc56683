"""The columns of a batch's results, to be chosen from by their Chinese or English names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.citations import Citation
from corpus.errors import ChuchuError
from drafting.questions import Question
from drafting.replies import SHOWN, Reply
from drafting.source_notes import link, note_text
from drafting.tables import Cell


class ColumnUnknown(ChuchuError):
    """A column that there is not."""

    code = "column_unknown"

    def __init__(self, name: str) -> None:
        self.name = name
        self.possible = "、".join(f"{column.title}({column.name})" for column in COLUMNS)
        super().__init__(f"没有“{name}”这一列。可选的列：{self.possible}。")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of results: the question, its reply, and the address of the service for links."""

    question: Question
    reply: Reply
    base: str

    @property
    def first(self) -> Citation | None:
        """The first citation, None where there is none."""
        return self.reply.citations[0] if self.reply.citations else None

    def fact(self, name: str) -> Cell:
        """Give a fact of the first citation."""
        value: Cell = getattr(self.first, name, None)
        return value

    def numbered(self, value: Callable[[Citation], str]) -> str:
        """Give a value of each citation, numbered, a line each."""
        return "\n".join(f"[{n}] {value(one)}" for n, one in enumerate(self.reply.citations, start=1))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its names, its width in characters, and what stands in it."""

    name: str
    title: str
    width: float
    cell: Callable[[Row], Cell]


def _score(row: Row) -> Cell:
    if row.reply.confidence is not None:
        return round(row.reply.confidence, 3)
    return round(row.reply.scores[0], 3) if row.reply.scores else None


COLUMNS = (
    Column("number", "序号", 6, lambda row: row.question.number),
    Column("question", "问题", 40, lambda row: row.question.text),
    Column("status", "状态", 10, lambda row: SHOWN[row.reply.status]),
    Column("answer", "回答", 60, lambda row: row.reply.answer or (row.first.text if row.first else None)),
    Column("sources", "出处", 50, lambda row: row.numbered(note_text)),
    Column("texts", "原文", 70, lambda row: row.numbered(lambda one: one.text)),
    Column("title", "文件标题", 36, lambda row: row.fact("title")),
    Column("doc_type", "文种", 10, lambda row: row.fact("doc_type")),
    Column("issuer", "发文机关", 20, lambda row: row.fact("issuer")),
    Column("doc_number", "文号", 20, lambda row: row.fact("doc_number")),
    Column("date", "日期", 12, lambda row: row.fact("date")),
    Column("validity", "时效", 10, lambda row: row.fact("validity")),
    Column("source_path", "来源路径", 36, lambda row: row.fact("source_path")),
    Column("codes", "出处码", 20, lambda row: row.numbered(lambda one: one.code)),
    Column("links", "链接", 30, lambda row: row.numbered(lambda one: link(one, row.base))),
    Column("score", "相关度", 8, _score),
    Column("took_ms", "用时（毫秒）", 8, lambda row: round(row.reply.took_ms, 1)),
    Column("note", "说明", 30, lambda row: row.reply.note),
)
USUAL = (
    "number",
    "question",
    "status",
    "answer",
    "sources",
    "title",
    "issuer",
    "doc_number",
    "date",
    "links",
    "note",
)


def chosen_columns(names: Sequence[str] = ()) -> tuple[Column, ...]:
    """Give the columns of these names, in their order; without names the usual ones. Raises ColumnUnknown."""
    return tuple(_column(name.strip()) for name in names or USUAL)


def _column(name: str) -> Column:
    found = next((one for one in COLUMNS if name.lower() == one.name or name == one.title), None)
    if found is None:
        raise ColumnUnknown(name)
    return found
