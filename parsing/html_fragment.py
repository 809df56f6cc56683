"""The text of a piece of HTML inside another format."""

import re

from selectolax.lexbor import LexborHTMLParser

COMMENT = re.compile(r"<!--.*?-->", re.S)
BREAK = re.compile(r"<(?:br|/?(?:p|div|tr|li|h[1-6]|table))\b[^>]*>", re.I)


def fragment_lines(source: str) -> list[str]:
    """The visible lines; comments, scripts and tags dropped, an unclosed comment's text kept."""
    text = COMMENT.sub("", source)
    if "<" not in text.replace("<!--", ""):
        return text.split("\n")
    tree = LexborHTMLParser(BREAK.sub("\n", text.replace("<!--", "&lt;!--")))
    for node in tree.css("script, style, noscript"):
        node.decompose()
    return (tree.body.text() if tree.body else "").split("\n")
