"""Small repairs of recognised text, each of a mistake that recognisers are known to make with Chinese print.

The recogniser gives brackets, colons and commas in half width where full-width ones are printed, and one dash for
two. Nothing is changed that could have been printed as it stands: digits, Latin text and brackets of years remain.
"""

import re

CHINESE = "\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60“”‘’…—"
WIDE = str.maketrans("(),:;?!", "（），：；？！")
POINTS = re.compile(rf"(?<=[{CHINESE}])\s*[,:;?!]|[,:;?!](?=\s*[{CHINESE}])")
OPENING, CLOSING = "(（〔[【", ")）〕]】"
DASH = re.compile(r"^[—―]\s*(?=[一-鿿“《])|^[-一]\s*(?=(?:19|20)\d\d年)")
BEFORE_CHINESE = re.compile(rf"^\s*[{CHINESE}]")
AFTER_CHINESE = re.compile(rf"[{CHINESE}]\s*$")


def repaired_text(text: str) -> str:
    """The line with full-width punctuation beside Chinese characters and whole dashes at its start."""
    text = POINTS.sub(lambda found: found.group().strip().translate(WIDE), text)
    return DASH.sub("——", _with_brackets(text.strip()))


def _with_brackets(text: str) -> str:
    """Brackets of a pair alike: full width where either has Chinese text beside it, 〔〕 where one was read so."""
    result = list(text)
    open_places: list[int] = []
    for place, character in enumerate(text):
        if character in OPENING:
            open_places.append(place)
        elif character in CLOSING:
            start = open_places.pop() if open_places else None
            _mend(text, result, start, place)
    for start in open_places:
        _mend(text, result, start, None)
    return "".join(result)


def _mend(text: str, result: list[str], start: int | None, end: int | None) -> None:
    ends = [place for place in (start, end) if place is not None]
    found = {text[place] for place in ends}
    if found & {"〔", "〕"}:
        pair = "〔〕"
    elif found <= {"(", ")", "（", "）"} and any(_beside_chinese(text, place) for place in ends):
        pair = "（）"
    else:
        return
    if start is not None:
        result[start] = pair[0]
    if end is not None:
        result[end] = pair[1]


def _beside_chinese(text: str, place: int) -> bool:
    before, after = text[:place], text[place + 1 :]
    return bool(AFTER_CHINESE.search(before) or BEFORE_CHINESE.search(after))
