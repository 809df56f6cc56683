"""Files made by hand for the tests of the indexer; places and people are invented."""

from corpus.blocks import Alignment, Block, BlockKind, Labelled, ParsedFile
from corpus.documents import Document
from indexer.structure import build_documents


def lines(*texts: str) -> ParsedFile:
    """A text file, one block a line."""
    return ParsedFile(tuple(Block(text) for text in texts if text.strip()), "text/plain", line_based=True)


def page(*blocks: Block | str, metadata: tuple[Labelled, ...] = (), title: str | None = None) -> ParsedFile:
    """A web page, one block a paragraph."""
    made = tuple(block if isinstance(block, Block) else Block(block) for block in blocks)
    return ParsedFile(made, "text/html", line_based=False, title_hint=title, metadata=metadata)


def centred(text: str) -> Block:
    """A centred paragraph."""
    return Block(text, alignment=Alignment.CENTER)


def right(text: str) -> Block:
    """A paragraph at the right margin."""
    return Block(text, alignment=Alignment.RIGHT)


def heading(text: str, level: int) -> Block:
    """A heading by the file's own style."""
    return Block(text, BlockKind.HEADING, style_level=level)


def only(parsed: ParsedFile) -> Document:
    """The one document of a file."""
    (document,) = build_documents(parsed, "样例.txt")
    return document


def outline(document: Document) -> list[tuple[int, str, str]]:
    """Level, marker and title of each section."""
    return [(s.level, s.marker, s.title) for s in document.sections]


def passages(document: Document) -> list[str]:
    """The texts of the passages."""
    return [document.text[p.start : p.end] for p in document.passages]


def furniture(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each piece of furniture."""
    return [(f.kind.value, document.text[f.start : f.end]) for f in document.furniture]


LONG = (
    "全镇各村要把防汛物资清点到户、登记到人，逐条落实责任，确保沙袋、救生衣、照明设备在汛期到来之前全部到位。"
)
