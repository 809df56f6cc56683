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
from answering.question import Shape, Wants
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
    """How answers are cut; `list_share`: how well a list must cover the question against the best sentence.

    `figure_share`: the share of the best score with which a sentence leads that tells the figure asked for.
    """

    fact: FactLimits = field(default_factory=FactLimits)
    list_share: float = 0.88
    figure_share: float = 0.75


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
        chosen = chosen or self._fact(evidence, scored)
        return Extract(tuple(chosen), scored, best.covered, lines)

    def _fact(self, evidence: Evidence, scored: Sequence[ScoredSentence]) -> list[Chosen]:
        """Choose the sentences of a fact; where a figure is asked for and they tell none, the best that does comes first."""
        chosen = fact_answer(evidence, scored, self._limits.fact)
        if evidence.asked.wants is not Wants.NUMBER or any(one.marked for one in chosen):
            return chosen
        least = self._limits.figure_share * scored[0].score
        lead = next((one for one in scored if one.marked and one.score >= least), None)
        if lead is None:
            return chosen
        others = [one for one in scored if one is not lead]
        return fact_answer(evidence, [lead, *others], self._limits.fact) or chosen

    def _listed(self, listed: Listed, evidence: Evidence, scored: Sequence[ScoredSentence]) -> Extract:
        told = self._lists.told(evidence, listed)
        return Extract(tuple(told), scored, max(listed.covered, scored[0].covered), True, listed.firm)
