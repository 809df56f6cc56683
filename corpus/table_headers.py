"""The header row of the table that a passage goes on with, read from the text alone.

Cells of a row are joined by tabs in a document's text, and the first of adjacent rows is their header. A passage is
verbatim and cannot repeat it; what is embedded and what words are looked up in can.
"""

from collections.abc import Sequence

from corpus.blocks import CELL_SEPARATOR

LONGEST_HEADER = 200  # characters


def table_headers(text: str, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    r"""For each `[start, end)`, in order, the header row above its first row; None for the header's own and for prose.

    >>> table_headers("县\t村数\n甲\t3\n乙\t4", [(0, 8), (9, 12)])
    [None, '县\t村数']
    """
    headers: list[str | None] = []
    line_start, table_start = 0, None
    for start, _ in spans:
        # On to the line in which the passage begins; `table_start` is the first row of the table it stands in.
        while True:
            line_end = text.find("\n", line_start)
            line_end = len(text) if line_end < 0 else line_end
            if CELL_SEPARATOR not in text[line_start:line_end]:
                table_start = None
            elif table_start is None:
                table_start = line_start
            if start <= line_end:
                break
            line_start = line_end + 1
        if table_start is None or table_start == line_start:
            headers.append(None)
        else:
            headers.append(text[table_start : text.index("\n", table_start)][:LONGEST_HEADER])
    return headers
