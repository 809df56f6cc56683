"""The head of a document: its title, possibly over several lines, and what stands around it. Rule 6."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.blocks import Alignment, BlockKind
from corpus.documents import FurnitureKind
from corpus.markers import read_marker
from indexer.dates import narrow
from indexer.history import history_spans
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
_OFFICES = "省长|市长|主席|总理|书记|主任|部长|院长|检察长|委员长|区长|县长|州长"
_AUTHOR = re.compile(
    rf"(?:.{{0,30}}(?:{_OFFICES})[\s　:：]*)?[\u4e00-\u9fff·]{{1,4}}(?:[\s　]+[\u4e00-\u9fff]{{1,3}}){{0,3}}$"
)
_SET_WIDE = re.compile(r"(?:\S[ \u3000]+){2,}\S(?:[（(《].*)?|.{0,40}?(?:\S[ \u3000]){4,}\S")
_SUBTITLE = re.compile(r"^[—―─-]{1,3}\s*\S")
_OCCASION = re.compile(
    r"^[—―─-]{1,3}\s*(?:.{0,14}\d\s?[日月]|[一二〇○零]{2,4}.{1,12}[日月]|在.{2,40}(?:上|会议?|时)$)"
)
_FORM = re.compile(r"(?:公文|文件|来文)?(?:标题|名称|事由)[\s:]+\S")  # a form tells of another document
_GIVEN = re.compile(r"\(?(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s?,?\s?在[^。]{2,50}(?:会议?|大会)上")
_PAGE_LINE = re.compile(
    r"(?:(?:发[布表]|更新)?(?:时间|日期)|浏览(?:次数|量)|点击数?|阅读量?)\s?:[^,。;]{0,50}$|【打印】.{0,30}$"
)
_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,24}令$|^第?\s*\d{1,5}\s*号$")
_ADDRESSED = re.compile(
    r"^.{0,3}(?:来\s?源|时间|日期|作者|字[体号]|分享|编辑)|如下|以下|下列|包括|指出|强调|要求|认为|表示|[。；《》]"
)
_LONGEST_LINE = 70
_HEAD_LINES = 30
_TITLE_LINES = 6
_SENTENCE = 25
_VALUE = 24  # characters of a value below its label

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
    LineKind.LABEL: FurnitureKind.BOILERPLATE,
    LineKind.SIGNED: FurnitureKind.SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document.

    `title` is None where it has none; `furniture` says for each index of a head paragraph why it is furniture;
    `body` is the index of the first paragraph below the head. `title_lines` are the paragraphs that print the
    title, `certainty` in [0, 1] tells by what sign they were chosen. `history` are the `[first, last)` of the
    paragraphs that tell when the text was passed.
    """

    title: str | None
    furniture: dict[int, FurnitureKind]
    body: int
    title_lines: tuple[int, ...] = ()
    certainty: float = 0.0
    history: tuple[tuple[int, int], ...] = ()


def read_head(
    paragraphs: Sequence[Paragraph], known: str | None = None, table: frozenset[int] = frozenset()
) -> Head:
    """Read the head of a document.

    `known` is a title from elsewhere (a contents page, the web page): lines that print it are the title whatever
    they look like. `table` are the paragraphs of the page's data table.
    """
    furniture = dict.fromkeys(table, FurnitureKind.PAGE_FURNITURE)
    last = max(table, default=0) + _HEAD_LINES
    history = history_spans([p.text for p in paragraphs[:last]])
    candidates, body = _scan(paragraphs[:last], table, frozenset(_within(history)), furniture)
    known_lines = _known(paragraphs, candidates, known)
    chosen, certainty = known_lines or _choose(paragraphs, _groups(paragraphs, candidates), body)
    _mark(paragraphs, candidates, chosen, furniture, min(table, default=0))
    for index in range(body, min(body + _TITLE_LINES, len(paragraphs))):
        if is_doc_number_line(paragraphs[index].text):
            furniture[index] = FurnitureKind.DOC_NUMBER
    title = _words(paragraphs, chosen) if chosen else None
    # Below the head of a text that addresses somebody they are those of an attached one.
    addressed = FurnitureKind.ADDRESSEE in furniture.values()
    own = tuple(span for span in history if span[0] < body or not addressed)
    return Head(title, furniture, body, tuple(chosen), certainty, own)


def _within(spans: Iterable[tuple[int, int]]) -> Iterator[int]:
    return (index for first, last in spans for index in range(first, last))


def ends_as_title(text: str) -> bool:
    """Whether a line ends with the name of a genre, as titles of official documents do."""
    return _ENDS_AS_TITLE.search(text.strip()) is not None


def bare(text: str) -> str:
    """Drop spaces, quotation marks and brackets, for comparing titles."""
    return re.sub(r"[\s“”\"『』「」《》〈〉（）()·—―\-…\.]", "", text)


