"""A chart of phrases over the years, as shapes; two writers put them on paper (SVG and PNG). Pure."""

from dataclasses import dataclass

from drafting.phrases import PhraseHistories, PhraseHistory

WIDTH, HEIGHT = 960, 480
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 64, 56
COLOURS = ("#B03A2E", "#1F618D", "#1E8449", "#7D3C98", "#B9770E", "#34495E", "#117A65", "#922B21")
INK, PALE = "#222222", "#D5D8DC"
TICKS = 5
MOST_YEARS = 16  # labels along the axis


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, in pixels."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle with the words that a pointer over it shows."""

    x: float
    y: float
    radius: float
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words; `anchor` is start, middle or end of them, `y` their base line."""

    x: float
    y: float
    text: str
    size: int
    colour: str = INK
    anchor: str = "start"


Shape = Line | Dot | Label


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes in order, and what the chart shows in words, for those who cannot see it."""

    title: str
    description: str
    shapes: tuple[Shape, ...]


def chart_of(told: PhraseHistories) -> Chart:
    """Give the occurrences of phrases by year as lines; documents without a year are not on it."""
    years = [int(c.key) for h in told.histories for c in h.years if c.key and c.occurrences]
    first, last = (min(years), max(years)) if years else (0, 0)
    highest = _round(max((c.occurrences for h in told.histories for c in h.years if c.key), default=0))
    shapes: list[Shape] = [*_axes(first, last, highest)]
    for number, history in enumerate(told.histories):
        shapes += _series(history, number, first, last, highest)
    title = "提法沿革：" + "、".join(h.phrase for h in told.histories)
    return Chart(title, _described(told), (Label(LEFT, 26, _cut(title, 60), 17), *shapes))


def _axes(first: int, last: int, highest: int) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in range(TICKS + 1):
        value = highest * tick / TICKS
        y = _y(value, highest)
        shapes.append(Line(((LEFT, y), (WIDTH - RIGHT, y)), PALE))
        shapes.append(Label(LEFT - 8, y + 4, f"{value:g}", 12, anchor="end"))
    step = max(1, -(-(last - first + 1) // MOST_YEARS))
    shapes += [
        Label(_x(year, first, last), HEIGHT - BOTTOM + 20, str(year), 12, anchor="middle")
        for year in range(first, last + 1, step)
        if year
    ]
    shapes.append(Label(LEFT, HEIGHT - 12, "按成文（或发布、施行）年份统计的出现次数", 12, "#666666"))
    return shapes


def _series(history: PhraseHistory, number: int, first: int, last: int, highest: int) -> list[Shape]:
    colour = COLOURS[number % len(COLOURS)]
    counts = {int(c.key): c for c in history.years if c.key}
    # A year of which there is no document says nothing: the line goes past it.
    told = [year for year in range(first, last + 1) if year in counts]
    points = [(_x(y, first, last), _y(counts[y].occurrences, highest)) for y in told]
    shapes: list[Shape] = [Line(tuple(points), colour, 2.0)] if len(points) > 1 else []
    shapes += [
        Dot(
            x,
            y,
            3.2,
            colour,
            f"{year}年 {history.phrase}：{counts[year].occurrences}次，{counts[year].documents}篇",
        )
        for year, (x, y) in zip(told, points, strict=True)
    ]
    x = LEFT + (number % 4) * 215
    y = 46 + (number // 4) * 14
    shapes += [Dot(x + 5, y - 4, 4, colour, history.phrase)]
    shapes += [Label(x + 14, y, f"{_cut(history.phrase, 12)} {history.occurrences}次", 13, colour)]
    return shapes


def _x(year: int, first: int, last: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + room * ((year - first) / (last - first) if last > first else 0.5), 1)


def _y(value: float, highest: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest, 1)


def _round(value: int) -> int:
    """Give the next number that divides into five even ticks."""
    step = 5
    for factor in (1, 2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 10_000, 100_000, 1_000_000):
        if value <= step * factor:
            return step * factor
    return value


def _described(told: PhraseHistories) -> str:
    return "；".join(f"{h.phrase}共{h.occurrences}次，见于{h.documents}篇" for h in told.histories)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
