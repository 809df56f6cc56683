"""From a parsed file to its documents: the pure path of the indexer, without files, stores or models."""

from collections.abc import Sequence

from corpus.blocks import ParsedFile
from corpus.documents import Document, Furniture, FurnitureKind, Section
from indexer.articles import Article, Role, split_articles
from indexer.contents import contents_pages
from indexer.evidence import known_title, table_readings
from indexer.facts import read_facts
from indexer.listing import listing_document
from indexer.outline import Outline, read_outline
from indexer.page_table import read_page_table
from indexer.paragraphs import Paragraph, paragraphs_of
from indexer.partition import check_partition
from indexer.passages import PassageSizes, build_passages
from indexer.repair import repair
from indexer.surroundings import read_surroundings
from indexer.text import Laid, lay_out
from indexer.title import Head, read_head
from parsing.archive import MEDIA_TYPE as ARCHIVE


def build_documents(
    parsed: ParsedFile, file_name: str, sizes: PassageSizes | None = None
) -> tuple[Document, ...]:
    """Structure a parsed file: one document, or the articles of a magazine issue, in order.

    `file_name` is used for nothing that a document does not say itself. The same input gives the same output.

    Raises:
        PartitionError: the result breaks the invariant of documents (a fault of the program).

    """
    del file_name  # facts come from the text alone; the name is kept in the signature for provenance
    if parsed.media_type == ARCHIVE:
        return (listing_document(parsed),)
    lines = paragraphs_of(parsed.blocks)
    issue = split_articles(lines) if parsed.line_based else None
    articles: Sequence[Article] = issue.articles if issue is not None else (Article(None, tuple(lines)),)
    container = issue.container if issue is not None else None
    return tuple(
        _document(parsed, article, ordinal, container, sizes or PassageSizes())
        for ordinal, article in enumerate(articles)
    )


def _document(
    parsed: ParsedFile, article: Article, ordinal: int, container: str | None, sizes: PassageSizes
) -> Document:
    paragraphs = repair(article.lines) if parsed.line_based else list(article.lines)
    if article.role is Role.ISSUE:
        return _contents_document(parsed, article, paragraphs, ordinal)
    whole = article.role is Role.WHOLE
    table = read_page_table(paragraphs)[1] if whole else frozenset()
    head = read_head(paragraphs, _known_title(parsed, article), table)
    furniture = _furniture(paragraphs, head)
    outline = read_outline(paragraphs, furniture)
    laid = lay_out(paragraphs)
    passages = build_passages(laid, outline, frozenset(furniture), sizes)
    sections = _sections(laid, outline, frozenset(furniture))
    facts, sources = read_facts(parsed, laid, head, furniture, article)
    document = Document(
        laid.text,
        facts,
        sections,
        passages,
        _spans(laid, furniture),
        ordinal,
        container if article.role is Role.ARTICLE else None,
        parsed.pages if whole else _pages(paragraphs),
        sources,
    )
    check_partition(document)
    return document


def _known_title(parsed: ParsedFile, article: Article) -> str | None:
    if article.role is not Role.WHOLE:
        return article.title
    known = known_title(parsed, table_readings(parsed))
    return known.value if known else None


def _pages(paragraphs: Sequence[Paragraph]) -> int | None:
    """Return how many pages an article stands on."""
    first = [p.page_first for p in paragraphs if p.page_first is not None]
    last = [p.page_last for p in paragraphs if p.page_last is not None]
    return max(last) - min(first) + 1 if first and last else None


def _furniture(paragraphs: Sequence[Paragraph], head: Head) -> dict[int, FurnitureKind]:
    furniture = dict(head.furniture)
    furniture.update(read_surroundings(paragraphs, head.body))
    for start, end in contents_pages(paragraphs):
        furniture.update(dict.fromkeys(range(start, end), FurnitureKind.CONTENTS))
    return furniture


def _contents_document(
    parsed: ParsedFile, article: Article, paragraphs: Sequence[Paragraph], ordinal: int
) -> Document:
    """Keep a magazine's contents page and masthead as a document without passages."""
    laid = lay_out(paragraphs)
    furniture = dict.fromkeys(range(len(paragraphs)), FurnitureKind.CONTENTS)
    facts, sources = read_facts(parsed, laid, Head(None, {}, len(paragraphs)), furniture, article)
    spans = _spans(laid, furniture)
    document = Document(laid.text, facts, (), (), spans, ordinal, None, parsed.pages, sources)
    check_partition(document)
    return document


def _spans(laid: Laid, furniture: dict[int, FurnitureKind]) -> tuple[Furniture, ...]:
    return tuple(Furniture(furniture[i], *laid.spans[i]) for i in sorted(furniture))


def _sections(laid: Laid, outline: Outline, furniture: frozenset[int]) -> tuple[Section, ...]:
    """Give the outline's nodes their offsets and levels; a section ends with its last paragraph."""
    ends = [laid.spans[node.last][0] + node.end for node in outline.nodes]
    for index, section in enumerate(outline.section_of):
        if section is not None and index not in furniture:
            ends[section] = max(ends[section], laid.spans[index][1])
    for index in range(len(outline.nodes) - 1, -1, -1):
        parent = outline.nodes[index].parent
        if parent is not None:
            ends[parent] = max(ends[parent], ends[index])
    sections: list[Section] = []
    for node, end in zip(outline.nodes, ends, strict=True):
        start = laid.spans[node.first][0] + node.start
        heading_end = laid.spans[node.last][0] + node.end
        level = 1 if node.parent is None else sections[node.parent].level + 1
        sections.append(
            Section(
                node.marker,
                node.marker_raw,
                node.title,
                level,
                node.family,
                node.parent,
                start,
                max(start, heading_end),
                end,
            )
        )
    return tuple(sections)
