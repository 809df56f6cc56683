"""The one door to answers: in the sources' own words or a model's, whole or in steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from answering.answerer import Answerer
from answering.compose import cited_text
from answering.model.errors import ModelNotConfigured
from answering.model.instructions import speaks_to_machines, without_orders
from answering.model.plain_text import holds_link
from answering.model.writer import ModelWriter, shown
from answering.reasons import NOT_TOLD
from answering.results import (
    Answer,
    AnswerEvent,
    AnswerSentence,
    AskRequest,
    Done,
    EvidenceFound,
    Generator,
    SentenceCited,
    Status,
    TextDelta,
)


class Answers:
    """Answers questions as they ask for it. Safe to call from several threads at once."""

    def __init__(self, extractive: Answerer, writer: ModelWriter | None) -> None:
        """`writer` is None where no model is configured."""
        self._extractive, self._writer = extractive, writer

    @property
    def has_model(self) -> bool:
        """Whether a model is configured."""
        return self._writer is not None

    @property
    def model_problem(self) -> str | None:
        """The code of what keeps the model from answering, as far as is known without asking it; None for nothing."""
        return self._writer.problem if self._writer else None

    @property
    def model_calls(self) -> Mapping[str, int]:
        """How many calls of the model came to what; none where no model is configured."""
        return self._writer.calls if self._writer else {}

    def answer(self, request: AskRequest, stopped: Callable[[], bool] = lambda: False) -> Answer:
        """Answer a question, its citations numbered from 1 in the order of their use. Raises as `events` does.

        Once `stopped` says yes, whoever asked has gone: a model is no longer waited for.
        """
        for event in self.events(request, stopped):
            if isinstance(event, Done):
                return renumbered(event.answer)
        return self._in_own_words(replace(request, generator=Generator.EXTRACTIVE))

    def events(self, request: AskRequest, stopped: Callable[[], bool]) -> Iterator[AnswerEvent]:
        """Answer in steps: `evidence`, then `delta` and `cited` for each sentence, then `done`.

        Whatever is told was checked before. The numbers of citations are those of the evidence. `done` holds the
        whole answer and stands in place of all that was told before it.

        Raises:
            QuestionEmpty, QuestionTooLong, ConversationTooLong: the question cannot be answered as it came.
            InvalidFilter: a filter cannot be read.
        """
        if request.generator is Generator.MODEL and self._writer is not None:
            for event in self._writer.events(request, stopped):
                yield Done(fit_to_tell(event.answer)) if isinstance(event, Done) else event
            return
        yield from _steps(self._in_own_words(request), stopped)

    def _in_own_words(self, request: AskRequest) -> Answer:
        answer = fit_to_tell(self._extractive.answer(request))
        if request.generator is Generator.MODEL and answer.status is Status.ANSWERED:
            return replace(answer, reason=str(ModelNotConfigured()))
        return answer


def _steps(answer: Answer, stopped: Callable[[], bool]) -> Iterator[AnswerEvent]:
    yield EvidenceFound(answer.question_understood, answer.citations)
    between = _between(answer)
    for index, sentence in enumerate(answer.sentences):
        if stopped():
            return
        yield TextDelta((between if index else "") + shown(sentence))
        yield SentenceCited(index, sentence)
    yield Done(answer)


def fit_to_tell(answer: Answer) -> Answer:
    """Give the answer without sentences that order machines about or could be rendered as a link or an image."""
    texts = {one.number: one.citation.text for one in answer.citations}
    kept = tuple(one for one in answer.sentences if not holds_link(one.text) and not _ordered(one, texts))
    if len(kept) == len(answer.sentences):
        return answer
    if not kept:
        return replace(
            answer,
            status=Status.INSUFFICIENT,
            reason=NOT_TOLD,
            text="",
            sentences=(),
            citations=(),
            nearest=tuple(one.citation for one in answer.citations) + answer.nearest,
        )
    used = {number for sentence in kept for number in sentence.citations}
    return replace(
        answer,
        text=_between(answer).join(shown(sentence) for sentence in kept),
        sentences=kept,
        citations=tuple(one for one in answer.citations if one.number in used),
    )


def _ordered(sentence: AnswerSentence, texts: Mapping[int, str]) -> bool:
    """Tell whether a sentence orders machines about, or is quoted from what does."""
    if speaks_to_machines(sentence.text):
        return True
    text = texts[sentence.citations[0]] if sentence.citations else ""
    return sentence.text in text and sentence.text not in without_orders(text)


def renumbered(answer: Answer) -> Answer:
    """Give the answer with its citations numbered from 1 in the order of their use."""
    used = dict.fromkeys(number for sentence in answer.sentences for number in sentence.citations)
    numbers = {old: new for new, old in enumerate(used, start=1)}
    if all(old == new for old, new in numbers.items()):
        return answer
    by_number = {one.number: one for one in answer.citations}
    sentences = tuple(
        replace(sentence, citations=tuple(numbers[number] for number in sentence.citations))
        for sentence in answer.sentences
    )
    return replace(
        answer,
        text=_between(answer).join(shown(sentence) for sentence in sentences),
        sentences=sentences,
        citations=tuple(replace(by_number[old], number=new) for old, new in numbers.items()),
    )


def _between(answer: Answer) -> str:
    """Give what stands between the sentences of an answer: a line break in a list."""
    told: list[AnswerSentence] = list(answer.sentences[:2])
    if len(told) < 2:
        return ""
    return "\n" if answer.text.startswith(cited_text(told[0]) + "\n") else ""
