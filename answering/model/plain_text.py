"""What a model wrote, as plain text: no markup, no links, no images, nothing invisible."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

_BASE64 = re.compile(r"[A-Za-z0-9+/=_-]{40,}")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z!][^<>]{0,2000}>", re.S)
_TARGET = re.compile(r"\]\s*\([^()]*(?:\([^()]*\)[^()]*)*\)|\]\s*\[[^\]\d][^\]]*\]")
_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:.*$", re.M)
_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:\s*//|(?:javascript|data|vbscript|mailto|file|tel)\s*:|www\.)"
    r"[^\s，。；、：！？）】》”’]*",
    re.I,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A)
_DOMAIN = re.compile(
    r"(?<![\w.@])(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:com|net|org|cn|io|info|gov|edu|xyz|top|cc|site|example|test|invalid)"
    r"(?![A-Za-z0-9])(?:[/?#:][^\s，。；、：！？）】》”’]*)?",
    re.I,
)
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>+\s*|[-*+•]\s+|\|+|`{3,}[A-Za-z]*|={3,}|-{3,})", re.M)
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|~~|`+|\|")
_NOT_A_NUMBER = re.compile(r"!?\[(?!\^?\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\])([^\[\]]*)\]")
_IMAGE = re.compile(r"!(?=\[)")


def plain(text: str) -> str:
    """Give the text without what a page or a chat client could render as more than words; marks like [1] stay."""
    text = visible(html.unescape(html.unescape(text)))
    text = _BASE64.sub("", _TAG.sub("", _DEFINITION.sub("", text)))
    text = _IMAGE.sub("", _TARGET.sub("]", text))
    text = without_addresses(text)
    text = _NOT_A_NUMBER.sub(r"\1", text)
    text = _EMPHASIS.sub("", _LINE_MARK.sub("", text))
    return text.replace("<", "").replace(">", "")


def visible(text: str) -> str:
    """Give the text without control, zero-width and direction characters; line breaks stay."""
    return "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def without_addresses(text: str) -> str:
    """Give the text without addresses of pages and people."""
    return _DOMAIN.sub("", _MAIL.sub("", _ADDRESS.sub("", text)))


def holds_link(text: str) -> bool:
    """Tell whether a page or a chat client could make a link or an image of a part of the text."""
    seen = visible(html.unescape(text))
    if seen != without_addresses(seen) or _TAG.search(seen):
        return True
    return bool(_TARGET.search(seen) or _IMAGE.search(seen) or _BASE64.search(seen))


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Leave out what a model thinks aloud between <think> and </think>; pieces may cut the tags anywhere."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while held:
            tag = "</think>" if thinking else "<think>"
            before, found, after = held.partition(tag)
            if found:
                if not thinking:
                    yield before
                held, thinking = after, not thinking
                continue
            keep = _beginning(held, tag)
            if not thinking:
                yield held[: len(held) - keep]
            held = held[len(held) - keep :]
            break
    if not thinking:
        yield held


def _beginning(text: str, tag: str) -> int:
    """Give how many characters at the end of a text could begin a tag."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0)
