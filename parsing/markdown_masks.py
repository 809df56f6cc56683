"""Asterisks that stand for removed words (`***总书记`, `党的**大`) kept apart from those that mark bold text.

CommonMark would pair two masks of one paragraph as emphasis and both would vanish. A lost mark of boldness costs
nothing, a lost mask falsifies the text: so wherever a run of asterisks could be a mask, it is kept as printed.
"""

import re
import unicodedata

PLACEHOLDER = "\ufdd0"  # a noncharacter: no text may hold one
RUN = re.compile(r"(?<!\\)\*{2,}")
RULE = re.compile(r"\s{0,3}(?:\*[ \t]*){3,}$")
# What follows a masked name or number: an office, a congress.
OFFICE = re.compile(
    r"(?:总书记|主席|总理|委员长|书记|省长|市长|县长|区长|州长|部长|主任|局长|厅长|司长|处长|科长|院长|校长|会长|"
    r"同志|先生|女士|大(?=[以报精会召代的之、，。]|$)|新时代中国特色|(?:法治|文化|外交|经济|强军|生态文明)思想)"
)
LIST_MARK = re.compile(r"\s*\*[ \t]+")


def shield(source: str) -> str:
    """The source with the asterisks of masks replaced by placeholders, which Markdown does not read."""
    return "\n".join(_shield_line(line) for line in source.split("\n"))


def unshield(text: str) -> str:
    """The text with its masks back."""
    return text.replace(PLACEHOLDER, "*")


def _shield_line(line: str) -> str:
    if RULE.fullmatch(line):
        return line
    runs = list(RUN.finditer(line))
    pairs = _pairs(line, runs)
    bold = {run.start() for pair in pairs for run in pair}
    unread = {run.start() for pair in pairs if _is_unread(line, *pair) for run in pair}
    pieces, last = [], 0
    for run in runs:
        if run.start() in bold and run.start() not in unread:
            continue
        mask = "" if run.start() in unread else PLACEHOLDER * len(run.group())
        pieces += [line[last : run.start()], mask]
        last = run.end()
    return "".join(pieces) + line[last:]


def _is_unread(line: str, opening: re.Match[str], closing: re.Match[str]) -> bool:
    """Whether CommonMark, which looks for spaces round words, does not take a pair for bold: **（一）保障。**每年."""
    before, after = line[: opening.start()][-1:], line[closing.end() :][:1]
    first, last = line[opening.end()], line[closing.start() - 1]
    return (_is_sign(first) and _is_letter(before)) or (_is_sign(last) and _is_letter(after))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_sign(character)


def _pairs(line: str, runs: list[re.Match[str]]) -> list[tuple[re.Match[str], re.Match[str]]]:
    """The runs that surely open and close bold text."""
    if len(runs) % 2:
        return []
    pairs = list(zip(runs[::2], runs[1::2], strict=True))
    return pairs if all(_is_bold(line, *pair) for pair in pairs) else []


def _is_bold(line: str, opening: re.Match[str], closing: re.Match[str]) -> bool:
    inside = line[opening.end() : closing.start()]
    if len(opening.group()) != len(closing.group()) or len(opening.group()) > 3:
        return False
    if not inside or inside != inside.strip() or OFFICE.match(line, closing.end()):
        return False
    masks_a_name = OFFICE.match(inside) is not None
    return not masks_a_name or OFFICE.fullmatch(inside) is not None or _stands_alone(line, opening, closing)


def _stands_alone(line: str, opening: re.Match[str], closing: re.Match[str]) -> bool:
    return not line[: opening.start()].strip("#>-*+ \t") and not line[closing.end() :].strip()
