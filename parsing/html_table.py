"""Tables of web pages: rows of data, or a frame that only sets the page out."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from parsing.clean import collapse

LONG_CELL = 600  # characters of a cell that is running text and no entry of a table
MANY_PARAGRAPHS = 4
MOST_COLUMNS = 200
MOST_SPAN = 500


def is_layout(table: LexborNode) -> bool:
    """Whether the table frames running text: it holds tables, has one column, or cells of several paragraphs."""
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return True
    widths = [len(_cells(row)) for row in table.css("tr")]
    if max(widths, default=0) <= 1:
        return True
    return any(
        len(cell.css("p, br, div")) >= MANY_PARAGRAPHS and len(cell.text()) > LONG_CELL
        for cell in table.css("td")
    )


def rows(table: LexborNode) -> Iterator[tuple[str, ...]]:
    """The cells of each row that is not blank; a cell that spans rows is repeated in each of them."""
    hanging: dict[int, tuple[str, int]] = {}  # column -> text, rows still to fill
    for row in table.css("tr"):
        cells, hanging = _filled(_cells(row), hanging)
        if any(cells):
            yield tuple(cells)


def _filled(
    cells: list[LexborNode], hanging: dict[int, tuple[str, int]]
) -> tuple[list[str], dict[int, tuple[str, int]]]:
    printed: list[str] = []
    below: dict[int, tuple[str, int]] = {}
    column = 0
    pending = iter(cells)
    cell = next(pending, None)
    while (cell is not None or any(place >= column for place in hanging)) and column < MOST_COLUMNS:
        if column in hanging:
            text, left = hanging[column]
            if left > 1:
                below[column] = (text, left - 1)
            width = 1
        elif cell is not None:
            text = collapse(cell.text(separator=" ").replace("\n", " "))
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                below[column] = (text, height - 1)
            cell = next(pending, None)
        else:
            column += 1
            continue
        printed.append(text)
        column += width
    return printed, below


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter(include_text=False) if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(max(int(value), 1), MOST_SPAN) if value.isdecimal() and len(value) < 6 else 1
