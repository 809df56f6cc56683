"""The history of phrases and their trends as tables, for .csv and .xlsx."""

from drafting.file_forms import FileForm
from drafting.phrases import PhraseCount, PhraseHistories, PhraseTrends, Trend
from drafting.tables import Table, write_csv, write_xlsx

TABLE_FORMS = (FileForm.CSV, FileForm.XLSX)
UNKNOWN = "未注明"
_COUNTED = ("出现次数", "篇数", "同期文件数")


def write_histories(told: PhraseHistories, form: FileForm) -> bytes:
    """Give the history as a file: years alone in .csv; years, types, variants and examples as sheets in .xlsx."""
    years = Table(("提法", "年份", *_COUNTED), _rows(told, years=True), "按年份")
    if form is FileForm.CSV:
        return write_csv(years)
    types = Table(("提法", "文种", *_COUNTED), _rows(told, years=False), "按文种")
    variants = [(h.phrase, v.text, v.occurrences, v.documents) for h in told.histories for v in h.variants]
    examples = [
        (h.phrase, e.citation.date, e.citation.reference, e.citation.text, e.citation.url)
        for h in told.histories
        for e in h.examples
    ]
    return write_xlsx(
        years,
        types,
        Table(("提法", "相邻说法", "出现次数", "篇数"), variants, "相邻说法"),
        Table(("提法", "日期", "出处", "原文", "链接"), examples, "例句"),
    )


def write_trends(told: PhraseTrends, form: FileForm) -> bytes:
    """Give what rose and fell as one table."""
    rows = [_trend("上升", one) for one in told.rose] + [_trend("下降", one) for one in told.fell]
    first, second = (f"{p.first}—{p.last}" for p in (told.before, told.after))
    header = ("方向", "提法", f"{first}篇数", f"{second}篇数", f"{first}次数", f"{second}次数")
    table = Table((*header, f"{first}占比", f"{second}占比", "显著程度"), rows, "升降")
    return write_csv(table) if form is FileForm.CSV else write_xlsx(table)


def _rows(told: PhraseHistories, *, years: bool) -> list[tuple[str | int, ...]]:
    return [
        (history.phrase, *_count(count))
        for history in told.histories
        for count in (history.years if years else history.doc_types)
    ]


def _count(count: PhraseCount) -> tuple[str | int, ...]:
    key = int(count.key) if count.key and count.key.isdecimal() else count.key or UNKNOWN
    return key, count.occurrences, count.documents, count.of_documents


def _trend(way: str, one: Trend) -> tuple[str | int | float, ...]:
    documents = one.documents_before, one.documents_after
    occurrences = one.occurrences_before, one.occurrences_after
    return way, one.phrase, *documents, *occurrences, one.share_before, one.share_after, one.weight
