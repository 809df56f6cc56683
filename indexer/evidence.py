"""The places of a document that facts are read from, gathered once."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.blocks import ParsedFile
from corpus.documents import FurnitureKind
from indexer.line_kinds import signed_date
from indexer.page_table import read_page_table
from indexer.readings import Line, Reading, joined, lines_of, read_at
from indexer.text import Laid
from indexer.title import Head

_DISPATCH = r"(?:(?:据)?新华社[\u4e00-\u9fff]{2,8}?\d{1,2}月\d{1,2}日电\s*)?"
_OPENING = re.compile(
    rf"^{_DISPATCH}(?P<title>[^。；！？]{{4,90}}?(?:讲话|致辞|演讲|报告|发言|贺信|回信))\s*"
    r"[（(](?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)[^）)]{0,12}[）)]"
    r"\s*(?:中华人民共和国主席|中共中央总书记)?[\s　]*(?P<author>[\u4e00-\u9fff·]{2,4}?"
    r"(?=同志们|各位|尊敬|女士们|$|[\s　]|——|\d))?"
)
_NOTE = re.compile(
    r"[※＊]这是(?P<author>[\u4e00-\u9fff]{2,4}?)(?:总书记|同志|主席)?(?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)在[^。]*?的(?P<genre>讲话|报告|演讲)"
)
_LETTER = re.compile(r"(?P<genre>回信|贺信|贺电)全文如下[：:]\s*(?P<addressee>[^：:。；]{2,40})[：:]$")
_CELL = re.compile(r"(?:日期|时间|时限|编号)\s*[:：]?$")
_SITE = re.compile(r"\s?[-_—|]\s?[^-_—|]{2,30}(?:网|网站|门户|平台|局|厅|委|政府|中心)$")


@dataclass(frozen=True, slots=True)
class Opening:
    """A head that stands in one line with the body: what it tells of title, day, author, genre, addressee."""

    title: Reading | None = None
    day: Line | None = None
    author: Reading | None = None
    genre: Reading | None = None
    addressee: Reading | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lines by what they are; all as printed, with their places. `body` is what is no furniture."""

    title: Reading | None
    opening: Opening
    labelled: Mapping[str, Reading]
    head: tuple[Line, ...]
    history: tuple[Line, ...]
    signatures: tuple[Line, ...]
    sign_date: Line | None
    number_lines: tuple[Line, ...]
    bylines: tuple[Line, ...]
    addressee: Reading | None
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    sources: tuple[Line, ...]

    def table(self, *labels: str) -> Reading | None:
        """Return the first value in the page's data table under one of these labels."""
        return next((self.labelled[label] for label in labels if label in self.labelled), None)

    @property
    def heading(self) -> str:
        """The title, empty where there is none."""
        return self.title.value if self.title else ""


def gather(
    parsed: ParsedFile, laid: Laid, head: Head, furniture: Mapping[int, FurnitureKind], *, own_file: bool
) -> Evidence:
    """Gather the evidence of a document; without `own_file` the file's data table and title are left out."""
    lines = lines_of(laid)
    opening = _opening(lines, head)
    labelled = _labelled(parsed, laid) if own_file else {}
    hint = known_title(parsed, labelled) if own_file and parsed.media_type == "text/html" else None
    signatures, sign_date = _signed(lines, furniture, head.body)
    return Evidence(
        title=_title(lines, head) or opening.title or hint,
        opening=opening,
        labelled=labelled,
        head=lines[: max(head.body, 0)],
        history=tuple(joined(lines[first:last]) for first, last in head.history),
        signatures=signatures,
        sign_date=sign_date,
        number_lines=_of_kind(lines, furniture, FurnitureKind.DOC_NUMBER, head.body + 6),
        bylines=_of_kind(lines, furniture, FurnitureKind.BYLINE, head.body),
        addressee=_addressee(lines, furniture, head.body) or opening.addressee,
        body=tuple(
            line
            for i, line in enumerate(lines)
            if i not in furniture or furniture[i] is FurnitureKind.IMPRINT
        ),
        tail=lines[-8:],
        sources=_of_kind(lines, furniture, FurnitureKind.SOURCE, len(lines)),
    )


def is_label(text: str) -> bool:
    """Whether a line ends with the label of a date, as the cells of a form and the head of a page do."""
    return _CELL.search(text) is not None


