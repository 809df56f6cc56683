"""Broken lines joined, and only those."""

import pytest

from api_tests.indexer.samples import LONG, lines, only
from indexer.paragraphs import Paragraph
from indexer.repair import joins, repair, wrapped_width


@pytest.mark.parametrize(
    ("pair", "joined"),
    [
        (("清点物资，登记到户；", "开展演练，全面消除隐患，整顿责任不清的岗位。"), True),
        (("要善于从群众立场、从全", "镇大局出发想问题，不断增强判断力，提高执行力。"), False),
        (
            (
                "要增强判断力，善于从群众立场、从全镇大局出发，从实际和全",
                "局出发想问题，不断增强判断力，提高执行力。",
            ),
            True,
        ),
        (("会议要求，各村要落实责任。", "会议强调，各村要加强值守。"), False),
        (("要把物资清点到户，登记到人，逐条逐项落实责任，确保到", "二、重点任务"), False),
        (("要把物资清点到户，登记到人，逐条逐项落实责任，确保到", "（来源：云溪日报）"), False),
        (("要把物资清点到户，登记到人，逐条逐项落实责任，确保到", "云溪镇举行防汛演练"), False),
    ],
)
def test_a_line_goes_on_where_its_sentence_is_open(pair: tuple[str, str], joined: bool) -> None:
    """Open sentences go on, headings, sources and title-like lines do not."""
    assert [joined] == joins(pair)


def test_page_numbers_inside_a_sentence_are_set_behind_it() -> None:
    """A page break does not cut a paragraph."""
    made = [Paragraph("要把物资清点到户，登记到人，逐条逐项落实责任，确保到", page_first=3, page_last=3)]
    made += [
        Paragraph("— 3 —", page_first=3, page_last=3),
        Paragraph("位到岗，万无一失。", page_first=4, page_last=4),
    ]

    found = repair(made)

    assert [p.text for p in found] == [
        "要把物资清点到户，登记到人，逐条逐项落实责任，确保到位到岗，万无一失。",
        "— 3 —",
    ]
    assert (found[0].page_first, found[0].page_last) == (3, 4)


def test_wrapped_pages_are_recognised_and_joined() -> None:
    """Lines of one width are joined even without punctuation; the last line of a paragraph ends it."""
    text = "坚持人民至上生命至上把防汛作为当前头等大事来抓" * 9 + "。"
    made = [Paragraph(text[i : i + 28]) for i in range(0, len(text), 28)] * 2

    assert wrapped_width(made) == 28
    assert [text, text] == [p.text for p in repair(made)]


def test_paragraph_files_are_never_joined() -> None:
    """Only files that have lines are repaired."""
    document = only(lines("云溪镇防汛讲话", LONG[:-1], "，" + LONG))

    assert ["云溪镇防汛讲话", LONG[:-1], "，" + LONG] != document.text.split("\n")
