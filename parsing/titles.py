"""Titles that files carry outside their text, freed from what is no title."""

import re

from parsing.clean import collapse

SITE = re.compile(
    r"\s*[-—_|－｜–]\s*[^-—_|－｜–]{0,30}(?:网站|门户|政府网|新闻网|信息网|官网|人民网|新华网|网)\s*$"
)
NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled|无标题|未命名|文档\s*\d*|document\s*\d*|标题|title|slide \d+|"
    r"(?:附件|正文)?\d*|.*\.(?:docx?|wps|pdf|rtf|tmp|html?|indd|cdr))",
    re.I,
)


def page_title(text: str) -> str:
    """The title of a web page without the name of its site."""
    title = collapse(text.replace("\n", " "))
    return SITE.sub("", title) or title


def property_title(text: str | None) -> str | None:
    """The title in a file's properties, None where a program filled it in (`Microsoft Word - 文档1`)."""
    title = collapse((text or "").replace("\n", " "))
    return title if title and NO_TITLE.fullmatch(title) is None else None
