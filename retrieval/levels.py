"""Levels of government that a query names, and that of the body that issued a document."""

import re

from corpus.store.cards import DocumentCard

NATION = "国家"
_NAMED = {
    NATION: re.compile(r"(?:国家|中央)(?:层面|一级|部委|级文件)|中央文件"),
    "省": re.compile(r"(?<![各全本外])省(?=政府|委(?!员)|人大|级(?!以[上下]))|自治区(?=政府|党委|人大)"),
    "市": re.compile(r"(?<![各全本城省的])市(?=政府|委(?!员)|人大|级(?!以[上下]))"),
    "县": re.compile(r"(?<![各全本市])县(?=政府|委(?!员)|人大|级文件)"),
    "区": re.compile(r"(?<![各全本市地治社发园特辖小校])区(?=政府|委(?!员)|人大|级文件)"),
}
_ISSUER = re.compile(r"(?:中共)?(?P<place>(?:[一-鿿]{2,8}?(?:省|自治区|市|县|区))+)(?=[人政委党教公财发])")
_NATIONAL = re.compile(r"国务院|中共中央|中央|全国|国家|最高人民|中华人民共和国|[^省市县区]{2,12}部$")


def named_level(text: str) -> str | None:
    """Give the level that a folded query names: 国家, 省, 市, 县 or 区; None for none and for several."""
    levels = [level for level, pattern in _NAMED.items() if pattern.search(text)]
    return levels[0] if len(levels) == 1 else None


def level_of(card: DocumentCard) -> str | None:
    """Give the level of a document by the body that issued it, or else by its region; None where neither tells."""
    issuer = card.issuer or ""
    if _NATIONAL.match(issuer):
        return NATION
    match = _ISSUER.match(issuer)
    place = match["place"] if match else card.region or ""
    if place.endswith("自治区"):
        return "省"
    return place[-1:] if place[-1:] in _NAMED else None
