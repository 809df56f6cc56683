"""A question to an answer: made whole, searched for, judged, and told in the sources' own words."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from answering.anchors import find_anchors, fits, missing
from answering.comparison import both_missing, sides
from answering.compose import Composed, cited_text, compose
from answering.confidence import ConfidenceModel, Features, features_of
from answering.conversation import Names, whole_question
from answering.definitions import defined_term
from answering.errors import ConversationTooLong, QuestionEmpty, QuestionTooLong
from answering.evidence import Evidence, read_evidence
from answering.extract import Extract, ExtractLimits, Extractor
from answering.indicators import Told, aim_untold, amount_untold
from answering.kinds import beside, wants_figure
from answering.lexicon import Lexicon
from answering.question import Asked, Shape, read_question
from answering.reasons import NOT_TOLD, aim_not_told, not_answered, not_found
from answering.results import (
    Answer,
    AnswerEvent,
    AskRequest,
    Done,
    EvidenceFound,
    Generator,
    SentenceCited,
    Status,
    TextDelta,
)
from answering.untold import FIGURE_NOT_TOLD, is_table, untold
from corpus.store.view import View
from retrieval.query import QueryEmpty, QueryTooLong, clean_query, wanted_part
from retrieval.results import SearchRequest, SearchResult

SAME_WORDS = 0.02
"""How much of the question must stand in the best passage, by weight; nothing does in another language."""
SEARCHED = 500
"""Characters that a search takes."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """Characters of a question and of a conversation; `nearest` passages offered where the sources do not say."""

    question: int = 500
    conversation: int = 8000
    nearest: int = 3
    extract: ExtractLimits = field(default_factory=ExtractLimits)


@dataclass(frozen=True)
class Gathered:
    """A question made whole, with what was found for it.

    `reason` is None where the sources suffice, else a sentence in Chinese that says what is missing. `lacking`: a
    thing that the question names (a year, a place, a number, a title) stands nowhere.
    """

    question: str
    evidence: Evidence
    extract: Extract
    features: Features
    confidence: float
    reason: str | None
    lacking: bool


class Answerer:
    """Answers questions without a language model. Safe to call from several threads at once."""

    def __init__(
        self,
        search: Callable[[SearchRequest], SearchResult],
        view: Callable[[int], View],
        lexicon: Lexicon,
        model: ConfidenceModel,
        regions: Names,
        limits: AnswerLimits | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._search, self._lexicon, self._clock = search, lexicon, clock
        self._limits = limits or AnswerLimits()
        self._extractor = Extractor(lexicon, view, self._limits.extract)
        self._model, self._regions = model, regions

    def gather(self, request: AskRequest) -> Gathered:
        """Make the question whole, find its evidence and judge whether it suffices.

        Raises:
            QuestionEmpty, QuestionTooLong, ConversationTooLong: the question cannot be answered as it came.
            InvalidFilter: a filter cannot be read.
        """
        question = self._question(request)
        wanted = wanted_part(question)
        asked = read_question(wanted)
        halves = sides(wanted, self._regions) if asked.shape is Shape.COMPARISON else None
        if halves is not None:
            return self._compared(question, request, halves)
        return replace(self._found(asked, request), question=question)

    def _compared(self, question: str, request: AskRequest, halves: tuple[str, str]) -> Gathered:
        """Answer each side by itself and set them side by side; both must be told."""
        one, other = (self._found(read_question(half), request) for half in halves)
        chosen = (*one.extract.chosen[:1], *other.extract.chosen[:1])
        evidence = replace(one.evidence, passages=(*one.evidence.passages, *other.evidence.passages))
        return Gathered(
            question,
            evidence,
            replace(one.extract, chosen=chosen, lines=True),
            one.features,
            min(one.confidence, other.confidence),
            both_missing((one.reason, other.reason)),
            one.lacking or other.lacking,
        )

    def _found(self, asked: Asked, request: AskRequest) -> Gathered:
        result = self._search(
            SearchRequest(_sought(asked), request.limit, filters=request.filters, explain=True)
        )
        evidence = read_evidence(asked, result, self._lexicon)
        return self._judged(evidence)

    def _judged(self, evidence: Evidence) -> Gathered:
        """Judge whether the evidence suffices; only passages that hold what the question pins down may answer."""
        question, interpretation = evidence.asked.text, evidence.result.interpretation
        anchors = find_anchors(question, interpretation, self._lexicon)
        lacking = missing(anchors, evidence)
        fitting = evidence if lacking else evidence.only(fits(anchors, evidence))
        extract = self._extractor.extract(fitting)
        features = features_of(fitting, extract, self._lexicon.normal)
        confidence = self._model.confidence(features)
        reason = not_found(evidence, lacking)
        lacking_named = reason is not None
        if reason is not None or features.passage < SAME_WORDS:
            confidence = min(confidence, self._model.threshold / 2)
        if reason is None and extract.chosen:
            reason = self._untold(evidence.asked, extract)
            confidence = confidence if reason is None else min(confidence, self._model.threshold / 2)
        if reason is None and confidence < self._model.threshold:
            reason = not_answered(evidence)
        if reason is None and not extract.chosen:
            reason, confidence = NOT_TOLD, self._model.threshold / 2
        return Gathered(question, evidence, extract, features, confidence, reason, lacking_named)

    def _untold(self, asked: Asked, extract: Extract) -> str | None:
        """Say what is asked for and the words chosen do not tell, or the aim of a measure that their documents do not."""
        places = [one.citation for one in extract.chosen]
        above = [text for at in places for text in (at.title, *(step.title for step in at.section_path))]
        reason = untold(asked, [one.text for one in extract.chosen], above)
        return (
            reason if reason is not None or not wants_figure(asked) else self._measure_untold(asked, extract)
        )

    def _measure_untold(self, asked: Asked, extract: Extract) -> str | None:
        normal, question = self._lexicon.normal, self._lexicon.normal(asked.text)
        if not any(is_table(one.text) for one in extract.chosen) and amount_untold(
            question, (normal(told) for one in extract.chosen for told in beside(one.text, asked))
        ):
            return FIGURE_NOT_TOLD
        documents = {one.citation.document_id for one in extract.chosen}
        told = (
            Told(one.read.normal[one.index], " ".join(one.read.normal), one.read.headings)
            for one in extract.scored
            if one.read.citation.document_id in documents
        )
        measure = aim_untold(question, told)
        return None if measure is None else aim_not_told(measure)

    def answer(self, request: AskRequest) -> Answer:
        """Answer a question; the sentences are the sources' own words. Raises as `gather` does."""
        began = self._clock()
        gathered = self.gather(request)
        return self._told(gathered, self._composed(gathered), began)

    def events(self, request: AskRequest, stopped: Callable[[], bool]) -> Iterator[AnswerEvent]:
        """Answer in steps: the evidence, each sentence as text and as cited, the whole. Raises as `gather` does.

        `stopped` is asked between steps; once it says yes nothing more comes.
        """
        began = self._clock()
        gathered = self.gather(request)
        composed = self._composed(gathered)
        yield EvidenceFound(gathered.question, composed.citations)
        for index, sentence in enumerate(composed.sentences):
            if stopped():
                return
            yield TextDelta(cited_text(sentence))
            yield SentenceCited(index, sentence)
        if not stopped():
            yield Done(self._told(gathered, composed, began))

    def _composed(self, gathered: Gathered) -> Composed:
        if gathered.reason is not None:
            return compose(())
        return compose(gathered.extract.chosen, lines=gathered.extract.lines)

    def _told(self, gathered: Gathered, composed: Composed, began: float) -> Answer:
        answered = gathered.reason is None
        passages = () if answered else gathered.evidence.passages[: self._limits.nearest]
        return Answer(
            status=Status.ANSWERED if answered else Status.INSUFFICIENT,
            reason=gathered.reason,
            question_understood=gathered.question,
            text=composed.text,
            sentences=composed.sentences,
            citations=composed.citations,
            nearest=tuple(read.citation for read in passages),
            confidence=round(gathered.confidence, 4),
            generator_used=Generator.EXTRACTIVE,
            took_ms=round((self._clock() - began) * 1000, 1),
        )

    def _question(self, request: AskRequest) -> str:
        """Give the question without what cannot be searched, made whole from the conversation."""
        length = sum(len(turn.content) for turn in request.messages)
        if length > self._limits.conversation:
            raise ConversationTooLong(length, self._limits.conversation)
        try:
            asked = clean_query(request.question, self._limits.question)
        except QueryTooLong as error:
            raise QuestionTooLong(error.length, error.limit) from error
        except QueryEmpty as error:
            raise QuestionEmpty from error
        return whole_question(asked, request.messages, self._regions)[: self._limits.question]


def _sought(asked: Asked) -> str:
    """Give what is searched for: a definition is sought in the words in which documents define."""
    term = defined_term(asked.text) if asked.shape is Shape.DEFINITION else None
    return asked.text if term is None else f"{asked.text} 本法所称{term}，是指"[:SEARCHED]
