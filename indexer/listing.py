"""An archive as a document: the names of what it holds, kept and shown but not retrieved."""

from corpus.blocks import ParsedFile
from corpus.documents import Document, Facts, Furniture, FurnitureKind


def listing_document(parsed: ParsedFile) -> Document:
    """One line a member, all of it contents; the archive's name stands in for a title."""
    furniture: list[Furniture] = []
    at = 0
    for block in parsed.blocks:
        furniture.append(Furniture(FurnitureKind.CONTENTS, at, at + len(block.text)))
        at += len(block.text) + 1
    return Document("\n".join(b.text for b in parsed.blocks), Facts(), (), (), tuple(furniture))
