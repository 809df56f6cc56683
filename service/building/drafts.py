"""Builds what drafters work with."""

from corpus.forms import TextForms
from corpus.store.catalogue import Catalogue
from corpus.words import Segmenter
from drafting.checking import DraftChecker
from drafting.desk import Desk
from drafting.phrase_history import PhraseTeller
from drafting.phrase_texts import PhraseTexts
from drafting.phrase_trend import TrendFinder
from parsing.parser import Parser
from retrieval.followers import Follower
from retrieval.search import Searcher


def build_desk(
    catalogue: Catalogue,
    follower: Follower,
    search: Searcher,
    forms: TextForms,
    segmenter: Segmenter,
    parser: Parser,
) -> Desk:
    """Give what checks drafts and tells the history of phrases."""
    checker = DraftChecker(catalogue, follower, search.shelves, forms)
    phrases = PhraseTeller(catalogue, follower, PhraseTexts(forms))
    return Desk(parser, checker, phrases, TrendFinder(phrases, segmenter))
