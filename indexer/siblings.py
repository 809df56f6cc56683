"""The siblings' vote: within one series of markers the majority form decides the odd one.

Rules 2 and 3 of the structure rules. A heading “standing alone” among run-in siblings is a broken line; `X。Y`
with a short open end is two headings among siblings that stand alone, a broken line among run-in ones.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.documents import Family
from corpus.markers import Marker, read_marker
from indexer.line_kinds import ends_open
from indexer.paragraphs import Paragraph
from indexer.run_in import LONGEST_LINE, Form, Wording, read_wording

RANKS = {
    Family.ATTACHMENT: -1,
    Family.PART: 0,
    Family.CHAPTER: 1,
    Family.DIVISION: 2,
    Family.ARTICLE: 3,
    Family.ENUMERATED: 4,
    Family.BRACKETED: 5,
    Family.DIGIT: 6,
    Family.BRACKETED_DIGIT: 7,
    Family.CIRCLED: 8,
}
"""How far in the families nest; smaller is further out."""

LONGEST_ALONE = 40  # characters of a sentence that is a heading when its paragraph holds nothing else
HOLDING_RANK = 2.5
"""The rank of 一、 where it holds articles, as in judicial interpretations."""

_SHORT_TAIL = 16
_SHORT_ITEM = 80
_SHORT_BROKEN = 40


@dataclass(frozen=True, slots=True)
class Voted:
    """A marked paragraph and the form that its siblings give it."""

    wording: Wording
    form: Form

    @property
    def marker(self) -> Marker:
        """The marker of the paragraph."""
        return self.wording.marker


@dataclass(slots=True)
class _Series:
    """Members of one series, as indices of paragraphs; `intro` is the paragraph before the first."""

    family: Family
    intro: str
    in_article: bool
    members: list[int] = field(default_factory=list)


def vote(paragraphs: Sequence[Paragraph], skipped: frozenset[int] = frozenset()) -> dict[int, Voted]:
    """Return the form of each marked paragraph by its index; rows of tables and `skipped` ones are left out."""
    glued = _articles_are_glued(paragraphs)
    wordings = {
        i: read_wording(p.text, marker)
        for i, p in enumerate(paragraphs)
        if i not in skipped and not p.is_table and (marker := read_marker(p.text, glued_articles=glued))
    }
    follows = _followers(len(paragraphs), skipped)
    ranks = family_ranks({index: wording.marker for index, wording in wordings.items()})
    voted: dict[int, Voted] = {}
    for series in _series(paragraphs, wordings, ranks):
        decide = _decider(series, paragraphs, wordings, follows, ranks)
        for index in series.members:
            voted[index] = Voted(wordings[index], decide(index))
    return voted


def family_ranks(markers: Mapping[int, Marker]) -> Mapping[Family, float]:
    """Return how far in each family nests in a document, by its markers and their paragraphs.

    一、 stands outside the articles where most of its lines have an article right below them.
    """
    order = sorted(markers.items())
    listed = [at for at, (_, marker) in enumerate(order) if marker.family is Family.ENUMERATED]
    holding = sum(_holds_article(order, at) for at in listed)
    if holding >= 2 and 2 * holding >= len(listed):
        return {**RANKS, Family.ENUMERATED: HOLDING_RANK}
    return RANKS


def _holds_article(order: Sequence[tuple[int, Marker]], at: int) -> bool:
    if at + 1 >= len(order):
        return False
    (index, _), (following, marker) = order[at], order[at + 1]
    return marker.family is Family.ARTICLE and following == index + 1


def _series(
    paragraphs: Sequence[Paragraph], wordings: dict[int, Wording], ranks: Mapping[Family, float]
) -> list[_Series]:
    """Group markers: a series lasts until a marker further out, or its first number again, ends it."""
    found: list[_Series] = []
    current: dict[Family, _Series] = {}
    for index, wording in wordings.items():
        family, rank = wording.marker.family, ranks[wording.marker.family]
        intro = paragraphs[index - 1].text if index else ""
        in_article = Family.ARTICLE in current and rank > ranks[Family.ARTICLE]
        if in_article and family is Family.ENUMERATED and family not in current and not _opens_list(intro):
            in_article = False
            del current[Family.ARTICLE]
        for other in [f for f in current if ranks[f] > rank]:
            del current[other]
        if family not in current or wording.marker.number == 1:
            current[family] = _Series(family, intro, in_article)
            found.append(current[family])
        current[family].members.append(index)
    return found


def _opens_list(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _decider(
    series: _Series,
    paragraphs: Sequence[Paragraph],
    wordings: dict[int, Wording],
    follows: list[int | None],
    ranks: Mapping[Family, float],
) -> Callable[[int], Form]:
    members = [wordings[i] for i in series.members]
    run_in = sum(w.has_sentence for w in members)
    alone = len(members) - run_in
    bodiless = {i for i in series.members if _is_bodiless(i, wordings, follows, ranks)}
    listed = series.in_article or _is_list(series, members, bodiless)

    def decide(index: int) -> Form:
        wording = wordings[index]
        if RANKS[series.family] < RANKS[Family.ENUMERATED]:
            return _of_law(wording, paragraphs[index].text)
        if listed:
            return Form.ITEM
        if wording.has_sentence:
            tail = wording.tail.strip()
            if 0 < len(tail) <= _SHORT_TAIL and ends_open(tail) and not _has_comma(tail):
                return Form.DOUBLE if alone > run_in else Form.BROKEN
            heads = not tail and index not in bodiless and len(wording.title) <= LONGEST_ALONE
            return Form.STANDALONE if heads else Form.RUN_IN
        if run_in >= 2 and run_in > alone and len(wording.title) < _SHORT_BROKEN and index not in bodiless:
            return Form.BROKEN
        if wording.ends_as_item:
            return Form.ITEM
        too_long = len(paragraphs[index].text) > LONGEST_LINE
        return Form.RUN_IN if index in bodiless or too_long else Form.STANDALONE

    return decide


def _of_law(wording: Wording, text: str) -> Form:
    if wording.marker.family is Family.ARTICLE:
        return Form.STANDALONE if wording.marker.length >= len(text) else Form.RUN_IN
    return Form.RUN_IN if wording.tail.strip() or len(text) > LONGEST_LINE else Form.STANDALONE


def _is_list(series: _Series, members: list[Wording], bodiless: set[int]) -> bool:
    """Whether a series is a list of items rather than of headings."""
    if 2 * sum(w.ends_as_item for w in members) > len(members):
        return True
    sentences = all(not w.tail.strip() and len(w.title) <= _SHORT_ITEM for w in members)
    bare = sentences and len(bodiless) == len(members)
    return bare and (series.family is not Family.ENUMERATED or _opens_list(series.intro))


def _is_bodiless(
    index: int, wordings: dict[int, Wording], follows: list[int | None], ranks: Mapping[Family, float]
) -> bool:
    """Whether nothing stands under a marked line: a marker of its rank or further out, or the end, follows."""
    following = follows[index]
    if following is None:
        return True
    other = wordings.get(following)
    return other is not None and ranks[other.marker.family] <= ranks[wordings[index].marker.family]


def _followers(count: int, skipped: frozenset[int]) -> list[int | None]:
    """Return for each index the next one that is not skipped."""
    follows: list[int | None] = [None] * count
    following: int | None = None
    for index in range(count - 1, -1, -1):
        follows[index] = following
        if index not in skipped:
            following = index
    return follows


def _articles_are_glued(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a file lost the spaces after its article numbers: 第一条为了…, 第二条本法…, in sequence."""
    numbers: list[int] = []
    for paragraph in paragraphs:
        if not paragraph.text.startswith("第"):
            continue
        parted = read_marker(paragraph.text)
        if parted is not None and parted.family is Family.ARTICLE:
            return False
        glued = parted or read_marker(paragraph.text, glued_articles=True)
        if glued is not None and glued.family is Family.ARTICLE:
            numbers.append(glued.number)
    return sum(b == a + 1 for a, b in pairwise(numbers)) >= 2


def _has_comma(text: str) -> bool:
    return "，" in text or "," in text
