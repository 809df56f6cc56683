"""One clock for all that asks what day it is: searches, what is in force, and the page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import SmallChuchu, index
from retrieval.results import SearchRequest
from service.app import create_app
from service.settings import Settings

RULES = "临江市桥梁养护办法\n（2024年5月1日公布，自2030年6月1日起施行）\n第一条　为了养护桥梁，制定本办法。\n"


class Day:
    """A clock that stands at noon of a day until it is put on."""

    def __init__(self, year: int) -> None:
        self.year = year

    def __call__(self) -> datetime:
        return datetime(self.year, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def day() -> Day:
    return Day(2026)


@pytest.fixture
def dated(tmp_path: Path, day: Day) -> Iterator[SmallChuchu]:
    """A data folder with rules that come into force on 1 June 2030."""
    (tmp_path / "桥梁.txt").write_text(RULES, "utf-8")
    with SmallChuchu(Settings(data=tmp_path / "data"), clock=day) as chuchu:
        index(chuchu, tmp_path / "桥梁.txt")
        yield chuchu


def test_last_year_is_that_of_the_clock(dated: SmallChuchu, day: Day) -> None:
    """去年 is 2025 to a search on a day of 2026, and 2031 to the same searcher on one of 2032."""
    told = []
    for year in (2026, 2032):
        day.year = year
        told.append(dated.search.search(SearchRequest("去年的桥梁养护")).interpretation.dates)

    assert told == [("2025-01-01", "2025-12-31"), ("2031-01-01", "2031-12-31")]


def test_what_is_in_force_and_the_page_go_by_the_clock(dated: SmallChuchu, day: Day) -> None:
    """What is not yet in force in 2026 is in force in 2032, to a passage's citation and a filter alike.

    The reference that the page gives to copy bears the day of the clock.
    """
    with TestClient(create_app(dated), base_url="http://127.0.0.1") as client:
        hit = client.get("/api/v1/search", params={"q": "桥梁养护"}).json()["hits"][0]["citation"]
        seen = []
        for year in (2026, 2032):
            day.year = year
            passage = client.get(f"/api/v1/passages/{hit['passage_id']}").json()["citation"]["validity"]
            asked = {"q": "桥梁养护", "validity": "尚未生效"}
            filtered = client.get("/api/v1/search", params=asked).json()["total"]
            pages = [client.get("/", params={"q": "桥梁养护"}).text, client.get(hit["url"]).text]
            seen.append((passage, filtered > 0, [f"[{year}-07-01]" in page for page in pages]))

    assert seen == [("尚未生效", True, [True, True]), (None, False, [True, True])]
