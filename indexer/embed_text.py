"""What of a passage is embedded: its title and headings in front of its text, never shown to anyone."""

from corpus.documents import Document, Passage
from corpus.table_headers import table_headers

_LONGEST_HEADING = 120


def embed_texts(document: Document) -> tuple[str, ...]:
    """Return the texts to embed for all passages of a document, in order."""
    headers = table_headers(document.text, [(p.start, p.end) for p in document.passages])
    return tuple(
        embed_text(document, passage, header)
        for passage, header in zip(document.passages, headers, strict=True)
    )


def embed_text(document: Document, passage: Passage, header: str | None = None) -> str:
    """Return the text to embed: document title, section titles outermost first, passage, one a line.

    `header` is the header row of the table that the passage goes on with; it stands before the passage. A run-in
    heading stands in the passage already and is not repeated. Model prefixes are not the matter here.
    """
    text = document.text[passage.start : passage.end]
    headings = [
        heading[:_LONGEST_HEADING]
        for section in document.section_chain(passage.section)
        if (heading := (section.marker + section.title).strip())
        and not text.startswith(section.marker_raw + section.title)
    ]
    title = document.facts.title or ""
    return "\n".join(part for part in (title, *headings, header, text) if part)
