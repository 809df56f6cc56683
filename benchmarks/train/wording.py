"""Pairs from the product's own list of everyday words: an article's clause, said as people say it, and the article.

Official words of the clause give way to everyday ones, and the clause becomes a question by a template. All is
made by rule from a seed.
"""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.train.pairs import Gathered, Pair

SOURCE = "wording"
_COMMON = 0.015  # of all articles
_CLAUSE = re.compile("[^，。；：、\n]{4,28}")
_ASKED = (
    "{}怎么办", "{}要多久", "{}可以吗", "{}谁来管", "{}合法吗", "{}有什么后果", "{}要赔钱吗", "{}能不能反悔", "{}算谁的",
    "碰上{}咋办", "我想问{}怎么弄", "{}行不行",
)  # fmt: skip


def read_words(path: Path) -> dict[str, tuple[str, ...]]:
    """Official words with the everyday ones for them, from everyday_words.tsv."""
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        everyday, _, official = line.partition("\t")
        if line.startswith("#") or not official:
            continue
        for word in official.split():
            if len(word) > 1:
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), *everyday.split())))
    return found


def _telling(known: Mapping[str, tuple[str, ...]], articles: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Leave out words that stand in many articles (规定, 处理): swapping them says nothing."""
    whole = list(articles.values())[::10]
    most = len(whole) * _COMMON
    return {word: said for word, said in known.items() if sum(word in text for text in whole) <= most}


def gather(
    words: Path, articles: Mapping[str, str], left_out: frozenset[str], most: int, seed: int = 20332
) -> Gathered:
    """At most `most` pairs, each from an article with two or more of the official words."""
    chance = random.Random(seed)
    known = _telling(read_words(words), articles)
    pattern = re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)))
    names = [name for name in articles if name not in left_out]
    chance.shuffle(names)
    pairs: list[Pair] = []
    for name in names:
        if len(pairs) >= most:
            break
        pairs.extend(_pairs(name, articles[name], pattern, known, chance))
    return Gathered(tuple(pairs[:most]), {pair.right[0]: articles[pair.right[0]] for pair in pairs})


def _pairs(
    name: str,
    article: str,
    pattern: re.Pattern[str],
    known: Mapping[str, tuple[str, ...]],
    chance: random.Random,
) -> Iterator[Pair]:
    body = article.partition("\n")[2]
    clauses = [c for c in _CLAUSE.findall(body) if len(pattern.findall(c)) >= 1]
    if len(set(pattern.findall(body))) < 2 or not clauses:
        return
    said = chance.sample(clauses, min(len(clauses), chance.choice((1, 2))))
    plain = "，".join(pattern.sub(lambda found: chance.choice(known[found[0]]), clause) for clause in said)
    yield Pair(SOURCE, chance.choice(_ASKED).format(plain), (name,))
