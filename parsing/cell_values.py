"""Values of sheet cells as a person sees them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from parsing.clean import collapse

Value = int | float | str | bool | date | time | datetime | timedelta
SIGNIFICANT = 15  # digits that a spreadsheet keeps
PLAIN_FORM = re.compile(r"[#0,?]*[#0?](?:\.([0#?]+))?(%)?")
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}  # ECMA-376 18.8.30
ORNAMENT = re.compile(r'_.|\*.|\\(?=[ )(-])|"[^"]*"$|\[[^\]]*\]|\s')


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a number is set: so many decimals, with thousands divided by commas, in per cent."""

    decimals: int
    thousands: bool = False
    percent: bool = False

    def shown(self, number: float) -> str:
        """The number as it is set.

        >>> NumberForm(1, percent=True).shown(0.1255)
        '12.6%'
        """
        value = number * 100 if self.percent else number
        text = f"{value:,.{self.decimals}f}" if self.thousands else f"{value:.{self.decimals}f}"
        return text + "%" if self.percent else text


def number_form(code: str) -> NumberForm | None:
    """The form that a format code gives; None for one that is no plain number (dates, fractions, units)."""
    plain = ORNAMENT.sub("", code.split(";")[0])
    found = PLAIN_FORM.fullmatch(plain)
    if found is None:
        return None
    return NumberForm(len(found.group(1) or ""), "," in plain, found.group(2) is not None)


def shown(value: Value, form: NumberForm | None = None) -> str:
    """A cell's text on one line, empty for an empty cell; dates as YYYY-MM-DD, whole numbers without `.0`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return form.shown(value) if form is not None else _general(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return collapse(value.replace("\n", " ").replace("\r", " "))


def _general(number: float) -> str:
    if isinstance(number, int) or (number.is_integer() and abs(number) < 10**SIGNIFICANT):
        return str(int(number))
    return f"{number:.{SIGNIFICANT}g}"
