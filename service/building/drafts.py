"""Builds what drafters work with."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from corpus.forms import TextForms
from corpus.index.errors import IndexMissing
from corpus.index.text_index import TextIndex
from corpus.store.catalogue import Catalogue
from corpus.words import Segmenter
from drafting.checking import DraftChecker
from drafting.desk import Desk
from drafting.formulations import Formulations
from drafting.phrase_history import PhraseTeller
from drafting.phrase_texts import PhraseTexts
from drafting.phrase_trend import TrendFinder
from parsing.parser import Parser
from retrieval.followers import Follower
from retrieval.shelf import Shelves
from retrieval.text_readers import TextFollower, TextReader
from retrieval.word_lists import QueryLists


def build_desk(
    catalogue: Catalogue,
    follower: TextFollower,
    shelves: Shelves,
    forms: TextForms,
    segmenter: Segmenter,
    parser: Parser,
    today: Callable[[], date],
) -> Desk:
    """Give what checks drafts and tells the history of phrases."""
    checker = DraftChecker(catalogue, follower, shelves, forms, today=today)
    texts = PhraseTexts(forms)
    phrases = PhraseTeller(catalogue, follower, texts)
    return Desk(parser, checker, phrases, TrendFinder(phrases, Formulations(texts, segmenter)))


def build_lone_desk(
    catalogue: Catalogue,
    texts: Path,
    whole: Callable[[], Follower],
    forms: TextForms,
    segmenter: Segmenter,
    parser: Parser,
    today: Callable[[], date],
) -> Desk:
    """Give the same over the text index in `texts` alone; over the `whole` follower where that is behind.

    Raises:
        IndexDamaged: the text index cannot be used.
    """
    named = {short: title for short, (title,) in QueryLists.builtin().titles.items()}
    follower = _reader(catalogue, texts, forms) or _level(whole())
    return build_desk(catalogue, follower, Shelves(segmenter, forms, named), forms, segmenter, parser, today)


def _reader(catalogue: Catalogue, texts: Path, forms: TextForms) -> TextFollower | None:
    """Give a reader of the text index where it has all that the catalogue has."""
    try:
        index = TextIndex.open(texts, forms, writable=False)
    except IndexMissing:
        return None
    return TextReader(index) if index.applied == catalogue.head() else None


def _level(follower: Follower) -> Follower:
    follower.catch_up()
    return follower
