"""The closed vocabularies of the genre: document types and states of validity, read from data files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of values, in the order of its file. `name` is what the list is called in Chinese."""

    name: str
    values: tuple[str, ...]

    def __contains__(self, value: object) -> bool:
        return value in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)


def load_vocabulary(name: str, path: Path) -> Vocabulary:
    """Read a vocabulary: one value a line, `#` begins a comment line, blank lines are skipped.

    Raises OSError when the file cannot be read and ValueError when a value stands twice.
    """
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    values = tuple(line for line in lines if line and not line.startswith("#"))
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"词表{path.name}中有重复的词：{'、'.join(twice)}")
    return Vocabulary(name=name, values=values)


def load_doc_types(path: Path = _DATA / "doc_types.txt") -> Vocabulary:
    """The document types (文种)."""
    return load_vocabulary("文种", path)


def load_validity(path: Path = _DATA / "validity.txt") -> Vocabulary:
    """The states of validity (时效)."""
    return load_vocabulary("时效", path)
