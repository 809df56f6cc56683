"""Generated look-ups: references to articles and document numbers of an indexed folder, in varied spelling.

    python -m benchmarks.lookups DATA [--articles 160] [--numbers 50] [--seed 20261122] [--misses]

DATA is an indexed data folder (a copy: opening one may migrate it). An article is right where the first hit stands in
that article of the newest document of its work that has it; a number where the first hit's document bears it. Last
line: JSON.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.needed import needed
from corpus.citations import Citation
from corpus.numbering import to_number, to_numeral
from corpus.store.cards import DocumentCard
from corpus.store.view import View
from retrieval.results import SearchRequest
from service.bootstrap import Chuchu
from service.settings import read_settings

_STATE = "中华人民共和国"
_EDITION = re.compile(r"\s*[（(][^（）()]{1,20}[）)]\s*$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,6}?(?:省|自治区|市)(?=[\u4e00-\u9fff]{4})")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千]+)条")
_NUMBER = re.compile(r"(?P<agency>.+?)〔(?P<year>\d{4})〕(?P<number>\d+)号")
_WIDE = {0x30 + figure: 0xFF10 + figure for figure in range(10)}
_MOST = 4
"""Articles taken from one work, at most."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A query, what it looks for (printed with misses), and whether a citation is that."""

    query: str
    wanted: str
    right: Callable[[Citation], bool]


def main() -> None:
    """Make the look-ups, ask them, tell the share that is right at the first hit."""
    given = _options()
    chance = random.Random(given.seed)
    with Chuchu(read_settings(data=given.data), lambda line: print(line, file=sys.stderr)) as chuchu:
        chuchu.follower.catch_up()
        view = chuchu.catalogue.view(chuchu.follower.current().number)
        cards = list(view.holding().by_row.values())
        asked = {
            "articles": _sample(list(article_lookups(view, cards, chance)), given.articles, chance),
            "numbers": _sample(list(number_lookups(cards, chance)), given.numbers, chance),
        }
        right = {kind: [_ask(chuchu, one, given.misses) for one in many] for kind, many in asked.items()}
    every = [one for many in right.values() for one in many]
    share = round(sum(every) / max(1, len(every)), 4)
    told = {kind: {"asked": len(many), "right": sum(many)} for kind, many in right.items()}
    print(json.dumps({"seed": given.seed, **told, "first_hit_right": share}, ensure_ascii=False))


def article_lookups(view: View, cards: Sequence[DocumentCard], chance: random.Random) -> Iterator[Lookup]:
    """Give references to articles of every titled document that has some; several versions are one work."""
    works: dict[str, list[DocumentCard]] = {}
    for card in cards:
        if card.title:
            works.setdefault(bare_title(card.title), []).append(card)
    names = _unique_names(works)
    for work, versions in works.items():
        holders = _newest_holders(view, versions)
        chosen = sorted(holders)
        for number in chance.sample(chosen, min(_MOST, len(chosen))):
            title = chance.choice([*names[work], versions[0].title or work])
            yield Lookup(
                spelled_article(title, number, chance),
                f"{work} 第{to_numeral(number)}条",
                _in_article(holders[number], number),
            )


def number_lookups(cards: Sequence[DocumentCard], chance: random.Random) -> Iterator[Lookup]:
    """Give the document numbers there are, each in two spellings."""
    for canonical in sorted({card.doc_number for card in cards if card.doc_number}):
        match = _NUMBER.fullmatch(canonical)
        if match:
            for _ in range(2):
                yield Lookup(spelled_number(match, chance), canonical, _bears(canonical))


def spelled_article(title: str, number: int, chance: random.Random) -> str:
    """Spell a reference: brackets or none, either figures in either width, with words about it or none."""
    figure = chance.choice([to_numeral(number), str(number), str(number).translate(_WIDE)])
    ordinal = chance.choice([f"第{figure}条", f"第{figure}条", f"第 {figure} 条", f"{figure}条"])
    name = chance.choice([f"《{title}》", title, f"{title} ", f"《{title}》的"])
    before = chance.choice(["", "", "", "请问", "查一下"])
    after = chance.choice(["", "", "是什么", "规定了什么", "的内容"])
    return f"{before if name.startswith('《') else ''}{name}{ordinal}{after}"


def spelled_number(match: re.Match[str], chance: random.Random) -> str:
    """Spell a document number: every bracket and none, either width, with 第, with 年, with or without 号."""
    agency, year, number = match["agency"], match["year"], match["number"]
    brackets = chance.choice(["〔〕", "[]", "［］", "【】", "（）", "()", "﹝﹞"])
    opening, closing = brackets[0], brackets[1]
    spelled = chance.choice(
        [
            f"{agency}{opening}{year}{closing}{number}号",
            f"{agency}{opening}{year}{closing} {number} 号",
            f"{agency}{opening}{year}{closing}第{number}号",
            f"{agency}{year}年{number}号",
            f"{agency} {year} {number}号",
            f"{agency}{opening}{year}{closing}{number}",
        ]
    )
    return spelled.translate(_WIDE) if chance.random() < 0.2 else spelled


def bare_title(title: str) -> str:
    """Give a title without white space, the state before it and the edition after it."""
    return re.sub(r"\s+", "", _EDITION.sub("", title)).removeprefix(_STATE)


def _unique_names(works: Mapping[str, Sequence[DocumentCard]]) -> dict[str, list[str]]:
    """Give each work its bare title and, where no other work is called so, the title without its place."""
    placeless: dict[str, list[str]] = {}
    for work in works:
        placeless.setdefault(_PLACE.sub("", work), []).append(work)
    return {
        work: [work, short] if len(placeless[short]) == 1 else [work]
        for work in works
        for short in [_PLACE.sub("", work)]
    }


def _newest_holders(view: View, versions: Sequence[DocumentCard]) -> dict[int, str]:
    """Give the newest document that has each article, by the article's number."""
    holders: dict[int, str] = {}
    for card in sorted(versions, key=lambda one: one.date):
        for section in view.outline(card.document_id):
            match = _ARTICLE.fullmatch(section.marker)
            number = to_number(match[1]) if match else None
            if number:
                holders[number] = card.document_id
    return holders


def _in_article(document_id: str, number: int) -> Callable[[Citation], bool]:
    marker = f"第{to_numeral(number)}条"
    return lambda c: c.document_id == document_id and any(step.marker == marker for step in c.section_path)


def _bears(canonical: str) -> Callable[[Citation], bool]:
    return lambda citation: citation.doc_number == canonical


def _sample(lookups: list[Lookup], count: int, chance: random.Random) -> list[Lookup]:
    return chance.sample(lookups, min(count, len(lookups)))


def _ask(chuchu: Chuchu, lookup: Lookup, misses: bool) -> bool:
    hits = chuchu.search.search(SearchRequest(lookup.query, 1)).hits
    right = bool(hits) and lookup.right(hits[0].citation)
    if misses and not right:
        first = hits[0].citation if hits else None
        print(lookup.query, "| wanted", lookup.wanted, "| got", first and first.reference, file=sys.stderr)
    return right


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=160)
    parser.add_argument("--numbers", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--misses", action="store_true", help="print those that were not right")
    given = parser.parse_args()
    needed(given.data, "DATA, an indexed data folder with articles and document numbers")
    return given


if __name__ == "__main__":
    main()
