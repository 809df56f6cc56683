"""What was asked for exactly and given up, or left out of a search, stands in its result."""

from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu
from retrieval.article_parts import part_of
from retrieval.results import PART_OUT, SearchRequest, SearchResult

ARTICLE = (
    "第九条　船舶应当：\n（一）避让；\n（二）鸣笛。\n　　夜间应当点灯。\n\n遇雾停航，(一)抛锚；(二)敲钟。"
)


def ask(chuchu: SmallChuchu, query: str) -> SearchResult:
    return chuchu.search.search(SearchRequest(query))


def exact(result: SearchResult) -> tuple[str, str, bool]:
    told = result.interpretation.exact
    assert told is not None
    return told.kind, told.value, told.found


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("paragraph", "item", "expected"),
    [
        (1, None, "第九条　船舶应当：\n（一）避让；\n（二）鸣笛。"),
        (2, None, "　　夜间应当点灯。"),
        (1, 2, "（二）鸣笛。"),
        (3, 1, "(一)抛锚；"),
        (None, 2, "（二）鸣笛。\n　　夜间应当点灯。\n\n遇雾停航，"),
        (4, None, None),
        (2, 1, None),
        (None, 3, None),
    ],
)
def test_parts_of_an_article_are_counted(
    paragraph: int | None, item: int | None, expected: str | None
) -> None:
    """Items belong to the paragraph above them, in brackets of either width; what is not there is None."""
    span = part_of(ARTICLE, paragraph, item)

    assert (None if span is None else ARTICLE[slice(*span)]) == expected


@pytest.mark.parametrize("part", ["第九款", "第（九）项", "第二款第１项"])
def test_a_part_that_an_article_does_not_have_is_not_told_as_found(chuchu: SmallChuchu, part: str) -> None:
    """The article is given and told, and that it has no such paragraph or item."""
    result = ask(chuchu, f"《河道管理办法》第三条{part}")

    assert (exact(result), result.relaxed) == (("article", "《河道管理办法》第三条", True), (PART_OUT,))
    assert result.hits[0].citation.text.startswith("第三条")


@pytest.mark.parametrize("part", ["第一款", "第（二）项", "第一款第（二）项"])
def test_a_part_that_an_article_has_is_told_in_full(chuchu: SmallChuchu, part: str) -> None:
    """Though paragraph and items stand in one passage with their article."""
    result = ask(chuchu, f"《河道管理办法》第三条{part}")

    assert (exact(result)[1:], result.relaxed) == ((f"《河道管理办法》第三条{part}", True), ())
