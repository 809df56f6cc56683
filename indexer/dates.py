"""Dates as documents print them: 2023年5月18日, ２０２３年５月, 二〇二三年五月十八日, 2023.5.18."""

import re
from datetime import date
from unicodedata import normalize

from corpus.numbering import to_number

_FIGURE = "〇○零oO0一二三四五六七八九"
_YEAR = rf"(?P<year>(?:19|20)\d\d|[一二][{_FIGURE}]{{3}})"
_SMALL = r"\d{1,2}|[一二三四五六七八九十廿]{1,3}"
_DATE = re.compile(
    rf"{_YEAR}\s?(?:年\s?(?P<month>{_SMALL})\s?月\s?(?P<day>{_SMALL})\s?日"
    r"|(?P<dot>[.\-/])(?P<m>\d{1,2})(?P=dot)(?P<d>\d{1,2})(?!\d))"
)
DATE_LINE = re.compile(
    rf"^[(]?\s*(?:{_DATE.pattern}|{_YEAR.replace('year', 'y2')}\s?年\s?(?:{_SMALL})\s?月)\s*[)]?$"
)

_CLOCK = re.compile(r"\s+\d{1,2}[:时]\d{2}(?:[:分]\d{0,2}秒?)?\s*$")


def find_dates(text: str) -> tuple[str, ...]:
    """Find the whole dates of a text as `YYYY-MM-DD`, in order; impossible ones are left out."""
    return tuple(day for _, _, day in dated(text))


def narrow(text: str) -> str:
    """Return a text with full-width letters, figures and brackets narrow, each character in its place."""
    return "".join(
        c if c < "\uff00" and c != "\u3000" else folded if len(folded := normalize("NFKC", c)) == 1 else c
        for c in text
    )


def dated(text: str) -> list[tuple[int, int, str]]:
    """Find whole dates with their `[start, end)` in the text."""
    found = []
    for match in _DATE.finditer(narrow(text)):
        day = _day(match["year"], match["month"] or match["m"], match["day"] or match["d"])
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else but a time of day; spaces between its characters do not count."""
    plain = re.sub(r"\s+", "", _CLOCK.sub("", normalize("NFKC", text)))
    return len(plain) <= 16 and DATE_LINE.match(plain) is not None


def _day(year: str, month: str, day: str) -> str | None:
    figures = re.sub("[oO0○零]", "〇", year) if not year.isdigit() else year
    numbers = [to_number(figures), to_number(month), to_number(day)]
    try:
        return date(*(number or 0 for number in numbers)).isoformat()
    except ValueError:
        return None
