"""An answer as the page shows it: made here for a page without script, and by the script for the others."""

from dataclasses import dataclass

from answering.results import Answer, AskRequest, Generator
from corpus.filters import SearchFilters
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.found import place
from service.page.segments import Segment, segments
from service.page.words import Words

# What the script says about an answer; every text of `answer.` that is not in the template.
SCRIPT_TEXTS = (
    "working", "stopped", "failed", "refused", "nearest", "evidence", "mark", "generator.extractive", "generator.model",
    "confidence", "unsupported", "judged", "right", "wrong", "judged.done", "judged.failed",
)  # fmt: skip
EVIDENCE = 300
"""Characters of a passage shown under an answer; the whole stands in the reader."""


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A numbered passage under an answer."""

    number: int
    reference: str
    href: Address
    title: str
    segments: tuple[Segment, ...]
    code: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer with its sources, or the reason why there is none with the nearest passages."""

    answered: bool
    reason: str | None
    sentences: tuple[tuple[str, tuple[int, ...], bool], ...]
    sources: tuple[ShownSource, ...]
    generator: str
    percent: int
    took_ms: float


def ask(chuchu: Chuchu, question: str, filters: SearchFilters) -> ShownAnswer:
    """Answer a question in the sources' own words."""
    asked = AskRequest(question=question, filters=filters, generator=Generator.EXTRACTIVE)
    return shown_answer(chuchu.answers.answer(asked), question)


def shown_answer(answer: Answer, query: str) -> ShownAnswer:
    """Give an answer for the template."""
    if answer.citations:
        cited = [(one.number, one.citation, one.marked) for one in answer.citations]
    else:
        cited = [(number, one, ()) for number, one in enumerate(answer.nearest, start=1)]
    return ShownAnswer(
        answered=answer.status == "answered",
        reason=answer.reason,
        sentences=tuple((s.text, s.citations, s.supported) for s in answer.sentences),
        sources=tuple(
            ShownSource(
                number,
                one.reference,
                place(one, query),
                one.title,
                segments(one.text, 0, min(len(one.text), EVIDENCE), marked),
                one.code,
            )
            for number, one, marked in cited
        ),
        generator=answer.generator_used,
        percent=round(answer.confidence * 100),
        took_ms=answer.took_ms,
    )


def script_texts(words: Words) -> dict[str, str]:
    """The texts that the script needs, by name; `{…}` is filled in by it."""
    return {name: words.template(f"answer.{name}") for name in SCRIPT_TEXTS}
