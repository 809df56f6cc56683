"""What the commands print: tables and progress for people, one JSON object for programs."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table


def plain(value: object) -> object:
    """Give a value as JSON holds it: dataclasses as objects, tuples as lists, enums by value."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Path | date | datetime):
        return str(value)
    if isinstance(value, np.generic):
        return value.item()
    return value


class Output:
    """Where a command prints. With `as_json` only `result` prints to standard output; the rest is silent.

    Progress and messages go to standard error, so that output can be piped.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.console = Console(quiet=as_json, highlight=False)
        self.progress = Console(stderr=True, quiet=as_json, highlight=False)

    def result(self, value: object) -> None:
        """Print a value as one line of JSON, when JSON was asked for."""
        if self.as_json:
            print(json.dumps(plain(value), ensure_ascii=False))

    def line(self, text: str = "") -> None:
        """Print a line for people, as it is: a document's text may look like markup."""
        self.console.print(text, markup=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """Print a line about the work itself to standard error."""
        self.progress.print(text, markup=False, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table for people."""
        table = Table(box=None, header_style="bold", pad_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(_escaped(cell) for cell in row))
        self.console.print(table)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
