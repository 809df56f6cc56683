"""A model's sentences against the evidence: which passage says it, and under which number."""

from collections.abc import Iterator, Sequence

from answering.model.drafts import Draft, Part
from answering.model.plain_text import holds_link
from answering.model.verification import Source, Verifier
from answering.results import AnswerSentence, NumberedCitation


class Checker:
    """Checks the sentences of one answer. A sentence told once is not told again."""

    def __init__(self, verifier: Verifier, evidence: Sequence[NumberedCitation]) -> None:
        self._verifier = verifier
        self._sources: dict[int, Source] = {one.number: verifier.source(one.citation) for one in evidence}
        self._told: set[str] = set()

    def checked(self, draft: Draft) -> AnswerSentence | None:
        """Give the sentence with the numbers that support it, `supported` False where a part has none.

        A part that cites nothing, or a passage that does not say it, is looked for in all the evidence. None for
        a sentence that was told before or could be rendered as more than words.
        """
        text = draft.text
        if text in self._told or holds_link(text):
            return None
        self._told.add(text)
        numbers = [self._number(part) for part in draft.parts]
        if None in numbers:
            return AnswerSentence(text, (), verbatim=False, supported=False)
        cited = tuple(dict.fromkeys(number for number in numbers if number is not None))
        return AnswerSentence(text, cited, verbatim=text in self._sources[cited[0]].citation.text)

    def _number(self, part: Part) -> int | None:
        return next(
            (n for n in self._candidates(part) if self._verifier.supports(self._sources[n], part.text)), None
        )

    def _candidates(self, part: Part) -> Iterator[int]:
        cited = [number for number in dict.fromkeys(part.numbers) if number in self._sources]
        yield from cited
        yield from (number for number in self._sources if number not in cited)
