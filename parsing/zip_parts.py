"""The parts of a zip package (.docx, .ofd, .xlsx), read within limits and without trusting a byte of them."""

import io
import zipfile
import zlib

from lxml import etree

from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits

ENCRYPTED_FLAG = 1


class ZipParts:
    """The parts of one package by name."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open the package. Raises ParseError(damaged, hostile)."""
        self._limits = limits
        self._read_bytes = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise ParseError(FailureReason.DAMAGED) from error
        if len(self._archive.infolist()) > limits.archive_files:
            raise ParseError(FailureReason.HOSTILE)

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return self._archive.namelist()

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None where it is missing. Raises ParseError: encrypted, damaged, hostile."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where it is missing.

        Raises ParseError: encrypted, damaged, hostile (absurd size or compression).
        """
        try:
            entry = self._archive.getinfo(name)
        except KeyError:
            return None
        limits = self._limits
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise ParseError(FailureReason.ENCRYPTED)
        if is_swollen(entry, limits):
            raise ParseError(FailureReason.HOSTILE)
        try:
            with self._archive.open(entry) as file:
                data = file.read(limits.part_bytes + 1)  # the size in the directory may be a lie
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise ParseError(FailureReason.DAMAGED) from error
        self._read_bytes += len(data)
        if len(data) > limits.part_bytes or self._read_bytes > limits.archive_bytes:
            raise ParseError(FailureReason.HOSTILE)
        return data


def is_swollen(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    """Whether an entry is larger unpacked, or compressed more, than any honest one."""
    swollen = entry.file_size > limits.part_ratio * max(1, entry.compress_size)
    return entry.file_size > limits.part_bytes or (swollen and entry.file_size > limits.ratio_free_bytes)


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML document. Raises ParseError: hostile (a DTD, absurd depth), damaged."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        absurd = "depth" in str(error) or "amplification" in str(error) or "entity" in str(error).lower()
        raise ParseError(FailureReason.HOSTILE if absurd else FailureReason.DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ParseError(FailureReason.HOSTILE, "文件内含 DTD 声明，正常的文档不会有，没有读取，请核对来源。")
    return root
