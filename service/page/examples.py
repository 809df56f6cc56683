"""What the first page offers to try: questions of the settings, else ways of asking made of the newest documents."""

from collections.abc import Iterator, Sequence
from itertools import islice

from corpus.store.records import StoredDocument
from corpus.store.view import View
from service.settings import Settings

SHOWN = 5
TITLES = 3
ARTICLE = "第二条"
IN_ARTICLES = frozenset({"法律", "条例", "办法", "规定", "细则"})


def examples(settings: Settings, newest: Sequence[StoredDocument], view: View) -> list[str]:
    """Give at most five, each another; `newest` are the documents to make them of."""
    if settings.questions is not None:
        lines = settings.questions.read_text("utf-8").splitlines()
        if asked := [line.strip() for line in lines if line.strip()]:
            return asked[:SHOWN]
    return list(dict.fromkeys(_ways(newest, view)))[:SHOWN]


def _ways(newest: Sequence[StoredDocument], view: View) -> Iterator[str]:
    """Titles, a 文号, an article of a rule: each a way of asking."""
    titles = list(dict.fromkeys(one.facts.title for one in newest if one.facts.title))
    yield from titles[:TITLES]
    numbers = (one.facts.doc_number for one in newest if one.facts.doc_number)
    yield from islice((number for number in numbers if number[0].isalnum()), 1)
    yield from islice(_articles(newest, view), 1)
    yield from titles[TITLES:]


def _articles(newest: Sequence[StoredDocument], view: View) -> Iterator[str]:
    for one in newest:
        if one.facts.title and one.facts.doc_type in IN_ARTICLES and view.article(one.row, ARTICLE):
            yield f"《{one.facts.title}》{ARTICLE}"
