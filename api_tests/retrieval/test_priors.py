"""Validity and recency as priors: bounded, explained, silent where a time is asked for, within collections."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.filters import SearchFilters
from retrieval.ranking import Weights
from retrieval.results import Hit, SearchRequest

OLD = """云岭省河湖保护条例（２０１９年）
（2019年5月30日云岭省人民代表大会常务委员会通过　自2019年8月1日起施行）
第一条　为了保护河湖,制定本条例。
第二条　向河湖倾倒渣土的，处二千元以下罚款。
第三条　𠮷祥湖的保护，适用本条例。
"""
NEW = """云岭省河湖保护条例（2023年修正）
（2019年5月30日云岭省人民代表大会常务委员会通过　根据2023年9月28日云岭省人民代表大会常务委员会决定修正）
第一条　为了保护河湖，制定本条例。
第二条　向河湖倾倒渣土的，处五千元以下罚款。
第三条　𠮷祥湖的保护，适用本条例。
"""
FACTS = {
    "旧/旧.txt": {
        "title": "云岭省河湖保护条例（２０１９年）", "doc_type": "条例",
        "date_written": "2019-05-30", "date_effective": "2019-08-01",
    },
    "新/新.txt": {
        "title": "云岭省河湖保护条例（2023年修正）", "doc_type": "条例",
        "date_written": "2023-09-28", "date_effective": "2019-08-01",
    },
}  # fmt: skip


@pytest.fixture
def two(tmp_path: Path) -> Iterator[SmallChuchu]:
    """Two versions of one law; the newer in a collection of its own."""
    with small_chuchu(tmp_path) as opened:
        for name, text, collection in (("旧", OLD, "default"), ("新", NEW, "新法")):
            folder = tmp_path / name
            folder.mkdir()
            (folder / f"{name}.txt").write_text(text, "utf-8")
            index(opened, folder, collection=collection)
        for one in opened.catalogue.view().documents().documents:
            opened.catalogue.correct(one.document_id, FACTS[one.source_path])
        opened.follower.catch_up()
        yield opened


def asked(chuchu: SmallChuchu, query: str, **filters: object) -> list[Hit]:
    request = SearchRequest(query, filters=SearchFilters(**filters), explain=True)  # type: ignore[arg-type]
    return list(chuchu.search.search(request).hits)


def shares(hit: Hit) -> dict[str, float]:
    assert hit.explanation is not None
    return {one.kind: one.added for one in hit.explanation.evidence}


@pytest.mark.slow
def test_who_names_a_time_is_answered_without_priors(two: SmallChuchu) -> None:
    """A year in the query, or a day to answer as of, leaves both versions as they are; as of a day one is in force."""
    named = [hit for hit in asked(two, "2019年倾倒渣土罚款") if "罚款" in hit.citation.text]
    then = {hit.citation.source_path for hit in asked(two, "倾倒渣土罚款", as_of="2020-01-01")}
    now = {hit.citation.source_path for hit in asked(two, "倾倒渣土罚款", as_of="2024-01-01")}

    assert set() == {"validity", "recency"} & {kind for hit in named for kind in shares(hit)}
    assert ({"旧/旧.txt"}, {"新/新.txt"}) == (then, now)


@pytest.mark.slow
def test_of_the_same_words_the_current_version_stands_first(two: SmallChuchu) -> None:
    """One hit for words that both versions hold: the one in force, with the old one under it, told as revised."""
    hit = next(hit for hit in asked(two, "𠮷祥湖的保护适用什么条例") if "祥湖" in hit.citation.text)
    successor = hit.citation.document_id

    assert ("新/新.txt", None) == (hit.citation.source_path, hit.citation.superseded_by)
    assert [("旧/旧.txt", "已修改", successor)] == [
        (old.source_path, old.validity, old.superseded_by) for old in hit.similar
    ]


@pytest.mark.slow
def test_of_different_words_the_version_out_of_force_loses_a_little_and_says_so(two: SmallChuchu) -> None:
    """What was changed is found in both versions; the old one's loss is bounded by its weight and told."""
    hits = [hit for hit in asked(two, "倾倒渣土罚款") if "罚款" in hit.citation.text]
    weights = Weights()

    assert {"新/新.txt": None, "旧/旧.txt": "已修改"} == {
        hit.citation.source_path: hit.citation.validity for hit in hits
    }
    assert {"新/新.txt": 0.0, "旧/旧.txt": -weights.validity / weights.total} == {
        hit.citation.source_path: shares(hit).get("validity", 0.0) for hit in hits
    }


@pytest.mark.slow
def test_a_version_out_of_reach_is_not_told_of(two: SmallChuchu) -> None:
    """Within the old version's collection nothing has replaced it."""
    hits = asked(two, "倾倒渣土罚款", collections=("default",))

    assert {(None, None)} == {(hit.citation.validity, hit.citation.superseded_by) for hit in hits}
    assert {"旧/旧.txt"} == {
        hit.citation.source_path for hit in asked(two, "渣土", as_of="2024-01-01", collections=("default",))
    }
