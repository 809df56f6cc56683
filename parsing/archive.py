"""Zip archives: the names of their members, and the members themselves within limits."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.blocks import Block, ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import MEBIBYTE, Limits
from parsing.member_names import UniquePaths, clean_path, decoded_name, is_litter
from parsing.members import Member, numbered_name
from parsing.zip_parts import ENCRYPTED_FLAG, is_swollen

MEDIA_TYPE = "application/zip"
UNIX = 3  # who made an entry, whose attributes are then those of a Unix file
COPY_BYTES = 1 << 16
LINK = "压缩包里的这一项是符号链接，不是文件，没有读取。"
METHOD = "压缩包里的这个文件用了不支持的压缩方式，请用普通的 zip 方式重新压缩后再收录。"


def parse_archive(data: bytes, limits: Limits) -> ParsedFile:
    """The names of the members, one a block. Raises ParseError: damaged, encrypted, empty, too_large."""
    with _opened(data) as archive:
        entries = _checked(archive, limits)
        return ParsedFile(
            blocks=tuple(Block(path) for _, path in entries),
            media_type=MEDIA_TYPE,
            line_based=False,
            holds_files=True,
        )


def unpack_archive(data: bytes, limits: Limits, folder: Path) -> tuple[Member, ...]:
    """Write the members to the folder under numbers. Those refused are given with their reason.

    Raises ParseError: damaged, encrypted, empty, too_large.
    """
    with _opened(data) as archive:
        left = limits.archive_bytes
        members: list[Member] = []
        for number, (entry, path) in enumerate(_checked(archive, limits), 1):
            name = numbered_name(number, path)
            try:
                left -= _extract(archive, entry, folder / name, limits, left)
            except ParseError as error:
                (folder / name).unlink(missing_ok=True)
                members.append(Member.refused(path, error))
            else:
                members.append(Member(path, name))
    return tuple(members)


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ParseError(FailureReason.DAMAGED) from error


def _checked(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[zipfile.ZipInfo, str]]:
    """The members with their paths, when all of them together keep the limits."""
    entries = list(_entries(archive))
    if not entries:
        raise ParseError(FailureReason.EMPTY, "压缩包里没有文件，请核对是否传错了文件。")
    if len(entries) > limits.members:
        raise ParseError(
            FailureReason.TOO_LARGE,
            f"压缩包里有 {len(entries)} 个文件，超过上限 {limits.members} 个，请分成几个压缩包再收录。",
        )
    total = sum(entry.file_size for entry, _ in entries)
    if total > limits.archive_bytes:
        raise ParseError(
            FailureReason.TOO_LARGE,
            f"压缩包解开后有 {total // MEBIBYTE} MB，超过上限 {limits.archive_bytes // MEBIBYTE} MB，"
            "请分成几个压缩包再收录。",
        )
    if all(entry.flag_bits & ENCRYPTED_FLAG for entry, _ in entries):
        raise ParseError(
            FailureReason.ENCRYPTED, "压缩包有密码，请解压后收录里面的文件，或去掉密码重新压缩。"
        )
    return entries


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    unique = UniquePaths()
    for entry in archive.infolist():
        path = clean_path(decoded_name(entry))
        if path and not entry.filename.endswith("/") and not is_litter(path):
            yield entry, unique.give(path)


def _extract(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: Limits, left: int
) -> int:
    """Write one member; gives its true size, which may be another than the archive says."""
    if entry.create_system == UNIX and stat.S_ISLNK(entry.external_attr >> 16):
        raise ParseError(FailureReason.UNSUPPORTED, LINK)
    if entry.flag_bits & ENCRYPTED_FLAG:
        raise ParseError(FailureReason.ENCRYPTED)
    if is_swollen(entry, limits):
        raise ParseError(FailureReason.HOSTILE)
    size = 0
    try:
        with archive.open(entry) as source, target.open("xb") as out:
            while piece := source.read(COPY_BYTES):
                size += len(piece)
                if size > min(limits.part_bytes, left):
                    raise ParseError(FailureReason.HOSTILE)
                out.write(piece)
    except NotImplementedError as error:
        raise ParseError(FailureReason.UNSUPPORTED, METHOD) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise ParseError(FailureReason.DAMAGED) from error
    return size
