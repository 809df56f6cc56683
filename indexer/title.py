"""The head of a document: its title, possibly over several lines, and what stands around it. Rule 6."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import Alignment, BlockKind
from corpus.documents import FurnitureKind
from corpus.markers import read_marker
from indexer.line_kinds import LineKind, is_doc_number_line, line_kind
from indexer.paragraphs import Paragraph

GENRES = (
    "讲话|致辞|演讲|发言|通知|意见|要点|方案|办法|规定|条例|报告|公报|决定|决议|函|细则|规划|纲要|批复|答复|通报|通告|公告"
    "|令|指引|指南|解释|修正案|制度|章程|准则|守则|规则|规程|预案|计划|总结|纪要|请示|议案|倡议书|宣言|贺信|回信|复信|电|标准"
    "|措施|清单|目录|法|法典|说明|问答|简介|流程|攻略|须知|公约|协定|批示|指示|命令|提案|建议|讲稿|典|编"
)
_ENDS_AS_TITLE = re.compile(
    rf"(?:{GENRES})(?:\s?[（(〔][^）)〕]{{1,16}}[）)〕]|[一二三四五六七八九十]{{1,2}}|※|\*)?$"
)
_DAY = r"(?:(?:19|20)\d\d\s*年|[一二][〇○零一二三四五六七八九]{3}年)"
_TOLD = r"(?:通过|修正|修订|公布|发布|施行|批准|实施|印发)"
_HISTORY = re.compile(rf"[（(]?\s*(?:根据\s*)?{_DAY}.{{0,140}}{_TOLD}\s*(?:根据)?[）)]{{0,2}}$")
_OFFICES = "省长|市长|主席|总理|书记|主任|部长|院长|检察长|委员长|区长|县长|州长"
_AUTHOR = re.compile(
    rf"(?:.{{0,30}}(?:{_OFFICES})[\s　:：]*)?[\u4e00-\u9fff·]{{1,4}}(?:[\s　]+[\u4e00-\u9fff]{{1,3}}){{0,3}}$"
)
_SUBTITLE = re.compile(r"^[—―─-]{1,3}\s*\S")
_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,24}令$|^第?\s*\d{1,5}\s*号$")
_ADDRESSED = re.compile(
    r"^.{0,3}(?:来\s?源|时间|日期|作者|字[体号]|分享|编辑)|如下|以下|下列|包括|指出|强调|要求|认为|表示|[。；《》]"
)
_LONGEST_LINE = 70
_HEAD_LINES = 30
_TITLE_LINES = 6
_SENTENCE = 25

_KINDS = {
    LineKind.DOC_NUMBER: FurnitureKind.DOC_NUMBER,
    LineKind.DATE: FurnitureKind.DATE,
    LineKind.SOURCE: FurnitureKind.SOURCE,
    LineKind.SALUTATION: FurnitureKind.SALUTATION,
    LineKind.ADDRESSEE: FurnitureKind.ADDRESSEE,
    LineKind.WATERMARK: FurnitureKind.BOILERPLATE,
    LineKind.BOILERPLATE: FurnitureKind.BOILERPLATE,
    LineKind.CLASSIFICATION: FurnitureKind.PAGE_FURNITURE,
    LineKind.URGENCY: FurnitureKind.PAGE_FURNITURE,
    LineKind.SIGNER: FurnitureKind.PAGE_FURNITURE,
    LineKind.PAGE_NUMBER: FurnitureKind.PAGE_FURNITURE,
    LineKind.BYLINE: FurnitureKind.BYLINE,
    LineKind.BYLINE_AND_SOURCE: FurnitureKind.BYLINE,
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document.

    `title` is None where it has none; `furniture` says for each index of a head paragraph why it is furniture;
    `body` is the index of the first paragraph below the head.
    """

    title: str | None
    furniture: dict[int, FurnitureKind]
    body: int


