"""What one file may cost before it is given up."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds on one parse; the defaults were measured against hostile files.

    Bytes unless the name says otherwise. `address_space`, `cpu_seconds`, `written_bytes` and `open_files` are
    set as resource limits of the child process; `wall_seconds` is watched from outside it.
    """

    file_bytes: int = 50 * MEBIBYTE
    html_bytes: int = 10 * MEBIBYTE
    text_bytes: int = 50 * MEBIBYTE
    address_space: int = 1024 * MEBIBYTE
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    written_bytes: int = 64 * MEBIBYTE
    open_files: int = 64
    result_bytes: int = 96 * MEBIBYTE
    pages: int = 3_000
    characters: int = 20_000_000
    depth: int = 512
    archive_files: int = 10_000
    archive_bytes: int = 200 * MEBIBYTE
    part_bytes: int = 64 * MEBIBYTE
    part_ratio: int = 200
    ratio_free_bytes: int = MEBIBYTE  # small parts compress without bound and harm nobody
