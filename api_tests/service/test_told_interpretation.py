"""What was understood of a query, as the page tells it."""

import pytest

from retrieval.results import ExactLookup, Interpretation, NamedSpan
from service.languages import Language
from service.page.found import understood
from service.page.words import load_words

YEARS = (
    NamedSpan("2019年", "2019-01-01", "2019-12-31", exact=True),
    NamedSpan("近几年", "2023-11-21", "2026-11-21", exact=False),
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            Language.ZH,
            [
                "时间 2019-01-01 至 2019-12-31",
                "“近几年”按 2023-11-21 至 2026-11-21 理解",
                "级别 市",
                "文种 通知",
            ],
        ),
        (
            Language.EN,
            [
                "dates 2019-01-01 to 2019-12-31",
                "“近几年” read as 2023-11-21 to 2026-11-21",
                "level 市",
                "type 通知",
            ],
        ),
    ],
)
def test_each_time_and_the_level_are_told(language: Language, expected: list[str]) -> None:
    """Times stand apart, a loose one as a reading of what was typed; the level is told beside the type."""
    told = Interpretation(spans=YEARS, level="市", doc_types=("通知",))

    assert list(understood(told, load_words()[language])) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [(Language.ZH, "查章节 《护林条例》第五章"), (Language.EN, "the section 《护林条例》第五章")],
)
def test_a_section_looked_up_is_told_as_one(language: Language, expected: str) -> None:
    """It is no article."""
    told = Interpretation(exact=ExactLookup("section", "《护林条例》第五章", found=True))

    assert list(understood(told, load_words()[language])) == [expected]
