"""How authoritative a source is: the level of who issued it, from a data file that an office can change."""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.citations import Citation

LOWEST = 6
_DATA = Path(__file__).parent / "data" / "authority.tsv"


@dataclass(frozen=True, slots=True)
class _Rule:
    field: str
    pattern: re.Pattern[str]
    level: int


class Authority:
    """Levels of sources, from 1, the highest, to 6."""

    def __init__(self, path: Path = _DATA) -> None:
        """Read the rules: `field`, pattern, level, divided by tabs; `#` begins a comment line."""
        lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        fields = [line.split("\t") for line in lines]
        self._rules = tuple(_Rule(field, re.compile(pattern), int(level)) for field, pattern, level in fields)

    def level(self, citation: Citation) -> int:
        """Give the level of a source by the first rule that fits."""
        values = {"issuer": citation.issuer, "title": citation.title, "type": citation.doc_type}
        for rule in self._rules:
            value = values[rule.field]
            if value and rule.pattern.search(value):
                return rule.level
        return LOWEST
