"""A document's facts as labelled lines."""

from dataclasses import dataclass

from corpus.store.records import StoredDocument
from service.page.words import Words

PLAIN = (
    "doc_type",
    "issuer",
    "doc_number",
    "date_written",
    "date_published",
    "date_effective",
    "addressee",
    "meeting",
    "author",
    "column",
    "source",
    "region",
    "validity",
)

OURS = ("doc_type", "validity")
"""Whose values are words of this service, not of the document."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that is known; `corrected` says that people corrected it."""

    label: str
    text: str
    corrected: bool = False


def fact_lines(stored: StoredDocument, words: Words) -> list[FactLine]:
    """What is known of a document, in the order of its head."""
    lines = [
        FactLine(
            words(f"fact.{name}"), words.word(value) if name in OURS else value, name in stored.corrected
        )
        for name in PLAIN
        if (value := getattr(stored.facts, name))
    ]
    for name in ("amended", "repeals"):
        values = getattr(stored.facts, name)
        if values:
            lines.append(FactLine(words(f"fact.{name}"), words("list.comma").join(values)))
    if stored.container:
        lines.append(FactLine(words("fact.container"), stored.container))
    key = "fact.size.pages" if stored.pages else "fact.size.value"
    size = words(key, characters=f"{stored.characters:,}", pages=stored.pages)
    return [
        *lines,
        FactLine(words("fact.size"), size),
        FactLine(words("fact.source_path"), stored.source_path),
    ]
