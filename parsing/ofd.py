"""OFD files, the national layout format (GB/T 33190-2016): pages to lines in reading order."""

from posixpath import dirname, join, normpath

from lxml import etree

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.ofd_text import local, numbers, page_characters
from parsing.page_blocks import PageLines, page_blocks, top_down
from parsing.pdf_lines import lines_of
from parsing.titles import property_title
from parsing.zip_parts import ZipParts

MEDIA_TYPE = "application/ofd"
ROOT = "OFD.xml"
A4 = 297.0  # millimetres, the height of a page that does not say its own
POINTS = 72 / 25.4
NO_TEXT = "这个 .ofd 里没有文字，只有图形或图片（常见于签章件、扫描件），请先做文字识别（OCR）或向来源索取带文字的文件。"


def parse_ofd(data: bytes, limits: Limits) -> ParsedFile:
    """One block a line as for a PDF, with page numbers; templates of a page belong to it, annotations do not.

    Raises ParseError: encrypted, damaged, hostile, too_many_pages, no_text.
    """
    parts = ZipParts(data, limits)
    root = parts.xml(ROOT)
    if root is None:
        raise ParseError(FailureReason.DAMAGED)
    pages = [page for place in _texts(root, "DocRoot") for page in _Document(parts, place, limits).pages()]
    if len(pages) > limits.pages:
        raise ParseError(FailureReason.TOO_MANY_PAGES)
    if not any(page.lines for page in pages):
        raise ParseError(FailureReason.NO_TEXT, NO_TEXT)
    titles = _texts(root, "Title")
    return ParsedFile(
        blocks=tuple(page_blocks(pages)),
        media_type=MEDIA_TYPE,
        line_based=True,
        pages=len(pages),
        title_hint=property_title(titles[0]) if titles else None,
    )


class _Document:
    """One document of the package; most packages hold one."""

    def __init__(self, parts: ZipParts, place: str, limits: Limits) -> None:
        self._parts, self._limits = parts, limits
        name = normpath(place.lstrip("/"))
        self._folder = dirname(name)
        self._root = parts.xml(name)
        if self._root is None:
            raise ParseError(FailureReason.DAMAGED)
        self._height = _height(self._root) or A4
        self._templates = self._named("TemplatePage")

    def pages(self) -> list[PageLines]:
        """The pages in their order."""
        listed = [e for pages in _all(self._root, "Pages") for e in _all(pages, "Page")]
        if len(listed) > self._limits.pages:
            raise ParseError(FailureReason.TOO_MANY_PAGES)
        return [self._page(number, element) for number, element in enumerate(listed, 1)]

    def _page(self, number: int, element: etree._Element) -> PageLines:
        content = self._part(element.get("BaseLoc"))
        if content is None:  # one missing page costs no more than itself
            return PageLines(number, self._height * POINTS, [])
        height = _height(content) or self._height
        roots = [t for used in _all(content, "Template") if (t := self._template(used)) is not None]
        characters = page_characters([*roots, content], height)
        return PageLines(number, height * POINTS, top_down(lines_of(characters)))

    def _template(self, used: etree._Element) -> etree._Element | None:
        return self._part(self._templates.get(used.get("TemplateID") or ""))

    def _named(self, name: str) -> dict[str, str]:
        return {e.get("ID") or "": e.get("BaseLoc") or "" for e in _all(self._root, name)}

    def _part(self, location: str | None) -> etree._Element | None:
        """A part by the name that stands in the document: from the root with `/`, else from its folder.

        Names are looked up among the parts of the package only; one that leads out of it names nothing.
        """
        if not location:
            return None
        location = location.strip()
        near = normpath(join(self._folder, location)) if not location.startswith("/") else None
        for name in (near, normpath(location.lstrip("/"))):
            if name is not None and (root := self._parts.xml(name)) is not None:
                return root
        return None


def _height(root: etree._Element) -> float | None:
    for box in _all(root, "PhysicalBox"):
        sides = numbers(box.text)
        if len(sides) == 4 and sides[3] > 0:
            return sides[3]
    return None


def _all(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else [e for e in root.iter() if local(e) == name]


def _texts(root: etree._Element, name: str) -> list[str]:
    return [text for e in _all(root, name) if (text := (e.text or "").strip())]
