"""The rows of a sheet to blocks: title lines above the table, its header first, its rows, notes below."""

from collections.abc import Iterator, Sequence

from corpus.blocks import CELL_SEPARATOR, Alignment, Block, BlockKind

Row = Sequence[str]


def table_blocks(rows: Sequence[Row], table: int) -> Iterator[Block]:
    """Blocks of one table. Empty rows, and columns that are empty throughout, are left out.

    Rows of one cell above the first full row are its title, below the last one notes: both are paragraphs. A
    table of one column is paragraphs too.
    """
    filled = _compact(rows)
    full = [index for index, row in enumerate(filled) if sum(map(bool, row)) > 1]
    for index, row in enumerate(filled):
        cells = [cell for cell in row if cell]
        if not full or index < full[0] or (index > full[-1] and len(row) > 1):
            alignment = Alignment.CENTER if full and index == 0 else None
            yield from (Block(cell, alignment=alignment) for cell in cells)
        else:
            yield Block(_joined(row), BlockKind.TABLE_ROW, table=table)


def _compact(rows: Sequence[Row]) -> list[Row]:
    filled = [row for row in rows if any(row)]
    width = max((len(row) for row in filled), default=0)
    kept = [place for place in range(width) if any(place < len(row) and row[place] for row in filled)]
    return [[row[place] if place < len(row) else "" for place in kept] for row in filled]


def _joined(row: Row) -> str:
    """The cells with what divides them; empty ones at the end are left out, but one is kept to tell a table."""
    last = max(place for place, cell in enumerate(row) if cell)
    return CELL_SEPARATOR.join(row[: max(last + 1, 2)])