def read_head(
    paragraphs: Sequence[Paragraph], known: str | None = None, table: frozenset[int] = frozenset()
) -> Head:
    """Read the head of a document.

    `known` is a title from elsewhere (a contents page, the web page): lines that print it are the title whatever
    they look like. `table` are the paragraphs of the page's data table.
    """
    furniture = dict.fromkeys(table, FurnitureKind.PAGE_FURNITURE)
    candidates, body = _scan(paragraphs, table, furniture)
    groups = _groups(paragraphs, candidates)
    chosen = _known(paragraphs, candidates, known) or _choose(paragraphs, groups, body)
    _mark(paragraphs, candidates, chosen, furniture)
    title = _words(paragraphs, chosen) if chosen else None
    for index in range(body, min(body + _TITLE_LINES, len(paragraphs))):
        if is_doc_number_line(paragraphs[index].text):
            furniture[index] = FurnitureKind.DOC_NUMBER
    return Head(title, furniture, body)


def ends_as_title(text: str) -> bool:
    """Whether a line ends with the name of a genre, as titles of official documents do."""
    return _ENDS_AS_TITLE.search(text.strip()) is not None


def is_history(text: str) -> bool:
    """Whether a line tells when a text was passed, amended or published."""
    return len(text) < 180 and _HISTORY.match(text) is not None


def bare(text: str) -> str:
    """Drop spaces, quotation marks and brackets, for comparing titles."""
    return re.sub(r"[\s“”\"『』「」《》〈〉（）()·—―\-…\.]", "", text)


def _scan(
    paragraphs: Sequence[Paragraph], table: frozenset[int], furniture: dict[int, FurnitureKind]
) -> tuple[list[int], int]:
    """Go down the head: collect lines that may be title, mark the others, and find where the body begins."""
    candidates: list[int] = []
    for index, paragraph in enumerate(paragraphs[:_HEAD_LINES]):
        if index in table:
            continue
        kind = line_kind(paragraph.text)
        if kind is LineKind.EDITOR_NOTE and not candidates:
            continue  # it stands above the title of its article and is text
        if _is_addressed(paragraph.text, index, furniture, candidates):
            furniture[index] = FurnitureKind.ADDRESSEE
            return candidates, index + 1
        if _begins_body(paragraph, kind):
            return candidates, index
        if kind in _KINDS:
            furniture[index] = _KINDS[kind]
        if kind in (LineKind.SALUTATION, LineKind.ADDRESSEE):
            return candidates, index + 1
        if _ORDER_HEAD.match(paragraph.text):
            furniture[index] = FurnitureKind.DOC_NUMBER
        elif kind is LineKind.PARAGRAPH and not is_history(paragraph.text):
            candidates.append(index)
    return candidates, min(_HEAD_LINES, len(paragraphs))


def _is_addressed(text: str, index: int, furniture: dict[int, FurnitureKind], candidates: list[int]) -> bool:
    """Whether a line right below number or title addresses somebody, as 邓某某委员： does."""
    below = furniture.get(index - 1) is FurnitureKind.DOC_NUMBER or (
        bool(candidates) and candidates[-1] == index - 1
    )
    short = text[-1] in "：:" and len(text) < 260 and not _ADDRESSED.search(text)
    return below and short and line_kind(text) is not LineKind.SALUTATION


def _begins_body(paragraph: Paragraph, kind: LineKind) -> bool:
    text = paragraph.text
    if paragraph.is_table or kind in (LineKind.ATTACHMENT_LIST, LineKind.EDITOR_NOTE):
        return True
    if kind is not LineKind.PARAGRAPH or is_history(text):
        return False
    if read_marker(text) is not None:
        return True
    sentence = re.search(r"[。；！？]", text) is not None and len(text) >= _SENTENCE
    return sentence or len(text) > _LONGEST_LINE or text[-1] in "。；！？：:"


def _known(paragraphs: Sequence[Paragraph], candidates: list[int], known: str | None) -> list[int] | None:
    """Find the lines that print a known title."""
    wanted = bare(known) if known else ""
    best: list[int] | None = None
    for place in range(len(candidates)):
        joined = ""
        for index in candidates[place : place + _TITLE_LINES]:
            joined += bare(paragraphs[index].text)
            if wanted and joined == wanted:
                best = candidates[place : candidates.index(index) + 1]
                break
    return best


