"""Recognised pages as values, as JSON, and as blocks of their file."""

import json
from dataclasses import replace

import pytest

from corpus.blocks import Block, ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.recognised import (
    RecognisedLine,
    RecognisedPage,
    given_up,
    mean_score,
    page_from_json,
    page_to_json,
)
from parsing.scanned import scanned_blocks, with_recognised, without_recognition
from parsing.wire import WireError

WIDTH, HEIGHT = 595.0, 842.0
SCAN = ParsedFile((), "application/pdf", line_based=True, pages=3, unread=(1, 2, 3))


def line(text: str, row: int, left: float = 60, score: float = 0.99) -> RecognisedLine:
    """A line of that row, 14 points high, 24 apart."""
    top = HEIGHT - 100 - 24 * row
    return RecognisedLine(left, top - 14, left + 14 * len(text), top, text, 14, score)


def page(number: int, *lines: RecognisedLine) -> RecognisedPage:
    """A page of A4."""
    return RecognisedPage(number, WIDTH, HEIGHT, lines, turns=3, lean=-1.25)


def test_a_page_survives_json() -> None:
    """What is kept or crosses the pipe is what comes back, a given-up page too."""
    read = page(7, line("临政发〔2024〕17号　𠮷田", 0, score=0.945), line("２３处。", 1))
    lost = given_up(8, ParseError(FailureReason.MEMORY))

    assert [read, lost] == [page_from_json(json.loads(json.dumps(page_to_json(p)))) for p in (read, lost)]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [1, 2, 3],
        [1, "宽", 842, [], 0, 0, None],
        [1, 595, 842, [[0, 0, 1, 1, 1, " ", 0.9]], 0, 0, None],
        [1, 595, 842, [[0, 0, 1, 1, 1, "甲\n乙", 0.9]], 0, 0, None],
        [1, 595, 842, [[0, 0, 1, 1, True, "甲", 0.9]], 0, 0, None],
        [1, 595, 1e300, [], 0, 0, None],
        [1, 595, 842, [], 0, 0, "不明"],
    ],
)
def test_what_is_no_page_is_refused(value: object) -> None:
    """A child in the hands of a hostile file can send anything; nothing but a page is taken."""
    with pytest.raises(WireError):
        page_from_json(value)


def test_the_mean_score_counts_characters() -> None:
    """Long lines weigh more; text that the file itself holds does not count."""
    assert 0.7 == mean_score([(0.9, 10), (0.5, 10), (None, 500)])
    assert 0.6 == mean_score([(0.9, 5), (0.5, 15)])
    assert None is mean_score([(None, 5)])


def test_running_heads_and_page_numbers_go() -> None:
    """Page furniture is found on recognised lines as on others, and the printed number is kept as label."""
    pages = [
        page(
            number,
            RecognisedLine(60, 800, 300, 815, f"临江通讯 2024年第{number}期", 14, 0.9),
            line(f"第{number}项工作稳步推进。", 1),
            RecognisedLine(290, 30, 320, 44, f"-{number + 10}-", 14, 0.9),
        )
        for number in (1, 2, 3)
    ]

    assert [("第1项工作稳步推进。", "11"), ("第2项工作稳步推进。", "12"), ("第3项工作稳步推进。", "13")] == [
        (block.text, block.page_label) for block in scanned_blocks(pages)
    ]


def test_columns_are_read_one_after_the_other() -> None:
    """Boxes come row by row; the left column is read before the right one."""
    left, right = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉"
    lines = [line(text * 2, row, x) for row in range(6) for text, x in ((left[row], 60), (right[row], 320))]
    wide = [replace(one, right=one.left + 230) for one in lines]

    assert [c * 2 for c in left[:6]] + [c * 2 for c in right[:6]] == [
        block.text for block in scanned_blocks([page(1, *wide)])
    ]


def test_pieces_of_a_row_are_one_block() -> None:
    """The recogniser cuts a row at wide gaps; the pieces are joined from left to right, their scores by length."""
    pieces = [line("乙方：临江市水文站", 0, left=200, score=0.8), line("甲方", 0, left=60, score=0.6)]
    (block,) = scanned_blocks([page(1, *pieces)])

    assert ("甲方 乙方：临江市水文站", 0.7636) == (block.text, block.ocr_score)


def test_recognised_pages_stand_among_the_others() -> None:
    """Pages with text and recognised ones are merged in page order; only the latter carry a score."""
    parsed = ParsedFile(
        (Block("第一页原有文字。", page=1), Block("残", page=2), Block("第三页原有文字。", page=3)),
        "application/pdf",
        line_based=True,
        pages=3,
        unread=(2,),
    )
    whole = with_recognised(parsed, [page(2, line("第二页是扫描的。", 0, score=0.9))])

    assert [("第一页原有文字。", None), ("第二页是扫描的。", 0.9), ("第三页原有文字。", None)] == [
        (block.text, block.ocr_score) for block in whole.blocks
    ]
    assert ((), ()) == (whole.unread, whole.warnings)


def test_uncertain_and_lost_pages_are_named() -> None:
    """A page of low mean score and one that was given up are told of in sentences; the rest is kept."""
    whole = with_recognised(
        SCAN,
        [
            page(1, line("清楚的一页。", 0)),
            page(2, line("模糊的一页。", 0, score=0.6)),
            given_up(3, ParseError(FailureReason.TIMEOUT)),
        ],
    )

    assert ["清楚的一页。", "模糊的一页。"] == [block.text for block in whole.blocks]
    assert (
        "第 3 页没有识别出来：超过限定时间。请对照原件，或另存后再收录。",
        "第 2 页的文字是识别所得，可信度较低，引用前请对照原件。",
    ) == whole.warnings


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([given_up(n, ParseError(FailureReason.MEMORY)) for n in (1, 2, 3)], FailureReason.MEMORY),
        ([page(1), given_up(2, ParseError(FailureReason.MEMORY)), page(3)], FailureReason.NO_TEXT),
        ([page(1), page(2), page(3)], FailureReason.NO_TEXT),
    ],
)
def test_a_file_without_any_text_fails(pages: list[RecognisedPage], reason: FailureReason) -> None:
    """All pages lost: for the reason they were lost; blank pages: because there is no text."""
    with pytest.raises(ParseError) as error:
        with_recognised(SCAN, pages)

    assert reason is error.value.reason


def test_without_recognition_a_scan_has_no_text() -> None:
    """Turned off, a scan fails as before, and a file with some scanned pages names them."""
    with pytest.raises(ParseError, match="没有开启") as error:
        without_recognition(SCAN)
    mixed = without_recognition(replace(SCAN, blocks=(Block("有字。", page=2),), unread=(1, 3)))

    assert FailureReason.NO_TEXT is error.value.reason
    assert mixed.warnings[0].startswith("第 1、3 页共 2 页没有可读的文字层")
    assert (1, 3) == mixed.unread
