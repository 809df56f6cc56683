"""Builds what answers questions."""

from answering.answerer import Answerer, AnswerLimits
from answering.confidence import ConfidenceModel
from answering.lexicon import Lexicon
from corpus.store.catalogue import Catalogue
from corpus.words import Segmenter
from retrieval.followers import Follower
from retrieval.search import Searcher
from retrieval.word_lists import QueryLists


def build_answerer(
    catalogue: Catalogue, search: Searcher, follower: Follower, segmenter: Segmenter, question_max: int
) -> Answerer:
    """Give what answers questions; `question_max` counts characters."""
    places = sorted(QueryLists.builtin().regions, key=len, reverse=True)
    lexicon = Lexicon(segmenter, lambda: follower.current().words)
    return Answerer(
        search.search,
        catalogue.view,
        lexicon,
        ConfidenceModel.builtin(),
        lambda text: [place for place in places if place in text],
        AnswerLimits(question=question_max),
    )