def _groups(paragraphs: Sequence[Paragraph], candidates: list[int]) -> list[list[int]]:
    """Put the lines of one title together: lines in sequence until one ends with the name of a genre."""
    groups: list[list[int]] = []
    for index in candidates:
        last = groups[-1] if groups else []
        if last and last[-1] == index - 1 and _continues(paragraphs, last, index):
            last.append(index)
        else:
            groups.append([index])
        if _SUBTITLE.match(paragraphs[index].text) and len(groups) > 1 and len(groups[-1]) == 2:
            _gather_above(paragraphs, groups)
    return groups


def _gather_above(paragraphs: Sequence[Paragraph], groups: list[list[int]]) -> None:
    """Add to a title with a dash line the lines right above it, unless they are the page's own heading."""
    title = groups[-1]
    above = groups[-2]
    text = bare("".join(paragraphs[i].text for i in above))
    apart = (
        bare(paragraphs[title[0]].text) in text
        or ends_as_title(text)
        or _AUTHOR.match(paragraphs[above[-1]].text)
    )
    if above[-1] == title[0] - 1 and not apart:
        groups[-2:] = [[*above, *title]]


def _continues(paragraphs: Sequence[Paragraph], last: list[int], index: int) -> bool:
    before, here = paragraphs[last[-1]], paragraphs[index]
    if _SUBTITLE.match(here.text):
        return True
    if before.kind is BlockKind.HEADING and here.kind is BlockKind.HEADING:
        return before.style_level == here.style_level
    whole = "".join(paragraphs[i].text for i in last)
    if len(whole + here.text) >= 160 or ends_as_title(before.text) or before.text.endswith("文件"):
        return False
    if before.alignment is Alignment.CENTER and here.alignment is Alignment.CENTER:
        return not _AUTHOR.fullmatch(here.text) or ends_as_title(here.text)
    # Without alignment only the words tell: 关于…, and a genre at the end of this line or a later one.
    later = [p.text for p in paragraphs[index : index + 3]]
    return ("关于" in whole or "印发" in whole or here.text.startswith("关于")) and any(
        map(ends_as_title, later)
    )


def _choose(paragraphs: Sequence[Paragraph], groups: list[list[int]], body: int) -> list[int] | None:
    genre = [g for g in groups if any(ends_as_title(paragraphs[i].text) for i in g)]
    if genre:
        # The document's own heading stands below that of the page, where there are two.
        return genre[-1]
    if not groups or body >= len(paragraphs):
        return None
    first = paragraphs[groups[0][0]]
    text = first.text
    if first.kind is BlockKind.HEADING and first.style_level == 1:
        return groups[0]
    plain = len(text) <= _LONGEST_LINE and text[-1] not in "，,：:、" and len(bare(text)) >= 4
    return groups[0] if plain and not text.endswith("文件") and not _AUTHOR.fullmatch(text) else None


def _mark(
    paragraphs: Sequence[Paragraph],
    candidates: list[int],
    chosen: list[int] | None,
    furniture: dict[int, FurnitureKind],
) -> None:
    for index in candidates:
        text = paragraphs[index].text
        if (chosen is not None and index in chosen) or ends_as_title(text) or _SUBTITLE.match(text):
            furniture[index] = FurnitureKind.TITLE
        elif chosen is not None and (_AUTHOR.match(text) or text.endswith("文件") or len(text) <= 12):
            furniture[index] = FurnitureKind.BYLINE


def _words(paragraphs: Sequence[Paragraph], group: list[int]) -> str:
    """Put a title's lines together; a dash line that names no genre (only day and place) is left out."""
    lines = [paragraphs[group[0]].text]
    for index in group[1:]:
        text = paragraphs[index].text
        if not _SUBTITLE.match(text) or ends_as_title(text):
            lines.append(text)
    return re.sub(r"[※*]+$", "", "".join(lines)).strip()
