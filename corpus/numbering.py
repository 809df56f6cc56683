"""Chinese numerals and numbers, both ways: 一千二百六十 and 1260.

Read are small and formal numerals, 〇 and 零, 两, 廿 and 卅, full-width and Arabic digits, and numerals
written figure by figure (二〇二三, 一九九六). Written is the one form that headings of laws use.
"""

_FIGURES = {
    **dict(zip("〇零○一二三四五六七八九", (0, 0, 0, *range(1, 10)), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两", (*range(1, 10), 2), strict=True)),
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
_WRITTEN = "零一二三四五六七八九"

NUMERALS = "〇零○一二三四五六七八九十百千万两廿卅"
"""The characters of a Chinese numeral in running text, for use inside a regular expression's brackets."""

LARGEST = 99_999_999
"""The largest number that is written; larger ones are no numbering of anything."""


_NARROW = {0xFF10 + figure: 0x30 + figure for figure in range(10)}


def narrow_figures(text: str) -> str:
    """Give a text with figures in full width (２０２４) as plain ones, every character at its place."""
    return text.translate(_NARROW)


def to_number(text: str) -> int | None:
    """Return the number that a numeral stands for; None where it is no numeral: `廿一` is 21, `１２` is 12.

    Figures alone are read one by one (二〇二三 is 2023). Ill-formed numerals (十十) give None.
    """
    if not text:
        return None
    if all("0" <= c <= "9" or "０" <= c <= "９" for c in text):
        return int(text) if len(text) <= 18 else None
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if all(c in _FIGURES for c in text):
        return int("".join(str(_FIGURES[c]) for c in text)) if len(text) <= 18 else None
    high, found, low = text.rpartition("万") if text.count("万") <= 1 else ("", "万", "")
    thousands = _below_ten_thousand(high) if found else 0
    rest = _below_ten_thousand(low) if low else 0
    if thousands is None or rest is None or (found and thousands == 0):
        return None
    return thousands * 10_000 + rest


def to_numeral(number: int) -> str:
    """Return the numeral of a number from 0 to `LARGEST`: 1260 is 一千二百六十, 10 is 十, 110 is 一百一十.

    Raises:
        ValueError: the number is outside that range.

    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"只能写出 0 到 {LARGEST} 的数字：{number}")
    if number == 0:
        return "零"
    high, low = divmod(number, 10_000)
    text = (_written(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + _written(low)
    return text.removeprefix("一") if 10 <= number < 20 else text


def _below_ten_thousand(text: str) -> int | None:
    """Return the value of a numeral with units in falling order (一千零六十); None where they do not fall."""
    total, figure, limit = 0, None, 10_000
    for c in text:
        if c in _UNITS:
            unit = _UNITS[c]
            if unit >= limit or figure == 0:
                return None
            total += (1 if figure is None else figure) * unit
            figure, limit = None, unit
        elif c in _FIGURES:
            if figure:
                return None
            figure = _FIGURES[c]
        else:
            return None
    return total + (figure or 0) if text else None


def _written(number: int) -> str:
    """Return the numeral of 0 to 9999, with 零 for a gap inside; empty for 0."""
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure, number = divmod(number, unit)
        if figure:
            parts.append(("零" if gap else "") + _WRITTEN[figure] + name)
        gap = not figure and bool(parts)
    return "".join(parts)
