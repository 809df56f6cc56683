"""Chosen words of the sources, put together: sentences in order, each with the numbers of its citations. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.results import AnswerSentence, NumberedCitation
from answering.spans import Span
from corpus.citations import Citation


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words of a source that go into an answer: `citation.text[span]`; `marked` are spans of the same text.

    `also` are other places that hold the very words.
    """

    citation: Citation
    span: Span
    marked: tuple[Span, ...] = ()
    also: tuple[Citation, ...] = ()

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
    cited = {_place(citation): citation for one in chosen for citation in (one.citation, *one.also)}
    for place in cited:
        numbers.setdefault(place, len(numbers) + 1)
    sentences = tuple(
        AnswerSentence(one.text, tuple(numbers[_place(citation)] for citation in (one.citation, *one.also)))
        for one in chosen
    )
    return Composed(
        text=join_sentences(sentences, lines=lines),
        sentences=sentences,
        citations=tuple(
            NumberedCitation(number, cited[place], _marked(cited[place], chosen))
            for place, number in numbers.items()
        ),
    )


def join_sentences(sentences: Sequence[AnswerSentence], *, lines: bool = False) -> str:
    """Give sentences with their marks, as `…[1]…`."""
    return ("\n" if lines else "").join(cited_text(sentence) for sentence in sentences)


def cited_text(sentence: AnswerSentence) -> str:
    """Give one sentence with its marks."""
    return sentence.text + "".join(f"[{number}]" for number in sentence.citations)


def _marked(citation: Citation, chosen: Sequence[Chosen]) -> tuple[Span, ...]:
    """Give what answers in a citation; in one that only holds the same words, these words."""
    marked: set[Span] = set()
    for one in chosen:
        if _place(one.citation) == _place(citation):
            marked.update(one.marked or (one.span,))
        elif citation in one.also:
            at = citation.text.find(one.text)
            marked.update([(at, at + len(one.text))] if at >= 0 else [])
    return tuple(sorted(marked))


def _place(citation: Citation) -> tuple[int, int, int]:
    return citation.passage_id, citation.start, citation.end
