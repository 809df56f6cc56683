"""Builds what answers questions."""

from answering.answerer import Answerer, AnswerLimits
from answering.lexicon import Lexicon
from corpus.words import Segmenter
from retrieval.followers import Follower
from retrieval.search import Searcher


def build_answerer(search: Searcher, follower: Follower, segmenter: Segmenter, question_max: int) -> Answerer:
    """Give what answers questions; `question_max` counts characters."""
    lexicon = Lexicon(segmenter, lambda: follower.current().words)
    return Answerer(search.search, lexicon, AnswerLimits(question=question_max))