def _scan(
    paragraphs: Sequence[Paragraph],
    table: frozenset[int],
    history: frozenset[int],
    furniture: dict[int, FurnitureKind],
) -> tuple[list[int], int]:
    """Go down the head: collect lines that may be title, mark the others, and find where the body begins."""
    candidates: list[int] = []
    for index, paragraph in enumerate(paragraphs):
        if index in table or index in history:
            continue
        kind = line_kind(paragraph.text)
        if kind is LineKind.EDITOR_NOTE and not candidates:
            continue  # it stands above the title of its article and is text
        if _is_addressed(paragraph.text, index, furniture, candidates):
            furniture[index] = FurnitureKind.ADDRESSEE
            return candidates, index + 1
        if not _is_value(paragraphs, index) and _begins_body(paragraph, kind):
            return candidates, index
        known = FurnitureKind.SOURCE if _is_value(paragraphs, index) else _kind_of_head(paragraph.text, kind)
        if known is not None:
            furniture[index] = known
        elif kind is LineKind.PARAGRAPH:
            candidates.append(index)
        if kind in (LineKind.SALUTATION, LineKind.ADDRESSEE):
            return candidates, index + 1
    return candidates, len(paragraphs)


def _kind_of_head(text: str, kind: LineKind) -> FurnitureKind | None:
    if kind in _KINDS:
        return _KINDS[kind]
    if _PAGE_LINE.match(narrow(text)) or _FORM.match(narrow(text)):
        return FurnitureKind.BOILERPLATE
    return FurnitureKind.DOC_NUMBER if _ORDER_HEAD.match(text) else None


def _is_value(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether a line is what a label in the line above it names: 来源： / 云岭日报."""
    if index == 0 or line_kind(paragraphs[index - 1].text) is not LineKind.LABEL:
        return False
    text = paragraphs[index].text
    return len(text) <= _VALUE and line_kind(text) is LineKind.PARAGRAPH and not ends_as_title(text)


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
    if kind is not LineKind.PARAGRAPH:
        return False
    if read_marker(text) is not None:
        return True
    sentence = re.search(r"[。；！？]", text) is not None and len(text) >= _SENTENCE
    return sentence or len(text) > _LONGEST_LINE or text[-1] in "。；！？：:"


def _known(
    paragraphs: Sequence[Paragraph], candidates: list[int], known: str | None
) -> tuple[list[int], float] | None:
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
    return (best, 0.98) if best is not None else None


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


def _choose(paragraphs: Sequence[Paragraph], groups: list[list[int]], body: int) -> tuple[list[int], float]:
    """Choose the lines of the title, none where there is no title, and say how sure that is."""
    genre = [g for g in groups if any(ends_as_title(paragraphs[i].text) for i in g)]
    if genre:
        # The document's own heading stands below that of the page, where there are two; what a page prints
        # twice is the title, whatever stands below it.
        printed = Counter(bare(_text(paragraphs, g)) for g in genre)
        twice = [g for g in genre if printed[bare(_text(paragraphs, g))] > 1]
        return (twice or genre)[-1], 0.97 if twice else 0.95
    if not groups or body >= len(paragraphs):
        return [], 0.0
    first = paragraphs[groups[0][0]]
    text = first.text
    if first.kind is BlockKind.HEADING and first.style_level == 1:
        return groups[0], 0.9
    plain = len(text) <= _LONGEST_LINE and text[-1] not in "，,：:、" and len(bare(text)) >= 4
    fits = plain and not text.endswith("文件") and not _AUTHOR.fullmatch(text)
    return (groups[0], 0.7) if fits else ([], 0.0)


def _text(paragraphs: Sequence[Paragraph], group: list[int]) -> str:
    return "".join(paragraphs[i].text for i in group)


def _mark(
    paragraphs: Sequence[Paragraph],
    candidates: list[int],
    chosen: list[int],
    furniture: dict[int, FurnitureKind],
    table: int,
) -> None:
    """Say what the candidates are; those above the page's data table are the page's own furniture."""
    for index in candidates:
        text = paragraphs[index].text
        if index in chosen or ends_as_title(text) or _SUBTITLE.match(text):
            furniture[index] = FurnitureKind.TITLE
        elif index < table:
            furniture[index] = FurnitureKind.PAGE_FURNITURE
        elif chosen and (
            _AUTHOR.match(text) or _GIVEN.match(narrow(text)) or text.endswith("文件") or len(text) <= 12
        ):
            furniture[index] = FurnitureKind.BYLINE


def _words(paragraphs: Sequence[Paragraph], group: list[int]) -> str:
    """Put a title's lines together; a dash line that names only day and place is left out."""
    lines = [paragraphs[group[0]].text]
    for index in group[1:]:
        text = paragraphs[index].text
        if not _OCCASION.match(text) or ends_as_title(text):
            lines.append(text)
    return _closed_up(re.sub(r"[※*]+$", "", "".join(map(_closed_up, lines))).strip())


def _closed_up(line: str) -> str:
    """Close up a line that is set wide, a space after every character (土 地 使 用 的 批 复)."""
    return re.sub(r"[ \u3000]", "", line) if _SET_WIDE.fullmatch(line) else line
