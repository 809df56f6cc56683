"""Where the article stands in a web page."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

# Containers of government sites and of common editors, the surest first.
CONTENT_SELECTORS = (
    "#UCAP-CONTENT",
    ".pages_content",
    "#info_cont",
    "#zoomcon",
    "#zoom",
    "#Zoom",
    ".TRS_UEDITOR",
    ".TRS_Editor",
    ".view.TRS_UEDITOR",
    ".content_article",
    ".article-content",
    ".policy-article-content",
    "#detailCon",
    ".newsMain",
    "#js_content",
    ".article_con",
    ".article-con",
    ".con_article",
    "#article_content",
    "#mainText",
    "#content",
    ".content",
    "article",
    "main",
)
UNSEEN_TAGS = (
    "script, style, noscript, template, iframe, object, embed, svg, canvas, button, select, textarea, nav, footer, "
    "aside, audio, video, map, rt, rp"
)
UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
FURNITURE_NAME = re.compile(
    r"(?:^|[-_\s])(?:b?d?share|social|qrcode|ewm|breadcrumb|crumbs?|location|nav(?:bar)?|menu|footer|copyright|"
    r"pagination|pager|sidebar|toolbar|ylfx|dqwz)(?:$|[-_\s\d])",
    re.I,
)
FURNITURE_LENGTH = 200  # characters; more is text, whatever its class says
SHORTEST_CONTENT = 20
DOMINANT_SHARE = 0.8  # of the text beneath a node that one child must hold to be the article
SENTENCE_MARKS = re.compile(r"[，。；：、！？]")


def drop_unseen(body: LexborNode) -> None:
    """Remove what a reader of the page does not see, and bars of buttons and links."""
    for node in body.css(UNSEEN_TAGS):
        node.decompose()
    whole = _length(body)
    for node in body.css("[style], [hidden]"):
        hidden = "hidden" in node.attributes or UNSEEN_STYLE.search(node.attributes.get("style") or "")
        # A page that hides nearly all of itself shows it by script once it is loaded.
        if hidden and _length(node) <= whole // 2:
            node.decompose()
    for node in body.css("div[class], div[id], ul[class], span[class], p[class]"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if FURNITURE_NAME.search(names) and _length(node) < FURNITURE_LENGTH:
            node.decompose()


def main_content(body: LexborNode) -> LexborNode:
    """The element that holds the article: by the names that sites use, else by where the sentences are."""
    dense = _densest(body)
    enough = max(SHORTEST_CONTENT, _weight(dense) // 2)
    for selector in CONTENT_SELECTORS:
        found = max(body.css(selector), key=_length, default=None)
        if found is not None and _weight(found) >= enough:
            return found
    return dense


def _densest(node: LexborNode) -> LexborNode:
    """Go down from the body as long as one child holds nearly all sentences."""
    while True:
        children = [(_weight(child), child) for child in _elements(node)]
        weight, heaviest = max(children, key=lambda pair: pair[0], default=(0, node))
        total = sum(weight for weight, _ in children)
        if (
            weight == 0
            or weight < DOMINANT_SHARE * total
            or heaviest.tag in ("p", "table", "ul", "ol", "span")
        ):
            return node
        if total < DOMINANT_SHARE * _weight(node):
            return node  # its own words are the text
        node = heaviest


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (child for child in node.iter(include_text=False))


def _weight(node: LexborNode) -> int:
    """Characters outside links in pieces that read like sentences; menus have none."""
    linked = sum(_length(link) for link in node.css("a")) if node.tag != "a" else _length(node)
    text = node.text()
    marks = len(SENTENCE_MARKS.findall(text))
    return max(0, min(_length(node) - linked, 40 * marks))


def _length(node: LexborNode) -> int:
    return sum(not character.isspace() for character in node.text())
