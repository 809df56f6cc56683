"""Lines that name who wrote an article."""

import re

_NAME = r"[\u3400-\u9fff\U00020000-\U0003ffff·]"
_PERSON = re.compile(
    rf"(?:文[/／：:]\s?|□\s?|作者[：:]\s?)?{_NAME}{{1,4}}(?:[ \u3000、]+{_NAME}{{1,4}}){{0,5}}$"
)
_UNIT = re.compile(
    r"(?:评论员|课题组|调研组|编辑部|本刊记者.{0,8}|记者.{0,8}|通讯员.{0,8}|党支部|党委|党组|工委|党总支|委员会|办公室"
    r"|研究[室院所中心]|读者|[厅局部院校社处])$"
)
_BYLINE = re.compile(
    rf"[（(]\s*(?:作者(?:单位)?[：:为系]?\s*(?P<unit>[^：:；;（）()]{{2,40}}?)|课题组组长[：:]\s*(?P<leader>{_NAME}{{2,4}})[^（）()]*"
    rf"|(?:执笔|供稿)(?:人|单位)?[：:]\s*(?P<writer>[^：:；;（）()]{{2,40}}?))\s*[）)]"
)
_LONGEST = 30


def is_author_line(text: str) -> bool:
    """Whether a short line names a person or a unit: 何　玥, 特约评论员, 省委党校课题组."""
    plain = text.strip()
    if not 2 <= len(plain) <= _LONGEST or re.search(r"[。，；？！《》“”0-9]", plain):
        return False
    return _UNIT.search(plain) is not None or (
        _PERSON.match(plain) is not None and len(plain) <= 16 and _short(plain)
    )


def byline_author(text: str) -> tuple[int, int] | None:
    """Return the place of the author in a line below an article: （作者系某县县长）, （执笔：某某）."""
    match = _BYLINE.search(text)
    if not match:
        return None
    group = next(name for name in ("unit", "leader", "writer") if match[name])
    return match.span(group)


def _short(line: str) -> bool:
    """Whether every word of a line is as long as a name; four characters without a space are a heading as well."""
    words = re.split(r"[ \u3000、]+", line)
    return all(len(word) <= 4 for word in words) and (len(words) > 1 or len(line) <= 3)
