"""The data table that government sites print above a document: 索引号, 发文机关, 成文日期 and the like."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.blocks import Labelled
from parsing.clean import collapse

LABEL_NAMES = """
索引号 信息索引号 主题分类 分类 体裁分类 服务对象分类 组配分类 发文机关 发布机构 发文单位
制发机关 成文日期 发文日期 生成日期 签发日期 标题 名称 信息名称 文件名称 发文字号 文号
文件编号 统一编号 发布日期 公开日期 主题词 关键词 有效性 效力状态 时效性 时效 生效日期
实施日期 施行日期 失效日期 废止日期 公开方式 公开范围 公开责任部门 内容概述 信息来源 来源
公文种类 文种
"""
LABELS = frozenset(LABEL_NAMES.split())
META_NAMES = ("ArticleTitle", "PubDate", "ContentSource", "SiteName", "ColumnName", "Author", "Url")
FEWEST_LABELS = 3  # that make a table a data table
COLONS = "：: "


def meta_values(tree: LexborHTMLParser) -> tuple[Labelled, ...]:
    """What the page's head says of the article, labels as in the head."""
    values = []
    for node in tree.css("meta[name]"):
        name, value = node.attributes.get("name"), collapse(node.attributes.get("content") or "")
        if name in META_NAMES and value:
            values.append(Labelled(name, value))
    return tuple(dict.fromkeys(values))


def take_data_tables(body: LexborNode) -> tuple[Labelled, ...]:
    """The labelled values of the page's data tables, which are removed from it; labels without spaces and colon."""
    found: list[Labelled] = []
    for node in body.css("table, dl, ul"):
        if _frames_another(node):
            continue
        pairs = list(_pairs([collapse(cell.text()) for cell in node.css("td, th, dt, dd, li")]))
        if len({pair.label for pair in pairs}) >= FEWEST_LABELS:
            found += pairs
            node.decompose()
    return tuple(dict.fromkeys(pair for pair in found if pair.value))


def _frames_another(node: LexborNode) -> bool:
    """Whether the table or list holds another one: then it only sets out the page.

    Selectors match from the root of the page and may match the node itself, so no `table table` is asked for:
    a data table inside a frame would match that too.
    """
    return any(inner.mem_id != node.mem_id for inner in node.css("table, ul"))


def _pairs(cells: list[str]) -> Iterator[Labelled]:
    """Label and value from cells `标 题：` + `…`, or from one cell `标题：…`."""
    position = 0
    while position < len(cells):
        cell = cells[position]
        position += 1
        head, colon, rest = cell.replace("：", ":", 1).partition(":")
        label = re.sub(r"\s", "", head)
        if label not in LABELS:
            continue
        value = rest.strip()
        if not value and position < len(cells) and not _is_label(cells[position]):
            value = cells[position]
            position += 1
        elif not colon and not value:
            continue
        yield Labelled(label, value)


def _is_label(cell: str) -> bool:
    return cell[-1:] in ("：", ":") and re.sub(r"\s", "", cell.rstrip(COLONS)) in LABELS
