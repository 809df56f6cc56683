"""The layout of a tantivy index: the fields that its documents have."""

from dataclasses import dataclass

from tantivy import Schema, SchemaBuilder

from corpus.index.commit_mark import CHANGE, COUNT


@dataclass(frozen=True, slots=True)
class Layout:
    """What an index holds.

    `name` stands in messages and in the format file; `words` are text fields of tokens joined by blanks, by name
    and index option (`freq` or `position`); `numbers` are unsigned fields, of which `key` names a document.
    """

    name: str
    version: str
    key: str
    words: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]

    def schema(self) -> Schema:
        """Build tantivy's schema."""
        builder = SchemaBuilder()
        for name, option in self.words:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
        for name in (self.key, *self.numbers, CHANGE, COUNT):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        return builder.build()
