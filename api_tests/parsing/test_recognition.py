"""Text recognition on real images, in its guarded child."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from api_tests.parsing.draw_scans import LEFT, LETTER, RIGHT, SCANS
from api_tests.parsing.makers import pdf
from corpus.blocks import Alignment, Block, ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.ocr_engine import TextRecogniser
from parsing.page_images import page_image
from parsing.parser import Parser
from parsing.scanned import with_recognised

LETTER_LINES = [
    text.replace("２３", "23") for _, _, text in LETTER
]  # a reader cannot tell the width of digits


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """A parser whose pages are recognised."""
    with Parser(recognises=True) as made:
        yield made


def scan(name: str) -> Image.Image:
    """A drawn page."""
    return Image.open(SCANS / name).convert("L")


def saved(folder: Path, name: str, *pages: Image.Image) -> Path:
    """Pages as a file of the format that its name says."""
    file = folder / name
    pages[0].save(file, **({"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}))
    return file


def complete(parser: Parser, file: Path) -> ParsedFile:
    """A file with all of its pages."""
    parsed = parser.parse(file)
    return with_recognised(parsed, [parser.recognise(file, [number])[0] for number in parsed.unread])


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks]


@pytest.mark.slow
def test_a_letter_is_read_as_printed(parser: Parser) -> None:
    """Every line of an official letter, its brackets and full-width marks, its place on the page, and its scores."""
    read = complete(parser, SCANS / "letter.png")

    assert LETTER_LINES == texts(read.blocks)
    assert ("image/png", 1, True, ()) == (read.media_type, read.pages, read.line_based, read.warnings)
    assert all(block.ocr_score is not None and 0.9 < block.ocr_score <= 1 for block in read.blocks)
    assert (Alignment.CENTER, True, False) == (
        read.blocks[0].alignment,
        read.blocks[4].indent,
        read.blocks[6].indent,
    )


@pytest.mark.slow
def test_columns_are_read_in_order(parser: Parser) -> None:
    """A page of two columns: head, title, the left column, the right one; the page number is its label."""
    read = complete(parser, SCANS / "columns.png")
    body = "".join(texts(read.blocks)[2:]).replace(" ", "")

    assert "".join((*LEFT, *RIGHT)).replace("\u3000", "") == body
    assert {"12"} == {block.page_label for block in read.blocks}


@pytest.mark.slow
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_is_read_upright(parser: Parser, tmp_path: Path, turns: int) -> None:
    """A page that went through the scanner on its side or upside down is read as if it had not."""
    file = saved(tmp_path, "横放.png", scan("letter.png").rotate(-90 * turns, expand=True))
    (page,) = parser.recognise(file, [1])
    read = with_recognised(parser.parse(file), [page])

    assert turns == page.turns
    assert LETTER_LINES == texts(read.blocks)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [3.0, -6.0])
def test_a_leaning_page_is_read_line_by_line(parser: Parser, tmp_path: Path, degrees: float) -> None:
    """Lines of a page that was laid askew stay lines; by how much it leans is told."""
    file = saved(tmp_path, "歪斜.png", scan("letter.png").rotate(degrees, expand=True, fillcolor=255))
    (page,) = parser.recognise(file, [1])
    read = with_recognised(parser.parse(file), [page])

    assert -degrees == pytest.approx(page.lean, abs=0.3)
    assert LETTER_LINES == texts(read.blocks)


@pytest.mark.slow
def test_every_page_of_a_tiff_is_read(parser: Parser, tmp_path: Path) -> None:
    """A fax or an archive's scan: several pages in one file, in order; a blank one among them is no failure."""
    blank = Image.new("L", (860, 700), 255)
    read = complete(parser, saved(tmp_path, "传真.tif", scan("letter.png"), blank, scan("columns.png")))

    assert (3, "image/tiff") == (read.pages, read.media_type)
    assert LETTER_LINES == [block.text for block in read.blocks if block.page == 1]
    assert {1, 3} == {block.page for block in read.blocks}


@pytest.mark.parametrize("name", ["拍照.jpg", "截图.bmp", "网图.webp"])
def test_images_of_other_kinds_are_told_by_content(parser: Parser, tmp_path: Path, name: str) -> None:
    """The format is found in the bytes whatever the name says; the pages wait for recognition."""
    file = saved(tmp_path, name, scan("letter.png"))
    read = parser.parse(file.rename(tmp_path / "文件.txt"))

    assert ((), (1,), 1) == (read.blocks, read.unread, read.pages)
    assert read.media_type.startswith("image/")


