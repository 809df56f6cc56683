"""Draws the pages in `scans/` that recognition is tested on; run by hand, with a font file that has Chinese characters.

python -m api_tests.parsing.draw_scans FONT.ttc
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SCANS = Path(__file__).parent / "scans"
LETTER = (
    (300, 60, "临江市人民政府文件"),
    (330, 120, "临政发〔2024〕17号"),
    (210, 180, "关于加强古渡口保护工作的通知"),
    (60, 250, "各县（区）人民政府，市政府各部门："),
    (116, 300, "为保护沿江古渡口，现将有关事项通知如下："),
    (116, 350, "（一）摸清底数。全市现存古渡口２３处，由文物部门会"),
    (60, 400, "同水利、交通部门逐一建档，于2024年9月底前报送结果。"),
    (116, 450, "（二）落实经费。市财政每年安排150万元，专款专用；"),
    (60, 500, "各县（区）按不低于1:1的比例配套。"),
    (540, 570, "临江市人民政府"),
    (540, 620, "2024年5月8日"),
)
LEFT = (
    "本刊讯　入夏以来，临江市",
    "把防汛演练搬到了渡口。鼓",
    "声一响，百余名志愿者扛起",
    "沙袋，半小时筑起三十米的",
    "子堤。带队的老船工说，守",
    "住渡口就是守住家。",
)
RIGHT = (
    "演练结束，水文站公布了新",
    "的预警水位。沿江六个镇街",
    "当场领取责任书，把每一段",
    "堤防落实到人。市防汛办表",
    "示，下一步将把演练推广到",
    "所有通航河段。",
)


def draw(font: Path) -> None:
    """Write the pages, in black and white."""
    face = ImageFont.truetype(str(font), 28, index=2)
    letter = Image.new("L", (860, 700), 255)
    pen = ImageDraw.Draw(letter)
    for x, y, text in LETTER:
        pen.text((x, y), text, fill=0, font=face)
    letter.convert("1").save(SCANS / "letter.png", optimize=True)
    columns = Image.new("L", (860, 700), 255)
    pen = ImageDraw.Draw(columns)
    pen.text((60, 20), "临江通讯　2024年第6期", fill=0, font=face)
    pen.text((250, 110), "鼓声里的防汛演练", fill=0, font=face)
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        pen.text((60, 200 + 50 * row), left, fill=0, font=face)
        pen.text((450, 200 + 50 * row), right, fill=0, font=face)
    pen.text((400, 655), "— 12 —", fill=0, font=face)
    columns.convert("1").save(SCANS / "columns.png", optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
