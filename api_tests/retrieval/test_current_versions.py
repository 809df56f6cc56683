"""Among versions of one work: what is in force first, what is known of each told, as of the day asked for."""

from collections.abc import Iterator

import pytest

from api_tests.small_world import SmallChuchu
from api_tests.version_world import version_world
from corpus.filters import SearchFilters
from retrieval.results import Hit, SearchRequest, Sort


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """The documents, opened."""
    with version_world(tmp_path_factory.mktemp("versions")) as opened:
        yield opened


def hits(world: SmallChuchu, query: str, sort: Sort = Sort.RELEVANCE, **filters: object) -> list[Hit]:
    asked = SearchFilters(**filters)  # type: ignore[arg-type]
    return list(world.search.search(SearchRequest(query, filters=asked, sort=sort, explain=True)).hits)


def names(found: list[Hit]) -> list[str]:
    return [hit.citation.source_path.removeprefix("文件/").removesuffix(".txt") for hit in found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("向河湖倾倒渣土的，处罚款", ["新", "旧"]),
        ("擅自围垦滩涂的，处三千元罚款", ["代", "废"]),
        ("渡船超载的，处罚款", ["现", "将"]),
    ],
)
def test_the_article_in_force_stands_before_its_other_versions(
    world: SmallChuchu, query: str, first: list[str]
) -> None:
    """In the very words of a version revised, repealed or not yet in force: what is in force first, that right after."""
    assert first == names(hits(world, query))[:2]


def test_a_hit_moved_before_its_other_version_says_so(world: SmallChuchu) -> None:
    """It has the score of the hit that it stands before; what was added to its own is told, of no other hit."""
    new, old, *rest = hits(world, "向河湖倾倒渣土的，处罚款")
    told = [
        one.added for one in (new.explanation.evidence if new.explanation else ()) if one.kind == "current"
    ]

    assert new.fused == old.fused
    assert 1 == len(told)
    assert 0 < told[0] < new.fused
    spoken = [hit for hit in rest if hit.citation.doc_type == "讲话"]
    assert 1 == len(spoken)
    assert "current" not in {one.kind for one in spoken[0].explanation.evidence}  # type: ignore[union-attr]


def test_another_works_article_of_the_same_number_is_not_the_same_article(world: SmallChuchu) -> None:
    """What repealed a document numbers its articles anew: its 第一条 is not put before that of the repealed one."""
    found = hits(world, "滩涂围垦须经批准")
    assert "第一条　滩涂围垦须经批准。" == found[0].citation.text


def test_what_was_looked_up_by_its_edition_stays_first(world: SmallChuchu) -> None:
    """Who names the old version, or words that only it holds, gets it first; words of both in quotes, the current one."""
    assert "旧" == names(hits(world, "《云泽省河湖保护条例（2019年）》第二条"))[0]
    assert "旧" == names(hits(world, "“向河湖倾倒渣土的，处罚款”"))[0]
    both = hits(world, "“𠮷祥湖的保护，适用本条例”")[0]
    assert ("新", ["文件/旧.txt"]) == (names([both])[0], [one.source_path for one in both.similar])


def test_who_names_a_time_gets_the_versions_as_they_match(world: SmallChuchu) -> None:
    """A year in the query is answered without the prior."""
    assert "旧" == names(hits(world, "2019年向河湖倾倒渣土的，处罚款"))[0]


def told(hit: Hit) -> tuple[str | None, bool, bool, str]:
    cited = hit.citation
    return cited.validity, cited.newest_version, cited.superseded_by is not None, cited.validity_words


def test_every_hit_tells_what_is_known_of_it_and_no_more(world: SmallChuchu) -> None:
    """The newest version held is told as that, not as in force; of a speech nothing is known."""
    found = [hit for query in ("倾倒渣土", "围垦滩涂", "渡船超载") for hit in hits(world, query)]

    assert {
        "旧": ("已修改", False, True, "已修改"),
        "新": (None, True, False, "库中最新版本"),
        "废": ("已废止", False, True, "已废止"),
        "代": (None, True, False, "库中最新版本"),
        "现": (None, True, False, "库中最新版本"),
        "将": ("尚未生效", False, False, "尚未生效"),
        "讲": (None, False, False, "时效未注明"),
    } == dict(zip(names(found), map(told, found), strict=True))


@pytest.mark.parametrize(
    ("as_of", "query", "expected"),
    [
        ("2020-01-01", "倾倒渣土", {"旧", "废", "现"}),
        ("2099-02-01", "渡船超载", {"新", "代", "将"}),
    ],
)
def test_as_of_a_day_hits_are_told_as_of_that_day(
    world: SmallChuchu, as_of: str, query: str, expected: set[str]
) -> None:
    """What was in force then was the newest then, and nothing had taken its place; the day is told."""
    found = [hit for hit in hits(world, query, as_of=as_of) if hit.citation.doc_type != "讲话"]

    assert expected == set(names(found))
    assert {(None, True, False, "库中最新版本")} == set(map(told, found))
    assert {as_of} == {hit.citation.validity_day for hit in found}


def test_documents_without_versions_keep_their_order(world: SmallChuchu) -> None:
    """Within documents none of which is a version of another, what is told of the hits is their own score."""
    names_of = {
        name: document.document_id
        for document in world.view().documents().documents
        for name in [document.source_path.removeprefix("文件/")]
    }
    only = tuple(names_of[name] for name in ("新.txt", "代.txt", "讲.txt"))
    found = hits(world, "向河湖倾倒渣土的，处罚款", document_ids=only)

    assert [hit.fused for hit in found] == sorted((hit.fused for hit in found), reverse=True)
    assert set() == {
        one.kind
        for hit in found
        for one in (hit.explanation.evidence if hit.explanation else ())
        if one.kind in ("current", "validity")
    }
