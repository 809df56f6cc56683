"""Automatic numbers of a .docx as the text that Word prints: 第一条, 一、, 1.2."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from parsing.docx_package import chain, children, is_on, number, value
from parsing.list_numbers import chinese, circled, letters, roman

LEGAL = str.maketrans("〇一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda count: signs[count - 1] if 1 <= count <= len(signs) else str(count)


FORMATS: dict[str, Callable[[int], str]] = {
    "bullet": lambda _count: "",
    "none": lambda _count: "",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda count: str(count).translate(DIGITS),
    "taiwaneseDigital": lambda count: str(count).translate(DIGITS),
    "japaneseDigitalTenThousand": lambda count: str(count).translate(DIGITS),
    "chineseLegalSimplified": lambda count: chinese(count).translate(LEGAL),
    "ideographLegalTraditional": lambda count: chinese(count).translate(LEGAL),
    "ideographTraditional": _cyclic(STEMS),
    "ideographZodiac": _cyclic(BRANCHES),
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: str(count).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda count: str(count).translate(FULL_WIDTH),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": lambda count: letters(count).upper(),
    "lowerLetter": letters,
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, the pattern of its label, what follows the label."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    style: str | None = None
    legal: bool = False  # all numbers of the label in digits
    restarts_after: int | None = None  # the level (from 1) that restarts it; 0: none does


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Use:
    """A w:num: the list it counts in, and where it starts anew."""

    abstract: str
    overrides: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The lists of one document with their counters; labels must be asked for in the order of the paragraphs."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists = {
            value(e, "abstractNumId") or "": _List(_levels(e)) for e in children(root, "abstractNum")
        }
        self._uses = {value(e, "numId") or "": _use(e) for e in children(root, "num")}
        self._begun: set[tuple[str, int]] = set()
        self._resolve_style_links(root)

    def label(self, number_id: str | None, level: int | None, style: str) -> str:
        """The label that Word prints before a paragraph, with the space that divides it; empty without one."""
        use = self._uses.get(number_id or "")
        counted = self._lists.get(use.abstract) if use else None
        if use is None or counted is None:
            return ""
        if level is None:
            linked = (place for place, form in counted.levels.items() if form.style == style)
            level = next(linked, 0)
        levels = {**counted.levels, **use.overrides}
        if level not in levels:
            return ""
        self._count(number_id or "", use, counted, levels, level)
        return _divided(_filled(levels, counted.counts, level), levels[level].suffix)

    def _count(self, number_id: str, use: _Use, counted: _List, levels: dict[int, Level], level: int) -> None:
        counts = counted.counts
        if level in use.starts and (number_id, level) not in self._begun:
            counts[level] = use.starts[level]
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((number_id, level))
        for deeper in [place for place in counts if place > level]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or level < after:
                del counts[deeper]

    def _resolve_style_links(self, root: etree._Element | None) -> None:
        """Lists that only point to a list style take the levels of the list which defines it."""
        defined = {
            value(chain(e, "styleLink")): value(e, "abstractNumId") or ""
            for e in children(root, "abstractNum")
        }
        for element in children(root, "abstractNum"):
            link = value(chain(element, "numStyleLink"))
            own = self._lists[value(element, "abstractNumId") or ""]
            if link in defined and not own.levels:
                own.levels = self._lists[defined[link]].levels


def _filled(levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
    def replace(found: re.Match[str]) -> str:
        place = int(found.group(1)) - 1
        form = levels.get(place, Level())
        name = "decimal" if levels[level].legal else form.form
        return FORMATS.get(name, str)(counts.get(place, form.start))

    if FORMATS.get(levels[level].form, str)(1) == "":
        return ""  # bullets: the sign is ornament, often in a symbol font
    return re.sub(r"%([1-9])", replace, levels[level].pattern)


def _divided(label: str, suffix: str) -> str:
    """The label and what stands between it and the text; after 、 or ） nothing does in Chinese print.

    A space that the pattern itself ends with (`第%1条　`) is the one that Word prints.
    """
    bare = label.strip()
    if not bare or bare[-1] in "、）)．。，：" or suffix == "nothing":
        return bare + ("\u3000" if bare and label.endswith("\u3000") else "")
    return bare + ("\u3000" if label.endswith("\u3000") else " ")


def _levels(element: etree._Element) -> dict[int, Level]:
    return {place: _level(e) for e in children(element, "lvl") if (place := number(e, "ilvl")) is not None}


def _level(element: etree._Element) -> Level:
    start = number(chain(element, "start"))
    return Level(
        1 if start is None else start,
        value(chain(element, "numFmt")) or "decimal",
        value(chain(element, "lvlText")) or "",
        value(chain(element, "suff")) or "tab",
        value(chain(element, "pStyle")),
        is_on(chain(element, "isLgl")),
        number(chain(element, "lvlRestart")),
    )


def _use(element: etree._Element) -> _Use:
    overrides: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for override in children(element, "lvlOverride"):
        place = number(override, "ilvl")
        if place is None:
            continue
        start, level = number(chain(override, "startOverride")), chain(override, "lvl")
        if start is not None:
            starts[place] = start
        if level is not None:
            overrides[place] = _level(level)
    return _Use(value(chain(element, "abstractNumId")) or "", overrides, starts)
