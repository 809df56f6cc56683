"""What a reader has saved, as a file: passages with their sources, and the searches that led to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.citations import Citation
from drafting.file_forms import FileForm
from drafting.source_notes import footnote, link, pages_words, section_words
from drafting.tables import Cell, Table, write_csv, write_xlsx
from drafting.word import WordFile
from drafting.word_styles import Style
from drafting.word_xml import Run

SAVED_FORMS = (FileForm.DOCX, FileForm.XLSX, FileForm.CSV)
HEADER = (
    "序号", "原文", "备注", "出处", "文件标题", "章节", "段", "页", "文种", "发文机关", "文号", "日期", "时效", "出处码", "链接",
)  # fmt: skip
WIDTHS = (6, 70, 24, 40, 36, 30, 6, 8, 10, 20, 20, 12, 10, 18, 30)
TITLE = "摘录"


@dataclass(frozen=True, slots=True)
class SavedPassage:
    """A passage as it stands now, and what its reader wrote beside it. `changed`: it read otherwise when it was cited."""

    citation: Citation
    remark: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """Passages in the reader's order, searches with their times, the newest first; `gone` are codes that lead nowhere."""

    passages: Sequence[SavedPassage]
    searches: Sequence[tuple[str, str]] = ()
    gone: Sequence[str] = ()


def export_saved(saved: Saved, form: FileForm, base: str = "") -> bytes:
    """Give what was saved as a file of a form in `SAVED_FORMS`; `base` is the address of the service, for links."""
    if form is FileForm.DOCX:
        return _document(saved, base)
    rows = [_row(number, one, base) for number, one in enumerate(saved.passages, start=1)]
    table = Table(HEADER, rows, TITLE, WIDTHS)
    if form is FileForm.CSV:
        return write_csv(table)
    searches = Table(("检索词", "时间"), list(saved.searches), "近期检索", (60, 22))
    return write_xlsx(table, searches) if saved.searches else write_xlsx(table)


def _row(number: int, one: SavedPassage, base: str) -> tuple[Cell, ...]:
    cited = one.citation
    return (
        number,
        cited.text,
        _remark(one),
        cited.reference,
        cited.title,
        section_words(cited),
        cited.paragraph,
        pages_words(cited),
        cited.doc_type,
        cited.issuer,
        cited.doc_number,
        cited.date,
        cited.validity,
        cited.code,
        link(cited, base),
    )


def _remark(one: SavedPassage) -> str:
    changed = "此处文字在引用之后有改动，以下为现在的文字。" if one.changed else ""
    return f"{changed}{one.remark}"


def _document(saved: Saved, base: str) -> bytes:
    file = WordFile(TITLE)
    file.add(TITLE, Style.TITLE)
    file.add(f"共{len(saved.passages)}段，引文与原文逐字相同，出处见脚注。", Style.REMARK)
    for number, one in enumerate(saved.passages, start=1):
        file.add(f"{number}. 《{one.citation.title}》", Style.HEADING_1)
        *paragraphs, last = one.citation.text.split("\n")
        for paragraph in paragraphs:
            file.add(paragraph)
        file.add([Run(last), footnote(one.citation, base)])
        if remark := _remark(one):
            file.add(f"备注：{remark}", Style.REMARK)
    if saved.gone:
        file.add(
            f"另有{len(saved.gone)}处的内容已从文件库移除，出处码：{'、'.join(saved.gone)}。", Style.REMARK
        )
    if saved.searches:
        file.add("近期检索", Style.HEADING_1)
        for query, at in saved.searches:
            file.add(f"{query}（{at}）" if at else query)
    return file.save()
