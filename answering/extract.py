"""Which words of the sources answer, by the shape of the question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from answering.compose import Chosen
from answering.definitions import definition_answer
from answering.documents import document_answer
from answering.duties import duty_answer
from answering.evidence import Evidence
from answering.facts import FactLimits, fact_answer
from answering.lexicon import Lexicon
from answering.lists import Listed, ListFinder
from answering.question import Shape
from answering.sentence_scores import ScoredSentence, score_sentences
from corpus.store.view import View


@dataclass(frozen=True)
class Extract:
    """Words chosen for an answer. `scored` are all sentences, the best first; `covered`: how far the question is covered.

    `lines`: each stands on a line of its own. `firm`: a list that is surely the one asked for.
    """

    chosen: tuple[Chosen, ...]
    scored: Sequence[ScoredSentence]
    covered: float
    lines: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """How answers are cut; `list_share`: how well a list must cover the question against the best sentence."""

    fact: FactLimits = field(default_factory=FactLimits)
    list_share: float = 0.88


class Extractor:
    """Chooses the words that answer. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, view: Callable[[int], View], limits: ExtractLimits) -> None:
        self._lists, self._view, self._limits = ListFinder(lexicon, view), view, limits

    def extract(self, evidence: Evidence) -> Extract:
        """Choose what answers the question; nothing is chosen where nothing was found."""
        scored = score_sentences(evidence, self._limits.fact.weights)
        if not scored:
            return Extract((), (), 0.0)
        best, shape = scored[0], evidence.asked.shape
        if shape is Shape.LIST:
            listed = self._lists.best(evidence)
            if listed is not None and (
                listed.firm or listed.covered >= self._limits.list_share * best.covered
            ):
                return self._listed(listed, evidence, scored)
        chosen: list[Chosen] = []
        if shape is Shape.DOCUMENTS:
            chosen = document_answer(evidence, self._view(evidence.result.view))
        elif shape is Shape.DEFINITION:
            chosen = definition_answer(evidence, scored)
        elif shape is Shape.DUTY:
            chosen = duty_answer(evidence)
        lines = bool(chosen) and shape in (Shape.DOCUMENTS, Shape.DUTY)
        chosen = chosen or fact_answer(evidence, scored, self._limits.fact)
        return Extract(tuple(chosen), scored, best.covered, lines)

    def _listed(self, listed: Listed, evidence: Evidence, scored: Sequence[ScoredSentence]) -> Extract:
        told = self._lists.told(evidence, listed)
        return Extract(tuple(told), scored, max(listed.covered, scored[0].covered), True, listed.firm)
