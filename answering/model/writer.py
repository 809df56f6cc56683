"""Answers that a model writes from evidence, checked sentence by sentence; without it, the sources' own words.

What the sources do not say is decided before the model is asked, so that a model can refuse more, never less.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from answering.answerer import Answerer
from answering.compose import cited_text
from answering.model.checking import Checker
from answering.model.client import ModelClient
from answering.model.drafts import drafts
from answering.model.errors import ModelFailed, ModelSaysNothing, ModelUnsupported, Stopped
from answering.model.prompts import NOTHING, Prompts
from answering.model.rewriting import Rewriter
from answering.model.settings import Unsupported
from answering.model.verification import Verifier
from answering.results import (
    Answer,
    AnswerEvent,
    AnswerSentence,
    AskRequest,
    Done,
    EvidenceFound,
    Generator,
    NumberedCitation,
    SentenceCited,
    Status,
    TextDelta,
)

UNSUPPORTED_MARK = "（未找到依据）"


class ModelWriter:
    """Answers questions with a model. Safe to call from several threads at once."""

    def __init__(
        self,
        extractive: Answerer,
        client: ModelClient,
        prompts: Prompts,
        verifier: Verifier,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._extractive, self._client = extractive, client
        self._prompts, self._verifier, self._clock = prompts, verifier, clock
        self._rewriter = Rewriter(client, prompts)

    @property
    def problem(self) -> str | None:
        """The code of what keeps the model from answering, as far as is known without asking it; None for nothing."""
        return self._client.problem

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls of the model came to what."""
        return self._client.calls

    def events(self, request: AskRequest, stopped: Callable[[], bool]) -> Iterator[AnswerEvent]:
        """Answer in steps; `delta` and `cited` tell checked sentences only. Raises as `Answerer.gather` does."""
        began = self._clock()
        try:
            yield from self._events(request, stopped, began)
        except Stopped:
            return

    def _events(
        self, request: AskRequest, stopped: Callable[[], bool], began: float
    ) -> Iterator[AnswerEvent]:
        request, failure = self._rewriter.whole(request, self._extractive, stopped)
        base = self._extractive.answer(request)
        if base.status is Status.INSUFFICIENT:
            yield EvidenceFound(base.question_understood, ())
            yield Done(self._timed(base, began))
            return
        evidence = self._evidence(request, base)
        yield EvidenceFound(base.question_understood, evidence)
        told: list[AnswerSentence] = []
        if failure is None:
            try:
                for sentence in self._sentences(base.question_understood, evidence, stopped):
                    yield TextDelta(shown(sentence))
                    yield SentenceCited(len(told), sentence)
                    told.append(sentence)
                yield Done(self._written(base, evidence, told, began))
                return
            except ModelFailed as error:
                failure = error
        if not told:
            yield from _steps(base)
        yield Done(self._timed(replace(base, reason=str(failure)), began))

    def _evidence(self, request: AskRequest, base: Answer) -> tuple[NumberedCitation, ...]:
        """Give the passages that answer, under the numbers they have there, then the others that were found."""
        numbered = list(base.citations)
        known = {one.citation.passage_id for one in numbered}
        next_number = max((one.number for one in numbered), default=0) + 1
        for read in self._extractive.gather(request).evidence.passages:
            if len(numbered) >= self._client.settings.evidence:
                break
            if read.citation.passage_id not in known:
                numbered.append(NumberedCitation(next_number, read.citation))
                known.add(read.citation.passage_id)
                next_number += 1
        return tuple(numbered)

    def _sentences(
        self, question: str, evidence: Sequence[NumberedCitation], stopped: Callable[[], bool]
    ) -> Iterator[AnswerSentence]:
        """Give the sentences that may be told, each as soon as it is whole and checked.

        Raises:
            ModelFailed: the call failed, or nothing of what came is supported.
        """
        checker, supported, silent = Checker(self._verifier, evidence), 0, False
        marks = self._client.settings.unsupported is Unsupported.MARK
        for draft in drafts(self._client.pieces(self._prompts.asking(question, evidence), stopped)):
            if NOTHING in draft.text:
                silent = True
                continue
            sentence = checker.checked(draft)
            if sentence is not None and (sentence.supported or marks):
                supported += sentence.supported
                yield sentence
        if not supported:
            raise ModelSaysNothing if silent else ModelUnsupported

    def _written(
        self, base: Answer, evidence: Sequence[NumberedCitation], told: Sequence[AnswerSentence], began: float
    ) -> Answer:
        used = {number for sentence in told for number in sentence.citations}
        return replace(
            base,
            reason=None,
            text="".join(shown(sentence) for sentence in told),
            sentences=tuple(told),
            citations=tuple(one for one in evidence if one.number in used),
            generator_used=Generator.MODEL,
            took_ms=self._took(began),
        )

    def _timed(self, answer: Answer, began: float) -> Answer:
        return replace(answer, took_ms=self._took(began))

    def _took(self, began: float) -> float:
        return round((self._clock() - began) * 1000, 1)


def shown(sentence: AnswerSentence) -> str:
    """Give a sentence as it stands in the answer's text, one that no passage supports marked as such."""
    return cited_text(sentence) if sentence.supported else sentence.text + UNSUPPORTED_MARK


def _steps(base: Answer) -> Iterator[AnswerEvent]:
    for index, sentence in enumerate(base.sentences):
        yield TextDelta(cited_text(sentence))
        yield SentenceCited(index, sentence)
