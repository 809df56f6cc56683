"""Tables for people who work in Excel: one header and rows, written as .csv or .xlsx.

Texts come from documents and from users, and a spreadsheet program runs a cell that looks like a formula. In .xlsx
every text is stored as text, which is never run. In .csv, which knows no types, a text that begins like a formula
is given an apostrophe in front, the sign by which spreadsheet programs take it for text.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | int | float | bool | None

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a formula begins with; the full-width forms are folded by East Asian versions of Excel."""
CELL_MAX = 32_767
"""Characters (UTF-16 units) that a cell of .xlsx holds."""
ROWS_MAX = 1_048_575
"""Rows of a sheet of .xlsx below its header."""
SHEET_NAME_MAX = 31
CUT = "…（内容过长，已截断）"
WIDEST, NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written. Each row has as many cells as `header`; None is an empty cell.

    `title` names the sheet. `widths` are column widths in characters of Latin width, measured from the first
    rows where None.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    title: str = "结果"
    widths: tuple[float, ...] | None = None


def write_csv(table: Table) -> bytes:
    """Give the table as CSV: UTF-8 with a byte order mark, CRLF, fields quoted where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_harmless(name) for name in table.header])
    for row in table.rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(*tables: Table) -> bytes:
    """Give the tables as one workbook, a sheet each, with a fixed header and a filter.

    A text longer than a cell can hold is cut and says so; rows past the end of a sheet go on in another.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    names: set[str] = set()
    for table in tables:
        for begin in range(0, max(1, len(table.rows)), ROWS_MAX):
            sheet = book.add_worksheet(_sheet_name(table.title, names))
            _fill(book, sheet, table, table.rows[begin : begin + ROWS_MAX])
    book.close()
    return out.getvalue()


def _fill(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    table: Table,
    rows: Sequence[Sequence[Cell]],
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "border_color": "#B8C4D0"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(table.header):
        sheet.write_string(0, column, _fitting(name), head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _put(sheet, number, column, cell, body)
    for column, width in enumerate(table.widths or _widths(table.header, rows)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    if table.header:
        sheet.autofilter(0, 0, len(rows), len(table.header) - 1)


def _put(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, form: xlsxwriter.format.Format
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, form)
    else:
        sheet.write_string(row, column, _fitting(cell), form)


def _harmless(cell: Cell) -> Cell:
    """Give a cell that no spreadsheet program runs."""
    return (
        f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \u3000\n").startswith(FORMULA_SIGNS) else cell
    )


def _fitting(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode()
    if len(clean.encode("utf-16-le")) // 2 <= CELL_MAX:
        return clean
    room = (CELL_MAX - len(CUT)) * 2
    return clean.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


def _widths(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[float]:
    sample = [header, *rows[:50]]
    longest = [
        max(_breadth(row[column]) for row in sample if column < len(row)) for column in range(len(header))
    ]
    return [min(WIDEST, max(NARROWEST, breadth + 2)) for breadth in longest]


def _breadth(cell: Cell) -> int:
    text = "" if cell is None else str(cell)
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text[:WIDEST])


def _sheet_name(title: str, taken: set[str]) -> str:
    """Give a name that Excel takes: without its forbidden signs, 31 characters long, unlike the others."""
    plain = "".join("_" if c in "[]:*?/\\" else c for c in title).strip("' ")[:SHEET_NAME_MAX] or "结果"
    name, number = plain, 2
    while name.casefold() in taken:
        ending = f"_{number}"
        name, number = plain[: SHEET_NAME_MAX - len(ending)] + ending, number + 1
    taken.add(name.casefold())
    return name
