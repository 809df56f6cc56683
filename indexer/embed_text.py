"""What of a passage is embedded: its title and headings in front of its text, never shown to anyone."""

from corpus.documents import Document, Passage

_LONGEST_HEADING = 120


def embed_text(document: Document, passage: Passage) -> str:
    """Return the text to embed: document title, section titles outermost first, passage, one a line.

    A run-in heading stands in the passage already and is not repeated. Model prefixes are not the matter here.
    """
    text = document.text[passage.start : passage.end]
    headings = [
        heading[:_LONGEST_HEADING]
        for section in document.section_chain(passage.section)
        if (heading := (section.marker + section.title).strip())
        and not text.startswith(section.marker_raw + section.title)
    ]
    title = document.facts.title or ""
    return "\n".join(part for part in (title, *headings, text) if part)
