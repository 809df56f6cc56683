"""The data table of a web page that stands flattened in the text: rows or lines at the head, label and value."""

import re
from collections.abc import Sequence

from indexer.paragraphs import Paragraph

_LABELS = frozenset(
    [
        *(
            "索引号",
            "主题分类",
            "分类",
            "发文机关",
            "发布机构",
            "发文单位",
            "成文日期",
            "发文日期",
            "生成日期",
            "标题",
        ),
        *(
            "名称",
            "发文字号",
            "文号",
            "发布日期",
            "发布时间",
            "实施日期",
            "生效日期",
            "施行日期",
            "主题词",
            "有效性",
        ),
        *("时效性", "效力状态", "文件状态", "失效日期", "公开方式", "体裁分类", "关键词", "服务对象分类"),
    ]
)
_LINES = 14
_LABEL = re.compile(r"(?:^|\s)((?:[\u4e00-\u9fff][\s　]{0,3}){2,6}[:：])")


def read_page_table(paragraphs: Sequence[Paragraph]) -> tuple[dict[str, str], frozenset[int]]:
    """Return label -> value, and the indices of the paragraphs that hold the table; labels without spaces.

    At least three labels make a table; otherwise both are empty.
    """
    found: dict[str, str] = {}
    places: set[int] = set()
    last: str | None = None
    for index, paragraph in enumerate(paragraphs[:_LINES]):
        pairs = _pairs(paragraph.text)
        if pairs:
            found.update(pairs)
            places.add(index)
            last = next(reversed(pairs)) if not paragraph.is_table else None
        elif (
            last not in (None, "主题词")
            and not found[last]
            and index - 1 in places
            and len(paragraph.text) < 80
        ):
            found[last] = paragraph.text  # the value stands in a line of its own
            places.add(index)
    return (found, frozenset(places)) if len(found) >= 3 else ({}, frozenset())


def _pairs(text: str) -> dict[str, str]:
    matches = [m for m in _LABEL.finditer(text) if re.sub(r"[\s　:：]", "", m[1]) in _LABELS]
    if not matches or text[: matches[0].start()].strip():
        return {}
    ends = [m.start() for m in matches[1:]] + [len(text)]
    return {
        re.sub(r"[\s　:：]", "", match[1]): text[match.end() : end].strip()
        for match, end in zip(matches, ends, strict=True)
    }
