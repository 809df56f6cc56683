"""The head of a document: its title, possibly over several lines, and what stands around it. Rule 6."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import BlockKind
from corpus.documents import FurnitureKind
from corpus.markers import read_marker
from indexer.line_kinds import LineKind, line_kind
from indexer.paragraphs import Paragraph

GENRES = (
    "讲话|致辞|演讲|发言|通知|意见|要点|方案|办法|规定|条例|报告|公报|决定|决议|函|细则|规划|纲要|批复|答复|通报|通告|公告|令"
    "|指引|指南|解释|修正案|制度|章程|准则|守则|规则|规程|预案|计划|总结|纪要|请示|议案|倡议书|宣言|贺信|回信|复信|电|标准|措施"
    "|清单|目录|法|法典|说明|问答|简介|流程|攻略|须知|公约|协定|批示|指示|命令|提案|建议|讲稿|典|编"
)
_ENDS_AS_TITLE = re.compile(
    rf"(?:{GENRES})(?:\s?[（(〔][^）)〕]{{1,16}}[）)〕]|[一二三四五六七八九十]{{1,2}}|※|\*)?$"
)
_HISTORY = re.compile(
    r"[（(]?\s*(?:根据\s*)?(?:(?:19|20)\d\d\s*年|[一二][〇○零一二三四五六七八九]{3}年).{0,140}(?:通过|修正|修订|公布|发布|施行|批准|实施|印发)\s*根?据?[）)]{0,2}$"
)
_AUTHOR = re.compile(
    r"(?:.{0,30}(?:省长|市长|主席|总理|书记|主任|部长|院长|检察长|委员长|区长|县长|州长)[\s　:：]*)?[\u4e00-\u9fff·]{1,4}(?:[\s　][\u4e00-\u9fff]{1,3}){0,3}$"
)
_SUBTITLE = re.compile(r"^[—―─-]{1,3}\s*\S")
_LONGEST_LINE = 70
_HEAD_LINES = 30
_SENTENCE = 25


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document.

    `title` is None where it has none; `furniture` says for each index of a head paragraph why it is furniture;
    `body` is the index of the first paragraph below the head.
    """

    title: str | None
    furniture: dict[int, FurnitureKind]
    body: int


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


def read_head(paragraphs: Sequence[Paragraph], known: str | None = None) -> Head:
    """Read the head of a document.

    `known` is a title from elsewhere (a contents page): lines that print it are the title whatever they look like.
    """
    furniture: dict[int, FurnitureKind] = {}
    candidates: list[int] = []
    body = len(paragraphs)
    for index, paragraph in enumerate(paragraphs[:_HEAD_LINES]):
        kind = line_kind(paragraph.text)
        if _begins_body(paragraph, kind):
            body = index
            break
        furniture.update({index: _KINDS[kind]} if kind in _KINDS else {})
        if kind in (LineKind.SALUTATION, LineKind.ADDRESSEE) and (candidates or index == 0):
            body = index + 1
            break
        if kind is LineKind.PARAGRAPH:
            candidates.append(index)
    else:
        body = min(_HEAD_LINES, len(paragraphs))
    groups = _groups(paragraphs, candidates)
    chosen = _choose(paragraphs, groups, known, body)
    _mark(paragraphs, groups, chosen, furniture)
    return Head(_words(paragraphs, chosen) if chosen else None, furniture, body)


def ends_as_title(text: str) -> bool:
    """Whether a line ends with the name of a genre, as titles of official documents do."""
    return _ENDS_AS_TITLE.search(text.strip()) is not None


def is_history(text: str) -> bool:
    """Whether a line tells when a text was passed, amended or published."""
    return _HISTORY.match(text) is not None


def _begins_body(paragraph: Paragraph, kind: LineKind) -> bool:
    text = paragraph.text
    if paragraph.is_table or kind is LineKind.ATTACHMENT_LIST or kind is LineKind.EDITOR_NOTE:
        return True
    if kind is not LineKind.PARAGRAPH:
        return False
    if read_marker(text) is not None or is_history(text):
        return True
    sentence = re.search(r"[。；！？]", text) is not None and len(text) >= _SENTENCE
    return sentence or len(text) > _LONGEST_LINE or text[-1] in "。；！？：:"


def _groups(paragraphs: Sequence[Paragraph], candidates: list[int]) -> list[list[int]]:
    """Put the lines of one title together: lines in sequence until one ends with the name of a genre."""
    groups: list[list[int]] = []
    for index in candidates:
        text = paragraphs[index].text
        last = groups[-1] if groups else []
        near = bool(last) and last[-1] == index - 1
        if near and (_SUBTITLE.match(text) or _continues(paragraphs, last, index)):
            last.append(index)
        else:
            groups.append([index])
    return groups


def _continues(paragraphs: Sequence[Paragraph], last: list[int], index: int) -> bool:
    before, text = paragraphs[last[-1]], paragraphs[index].text
    styled = before.kind is BlockKind.HEADING and paragraphs[index].kind is BlockKind.HEADING
    if styled and before.style_level == paragraphs[index].style_level:
        return True
    whole = "".join(paragraphs[i].text for i in last)
    if _AUTHOR.match(text) or ends_as_title(before.text) or before.text.endswith("文件"):
        return False
    return ends_as_title(text) and ("关于" in whole + text or "印发" in whole) and len(whole + text) < 160


def _choose(
    paragraphs: Sequence[Paragraph], groups: list[list[int]], known: str | None, body: int
) -> list[int] | None:
    if known is not None:
        wanted = bare(known)
        for group in groups:
            if bare("".join(paragraphs[i].text for i in group)) in wanted or wanted in bare(
                "".join(paragraphs[i].text for i in group)
            ):
                return group
    genre = [
        g for g in groups if ends_as_title(paragraphs[g[-1]].text) or ends_as_title(paragraphs[g[0]].text)
    ]
    if genre:
        return _last_with_same_words(paragraphs, genre)
    if groups and body < len(paragraphs):
        first = groups[0]
        text = paragraphs[first[0]].text
        plain = len(text) <= _LONGEST_LINE and text[-1] not in "，,：:、" and len(bare(text)) >= 4
        return first if plain and not text.endswith("文件") and not _AUTHOR.fullmatch(text) else None
    return None


def _last_with_same_words(paragraphs: Sequence[Paragraph], groups: list[list[int]]) -> list[int]:
    """Choose the document's own heading below that of the page, where there are two (rule 11 of the facts)."""
    chosen = groups[0]
    for group in groups[1:]:
        if re.search(r"讲话|报告|通知|办法|规定|条例|法|决定|意见|方案|函|批复", paragraphs[group[0]].text):
            chosen = group
    return chosen


def _mark(
    paragraphs: Sequence[Paragraph],
    groups: list[list[int]],
    chosen: list[int] | None,
    furniture: dict[int, FurnitureKind],
) -> None:
    for group in groups:
        for index in group:
            text = paragraphs[index].text
            if group is chosen or _ENDS_AS_TITLE.search(text) or _SUBTITLE.match(text):
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


def bare(text: str) -> str:
    """Drop spaces, quotation marks and brackets, for comparing titles."""
    return re.sub(r"[\s“”\"『』「」《》〈〉（）()·—―\-…\.]", "", text)
