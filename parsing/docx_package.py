"""The parts of a .docx package, read within limits and without trusting a byte of them."""

from collections.abc import Iterator
from posixpath import normpath

from lxml import etree

from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.zip_parts import ZipParts, parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DC = "{http://purl.org/dc/elements/1.1/}"
# The strict variant of the standard uses other names for the same things.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)
DEFAULT_DOCUMENT = "word/document.xml"
ROOT_RELATIONS = "_rels/.rels"


class Package:
    """The zip file of a document; parts are parsed on demand."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open the package. Raises ParseError(damaged, hostile)."""
        self._parts = ZipParts(data, limits)
        self.document_name = self._target(ROOT_RELATIONS, "", "officeDocument") or DEFAULT_DOCUMENT

    def document(self) -> etree._Element:
        """The main part. Raises ParseError(damaged) where there is none."""
        root = self.xml(self.document_name)
        if root is None:
            raise ParseError(FailureReason.DAMAGED)
        return root

    def related(self, kind: str) -> etree._Element | None:
        """The part that stands in this relation (`styles`, `footnotes`, …) to the document, None without one."""
        folder, _, name = self.document_name.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        target = self._target(relations, folder, kind)
        return self.xml(target or f"{folder}/{kind}.xml".lstrip("/"))

    def title(self) -> str | None:
        """The title among the properties of the file, as stored."""
        root = self.xml("docProps/core.xml")
        return None if root is None else root.findtext(f"{DC}title")

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, None where it is missing.

        Raises ParseError: encrypted, damaged, hostile (a DTD, absurd size, compression or depth).
        """
        data = self._parts.read(name)
        if data is None:
            return None
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        return parse_xml(data)

    def _target(self, relations: str, folder: str, kind: str) -> str | None:
        root = self.xml(relations)
        for relation in root if root is not None else ():
            if (relation.get("Type") or "").endswith("/" + kind) and relation.get("TargetMode") != "External":
                target = relation.get("Target") or ""
                return normpath(
                    target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                )
        return None


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of an element in the document's own namespace; None where either is missing."""
    return None if element is None else element.get(W + name)


def number(element: etree._Element | None, name: str = "val") -> int | None:
    """Such an attribute as a whole number; None where it is none."""
    text = (value(element, name) or "").strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else None


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and on."""
    return element is not None and value(element) not in ("0", "false", "off")


def chain(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The descendant reached by these tag names one after the other, None where a step is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children with this tag name."""
    return iter(()) if element is None else element.iterchildren(W + name)
