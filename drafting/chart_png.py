"""A chart as PNG, drawn with a Chinese font of the system: no font is shipped."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drafting.chart import HEIGHT, WIDTH, Chart, Dot, Line
from drafting.phrase_errors import ChineseFontMissing

SCALE = 2  # pixels to one of the chart's, for print
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts",
           "/System/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "NotoSerifCJK-Regular.ttc",
    "uming.ttc",
    "PingFang.ttc",
    "msyh.ttc",
    "simhei.ttf",
    "simsun.ttc",
)
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def png(chart: Chart, font: Path | None = None) -> bytes:
    """Give the chart as a picture of twice its size; `font` is looked for on the system where it is None.

    Raises:
        ChineseFontMissing: there is none.
    """
    path = font or chinese_font()
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "#FFFFFF")
    draw = ImageDraw.Draw(image)
    for shape in chart.shapes:
        if isinstance(shape, Line):
            points = [(x * SCALE, y * SCALE) for x, y in shape.points]
            draw.line(points, fill=shape.colour, width=round(shape.width * SCALE), joint="curve")
        elif isinstance(shape, Dot):
            x, y, radius = (value * SCALE for value in (shape.x, shape.y, shape.radius))
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shape.colour)
        else:
            drawn = ImageFont.truetype(path, shape.size * SCALE)
            place = (shape.x * SCALE, shape.y * SCALE)
            draw.text(
                place, _drawable(shape.text), fill=shape.colour, font=drawn, anchor=_ANCHORS[shape.anchor]
            )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawable(text: str) -> str:
    """Give a text in one line: at the end of a paragraph, of which Unicode has seven, layout fails."""
    return "".join(c if c.isprintable() else " " for c in text)


def chinese_font() -> Path:
    """Give a font file of the system with Chinese characters. Raises ChineseFontMissing."""
    for name in NAMES:
        for folder in FOLDERS:
            root = Path(folder).expanduser()
            if root.is_dir() and (found := next(root.rglob(name), None)):
                return found
    raise ChineseFontMissing
