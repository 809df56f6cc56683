"""Numbers of lists as they are printed, in the styles of HTML and Word."""

from corpus.numbering import to_numeral

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LARGEST_ROMAN = 399


def list_number(number: int, style: str) -> str:
    """The number of an HTML list item with its point: `3. `, `c. `, `iii. `."""
    forms = {
        "a": letters(number),
        "A": letters(number).upper(),
        "i": roman(number).lower(),
        "I": roman(number),
    }
    return f"{forms.get(style, str(number))}. "


def roman(number: int) -> str:
    """A Roman numeral, for 1 to 399; digits beyond."""
    if not 1 <= number <= LARGEST_ROMAN:
        return str(number)
    text = ""
    for value, sign in ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def letters(number: int) -> str:
    """A to z, then aa, bb as Word counts; digits below 1."""
    if number < 1:
        return str(number)
    turns, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turns + 1) if turns < 5 else str(number)


def chinese(number: int) -> str:
    """一, 十, 二十一, 一百零三; digits where there is no such numeral."""
    return to_numeral(number) if number > 0 else str(number)


def circled(number: int) -> str:
    """① to ⑳, then ㉑ to ㊿; digits beyond."""
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    if 36 <= number <= 50:
        return chr(0x32B1 + number - 36)
    return str(number)