def plain(text: str) -> str:
    """Return a text in NFKC without white space, for matching."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def known_title(parsed: ParsedFile, labelled: Mapping[str, Reading]) -> Reading | None:
    """Return the title that a file, its web page or its data table names outside the text."""
    hint = _SITE.sub("", parsed.title_hint or "").strip()
    if not hint:
        return labelled.get("标题") or labelled.get("名称")
    # A page that is called what its column is called lists other pages.
    listing = "ColumnName" in labelled and labelled["ColumnName"].value == hint
    return Reading(hint, 0.4 if listing else 0.85, label="title")


def table_readings(parsed: ParsedFile) -> dict[str, Reading]:
    """Return the values of the file's own data by their labels, white space and colons dropped."""
    found: dict[str, Reading] = {}
    for item in parsed.metadata:
        label = re.sub(r"[\s　:：]", "", item.label)
        if item.value.strip():
            found.setdefault(label, Reading(item.value.strip(), 0.97, label=label))
    return found


def _labelled(parsed: ParsedFile, laid: Laid) -> dict[str, Reading]:
    lines = lines_of(laid)
    printed = read_page_table(laid.paragraphs)[0]
    found = table_readings(parsed)
    for label, (value, index) in printed.items():
        if value:
            at = lines[index].text.find(value)
            found[label] = read_at(value, lines[index].part(at, at + len(value)), 0.96)
    return found


def _title(lines: Sequence[Line], head: Head) -> Reading | None:
    if head.title is None or not head.title_lines:
        return None
    first, last = lines[head.title_lines[0]], lines[head.title_lines[-1]]
    return Reading(head.title, head.certainty, first.start, last.end)


def _opening(lines: Sequence[Line], head: Head) -> Opening:
    """Read what the first line tells beside the body that it runs into; empty where there is a title."""
    if head.title is not None or not lines:
        return Opening()
    match = _OPENING.match(lines[0].text)
    if match:
        author = match["author"]
        return Opening(
            read_at(match["title"].strip(), lines[0].match(match, "title"), 0.9),
            lines[0].match(match, "date"),
            read_at(author, lines[0].match(match, "author"), 0.9) if author else None,
        )
    letter = next((found for line in lines[:2] if (found := _LETTER.search(line.text))), None)
    return _letter(lines, letter) if letter else _noted(lines)


def _letter(lines: Sequence[Line], letter: re.Match[str]) -> Opening:
    """Read a letter that a news item hands on whole."""
    line = next(line for line in lines if line.text == letter.string)
    return Opening(
        genre=read_at(letter["genre"], line.match(letter, "genre"), 0.85),
        addressee=read_at(letter["addressee"], line.match(letter, "addressee"), 0.85),
    )


def _noted(lines: Sequence[Line]) -> Opening:
    """Read a head that a note at the end explains: 题目※作者, ※这是某某2020年6月29日在某地的讲话."""
    note = _NOTE.search(lines[-1].text, max(0, len(lines[-1].text) - 300))
    title = re.match(r"([^。；]{4,80}?)[※＊]", lines[0].text)
    if note is None or title is None:
        return Opening()
    return Opening(
        read_at(title[1].strip(), lines[0].match(title, 1), 0.85),
        lines[-1].match(note, "date"),
        read_at(note["author"], lines[-1].match(note, "author"), 0.85),
        read_at(note["genre"], lines[-1].match(note, "genre"), 0.85),
    )


def _signed(
    lines: Sequence[Line], furniture: Mapping[int, FurnitureKind], body: int
) -> tuple[tuple[Line, ...], Line | None]:
    """Return the signatures and the date under them: of the first date below the body that somebody signed.

    Without a signature the first bare date counts that is no cell of a form; an organ and a date in one line
    sign wherever they stand.
    """
    dates = [i for i, k in sorted(furniture.items()) if k is FurnitureKind.DATE and i >= body]
    signed = [i for i in dates if furniture.get(i - 1) is FurnitureKind.SIGNATURE]
    if not signed:
        for index, kind in sorted(furniture.items()):
            place = signed_date(lines[index].text) if kind is FurnitureKind.SIGNATURE else None
            if place is not None:
                line = lines[index]
                return (line.part(0, place[0]),), line.part(place[1], len(line.text))
    bare = (i for i in dates if i == 0 or not is_label(lines[i - 1].text))
    at = signed[0] if signed else next(bare, None)
    if at is None:
        return (), None
    first = at
    while furniture.get(first - 1) is FurnitureKind.SIGNATURE:
        first -= 1
    return tuple(lines[first:at]), lines[at]


def _of_kind(
    lines: Sequence[Line], furniture: Mapping[int, FurnitureKind], kind: FurnitureKind, before: int
) -> tuple[Line, ...]:
    return tuple(lines[i] for i, k in sorted(furniture.items()) if k is kind and i < before)


def _addressee(lines: Sequence[Line], furniture: Mapping[int, FurnitureKind], body: int) -> Reading | None:
    for index, line in enumerate(lines[: body + 2]):
        if furniture.get(index) is FurnitureKind.ADDRESSEE:
            value = line.text.rstrip("：: 　")
            return read_at(value, line.part(0, len(value)), 0.96) if value else None
    return None
