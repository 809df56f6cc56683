"""Pairs from questions of our own, in everyday words, and the article or passage that answers each.

Each line of `lay_questions.tsv`, `lay_wider.tsv`, `lay_articles.tsv`, `lay_forum.tsv`, `lay_further.tsv` and
`lay_legal.tsv` is the article's title, a tab and a question; in `lay_policy.tsv`, `lay_official.tsv` and `lay_kinds.tsv`,
for official documents, a few characters by which the passage is found in place of the title. They were written about
articles and documents that answer no question of policy-qa, of hard-qa or of STARD's test part (checked by their text), and
are licensed as the product is. The articles and passages themselves come from the corpus that is given.
"""

import random
import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks.train.pairs import Gathered, Pair, text_id
from benchmarks.train.stard import law_of
from benchmarks.train.structure import passages

SOURCE = "lay"
WIDER = "lay-wide"
ARTICLE = "lay-article"
FORUM = "lay-forum"
OFFICIAL = "lay-official"
KINDS = "lay-kinds"
FURTHER = "lay-further"
LEGAL = "lay-legal"
QUESTIONS = Path(__file__).with_name("lay_questions.tsv")
MORE_QUESTIONS = Path(__file__).with_name("lay_wider.tsv")
ABOUT_POLICY = Path(__file__).with_name("lay_policy.tsv")
ABOUT_ARTICLES = Path(__file__).with_name("lay_articles.tsv")
ABOUT_DOCUMENTS = Path(__file__).with_name("lay_official.tsv")
AS_ON_A_FORUM = Path(__file__).with_name("lay_forum.tsv")
OF_OTHER_KINDS = Path(__file__).with_name("lay_kinds.tsv")
ABOUT_FURTHER_ARTICLES = Path(__file__).with_name("lay_further.tsv")
HALF_LEGAL = Path(__file__).with_name("lay_legal.tsv")
_SIBLINGS = 12


def read_questions(path: Path = QUESTIONS) -> list[tuple[str, str]]:
    """(article title, question) of every line that is neither blank nor a remark."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return [(title, question) for title, _, question in pairs]


def gather(
    articles: Mapping[str, str], left_out: frozenset[str], path: Path = QUESTIONS, source: str = SOURCE
) -> Gathered:
    """Pairs with the nearest articles of the same law as wrong ones; articles of `left_out` are not used."""
    by_title = {text.partition("\n")[0]: name for name, text in articles.items()}
    laws: dict[str, list[str]] = {}
    for name, text in articles.items():
        laws.setdefault(law_of(text), []).append(name)
    pairs = []
    for title, question in read_questions(path):
        name = by_title.get(title)
        if name is not None and name not in left_out:
            pairs.append(Pair(source, question, (name,), _siblings(name, laws[law_of(articles[name])])))
    used = {name for pair in pairs for name in (*pair.right, *pair.wrong)}
    return Gathered(tuple(pairs), {name: articles[name] for name in used})


def gather_policy(
    data: Path, judged: frozenset[str], path: Path = ABOUT_POLICY, source: str = SOURCE, seed: int = 20336
) -> Gathered:
    """Pairs with passages of documents that are not judged; wrong are others of the same document."""
    chance = random.Random(seed)
    found = [(re.sub(r"\s", "", one.text), one) for one in passages(data, judged)]
    pairs, texts = [], {}
    for place, question in read_questions(path):
        right = next((one for text, one in found if place in text), None)
        if right is None:
            continue
        others = [one for _, one in found if one.path == right.path and one is not right]
        wrong = [one.embedded() for one in chance.sample(others, min(_SIBLINGS, len(others)))]
        texts |= {text_id(text): text for text in (right.embedded(), *wrong)}
        pairs.append(Pair(source, question, (text_id(right.embedded()),), tuple(map(text_id, wrong))))
    return Gathered(tuple(pairs), texts)


def _siblings(name: str, law: list[str]) -> tuple[str, ...]:
    at = law.index(name)
    near = law[max(0, at - _SIBLINGS // 2) : at + _SIBLINGS // 2 + 1]
    return tuple(other for other in near if other != name)
