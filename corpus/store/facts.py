"""A document's facts as columns of its row, as JSON, and checked against the closed vocabularies."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date
from typing import Any

from corpus.documents import Facts, FactSource
from corpus.vocabulary import Vocabulary

DATES = ("date_written", "date_published", "date_effective")
LISTS = ("amended", "repeals")
CORRECTABLE = tuple(field.name for field in fields(Facts) if field.name not in LISTS)


def date_number(text: str | None) -> int:
    """`YYYY-MM-DD` as yyyymmdd; 0 for None. Raises ValueError for anything else."""
    if text is None:
        return 0
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class FactRules:
    """What values a fact can take."""

    doc_types: Vocabulary
    validity: Vocabulary

    def problem(self, fact: str, value: str | None) -> str | None:
        """What is wrong with a value, as half a sentence in Chinese; None when it can stand."""
        if value is None:
            return None
        if fact in DATES:
            return _date_problem(value)
        vocabulary = {"doc_type": self.doc_types, "validity": self.validity}.get(fact)
        if vocabulary is not None and value not in vocabulary:
            return f"“{value}”不在{vocabulary.name}词表中，可用的值：{'、'.join(vocabulary)}"
        if not value.strip():
            return "不能为空白，未知请用 null"
        return None


def _date_problem(value: str) -> str | None:
    try:
        date_number(value)
    except ValueError:
        return f"“{value}”不是有效日期，应为 2024-04-01 的形式"
    return None


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """The facts as JSON holds them."""
    return asdict(facts)


def facts_from_json(stored: dict[str, Any]) -> Facts:
    """The inverse of `facts_to_json`."""
    known = {field.name for field in fields(Facts)}
    facts = Facts(**{name: value for name, value in stored.items() if name in known})
    return replace(facts, amended=tuple(facts.amended), repeals=tuple(facts.repeals))


def sources_to_json(sources: Iterable[FactSource]) -> list[list[Any]]:
    """Places of facts as JSON holds them."""
    return [list(astuple(source)) for source in sources]


def sources_from_json(stored: list[list[Any]] | None) -> tuple[FactSource, ...]:
    """The inverse of `sources_to_json`; none where they were not kept."""
    return tuple(FactSource(*source) for source in stored or ())


def source_problem(sources: Iterable[FactSource], length: int) -> str | None:
    """What is wrong with the places of facts in a text of that length, as half a sentence; None when all is right."""
    known = {field.name for field in fields(Facts)}
    for source in sources:
        if source.fact not in known or not 0 <= source.confidence <= 1:
            return f"要素“{source.fact}”的出处有误"
        if source.start is None and source.end is None:
            continue
        if source.start is None or source.end is None or not 0 <= source.start < source.end <= length:
            return f"要素“{source.fact}”的出处[{source.start}, {source.end})超出全文"
    return None
