"""The hits of a search as a file: a table for Excel, or a Word document with a footnote for each passage."""

from collections.abc import Iterator

from drafting.file_forms import FileForm
from drafting.source_notes import footnote, link, pages_words, section_words
from drafting.tables import Cell, Table, write_csv, write_xlsx
from drafting.word import WordFile
from drafting.word_styles import Style
from drafting.word_xml import Inline, Run
from retrieval.results import (
    ARTICLE_OUT,
    CHAPTER_OUT,
    PART_OUT,
    PHRASE_CUT,
    PHRASE_OUT,
    REFERENCE_OUT,
    SEMANTIC_OUT,
    TITLE_PART,
    UNWANTED_OUT,
    WORK_OPEN,
    Hit,
    SearchResult,
)

SEARCH_FORMS = (FileForm.XLSX, FileForm.DOCX, FileForm.CSV)
HEADER = (
    "名次", "原文", "出处", "文件标题", "章节", "段", "页", "文种", "发文机关", "文号", "日期", "时效",
    "相近处数", "来源路径", "出处码", "链接",
)  # fmt: skip
WIDTHS = (6, 70, 40, 36, 30, 6, 8, 10, 20, 20, 12, 10, 10, 36, 18, 30)
_RELAXED = {
    SEMANTIC_OUT: "检索时语义检索不可用，以下只是按字词找到的结果。",
    ARTICLE_OUT: "所查的条文或章节有的没有找到，以下只是找到的。",
    CHAPTER_OUT: "所说的章节里没有这一条，以下是文件别处的这一条。",
    REFERENCE_OUT: "另有一处条文或章节看不出是哪个文件的，没有单独去查。",
    UNWANTED_OUT: "说了不要的内容没有参加检索，结果里仍可能有。",
    WORK_OPEN: "没有说是哪一部，以下是各部中的这一条。",
    TITLE_PART: "没有题名正是这几个字的文件，以下取自题名含有这几个字的文件。",
    PHRASE_OUT: "所查的文件、章节或条文里没有一字不差的引文，以下是其中相近的段落。",
    PHRASE_CUT: "含有这句原文的文件很多，以下只列出其中一部分。",
    PART_OUT: "所查的条文里没有所说的款或项，以下是整条。",
}


def export_search(result: SearchResult, form: FileForm, base: str = "") -> bytes:
    """Give the hits as a file of a form in `SEARCH_FORMS`; `base` is the address of the service, for links."""
    if form is FileForm.DOCX:
        return _document(result, base)
    table = Table(HEADER, [_row(hit, base) for hit in result.hits], "检索结果", WIDTHS)
    return write_xlsx(table) if form is FileForm.XLSX else write_csv(table)


def _row(hit: Hit, base: str) -> tuple[Cell, ...]:
    cited = hit.citation
    return (
        hit.rank,
        cited.text,
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
        hit.similar_count,
        cited.source_path,
        cited.code,
        link(cited, base),
    )


def _document(result: SearchResult, base: str) -> bytes:
    file = WordFile(f"检索结果：{result.query}")
    file.add(f"“{result.query}”检索结果", Style.TITLE)
    file.add(_summary(result), Style.REMARK)
    for hit in result.hits:
        file.add(f"{hit.rank}. 《{hit.citation.title}》", Style.HEADING_1)
        *paragraphs, last = _paragraphs(hit)
        for paragraph in paragraphs:
            file.add(paragraph)
        file.add([*last, footnote(hit.citation, base)])
        if hit.similar:
            others = "；".join(other.reference for other in hit.similar)
            file.add(f"另有{hit.similar_count}处相同或相近：{others}。", Style.REMARK)
    return file.save()


def _summary(result: SearchResult) -> str:
    if not result.hits:
        return "没有找到相关的段落。可以换个说法，或放宽筛选条件。"
    cut = "本次检索超过了时限，以下是已经找到的部分。" if result.partial else ""
    relaxed = "".join(_RELAXED[one] for one in result.relaxed)
    span = f"以下是第{result.hits[0].rank}至第{result.hits[-1].rank}处，引文与原文逐字相同，出处见脚注。"
    return f"共找到{result.total}处。{cut}{relaxed}{span}"


def _paragraphs(hit: Hit) -> list[list[Inline]]:
    """Give the passage's paragraphs as runs, what was found in bold."""
    text = hit.citation.text
    paragraphs: list[list[Inline]] = [[]]
    for start, end, bold in _stretches(len(text), hit.highlights):
        for number, line in enumerate(text[start:end].split("\n")):
            if number:
                paragraphs.append([])
            if line:
                paragraphs[-1].append(Run(line, bold=bold))
    return paragraphs


def _stretches(length: int, marked: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int, bool]]:
    at = 0
    for start, end in marked:
        yield at, start, False
        yield start, end, True
        at = end
    yield at, length, False
