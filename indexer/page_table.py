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
_LINES = 36  # a page saved as a document prints its menus above the table
_GAP = 6  # lines between two lines of one table
_VALUE = 80
_FEWEST = 3
_LABEL = re.compile(r"(?:^|\s)((?:[\u4e00-\u9fff][\s　]{0,3}){2,6}[:：])")


def read_page_table(
    paragraphs: Sequence[Paragraph],
) -> tuple[dict[str, tuple[str, int]], frozenset[int]]:
    """Return label -> value and its paragraph, and the paragraphs that hold the table; labels without spaces.

    At least three labels make a table; otherwise both are empty.
    """
    table = _Table()
    for index, paragraph in enumerate(paragraphs[:_LINES]):
        pairs = _pairs(paragraph.text)
        if pairs and table.places and index - max(table.places) > _GAP and len(table.found) < _FEWEST:
            table = _Table()  # what came before was no table
        following = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        table.take(index, paragraph, pairs, before_row=bool(_pairs(following)))
    if len(table.found) < _FEWEST:
        return {}, frozenset()
    return table.found, frozenset(table.places)


class _Table:
    """The labels found so far, and where."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, int]] = {}
        self.places: set[int] = set()
        self._last: str | None = None  # the label whose value may go on in the next line

    def take(self, index: int, paragraph: Paragraph, pairs: dict[str, str], *, before_row: bool) -> None:
        if pairs:
            for label, value in pairs.items():
                if not self.found.get(label, ("", 0))[0]:
                    self.found[label] = (value, index)
            self.places.add(index)
            self._last = None if paragraph.is_table else next(reversed(pairs))
        elif self._last is not None and index - 1 in self.places and len(paragraph.text) < _VALUE:
            self._go_on(index, paragraph.text, before_row=before_row)

    def _go_on(self, index: int, text: str, *, before_row: bool) -> None:
        """Take a line as the value of the label above it, or as the rest of a value that the page broke."""
        label = self._last or ""
        value, place = self.found[label]
        if not value and label != "主题词":
            self.found[label] = (text, index)
            self.places.add(index)
        elif value and before_row:
            self.found[label] = (value + text, place)
            self.places.add(index)
        self._last = None


def _pairs(text: str) -> dict[str, str]:
    matches = [m for m in _LABEL.finditer(text) if re.sub(r"[\s　:：]", "", m[1]) in _LABELS]
    if not matches or text[: matches[0].start()].strip():
        return {}
    ends = [m.start() for m in matches[1:]] + [len(text)]
    return {
        re.sub(r"[\s　:：]", "", match[1]): text[match.end() : end].strip()
        for match, end in zip(matches, ends, strict=True)
    }
