"""Chosen words of the sources, put together: sentences in order, each with the numbers of its citations. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.results import AnswerSentence, NumberedCitation
from answering.spans import Span
from corpus.citations import Citation


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words of a source that go into an answer: `citation.text[span]`; `marked` are spans of the same text."""

    citation: Citation
    span: Span
    marked: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.citation.text[self.span[0] : self.span[1]]


@dataclass(frozen=True, slots=True)
class Composed:
    """The body of an answer."""

    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[NumberedCitation, ...]


def compose(chosen: Sequence[Chosen], *, lines: bool = False) -> Composed:
    """Number the citations in the order in which they are used; `lines` puts each sentence on its own."""
    numbers: dict[tuple[int, int, int], int] = {}
    for one in chosen:
        numbers.setdefault(_place(one.citation), len(numbers) + 1)
    sentences = tuple(AnswerSentence(one.text, (numbers[_place(one.citation)],)) for one in chosen)
    return Composed(
        text=join_sentences(sentences, lines=lines),
        sentences=sentences,
        citations=tuple(_numbered(number, place, chosen) for place, number in numbers.items()),
    )


def join_sentences(sentences: Sequence[AnswerSentence], *, lines: bool = False) -> str:
    """Give sentences with their marks, as `…[1]…`."""
    return ("\n" if lines else "").join(cited_text(sentence) for sentence in sentences)


def cited_text(sentence: AnswerSentence) -> str:
    """Give one sentence with its marks."""
    return sentence.text + "".join(f"[{number}]" for number in sentence.citations)


def _numbered(number: int, place: tuple[int, int, int], chosen: Sequence[Chosen]) -> NumberedCitation:
    here = [one for one in chosen if _place(one.citation) == place]
    marked = sorted({span for one in here for span in (one.marked or (one.span,))})
    return NumberedCitation(number, here[0].citation, tuple(marked))


def _place(citation: Citation) -> tuple[int, int, int]:
    return citation.passage_id, citation.start, citation.end
