"""The places of a document that facts are read from, gathered once."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.blocks import ParsedFile
from corpus.documents import FurnitureKind
from indexer.page_table import read_page_table
from indexer.text import Laid
from indexer.title import Head, is_history

_HEAD_LINES = 15
_OPENING = re.compile(
    r"^(?P<title>[^。；！？]{4,90}?(?:讲话|致辞|演讲|报告|发言|贺信|回信))\s*"
    r"[（(](?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)[^）)]{0,12}[）)]"
    r"\s*(?P<author>(?:中华人民共和国主席|中共中央总书记)?[\s　]*[\u4e00-\u9fff·]{2,4}?"
    r"(?=同志们|各位|尊敬|女士们|$|[\s　]|——|\d))?"
)
_NOTE = re.compile(
    r"[※＊]这是(?P<author>[\u4e00-\u9fff]{2,4}?)(?:总书记|同志|主席)?(?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)在[^。]*?的(?P<genre>讲话|报告|演讲)"
)
_SITE = re.compile(r"\s?[-_—|]\s?[^-_—|]{2,30}(?:网|网站|门户|平台|局|厅|委|政府|中心)$")


@dataclass(frozen=True, slots=True)
class Opening:
    """A head that stands in one line with the body: title, day, author."""

    title: str
    date_text: str
    author: str | None
    genre: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lines by what they are; all as printed. `main` are the paragraphs before the first attached text."""

    title: str | None
    opening: Opening | None
    labelled: Mapping[str, str]
    head: tuple[str, ...]
    history: tuple[str, ...]
    signatures: tuple[str, ...]
    sign_date: str | None
    number_lines: tuple[str, ...]
    bylines: tuple[str, ...]
    addressee: str | None
    body: tuple[str, ...]
    tail: tuple[str, ...]
    sources: tuple[str, ...]

    def table(self, *labels: str) -> str | None:
        """Return the first value in the page's data table under one of these labels."""
        return next((self.labelled[label] for label in labels if self.labelled.get(label)), None)


def gather(
    parsed: ParsedFile, laid: Laid, head: Head, furniture: Mapping[int, FurnitureKind], *, own_file: bool
) -> Evidence:
    """Gather the evidence of a document; without `own_file` the file's data table and title are left out."""
    texts = [p.text for p in laid.paragraphs]
    opening = _opening(texts, head)
    labelled = _labelled(parsed) | read_page_table(laid.paragraphs)[0] if own_file else {}
    sign_at = _first_signature(furniture, head.body)
    hint = known_title(parsed, labelled) if own_file and parsed.media_type == "text/html" else None
    return Evidence(
        title=head.title or (opening.title if opening else None) or hint,
        opening=opening,
        labelled=labelled,
        head=tuple(texts[: max(head.body, 0)][:30]),
        history=_history(texts, furniture),
        signatures=tuple(t for i, t in enumerate(texts) if _signs(furniture, i, sign_at)),
        sign_date=texts[sign_at] if sign_at is not None else None,
        number_lines=tuple(
            texts[i] for i, k in furniture.items() if k is FurnitureKind.DOC_NUMBER and i < 40
        ),
        bylines=tuple(texts[i] for i, k in furniture.items() if k is FurnitureKind.BYLINE and i < head.body),
        addressee=_addressee(texts, furniture, head.body),
        body=tuple(
            t for i, t in enumerate(texts) if i not in furniture or furniture[i] is FurnitureKind.IMPRINT
        ),
        tail=tuple(texts[-8:]),
        sources=tuple(texts[i] for i, k in furniture.items() if k is FurnitureKind.SOURCE),
    )


def plain(text: str) -> str:
    """Return a text in NFKC without white space, for matching."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _opening(texts: list[str], head: Head) -> Opening | None:
    if head.title is not None or not texts:
        return None
    match = _OPENING.match(texts[0])
    if not match:
        return _noted(texts)
    author = re.sub(r"^(?:中华人民共和国主席|中共中央总书记)|[\s　]", "", match["author"] or "")
    return Opening(match["title"].strip(), match["date"], author or None)


def _noted(texts: list[str]) -> Opening | None:
    """Read a head that a note at the end explains: 题目※作者, ※这是某某2020年6月29日在某地的讲话."""
    note = _NOTE.search(texts[-1][-300:])
    title = re.match(r"([^。；]{4,80}?)[※＊]", texts[0])
    return Opening(title[1].strip(), note["date"], note["author"], note["genre"]) if note and title else None


def _labelled(parsed: ParsedFile) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in parsed.metadata:
        label = re.sub(r"[\s　:：]", "", item.label)
        if item.value.strip():
            found.setdefault(label, item.value.strip())
    return found


def known_title(parsed: ParsedFile, labelled: Mapping[str, str]) -> str | None:
    """Return the title that a file, its web page or its data table names outside the text."""
    return _SITE.sub("", parsed.title_hint or "").strip() or labelled.get("标题") or labelled.get("名称")


def _first_signature(furniture: Mapping[int, FurnitureKind], body: int) -> int | None:
    """Return where the first date below the body stands that somebody signed, else the last bare date."""
    dates = [i for i, k in sorted(furniture.items()) if k is FurnitureKind.DATE and i >= body]
    signed = [i for i in dates if furniture.get(i - 1) is FurnitureKind.SIGNATURE]
    return signed[0] if signed else (dates[0] if dates else None)


def _signs(furniture: Mapping[int, FurnitureKind], index: int, date: int | None) -> bool:
    if date is None or furniture.get(index) is not FurnitureKind.SIGNATURE:
        return False
    return all(furniture.get(i) is FurnitureKind.SIGNATURE for i in range(index, date))


def _history(texts: list[str], furniture: Mapping[int, FurnitureKind]) -> tuple[str, ...]:
    """Return the head lines that tell when the text was passed, amended, published."""
    found: list[str] = []
    for index, text in enumerate(texts[: _HEAD_LINES + 10]):
        if furniture.get(index) is FurnitureKind.TITLE:
            continue
        if is_history(text) or (
            found and len(text) < 60 and re.search(r"(?:通过|修正|修订|公布|发布|施行)[）)]?$", text)
        ):
            found.append(text)
        elif found and len(text) > 60:
            break
    return tuple(found)


def _addressee(texts: list[str], furniture: Mapping[int, FurnitureKind], body: int) -> str | None:
    for index, text in enumerate(texts[: body + 2]):
        if furniture.get(index) is FurnitureKind.ADDRESSEE:
            return text.rstrip("：: 　")
    return None
