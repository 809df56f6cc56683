"""A draft with the findings as Word comments, each at its place: in the draft's own .docx, or in a new one."""

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import cast
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run
from lxml import etree

from drafting.drafts import Draft, DraftNotAnnotated, printable
from drafting.remarks import Remark, remarks_of
from drafting.verdicts import CheckedDraft

AUTHOR, INITIALS = "出处", "出处"
FONT = "仿宋_GB2312"
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of a paragraph and where its text lies in the paragraph's, white space not counted."""

    run: CT_R
    start: int
    end: int


def annotated(checked: CheckedDraft, draft: Draft, original: bytes | None = None) -> bytes:
    """Give a .docx with a comment for each finding; `original` is the draft's own .docx, where it is one.

    Raises:
        DraftNotAnnotated: `original` cannot be written again.
    """
    if original is None:
        return _saved(_written(checked, draft))
    try:
        document = Document(io.BytesIO(original))
        paragraphs = _aligned(document, draft)
        for remark in remarks_of(checked):
            _comment_in(document, paragraphs, draft, remark)
        return _saved(document)
    except (KeyError, ValueError, BadZipFile, etree.LxmlError) as error:
        raise DraftNotAnnotated from error


def _written(checked: CheckedDraft, draft: Draft) -> WordDocument:
    """Write the draft anew, a paragraph a line, cut into runs where comments begin and end."""
    document = Document()
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    remarks = remarks_of(checked)
    for line in draft.paragraphs:
        paragraph = document.add_paragraph()
        inside = [r for r in remarks if line.start <= r.start < max(line.end, line.start + 1)]
        edges = {line.start, line.end, *(r.start for r in inside), *(min(r.end, line.end) for r in inside)}
        ordered = sorted(edges)
        runs = {a: paragraph.add_run(printable(draft.text[a:b])) for a, b in pairwise(ordered)}
        for remark in inside:
            chosen = [run for at, run in runs.items() if remark.start <= at < remark.end]
            if chosen:
                document.add_comment([chosen[0], chosen[-1]], printable(remark.text), AUTHOR, INITIALS)
    return document


def _aligned(document: WordDocument, draft: Draft) -> dict[int, WordParagraph]:
    """Give the paragraph of the file for each line of the draft, by its number; both stand in one order."""
    held = [(element, _bare(_text(element))) for element in document.element.body.iter(qn("w:p"))]
    found: dict[int, WordParagraph] = {}
    at = 0
    for number, line in enumerate(draft.paragraphs):
        wanted = _bare(draft.text[line.start : line.end])
        for ahead in range(at, len(held)):
            element, text = held[ahead]
            # An automatic number stands in the draft and not in the runs; a row of a table is several paragraphs.
            if (
                text
                and (text in wanted or wanted in text)
                and (len(text) * 2 >= len(wanted) or wanted in text)
            ):
                found[number] = WordParagraph(element, document)
                at = ahead
                break
    return found


def _comment_in(
    document: WordDocument, paragraphs: dict[int, WordParagraph], draft: Draft, remark: Remark
) -> None:
    number = next(
        (n for n, line in enumerate(draft.paragraphs) if line.start <= remark.start < line.end), None
    )
    paragraph = paragraphs.get(number) if number is not None else None
    if number is None or paragraph is None:
        _comment_at_end(document, remark)
        return
    line = draft.paragraphs[number]
    wanted = _bare(draft.text[remark.start : min(remark.end, line.end)])
    whole = _bare(draft.text[line.start : line.end])
    text = _bare(_text(paragraph._p))
    shift = len(whole) - len(text) if whole.endswith(text) else 0
    expected = len(_bare(draft.text[line.start : remark.start])) - shift
    start = text.find(wanted, max(0, expected)) if wanted else -1
    start = start if start >= 0 else text.find(wanted)
    runs = _runs_at(paragraph, start, start + len(wanted)) if start >= 0 and wanted else _all_runs(paragraph)
    if runs:
        document.add_comment([runs[0], runs[-1]], printable(remark.text), AUTHOR, INITIALS)
    else:
        _comment_at_end(document, remark)


def _comment_at_end(document: WordDocument, remark: Remark) -> None:
    """Put a remark whose place cannot be found (in a footnote, a text box) at the end, with the words it is about."""
    run = document.add_paragraph().add_run(f"〔核对〕{printable(remark.quoted)}")
    document.add_comment(run, printable(remark.text), AUTHOR, INITIALS)


def _runs_at(paragraph: WordParagraph, start: int, end: int) -> list[Run]:
    """Give the runs of `[start, end)` of a paragraph's text without white space, cut at both ends."""
    for edge in (start, end):
        _cut(paragraph, edge)
    return [
        Run(p.run, paragraph)
        for p in _pieces(paragraph._p)
        if start <= p.start and p.end <= end and p.start < p.end
    ]


def _all_runs(paragraph: WordParagraph) -> list[Run]:
    return [Run(piece.run, paragraph) for piece in _pieces(paragraph._p)]


def _cut(paragraph: WordParagraph, edge: int) -> None:
    """Cut the run across a place in two of the same format; one that holds more than a text is left whole."""
    for piece in _pieces(paragraph._p):
        texts = piece.run.findall(qn("w:t"))
        if not piece.start < edge < piece.end or len(texts) != 1:
            continue
        text = texts[0].text or ""
        at = _place(text, edge - piece.start)
        second = deepcopy(piece.run)
        for element, part in ((piece.run, text[:at]), (second, text[at:])):
            node = element.find(qn("w:t"))
            if node is not None:
                node.text = part
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        piece.run.addnext(second)
        return


def _place(text: str, count: int) -> int:
    """Give the place after `count` characters of a text, white space not counted."""
    for at, character in enumerate(text):
        if count == 0:
            return at
        count -= not character.isspace()
    return len(text)


def _pieces(paragraph: etree._Element) -> Iterator[_Piece]:
    place = 0
    for run in cast("Iterator[CT_R]", paragraph.iter(qn("w:r"))):
        length = len(_bare(_run_text(run)))
        yield _Piece(run, place, place + length)
        place += length


def _text(paragraph: etree._Element) -> str:
    return "".join(_run_text(run) for run in paragraph.iter(qn("w:r")))


def _run_text(run: etree._Element) -> str:
    return "".join(node.text or "" for node in run.findall(qn("w:t")))


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
