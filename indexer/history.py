"""The lines at the head of a law that tell when it was passed, amended, published: often broken over several."""

import re
from collections.abc import Sequence

from indexer.dates import dated, narrow

_DAY = r"(?:(?:19|20)\d\d\s*年|[一二][〇○零一二三四五六七八九]{3}年)"
_TOLD = r"(?:通过|修正|修订|公布|发布|施行|批准|实施|印发)"
_BEGINS = re.compile(rf"[（(]?\s*(?:根据\s*)?{_DAY}")
_HISTORY = re.compile(
    rf"[（(]?\s*(?:根据\s*)?{_DAY}.{{0,240}}{_TOLD}\s*(?:[。；]?\s*根据)?[。]?[）)]{{0,2}}$"
)
_GOES_ON = re.compile(r".{0,60}(?:通过|修正|修订|公布|发布|施行)[）)]?$")
_LONGEST = 180  # characters of one line
_JOINED = 320
_MOST = 4  # lines that one statement is broken over
_SENTENCE = re.compile(r"[。；](?!\s*根据)")


def is_history(text: str) -> bool:
    """Whether a line tells when a text was passed, amended or published."""
    return len(text) < _LONGEST and _HISTORY.match(text) is not None


def history_spans(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the `[first, last)` of the statements among head lines, those broken over several lines whole.

    A line that only ends as a statement does (…公布) counts right below another statement.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(texts):
        end = _statement(texts, at)
        if end == at and found and found[-1][1] == at and _GOES_ON.fullmatch(texts[at]):
            end = at + 1
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return tuple(found)


def clauses(line: str) -> list[tuple[int, int, str, str]]:
    """Return each date of a statement: `[start, end)`, the day, and the words from it up to the next date."""
    text = narrow(line)
    found = dated(text)
    ends = [*(start for start, _, _ in found[1:]), len(text)]
    return [(start, stop, day, text[stop:end]) for (start, stop, day), end in zip(found, ends, strict=False)]


def _statement(texts: Sequence[str], start: int) -> int:
    """Return the line behind the statement that begins at `start`; `start` itself where none does."""
    if not _BEGINS.match(texts[start]):
        return start
    if is_history(texts[start]):
        return start + 1
    whole = texts[start]
    for end in range(start + 1, min(start + _MOST, len(texts))):
        if _SENTENCE.search(whole) or len(whole) > _JOINED or _BEGINS.match(texts[end]):
            break
        whole += texts[end]
        if len(whole) < _JOINED and _HISTORY.match(whole):
            return end + 1
    return start
