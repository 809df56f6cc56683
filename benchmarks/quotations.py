"""How well quotations are judged: generated cases with known truth, sentences without quotations, and speed.

    python -m benchmarks.quotations --data FOLDER [--prefix corpus/] [--count 600] [--seed 7] [--misses]

Prints what was right by kind, and one line of JSON at the end. The data folder must not be served meanwhile.
"""

import argparse
import json
import statistics
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from benchmarks.needed import needed
from benchmarks.quotation_cases import Case, Material, make_cases, plain_sentences
from corpus.filters import SearchFilters
from drafting.checking import DraftChecker
from drafting.drafts import draft_of_text
from drafting.verdicts import CheckedQuote, DiffOp, QuoteKind, Verdict
from service.bootstrap import Chuchu
from service.settings import read_settings

PER_DRAFT = 60


def main() -> None:
    """Run the benchmark."""
    options = _options()
    with Chuchu(read_settings(data=options.data)) as chuchu:
        chuchu.follower.catch_up()
        material = Material(chuchu.view(), chuchu.forms, options.seed, options.prefix)
        checker = chuchu.desk.checker
        cases = make_cases(material, options.count)
        judged, seconds = _check(checker, cases, material.filters)
        scores = _scores(cases, judged, material, misses=options.misses)
        plain = _false_findings(checker, plain_sentences(material, 1000), material.filters, options.misses)
        scores |= {"false_findings": plain, **_speed(checker, material, cases), "seconds": round(seconds, 2)}
    print(json.dumps(scores, ensure_ascii=False))


def _check(
    checker: DraftChecker, cases: Sequence[Case], filters: SearchFilters
) -> tuple[list[CheckedQuote | None], float]:
    """Check all cases, in drafts of sixty; None for a case that was not found in its draft."""
    judged: list[CheckedQuote | None] = []
    began = time.perf_counter()
    for begin in range(0, len(cases), PER_DRAFT):
        part = cases[begin : begin + PER_DRAFT]
        lines = [case.sentence(i) for i, case in enumerate(part)]
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        quotes = checker.check(draft_of_text("\n".join(lines)), filters).quotes
        by_place = {(bisect_right(starts, quote.start), quote.text): quote for quote in quotes}
        judged += [by_place.get((i + 1, case.text)) for i, case in enumerate(part)]
    return judged, time.perf_counter() - began


def _scores(
    cases: Sequence[Case], judged: Sequence[CheckedQuote | None], material: Material, *, misses: bool
) -> dict[str, object]:
    right: Counter[str] = Counter()
    totals = Counter(case.kind for case in cases)
    diffs, sources = [], []
    for case, quote in zip(cases, judged, strict=True):
        verdict = quote.verdict if quote else None
        right[case.kind] += verdict is case.verdict
        if case.verdict is Verdict.ALTERED:
            diffs.append(quote is not None and _exactly(case, quote, material))
        if case.originals:
            sources.append(quote is not None and _from_source(case, quote, material))
        if misses and (verdict is not case.verdict or (quote and not _good(case, quote, material))):
            print(f"{case.kind} -> {verdict}: {case.text}\n    {case.originals} {_edits(quote)} {case.named}")
    for kind, count in totals.items():
        print(f"{kind:14} {right[kind]:4} / {count}")
    return {
        "verdicts": round(sum(right.values()) / len(cases), 4),
        "diffs": round(statistics.mean(diffs), 4),
        "sources": round(statistics.mean(sources), 4),
    }


def _good(case: Case, quote: CheckedQuote, material: Material) -> bool:
    exact = case.verdict is not Verdict.ALTERED or _exactly(case, quote, material)
    return exact and (not case.originals or _from_source(case, quote, material))


def _exactly(case: Case, quote: CheckedQuote, material: Material) -> bool:
    """Whether the diff gives both sides and is no longer than what was done to the original."""
    if quote.found is None:
        return False
    diff = quote.found.diff
    sides = "".join(part.draft for part in diff), material.plain("".join(part.source for part in diff))
    changed = sum(len("".join((p.draft + p.source).split())) for p in diff if p.op is not DiffOp.EQUAL)
    return sides == (case.text, material.plain(case.originals[0])) and changed <= case.changed


def _from_source(case: Case, quote: CheckedQuote, material: Material) -> bool:
    """Whether every document that is cited holds what the quotation was made of."""
    if quote.parts:
        cited = [part.found.place.document_id for part in quote.parts]
        return len(cited) == len(case.originals) and all(
            document in material.holders(original)
            for document, original in zip(cited, case.originals, strict=True)
        )
    if quote.found is None or len(case.originals) != 1:
        return False
    return quote.found.place.document_id in material.holders(case.originals[0])


def _edits(quote: CheckedQuote | None) -> list[tuple[str, str, str]]:
    if quote is None or quote.found is None:
        return []
    return [(p.op.value, p.draft, p.source) for p in quote.found.diff if p.op is not DiffOp.EQUAL]


def _false_findings(
    checker: DraftChecker, sentences: Sequence[str], filters: SearchFilters, misses: bool
) -> float:
    """Give the share of sentences without quotation marks in which a quotation was found that is not one."""
    draft = draft_of_text("\n".join(sentences))
    found = checker.check(draft, filters).quotes
    kinds: defaultdict[QuoteKind, Counter[str]] = defaultdict(Counter)
    for quote in found:
        kinds[quote.kind][quote.verdict.value] += 1
        if misses:
            print(f"found in plain text: {quote.kind} {quote.verdict} {quote.text}")
    for kind, verdicts in kinds.items():
        print(f"in {len(sentences)} plain sentences, {kind.value}: {dict(verdicts)}")
    return round(len(found) / len(sentences), 4)


def _speed(checker: DraftChecker, material: Material, cases: Sequence[Case]) -> dict[str, float]:
    """Time a draft of ten thousand characters with sixty quotations, and two hundred quotations; milliseconds."""
    filler = plain_sentences(material, 400)
    lines = [f"{case.sentence(i)}{filler[i]}" for i, case in enumerate(cases[:PER_DRAFT])]
    text = "\n".join(lines)
    while len(text) < 10_000:
        text += filler.pop() + "\n"
    many = "\n".join(case.sentence(i) for i, case in enumerate(cases[:200]))
    return {
        "draft_characters": len(text),
        "draft_cold_ms": _timed(checker, text, 1),
        "draft_warm_ms": _timed(checker, text, 5),
        "quotes_200_ms": _timed(checker, many, 3),
    }


def _timed(checker: DraftChecker, text: str, times: int) -> float:
    return statistics.median(checker.check(draft_of_text(text)).took_ms for _ in range(times))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, help="an indexed data folder")
    parser.add_argument("--prefix", help="documents whose path begins so")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", action="store_true", help="print what was judged wrongly")
    given = parser.parse_args()
    needed(given.data, "--data FOLDER, an indexed data folder")
    return given


if __name__ == "__main__":
    main()
