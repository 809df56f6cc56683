"""A chart as SVG: text stays text, in a font that the reader's system has."""

from xml.sax.saxutils import escape, quoteattr

from drafting.chart import HEIGHT, WIDTH, Chart, Dot, Line, Shape
from drafting.drafts import printable

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','SimHei',sans-serif"


def svg(chart: Chart) -> bytes:
    """Give the chart as a document of its own, UTF-8."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" font-family="{FONTS}">'
    )
    told = f"<title>{_words(chart.title)}</title><desc>{_words(chart.description)}</desc>"
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>'
    return "\n".join([head, told, ground, *map(_shape, chart.shapes), "</svg>"]).encode()


def _shape(shape: Shape) -> str:
    if isinstance(shape, Line):
        points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
        return f'<polyline points="{points}" fill="none" stroke="{shape.colour}" stroke-width="{shape.width:g}"/>'
    if isinstance(shape, Dot):
        place = f'cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" fill="{shape.colour}"'
        return f"<circle {place}><title>{_words(shape.title)}</title></circle>"
    place = f'x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size}" fill="{shape.colour}"'
    return f"<text {place} text-anchor={quoteattr(shape.anchor)}>{_words(shape.text)}</text>"


def _words(text: str) -> str:
    return escape(printable(text))
