"""Which documents are versions of one work, told by their titles. Pure, on titles as printed."""

import re
import unicodedata

_STATE = re.compile(r"^[#\s〔〈<《]*中华人民共和国")
_BRACKETS = re.compile(r"\s*[（(〔\[【]\s*([^（）()〔〕\[\]【】]{1,20})\s*[）)〕\]】]\s*$")
_EDITION = re.compile(r"年|(?:19|20)\d{2}|修正|修订|修改|试行|暂行|全文|最新")
_DRAFT = re.compile(r"草案|征求意见|送审|讨论稿|节选|摘要|解读|释义|问答|一图读懂|起草说明")
_ISSUED = re.compile(r"(?:印发|公布|发布|转发).{2,}(?:办法|规定|细则|条例|规则|规程|章程|准则|标准)")
# fmt: off
_NORMATIVE = frozenset((
    "条例", "规定", "办法", "细则", "规则", "规程", "规范", "准则", "章程", "制度", "解释", "标准", "法律", "法规", "宪法",
))
# fmt: on


def work_key(title: str | None) -> str | None:
    """Give what the titles of all versions of a work have in common; None for a title that names no such work.

    State, edition in brackets (（2023年修正）, （试行）) and punctuation do not count, nor do widths. A draft, an
    excerpt or an explanation is no version of what it is of. （一） is no edition: 解释（一） and 解释（二） are two works.
    """
    if not title or _DRAFT.search(title):
        return None
    bare = unicodedata.normalize("NFKC", _STATE.sub("", title.strip()))
    while (bracketed := _BRACKETS.search(bare)) and _EDITION.search(bracketed[1]):
        bare = bare[: bracketed.start()]
    key = "".join(character for character in bare if character.isalnum()).casefold()
    return key or None


def is_normative(doc_type: str | None, title: str | None) -> bool:
    """Tell whether a newer version of a document puts an older one out of force.

    So it is with rules; reports, speeches and notices of one title stand side by side. A notice that issues rules
    counts as rules.
    """
    if doc_type in _NORMATIVE:
        return True
    return doc_type == "通知" and title is not None and _ISSUED.search(title) is not None
