"""What the API and the pages tell of validity: on every hit, in both languages, as of the day asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import SmallChuchu
from api_tests.version_world import version_world
from service.app import create_app


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """The versions, indexed and open."""
    with version_world(tmp_path_factory.mktemp("validity")) as opened:
        yield opened


@pytest.fixture
def pages(world: SmallChuchu) -> Iterator[TestClient]:
    """The service over them, for a browser that has chosen no language."""
    with TestClient(create_app(world), base_url="http://127.0.0.1") as client:
        yield client


def cited(pages: TestClient, query: str, **filters: str) -> list[dict[str, Any]]:
    """The citations of a search, the best first."""
    found = pages.post("/api/v1/search", json={"query": query, "filters": filters})
    return [hit["citation"] for hit in found.json()["hits"]]


def test_the_api_tells_the_newest_version_beside_the_values_it_had(pages: TestClient) -> None:
    """`validity` stays what a document says or what others make of it; `newest_version` says what is known beside."""
    told = {one["source_path"]: one for one in cited(pages, "倾倒渣土")}
    fields = ("validity", "newest_version")

    assert [(None, True), ("已修改", False), (None, False)] == [
        tuple(told[f"文件/{name}.txt"][field] for field in fields) for name in ("新", "旧", "讲")
    ]
    then = cited(pages, "倾倒渣土", as_of="2020-01-01")[0]
    assert ("文件/旧.txt", None, True, "2020-01-01", None) == tuple(
        then[field] for field in ("source_path", *fields, "validity_day", "superseded_by")
    )


@pytest.mark.parametrize(
    ("language", "badges", "honest"),
    [
        ("zh", {"库中最新版本", "已修改", "时效未注明"}, "库中没有收录的，无从知道"),
        ("en", {"newest version held", "amended", "validity not stated"}, "does not hold is not known"),
    ],
)
def test_every_hit_of_the_page_has_a_badge(
    pages: TestClient, language: str, badges: set[str], honest: str
) -> None:
    """As many badges as hits with their facts, and the words of the newest one promise nothing."""
    page = pages.get("/", params={"q": "倾倒渣土", "lang": language}).text
    shown = [part.partition(">")[2].partition("<")[0] for part in page.split('<span class="validity"')[1:]]

    assert page.count('<ul class="facts"') == len(shown)
    assert badges <= set(shown)
    assert honest in page


def test_the_page_as_of_a_day_tells_that_day(pages: TestClient) -> None:
    """No mark of today on what was in force then, and no way to what came later."""
    page = pages.get("/", params={"q": "倾倒渣土", "as_of": "2020-01-01"}).text

    assert "截至 2020-01-01，库中没有它更新的版本" in page
    assert 'data-validity="已修改"' not in page
    assert "有新版本" not in page


def test_the_reader_tells_what_it_cites_as_of_today(pages: TestClient) -> None:
    """Whoever follows a hit of an old version reads that there is a newer one; of the newest, that it is that."""
    then, now = (cited(pages, "倾倒渣土", as_of=day)[0] for day in ("2020-01-01", "2024-01-01"))
    old, new = (pages.get(one["url"]).text for one in (then, now))

    assert 'data-validity="已修改"' in old
    assert "有新版本" in old
    assert 'data-validity="newest"' in new
