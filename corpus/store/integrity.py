"""What is wrong in a catalogue, as `chuchu doctor` tells it."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from corpus.store.changes import head
from corpus.store.dialect import integrity_problems
from corpus.store.engine import Database
from corpus.store.errors import CatalogueDamaged
from corpus.store.partition import partition_problem
from corpus.store.reading import document_query, whole_document
from corpus.store.records import Problem
from corpus.store.tables import codes, documents, files, passages, sections, texts

_PAGE = 50
_SHOWN = 50  # of each kind: more does not help to repair


def check(database: Database) -> list[Problem]:
    """All that is wrong, at most 50 of each kind. Reads every live document, a page at a time."""
    found: list[Problem] = []
    try:
        with database.read() as connection:
            found += [Problem("database", "数据库", line) for line in integrity_problems(connection)]
        with database.read() as connection:
            found += _row_problems(connection)
        found += _document_problems(database)
    except CatalogueDamaged as error:
        found.append(Problem("damaged", error.path, str(error)))
    return found


def _row_problems(connection: Connection) -> Iterator[Problem]:
    for table in (texts, sections, passages):
        orphans = select(table.c.document_row).where(
            ~select(documents.c.row).where(documents.c.row == table.c.document_row).exists()
        )
        for row in connection.scalars(orphans.distinct().limit(_SHOWN)):
            yield Problem("orphan", f"{table.name}：文件版本{row}", "内容所属的文件不存在")
    without_text = select(documents.c.row).where(
        ~select(texts.c.document_row).where(texts.c.document_row == documents.c.row).exists()
    )
    for row in connection.scalars(without_text.limit(_SHOWN)):
        yield Problem("orphan", f"文件版本{row}", "没有正文")
    counted = (
        select(documents.c.row, documents.c.passages, func.count(passages.c.id))
        .outerjoin(passages, passages.c.document_row == documents.c.row)
        .group_by(documents.c.row, documents.c.passages)
        .having(func.count(passages.c.id) != documents.c.passages)
    )
    for row, told, counted_now in connection.execute(counted.limit(_SHOWN)):
        yield Problem("count", f"文件版本{row}", f"应有{told}个段落，实有{counted_now}个")
    yield from _change_problems(connection)
    uncoded = select(passages.c.id).where(
        ~select(codes.c.code).where(codes.c.code == passages.c.code).exists()
    )
    for passage in connection.scalars(uncoded.limit(_SHOWN)):
        yield Problem("code", f"段落{passage}", "引用代码没有登记")


def _change_problems(connection: Connection) -> Iterator[Problem]:
    newest = head(connection)
    for table, name in ((documents, documents.c.row), (files, files.c.id)):
        ahead = select(name).where(
            or_(
                table.c.added_change > newest,
                table.c.removed_change > newest,
                table.c.removed_change <= table.c.added_change,
            )
        )
        for row in connection.scalars(ahead.limit(_SHOWN)):
            yield Problem("count", f"{table.name}：{row}", "变更号不合理")
    twice = (
        select(documents.c.document_id)
        .where(documents.c.removed_change.is_(None))
        .group_by(documents.c.document_id)
        .having(func.count() > 1)
    )
    for document_id in connection.scalars(twice.limit(_SHOWN)):
        yield Problem("count", document_id, "同一文件有两个现行版本")


def _document_problems(database: Database) -> list[Problem]:
    found: list[Problem] = []
    last = 0
    while True:
        with database.read() as connection:
            query = document_query().where(documents.c.removed_change.is_(None), documents.c.row > last)
            page = connection.execute(query.order_by(documents.c.row).limit(_PAGE)).all()
            for row in page:
                found += _one_document(connection, row.row)
        if len(page) < _PAGE or len(found) >= _SHOWN:
            return found[:_SHOWN]
        last = page[-1].row


def _one_document(connection: Connection, row_number: int) -> Iterator[Problem]:
    row = connection.execute(document_query().where(documents.c.row == row_number)).one()
    where = f"{row.source_path}（{row.document_id}）"
    if connection.scalar(select(texts.c.document_row).where(texts.c.document_row == row_number)) is None:
        return  # told as an orphan
    document = whole_document(connection, row)
    if len(document.text) != row.characters:
        yield Problem("count", where, f"正文应有{row.characters}字，实有{len(document.text)}字")
    problem = partition_problem(document)
    if problem is not None:
        yield Problem("partition", where, problem)
    stored = select(passages.c.id, passages.c.start, passages.c.end, passages.c.text)
    for passage in connection.execute(stored.where(passages.c.document_row == row_number)):
        if document.text[passage.start : passage.end] != passage.text:
            yield Problem("verbatim", where, f"段落{passage.id}与原文不一致")
