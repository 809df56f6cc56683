"""What is told of an article of a magazine: author or unit, column, source line."""

import re
from collections.abc import Sequence

from indexer.articles import Article
from indexer.bylines import byline_author, is_author_line
from indexer.evidence import Evidence
from indexer.issuers import issuer_of
from indexer.line_kinds import LineKind, line_kind
from indexer.readings import Line, Reading, read_at
from indexer.title import bare

_CONTENTS = "目录"
_NEAR = 3  # lines below the title that the author stands in
_SOURCE = re.compile(
    r"[（(]?\s*(?:信息|文章|稿件)?来\s?源\s?[:：]\s*(?P<source>[^()（）。]{2,40}?)\s*[）)]?$"
)
_CLOSING = 6


def article_readings(
    article: Article, evidence: Evidence, lines: Sequence[Line]
) -> dict[str, Reading | Sequence[Reading] | None]:
    """Return the readings of an article that differ from those of a document of its own."""
    author = _author(article, lines)
    column = Reading(article.column, 0.85, label=_CONTENTS) if article.column else None
    title = evidence.title
    if title is None and article.title is not None:
        title = Reading(article.title, 0.9, label=_CONTENTS)
    return {
        "title": title,
        "issuer": _issuer(issuer_of(evidence), author),
        "author": author,
        "column": column,
        "source": _source(lines),
    }


def _issuer(issuer: Reading | None, author: Reading | None) -> Reading | None:
    """Return the organ that issued a document which a magazine prints; who wrote an article did not issue it."""
    written = issuer is not None and author is not None and bare(issuer.value) == bare(author.value)
    return None if written else issuer


def _author(article: Article, lines: Sequence[Line]) -> Reading | None:
    named = bare(article.author) if article.author else None
    begin = _below_title(article, lines)
    for line in lines[begin : begin + _NEAR]:
        if named and bare(line.text) == named:
            return read_at(_tidy(line.text), line, 0.97)
    first = lines[begin] if begin < len(lines) else None
    if first is not None and not named and is_author_line(first.text):
        return read_at(_tidy(first.text), first, 0.85)
    if article.author:
        return Reading(_tidy(article.author), 0.85, label=_CONTENTS)
    for line in lines[-_CLOSING:]:
        found = byline_author(line.text)
        if found is not None:
            return read_at(line.text[slice(*found)], line.part(*found), 0.8)
    return None


def _below_title(article: Article, lines: Sequence[Line]) -> int:
    """Return the index of the line below the title's lines."""
    wanted = bare(article.title or "")
    whole = ""
    for index, line in enumerate(lines[:8]):
        whole = whole + bare(line.text) if wanted.startswith(whole + bare(line.text)) else bare(line.text)
        if wanted and whole == wanted:
            return index + 1
    return 1 if wanted else 0


def _source(lines: Sequence[Line]) -> Reading | None:
    for line in reversed(lines):
        if line_kind(line.text) in (LineKind.SOURCE, LineKind.BYLINE_AND_SOURCE):
            match = _SOURCE.search(line.text)
            if match:
                return read_at(match["source"], line.match(match, "source"), 0.93)
    return None


def _tidy(name: str) -> str:
    """Close up a name that is set wide (何　玥); names of several people keep their spaces."""
    name = name.strip()
    wide = re.fullmatch(
        r"([\u3400-\u9fff\U00020000-\U0003ffff])[ \u3000]+([\u3400-\u9fff\U00020000-\U0003ffff])", name
    )
    return wide[1] + wide[2] if wide else name
