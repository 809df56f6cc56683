"""What one file may cost before it is given up."""

from dataclasses import dataclass, replace

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
    cells: int = 5_000_000  # of a sheet, empty ones between the first and the last counted
    members: int = 200  # files in an archive or a mail, those of nested ones counted
    member_depth: int = 2  # archives within archives
    office_address_space: int = 4096 * MEBIBYTE
    office_cpu_seconds: int = 60
    office_wall_seconds: float = 120.0
    office_open_files: int = 1024
    image_pixels: int = 120_000_000  # A3 at 600 dots an inch has 70 million
    recognition_address_space: int = 3072 * MEBIBYTE  # the models take 0.9 GiB, their libraries reserve more
    recognition_cpu_seconds: int = 30  # a page
    recognition_wall_seconds: float = 120.0  # a page
    recognition_threads: int = 1
    dots_per_inch: int = 200  # in which pages are recognised

    def for_recognition(self, pages: int) -> "Limits":
        """The limits of a child that recognises so many pages."""
        return replace(
            self,
            address_space=self.recognition_address_space,
            cpu_seconds=self.recognition_cpu_seconds * pages,
            wall_seconds=self.recognition_wall_seconds * pages,
        )

    def for_office(self) -> "Limits":
        """The limits of a child that runs LibreOffice, which needs more of everything."""
        return replace(
            self,
            address_space=self.office_address_space,
            cpu_seconds=self.office_cpu_seconds,
            wall_seconds=self.office_wall_seconds,
            open_files=self.office_open_files,
        )
