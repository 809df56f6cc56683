"""Whether a column holds one of many values: a list of any length is one parameter of a statement.

PostgreSQL takes 65,535 parameters a statement and SQLite 32,766; a filter may name more documents than that.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def among(column: ColumnElement[int], values: Collection[int]) -> ColumnElement[bool]:
    """A test that a column of integers holds one of the values; false for none."""
    return _Among(column, bindparam(None, values, _Numbers()))


def among_texts(column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """A test that a column of text holds one of the values; false for none."""
    return _Among(column, bindparam(None, values, _Texts()))


class _Values(TypeDecorator[Collection[Any]]):
    """Values in one parameter: an array where the database has such, else a list in JSON."""

    impl = Text
    cache_ok = True
    item: type[TypeEngine[Any]] = Text

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else ARRAY(self.item)

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        held = list(value or ())
        return json.dumps(held, ensure_ascii=False) if dialect.name == "sqlite" else held


class _Numbers(_Values):
    """Whole numbers."""

    cache_ok = True
    item = BigInteger


class _Texts(_Values):
    """Texts."""

    cache_ok = True


class _Among(FunctionElement[bool]):
    """`column IN (the values of the parameter)`."""

    name = "among"
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], values: ColumnElement[Any]) -> None:
        super().__init__(column, values)
        self.type = Boolean()


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"({column} = ANY ({values}))"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 - parts of a statement
