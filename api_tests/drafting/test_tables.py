"""Tables written as .csv and .xlsx, read back by another library."""

import csv
import io
import zipfile
from typing import Any

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from drafting.tables import CELL_MAX, Table, write_csv, write_xlsx

RISKY = ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1+1", " =cmd|' /C calc'!A0"]


def sheet_rows(data: bytes, number: int = 0) -> list[list[Any]]:
    return (
        python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_index(number).to_python()
    )


def test_csv_opens_as_utf8_and_keeps_what_was_written() -> None:
    """The file begins with the mark by which Excel knows UTF-8, and reads back as it was, numbers as numbers."""
    table = Table(("序号", "段落"), [(1, "朱堃，“𠮷田”说：\n第１条〔2024〕"), (2, None)])

    data = write_csv(table)

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["序号", "段落"], ["1", "朱堃，“𠮷田”说：\n第１条〔2024〕"], ["2", ""]]


def test_csv_cells_that_look_like_formulas_are_text() -> None:
    """A cell that begins like a formula gets an apostrophe; a negative number is a number and stays."""
    data = write_csv(Table(("=a", "n"), [(risky, -5) for risky in RISKY]))

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    assert rows[0] == ["'=a", "n"]
    assert [row[0] for row in rows[1:]] == ["'" + risky for risky in RISKY]
    assert {row[1] for row in rows[1:]} == {"-5"}


def test_xlsx_keeps_formulas_as_text() -> None:
    """No text becomes a formula or a link: the sheet's XML holds no formula at all."""
    data = write_xlsx(Table(("a",), [(risky,) for risky in [*RISKY, "https://临江.example/"]]))

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert [row[0] for row in sheet_rows(data)] == ["a", *RISKY, "https://临江.example/"]


def test_xlsx_cuts_a_cell_that_excel_could_not_hold() -> None:
    """A text beyond a cell's room is cut at a whole character and says so."""
    cell = str(sheet_rows(write_xlsx(Table(("文",), [("𠮷" * CELL_MAX,)])))[1][0])

    assert cell.endswith("𠮷…（内容过长，已截断）")
    assert len(cell.encode("utf-16-le")) // 2 <= CELL_MAX


def test_sheets_get_names_that_excel_takes() -> None:
    """Forbidden signs go, long names are cut, equal names are told apart."""
    data = write_xlsx(
        Table(("a",), [], "一/二:三"), Table(("a",), [], "一_二_三"), Table(("a",), [], "长" * 40)
    )

    names = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).sheet_names

    assert names == ["一_二_三", "一_二_三_2", "长" * 31]


@given(st.lists(st.tuples(st.text(), st.integers(-(10**6), 10**6)), max_size=5))
def test_any_text_can_be_written(rows: list[tuple[str, int]]) -> None:
    """Whatever stands in a text, both forms are written and have their rows."""
    table = Table(("文", "数"), rows)

    read = list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"), newline="")))

    assert len(read) == len(rows) + 1
    assert [str(number) for _, number in rows] == [row[1] for row in read[1:]]
    assert write_xlsx(table).startswith(b"PK")
