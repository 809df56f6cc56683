"""Builds what drafters work with."""

from corpus.forms import TextForms
from corpus.store.catalogue import Catalogue
from drafting.checking import DraftChecker
from drafting.desk import Desk
from parsing.parser import Parser
from retrieval.followers import Follower
from retrieval.search import Searcher


def build_desk(
    catalogue: Catalogue, follower: Follower, search: Searcher, forms: TextForms, parser: Parser
) -> Desk:
    """Give what checks drafts and tells the history of phrases."""
    checker = DraftChecker(catalogue, follower, search.shelves, forms)
    return Desk(parser, checker)