@pytest.mark.slow
def test_a_pdf_of_text_and_scans_is_read_in_page_order(parser: Parser, tmp_path: Path) -> None:
    """Pages with a text layer keep it; the pictures between them are recognised."""

    def draw(canvas: object) -> None:
        for text in (
            "第一页有文字层，内容是古渡口保护的总体要求和目标。",
            None,
            "第三页有文字层，内容是保障措施和附则。〔完〕",
        ):
            if text is None:
                canvas.drawInlineImage(scan("letter.png"), 40, 200, 520, 423)  # type: ignore[attr-defined]
            else:
                canvas.setFont("STSong-Light", 14)  # type: ignore[attr-defined]
                canvas.drawString(60, 600, text)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    file = tmp_path / "混合.pdf"
    file.write_bytes(pdf(draw))
    parsed = parser.parse(file)
    read = complete(parser, file)

    assert ((2,), 3) == (parsed.unread, parsed.pages)
    assert [
        "第一页有文字层，内容是古渡口保护的总体要求和目标。",
        *LETTER_LINES,
        "第三页有文字层，内容是保障措施和附则。〔完〕",
    ] == texts(read.blocks)
    assert [None, *[2] * len(LETTER_LINES), None] == [
        block.page if block.ocr_score is not None else None for block in read.blocks
    ]


@pytest.mark.slow
def test_nothing_is_fetched(tmp_path: Path) -> None:
    """The models lie in the library: a child in which every way to the network ends the process reads the page."""
    with Parser(recognises=True, recognise_entry="api_tests.parsing.hostile_pages:offline") as parser:
        (page,) = parser.recognise(SCANS / "letter.png", [1])

    assert LETTER_LINES == [line.text for line in page.lines]


LIMITS = Limits(recognition_cpu_seconds=1, recognition_wall_seconds=2)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (2, FailureReason.TIMEOUT),
        (3, FailureReason.TIMEOUT),
        (4, FailureReason.MEMORY),
        (5, FailureReason.CRASHED),
        (6, FailureReason.CRASHED),
    ],
)
@pytest.mark.slow
def test_a_page_over_its_limits_costs_itself_only(number: int, reason: FailureReason) -> None:
    """Asleep, at work without end, hungry, aborted, or answering for another page: the next one is recognised."""
    entry = "api_tests.parsing.hostile_pages:by_number"
    with Parser(LIMITS, recognises=True, recognise_entry=entry) as parser:
        with pytest.raises(ParseError) as error:
            parser.recognise(SCANS / "letter.png", [number])
        (good,) = parser.recognise(SCANS / "letter.png", [1])

    assert reason is error.value.reason
    assert f"第1页，优先级{os.nice(0) + 10}。" == good.lines[0].text


def test_a_damaged_image_says_so(parser: Parser, tmp_path: Path) -> None:
    """A file cut short opens as an image but cannot be recognised; noise with an image's first bytes cannot be opened."""
    cut = tmp_path / "残缺.png"
    cut.write_bytes((SCANS / "letter.png").read_bytes()[:3000])
    with pytest.raises(ParseError) as error:
        parser.recognise(cut, [1])

    assert FailureReason.DAMAGED is error.value.reason


@pytest.mark.slow
def test_a_flood_of_pixels_is_refused(parser: Parser, tmp_path: Path) -> None:
    """An image far larger than any page is refused by its head, before its pixels are read."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    file = tmp_path / "像素洪水.png"
    file.write_bytes(buffer.getvalue())
    with pytest.raises(ParseError, match="像素") as error:
        parser.parse(file)

    assert FailureReason.TOO_LARGE is error.value.reason


@pytest.mark.slow
def test_a_large_page_is_made_smaller() -> None:
    """An A3 page at 600 dots an inch and a small photo come in the size that characters are read in."""
    buffer = io.BytesIO()
    Image.new("L", (7016, 9921), 255).save(buffer, "PNG", dpi=(600, 600))
    large = page_image(buffer.getvalue(), 1, Limits())
    small = page_image((SCANS / "letter.png").read_bytes(), 1, Limits())

    assert ((3000, 2122, 3), (1400, 1720, 3)) == (large.pixels.shape, small.pixels.shape)
    assert (1191, 842) == (round(3000 * large.scale), round(1720 * small.scale))


@pytest.mark.slow
def test_a_page_without_lines_is_no_failure() -> None:
    """A blank image has no boxes, and nothing to read."""
    recogniser = TextRecogniser(1)
    blank = page_image(_png(Image.new("L", (400, 300), 255)), 1, Limits())

    assert (0, []) == (len(recogniser.find(blank.pixels)), recogniser.read([]))


def test_turned_off_an_image_fails(tmp_path: Path) -> None:
    """Without recognition an image has no text, and the sentence says what to turn on."""
    with Parser() as parser, pytest.raises(ParseError, match="OCR") as error:
        parser.parse(SCANS / "letter.png")

    assert FailureReason.NO_TEXT is error.value.reason


def test_a_transparent_image_is_read_on_white(parser: Parser) -> None:
    """What shines through is paper: black letters on nothing are not black on black."""
    letters = scan("letter.png").crop((0, 40, 860, 240))
    clear = Image.new("RGBA", letters.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=letters.point(lambda value: 255 - value))
    image = page_image(_png(clear), 1, Limits())

    assert (255, 0) == (int(image.pixels[0, 0].min()), int(image.pixels.min()))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
