"""What the masthead of a magazine says of the issue."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?:(?:19|20)\d\d\s?年)?\s?(?:第\s?\d{1,3}\s?期|\d{1,2}\s?月号)")
_PUBLISHER = re.compile(r"^(?:编辑出版|主办单位|主办|主管单位|出版单位|编辑单位|主管主办)[\s:：]*(.*)$")
_ORGAN = re.compile(r"(?:委员会|党委|办公室|出版社|杂志社|编辑部|[局厅部院会社])$")


def issue_name(lines: Sequence[str]) -> str | None:
    """Return the name of an issue as its masthead prints it: `2024年第4期`."""
    for line in lines:
        match = _NUMBER.match(line.strip())
        if match and len(line.strip()) <= 24:
            return match[0]
    return None


def publisher(lines: Sequence[str]) -> str | None:
    """Return who publishes a magazine: what stands behind 编辑出版 or 主办单位, or in the line below it."""
    found: dict[str, str] = {}
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        match = _PUBLISHER.match(line.strip())
        if match:
            value = match[1].strip() or following.strip()
            if _ORGAN.search(value):
                found.setdefault(line.strip()[:2], value)
    return found.get("编辑") or found.get("主办") or next(iter(found.values()), None)
