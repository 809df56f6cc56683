"""The lists by which queries are understood: short names and what they stand for, read from data files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from corpus.words import read_entries

Entries = Mapping[str, tuple[str, ...]]
"""A word as written in a query, and what it stands for."""


@dataclass(frozen=True, slots=True)
class QueryLists:
    """All lists, by the word that is written.

    `abbreviations` and `everyday` give words to look for beside it; `titles` a document's title; `regions` and
    `issuers` the canonical name; `doc_types` values of the closed vocabulary.
    """

    abbreviations: Entries
    everyday: Entries
    titles: Entries
    regions: Entries
    issuers: Entries
    doc_types: Entries

    @classmethod
    def builtin(cls) -> "QueryLists":
        """Read the lists that come with the product.

        Raises:
            ValueError: a line is not of its file's layout; it names the file and the line.
        """
        folder = Path(str(files("corpus") / "data"))
        return cls(
            abbreviations=dict(_meanings(folder / "abbreviations.tsv", columns=3)),
            everyday=dict(_meanings(folder / "everyday_words.tsv")),
            titles={short: (title,) for short, title in _rows(folder / "title_aliases.tsv")},
            regions=dict(_aliases(folder / "regions.tsv")),
            issuers=dict(_aliases(folder / "issuers.tsv")),
            doc_types={word: tuple(types.split()) for word, types in _rows(folder / "doc_type_words.tsv")},
        )


def _meanings(path: Path, columns: int = 2) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each written form with its words; forms of a line share them."""
    for forms, words, *_ in _rows(path, columns):
        for form in forms.split():
            yield form, tuple(words.split())


def _aliases(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for canonical, aliases in _rows(path):
        for alias in (canonical, *aliases.split()):
            yield alias, (canonical,)


def _rows(path: Path, columns: int = 2) -> Iterator[list[str]]:
    for line in read_entries(path):
        fields = line.split("\t")
        if len(fields) != columns or not all(fields):
            raise ValueError(f"词表{path.name}中有一行应为 {columns} 列、以制表符分隔：{line[:40]}")
        yield fields
