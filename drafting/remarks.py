"""What a check says, in sentences for people: the same words on the terminal and in the margin of a Word file."""

from dataclasses import dataclass

from drafting.verdicts import (
    CheckedDraft,
    CheckedQuote,
    CheckedReference,
    DiffOp,
    DiffPart,
    Found,
    QuoteKind,
    ReferenceStatus,
    Verdict,
)

VERDICTS = {
    Verdict.EXACT: "与原文一致",
    Verdict.PUNCTUATION: "文字一致，标点不同",
    Verdict.ALTERED: "与原文有出入",
    Verdict.STITCHED: "由几处拼接",
    Verdict.MISATTRIBUTED: "出处不符",
    Verdict.NOT_FOUND: "未找到原文",
}
STATUSES = {
    ReferenceStatus.KNOWN: "资料中有",
    ReferenceStatus.UNKNOWN: "资料中没有",
    ReferenceStatus.WRONG_NUMBER: "文号不符",
    ReferenceStatus.MISSING_ARTICLE: "没有这一条",
    ReferenceStatus.NOT_IN_FORCE: "不是现行有效",
}
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at `[start, end)` of the draft, as it is told; `quoted` are the words it is about."""

    start: int
    end: int
    quoted: str
    text: str


def remarks_of(checked: CheckedDraft) -> tuple[Remark, ...]:
    """Give what is to be said of a draft, in order of place.

    Of every quotation, right ones with their source too; of a term only where it differs; of a reference only
    what is wrong.
    """
    quotes = [
        Remark(q.start, q.end, q.text, quote_remark(q))
        for q in checked.quotes
        if q.kind is not QuoteKind.TERM or q.verdict in (Verdict.ALTERED, Verdict.MISATTRIBUTED)
    ]
    references = [
        Remark(r.start, r.end, r.text, reference_remark(r))
        for r in checked.references
        if r.status is not ReferenceStatus.KNOWN
    ]
    return tuple(sorted([*quotes, *references], key=lambda remark: (remark.start, remark.end)))


def quote_remark(quote: CheckedQuote) -> str:
    """Give the verdict, the differences, the source and the note of a quotation, a line each."""
    lines = [VERDICTS[quote.verdict]]
    if quote.found is not None and quote.verdict not in (Verdict.EXACT, Verdict.STITCHED):
        lines += [f"改动：{line}" for line in differences(quote.found.diff)]
    for part in quote.parts:
        lines.append(f"“{_short(part.text)}”：{VERDICTS[part.found.verdict]}，{reference(part.found)}")
        lines += [f"改动：{line}" for line in differences(part.found.diff)]
    if quote.found is not None and not quote.parts:
        lines.append(f"出处：{reference(quote.found)}")
        if quote.verdict is not Verdict.EXACT:
            lines.append(f"原文：{_short(quote.found.place.text)}")
    if quote.note:
        lines.append(quote.note)
    if quote.verdict is Verdict.NOT_FOUND:
        lines += [f"相近：{reference(c)}：{_short(c.place.text)}" for c in quote.candidates]
    return "\n".join(lines)


def reference_remark(one: CheckedReference) -> str:
    """Give what is wrong with a document that a draft names."""
    return one.note or STATUSES[one.status]


def differences(diff: tuple[DiffPart, ...]) -> list[str]:
    """Give each difference in words: 多“的”, 少“了”, “维护”应为“拥护”."""
    told = {
        DiffOp.INSERT: "稿中多“{draft}”",
        DiffOp.DELETE: "稿中少“{source}”",
        DiffOp.REPLACE: "稿中“{draft}”，原文“{source}”",
    }
    return [
        told[part.op].format(draft=part.draft, source=part.source)
        for part in diff
        if part.op is not DiffOp.EQUAL
    ]


def reference(found: Found) -> str:
    """Give where words stand, with the day and what is known of the document's validity."""
    where = found.citation.reference if found.citation is not None else f"《{found.place.title}》"
    facts = [fact for fact in (found.place.doc_number, found.place.date, found.place.validity) if fact]
    return where + (f"（{'，'.join(facts)}）" if facts else "")


def _short(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"
