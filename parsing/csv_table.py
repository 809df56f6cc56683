"""Tables in text (.csv, .tsv)."""

import csv
import io
from collections import Counter

from corpus.blocks import ParsedFile
from parsing.clean import collapse
from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.limits import MEBIBYTE, Limits
from parsing.plain import parse_plain
from parsing.table_blocks import table_blocks

MEDIA_TYPE = "text/csv"
DELIMITERS = ",\t;|，"
SAMPLE_ROWS = 50
FEWEST_SHARE = 0.6  # of the sampled rows that have the usual number of cells
LONGEST_CELL = 1 << 20


def parse_csv(data: bytes, limits: Limits) -> ParsedFile:
    """One table; text in which no delimiter divides the lines alike is read as plain text.

    Raises ParseError: too_large, unsupported.
    """
    if len(data) > limits.text_bytes:
        most = limits.text_bytes // MEBIBYTE
        raise ParseError(FailureReason.TOO_LARGE, f"表格超过上限 {most} MB，请拆分后再收录。")
    decoded = decode(data)
    rows = _rows(decoded.text.lstrip("\ufeff"))
    if rows is None:
        return parse_plain(data, limits)
    return ParsedFile(
        blocks=tuple(table_blocks(rows, 1)),
        media_type=MEDIA_TYPE,
        line_based=False,
        encoding=decoded.encoding,
        warnings=(decoded.warning,) if decoded.warning else (),
    )


def _rows(text: str) -> list[list[str]] | None:
    csv.field_size_limit(LONGEST_CELL)
    best = max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))
    if _fitness(text, best) == (0.0, 0):
        return None
    try:
        return [
            [collapse(cell.replace("\n", " ").replace("\r", " ")) for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=best)
        ]
    except csv.Error:
        return None


def _fitness(text: str, delimiter: str) -> tuple[float, int]:
    """How alike a delimiter divides the first rows: the share of the usual number of cells, and that number."""
    counts: Counter[int] = Counter()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if number >= SAMPLE_ROWS:
                break
            counts[len(row)] += any(row)
    except csv.Error:
        return 0.0, 0
    cells, rows = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    share = rows / max(1, sum(counts.values()))
    return (share, cells) if cells > 1 and share >= FEWEST_SHARE else (0.0, 0)
