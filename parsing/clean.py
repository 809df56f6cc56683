"""Characters that no reader sees, removed; nothing else is changed.

What has no ink and no width and could turn, hide or break a text goes: control characters, byte order marks,
joiners between Chinese characters, soft hyphens, direction marks, lone surrogates. Every visible character stays
as printed, also full-width spaces inside a line, rare characters and private-use ones. A zero-width space stays
inside a line, because what is stored is the source's own; the forms for matching pass over it. A line of nothing
else is blank.
"""

import re

BREAKS = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Joiners shape Arabic, Tibetan and Indic letters; beside Chinese ones they are litter.
JOINERS = re.compile(
    "(?<![\u0600-\u1cff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u1cff\U0001f000-\U0001ffff])"
)
EDGES = re.compile(r"^[\s\u200b]+|[\s\u200b]+$")
WHITE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f]+")


def clean(text: str) -> str:
    """The text without invisible characters and without white space at its ends; line breaks are removed."""
    return EDGES.sub("", JOINERS.sub("", INVISIBLE.sub("", text)))


def collapse(text: str) -> str:
    """As `clean`, with runs of ordinary spaces as one: for formats where a run of spaces is layout."""
    return clean(WHITE.sub(" ", text))


def split_lines(text: str) -> list[str]:
    """The lines of a text, at every kind of line break but the form feed."""
    return BREAKS.split(text)
