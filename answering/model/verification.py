"""Whether a passage says what a model wrote: word for word, in its order, with its numbers and its negations.

A sentence may leave words of the passage out; it may add none but a few that carry no fact (根据, 规定, 其中). Every
stretch of it must stand in the passage. So a true paraphrase can fail; a changed number, name, date, duty or
negation cannot pass.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.model.instructions import speaks_to_machines, without_orders
from answering.model.normal_form import Normal, Normalizer, units
from corpus.citations import Citation

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{1,300})[”」』\"]|《([^《》]{1,100})》")
_NEGATION = re.compile(r"不得|不准|不能|不可|不|未|无|非|禁止|严禁|没有|勿|免|杜绝|除外")
_NO_NEGATION = re.compile(
    r"不断|不仅|不但|不同|不动产|不忘|不懈|无人机|无线|无障碍|未来|未成年|非物质|非遗|非常|非公|免疫|不锈|无偿|无论|不论|不管"
)
_BOUND_BEHIND = ("以上", "以下", "以内", "以外", "以前", "以后", "左右", "之前", "之后", "之内")
_BOUND_BEFORE = ("不少于", "不低于", "不超过", "不高于", "不得少于", "不得超过", "不得低于", "至少", "最多", "最低",
                 "最高", "超过", "低于", "高于", "少于", "多于", "约", "近", "每", "第")  # fmt: skip
_FILLERS = (
    "根据", "按照", "依据", "规定", "指出", "提出", "明确", "强调", "表示", "包括", "有关", "相关", "文件", "此外",
    "同时", "其中", "以及", "分别", "具体", "内容", "方面", "如下", "上述", "对此", "资料", "显示", "主要", "即",
)  # fmt: skip
_LIGHT = frozenset("的了与和及或在是为对于将把被由从向到以并且也都就其之所等个中则而还又该此这那有")
REACH = 12
"""Characters within which a single character must follow what was matched before."""
RESUME = 3
"""Characters into a sentence at which a stretch may resume after a jump to it."""
DISPLACED = 0.15
"""Share of a sentence that may stand in another order than in the passage."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage in comparing form: its text behind what its place and document are called."""

    normal: Normal
    head: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[start, end)` of a sentence stands at `[at, at + end - start)` of a source."""

    start: int
    end: int
    at: int

    @property
    def until(self) -> int:
        """The end in the source."""
        return self.at + self.end - self.start


class Verifier:
    """Compares sentences with passages."""

    def __init__(self, normalizer: Normalizer) -> None:
        self._normalizer = normalizer

    def source(self, citation: Citation) -> Source:
        """Prepare a passage."""
        facts = [f"《{citation.title}》", citation.issuer, citation.doc_number, citation.date]
        steps = [f"{step.marker}{step.title}" for step in citation.section_path]
        head = "\n".join(fact for fact in (*facts, *steps) if fact and not speaks_to_machines(fact)) + "\n"
        # An order to a machine is no evidence; a break in its place keeps what stood around it apart.
        told = self._normalizer.normal(head + without_orders(citation.text))
        return Source(told, len(self._normalizer.normal(head).text), citation)

    def supports(self, source: Source, text: str) -> bool:
        """Tell whether the passage says all of the text."""
        if not self._quotations_stand(source, text):
            return False
        claim = self._normalizer.normal(text)
        stretches = align(claim, source)
        if stretches is None or not _substantial(claim, stretches):
            return False
        return (
            _in_order(claim, stretches)
            and _numbers_whole(claim, source, stretches)
            and _same_sense(claim, source, stretches)
        )

    def _quotations_stand(self, source: Source, text: str) -> bool:
        quoted = [a or b for a, b in _QUOTED.findall(text)]
        return all(self._normalizer.word(words) in source.normal.text for words in quoted)


def align(claim: Normal, source: Source) -> list[Stretch] | None:
    """Find each stretch of a claim in a source; None where one stands nowhere, or only at a place it may not."""
    found: list[Stretch] = []
    atoms, place, index = units(claim.text), 0, 0
    while index < len(atoms):
        count, at = _longest(atoms[index:], source, found)
        if count:
            length = len("".join(atoms[index : index + count]))
            found.append(Stretch(place, place + length, at))
        else:
            count = _light(atoms[index:])
            length = len("".join(atoms[index : index + count]))
            if not count:
                return None
        place, index = place + length, index + count
    return found


def _longest(atoms: Sequence[str], source: Source, found: Sequence[Stretch]) -> tuple[int, int]:
    """Give how many of the next atoms stand together in a source, and where; (0, 0) where none does."""
    best, place = 0, 0
    after = found[-1].until if found else 0
    for count in range(1, len(atoms) + 1):
        words = "".join(atoms[:count])
        places = _places(words, source)
        if not places:
            break
        at = min(places, key=lambda p: (not _may_follow(p, after, source, found), p < after, abs(p - after)))
        near = not found or 0 <= at - after <= REACH
        if len(words) > 1 or near:
            best, place = count, at
    if best and len("".join(atoms[:best])) == 1 and atoms[0] in _LIGHT:
        return 0, 0
    if best and found and not _may_follow(place, after, source, found):
        return 0, 0
    return best, place


def _places(words: str, source: Source) -> list[int]:
    text, places = source.normal.text, []
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        cut = (at > 0 and _both_of_number(text[at - 1], text[at])) or (
            end < len(text) and _both_of_number(text[end - 1], text[end])
        )
        if not cut:
            places.append(at)
        at = text.find(words, at + 1)
    return places


def _both_of_number(left: str, right: str) -> bool:
    return (left.isdigit() or left == ".") and (right.isdigit() or right == ".")


def _may_follow(at: int, after: int, source: Source, found: Sequence[Stretch]) -> bool:
    """Tell whether a claim may go on at a place: in the sentence it was in, or where another begins."""
    if not found or found[-1].at < source.head or at < source.head:
        return True
    sentence = source.normal.sentence(at)
    if sentence == source.normal.sentence(max(after - 1, 0)):
        return True
    return at - source.normal.sentences[sentence] <= RESUME


def _light(atoms: Sequence[str]) -> int:
    """Give how many of the next atoms carry no fact."""
    ahead = "".join(atoms[:4])
    for filler in _FILLERS:
        if ahead.startswith(filler):
            return len(filler)
    return 1 if atoms[0] in _LIGHT else 0


def _substantial(claim: Normal, stretches: Sequence[Stretch]) -> bool:
    matched = sum(one.end - one.start for one in stretches)
    return matched >= 3 and matched >= 0.7 * len(claim.text)


def _in_order(claim: Normal, stretches: Sequence[Stretch]) -> bool:
    displaced, furthest = 0, 0
    for one in stretches:
        if one.at < furthest:
            if any(c.isdigit() for c in claim.text[one.start : one.end]):
                return False
            displaced += one.end - one.start
        else:
            furthest = one.until
    return displaced <= DISPLACED * len(claim.text)


def _numbers_whole(claim: Normal, source: Source, stretches: Sequence[Stretch]) -> bool:
    """Tell whether no number lost its bounds (以上, 不少于) and none was left out between two stretches of a clause."""
    text = source.normal.text
    for before, one in zip([None, *stretches], stretches, strict=False):
        words = claim.text[one.start : one.end]
        if re.search(r"\d[^\d]{0,3}$", words) and text.startswith(_BOUND_BEHIND, one.until):
            return False
        if re.match(r"\d", words) and text[: one.at].endswith(_BOUND_BEFORE):
            return False
        if before is not None and before.until < one.at and before.at >= source.head:
            same = source.normal.clause(before.until - 1) == source.normal.clause(one.at)
            if same and any(c.isdigit() for c in text[before.until : one.at]):
                return False
    return True


def _same_sense(claim: Normal, source: Source, stretches: Sequence[Stretch]) -> bool:
    """Tell whether each clause denies where the clause of the source that it comes from denies, and only there."""
    for number in range(len(claim.clauses)):
        start = claim.clauses[number]
        end = start + len(claim.clause_text(number))
        weights: dict[int, int] = {}
        for one in stretches:
            shared = min(end, one.end) - max(start, one.start)
            if shared > 0 and one.at >= source.head:
                middle = one.at + max(start, one.start) - one.start
                clause = source.normal.clause(middle)
                weights[clause] = weights.get(clause, 0) + shared
        if not weights:
            continue
        most = max(weights, key=lambda clause: weights[clause])
        if _denials(claim.clause_text(number)) != _denials(source.normal.clause_text(most)):
            return False
    return True


def _denials(text: str) -> int:
    return len(_NEGATION.findall(_NO_NEGATION.sub("", text)))
