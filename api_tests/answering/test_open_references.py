"""An article asked for by the kind of its work alone: several works have it, and no answer picks one of them."""

from collections.abc import Iterator

import pytest

from answering.results import AskRequest, Status
from api_tests.small_world import SmallChuchu, index, small_chuchu

FERRIES = """青岚市渡船条例
第一条　为了规范渡船，制定本条例。
第二条　渡船每日６时开航，由朱堃、𠮷田同志值守。
第三条　渡船超载的,处２００元罚款。
"""
LAMPS = """青岚市路灯条例
第一条　为了规范路灯，制定本条例。
第二条　路灯于日落后３０分钟内开启〔冬季提前〕。
"""


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """A data folder with two invented regulations."""
    folder = tmp_path_factory.mktemp("references")
    (folder / "文件").mkdir()
    (folder / "文件" / "渡船.txt").write_text(FERRIES, "utf-8")
    (folder / "文件" / "路灯.txt").write_text(LAMPS, "utf-8")
    with small_chuchu(folder) as opened:
        index(opened, folder / "文件")
        yield opened


def test_an_article_of_several_works_is_asked_back(chuchu: SmallChuchu) -> None:
    """条例第2条 is not answered by one of two; the reason says what to add, and both stand among the nearest."""
    answer = chuchu.answerer.answer(AskRequest("条例第2条是怎么规定的？"))

    assert (Status.INSUFFICIENT, ()) == (answer.status, answer.sentences)
    assert "资料中不止一部文件有条例第二条，请写明是哪一部。" == answer.reason
    assert {"青岚市渡船条例", "青岚市路灯条例"} <= {one.title for one in answer.nearest}


def test_an_article_that_one_work_has_is_told(chuchu: SmallChuchu) -> None:
    """第三条 stands in one of the two."""
    answer = chuchu.answerer.answer(AskRequest("条例第３条是怎么规定的？"))

    assert Status.ANSWERED is answer.status
    assert "处２００元罚款" in answer.text


def test_a_named_work_is_told(chuchu: SmallChuchu) -> None:
    """With its name the same article is no open question."""
    answer = chuchu.answerer.answer(AskRequest("路灯条例第二条是怎么规定的？"))

    assert "日落后３０分钟内开启" in answer.text
