"""OFD files: lines by their places, templates, page numbers, and packages that lead out of themselves."""

from collections.abc import Callable

import pytest
from package_makers import OFD_SPACE, ofd, ofd_page, text_object, zipped

from corpus.blocks import Alignment, ParsedFile

Read = Callable[[bytes | str, str], ParsedFile]
Reason = Callable[[bytes | str, str], str]


def texts(parsed: ParsedFile) -> list[str]:
    return [block.text for block in parsed.blocks]


def test_lines_are_read_by_their_places_with_their_pages(read: Read) -> None:
    """Two columns written row by row are read one after the other, and each block has its page."""
    rows = [
        text_object(f"左栏第{n}行文字都写满一整行", 20, 40 + 8 * n)
        + text_object(f"右栏第{n}行文字都写满一整行", 110, 40 + 8 * n)
        for n in range(1, 7)
    ]
    parsed = read(ofd(ofd_page("".join(rows)), ofd_page(text_object("次页〔２０３１〕", 20, 40))), "两栏.ofd")

    assert texts(parsed) == [
        *(f"左栏第{n}行文字都写满一整行" for n in range(1, 7)),
        *(f"右栏第{n}行文字都写满一整行" for n in range(1, 7)),
        "次页〔２０３１〕",
    ]
    assert {block.page for block in parsed.blocks[:-1]} == {1}
    assert (parsed.blocks[-1].page, parsed.pages, parsed.media_type) == (2, 2, "application/ofd")


def test_the_order_of_the_file_is_no_matter(read: Read) -> None:
    """A form's field that was filled in last is read where it stands; pieces of one row are one line."""
    written = (("三、收尾", 20, 70), ("一、开头", 20, 50), ("办结", 60, 60), ("二、中间", 20, 60))
    parsed = read(ofd(ofd_page("".join(text_object(*piece) for piece in written))), "表单.ofd")

    assert texts(parsed) == ["一、开头", "二、中间 办结", "三、收尾"]


def test_page_numbers_are_kept_beside_the_text(read: Read) -> None:
    """A printed number at the foot is the page's label and no line of the text."""
    pages = [ofd_page(text_object(f"第{n}页正文", 20, 60) + text_object(f"— {n} —", 95, 287)) for n in (7, 8)]
    parsed = read(ofd(*pages), "页码.ofd")

    assert [(b.text, b.page, b.page_label) for b in parsed.blocks] == [
        ("第7页正文", 1, "7"),
        ("第8页正文", 2, "8"),
    ]


def test_the_text_of_a_template_belongs_to_its_page(read: Read) -> None:
    """A form's printed words and what was filled in are one page, from top to bottom."""
    filled = text_object("水利局，收件人龘", 70, 80)
    parsed = read(
        ofd(
            ofd_page(filled, template="7"),
            template=ofd_page(text_object("公文处理单", 80, 40, 8) + text_object("来文单位：", 20, 80)),
        ),
        "处理单.ofd",
    )

    assert texts(parsed) == ["公文处理单", "来文单位： 水利局，收件人龘"]


def test_steps_matrix_and_words_are_understood(read: Read) -> None:
    """`g n s` repeats a step, a matrix scales points to millimetres, and Latin words stay whole."""
    scaled = text_object("按点计的一行", 20, 60, 14, 'CTM="0.3528 0 0 0.3528 0 0"')
    word = text_object("运行Windows系统", 20, 90, 5, steps="5 5 4.7 1.2 2.8 2.8 2.8 3.6 2.6 5")
    parsed = read(ofd(ofd_page(scaled + word)), "步长.ofd")

    assert texts(parsed) == ["按点计的一行", "运行Windows系统"]


def test_what_no_reader_sees_is_left_out(read: Read) -> None:
    """Invisible text and a slanted watermark are no part of the page."""
    hidden = text_object("看不见", 20, 50, attributes='Visible="false"')
    slanted = text_object("内部资料", 60, 120, 10, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    parsed = read(ofd(ofd_page(hidden + slanted + text_object("看得见", 20, 80))), "水印.ofd")

    assert texts(parsed) == ["看得见"]


def test_a_centred_title_says_so(read: Read) -> None:
    """Where a line stands is told to the indexer: the title in the middle, the body at the margin."""
    line = "正文写满了一整行的文字共二十八个字正文写满了一整行的文字"
    body = "".join(text_object(line, 20, 80 + 8 * n) for n in (2, 1, 0))
    parsed = read(ofd(ofd_page(text_object("关于春耕的通知", 72, 40) + body)), "通知.ofd")

    assert [block.alignment for block in parsed.blocks] == [Alignment.CENTER, None, None, None]


def test_names_never_leave_the_package(reason: Reason, read: Read) -> None:
    """A page that names a file of the system, or one above the package, is a page without text."""
    outside = ofd(ofd_page(text_object("无", 20, 40)), base="../../../../etc/passwd?{}")

    assert reason(outside, "越界.ofd") == "no_text"
    absolute = ofd(ofd_page(text_object("绝对路径", 20, 40)), base="/Doc_0/Pages/Page_{}/Content.xml")
    assert texts(read(absolute, "绝对.ofd")) == ["绝对路径"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped({"OFD.xml": "<OFD/>"}), "no_text"),
        (
            zipped({"OFD.xml": f'<o:OFD xmlns:o="{OFD_SPACE}"><o:DocRoot>D/x.xml</o:DocRoot></o:OFD>'}),
            "damaged",
        ),
        (zipped({"OFD.xml": "不是 XML"}), "damaged"),
        (
            zipped({"OFD.xml": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><OFD>&x;</OFD>'}),
            "hostile",
        ),
        (zipped({"OFD.xml": b"<OFD>" + b" " * 40_000_000}), "hostile"),
        (zipped({"Encryptions.xml": "<E/>", "Doc_0/Document.xml": "x"}), "encrypted"),
        (ofd(ofd_page("")), "no_text"),
        (ofd(ofd_page(text_object("数", 20, 40).replace('Boundary="20', 'Boundary="nan'))), "no_text"),
        (ofd(ofd_page(text_object("步", 20, 40, steps="g 999999999 1")))[:-60], "damaged"),
    ],
)
def test_packages_that_hold_no_text_say_why(reason: Reason, content: bytes, expected: str) -> None:
    """Empty, broken, hostile and encrypted packages end with the true reason."""
    assert reason(content, "文件.ofd") == expected
