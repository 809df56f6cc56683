"""What the built-in model is trained on: pairs from the training parts alone, never from the judges."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.train import lay, stard, structure
from benchmarks.train.mixing import Mixture
from benchmarks.train.pairs import Gathered, Pair, join, read, write
from benchmarks.train.stard import gather, law_of, read_articles
from benchmarks.train.wording import gather as gather_wording


def lines(path: Path, rows: Iterable[dict[str, object]]) -> None:
    """A JSON lines file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """Three articles of an invented rule and two questions, one of them for testing."""
    folder = tmp_path / "bench"
    folder.mkdir()
    lines(
        folder / "corpus.jsonl",
        [
            {"id": "a1", "title": "青岚市渡船条例第三条", "text": "渡船每日六时开航，学童免收船资。"},
            {"id": "a2", "title": "青岚市渡船条例第四条", "text": "大风停航的，应当退还船资。"},
            {"id": "a3", "title": "青岚市渡船条例第十五条之二", "text": "本条例自２０３１年１月１日起施行。"},
        ],
    )
    lines(
        folder / "queries.jsonl",
        [{"id": "q1", "text": "娃坐船要钱吗"}, {"id": "q2", "text": "刮风不开船退钱不"}],
    )
    lines(folder / "answers.jsonl", [{"query_id": q, "answer": f"您好，{q}的答复。"} for q in ("q1", "q2")])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta1\t1\nq2\ta2\t1\n", encoding="utf-8")
    (folder / "split.tsv").write_text("query-id\tpart\nq1\ttrain\nq2\ttest\n", encoding="utf-8")
    return folder


def test_test_questions_and_their_answers_are_never_pairs(bench: Path) -> None:
    """Of the two questions only that of the training part makes pairs, the lawyer's greeting left out."""
    assert gather(bench).pairs == (
        Pair("stard", "娃坐船要钱吗", ("a1",)),
        Pair("stard-answer", "q1的答复。", ("a1",)),
    )
    assert stard.test_articles(bench) == {"a2"}


def test_an_article_belongs_to_its_law() -> None:
    """The title of the law is what stands before the article's number, 之二 included."""
    assert law_of("青岚市渡船条例第十五条之二\n本条例……") == "青岚市渡船条例"


def test_own_questions_skip_articles_that_tests_ask_about(bench: Path, tmp_path: Path) -> None:
    """A question of ours about an article that answers a test question is dropped; wrong ones are of the same law."""
    own = tmp_path / "own.tsv"
    own.write_text(
        "# 说明\n青岚市渡船条例第三条\t几点有船\n青岚市渡船条例第四条\t刮风咋办\n没有的条例第一条\t？\n",
        encoding="utf-8",
    )
    found = lay.gather(read_articles(bench), stard.test_articles(bench), own)

    assert found.pairs == (Pair("lay", "几点有船", ("a1",), ("a2", "a3")),)


def test_own_questions_are_kept_as_title_and_question() -> None:
    """Every line of the shipped lists has both parts, and none stands twice."""
    for path in (
        lay.QUESTIONS,
        lay.MORE_QUESTIONS,
        lay.ABOUT_POLICY,
        lay.ABOUT_ARTICLES,
        lay.ABOUT_DOCUMENTS,
    ):
        pairs = lay.read_questions(path)

        assert [pair for pair in pairs if not all(pair)] == []
        assert len(pairs) == len(set(pairs)) > 50


def test_judged_documents_make_no_pairs(bench: Path) -> None:
    """Documents that a judge asks about, speeches, and whatever stands outside corpus/ are left out."""
    judged = structure.judged_documents([bench])
    paths = ("corpus/law/a1", "corpus/law/b1", "corpus/leader-speech/c", "formats/twin/b1", "seeds/d")

    assert judged == {"a1", "a2"}
    assert [path for path in paths if not structure._left_out(path, judged)] == ["corpus/law/b1"]


def test_official_words_give_way_to_everyday_ones(tmp_path: Path) -> None:
    """A clause of an article is told in everyday words, and leads to the article."""
    words = tmp_path / "words.tsv"
    words.write_text("# 说明\n船票钱\t船资\n小学生\t学童\n", encoding="utf-8")
    articles = {f"b{i}": f"某某条例第{i}条\n其他。" for i in range(201)}
    articles["a"] = "青岚市渡船条例第三条\n学童凭证免收船资。"
    (pair,) = gather_wording(words, articles, frozenset(), most=5).pairs

    assert pair.right == ("a",)
    assert "小学生凭证免收船票钱" in pair.query


def test_pairs_survive_writing(tmp_path: Path) -> None:
    """What is written is read back, rare characters and all."""
    one = Gathered((Pair("lay", "𠮷字咋念〔１〕", ("a",), ("b", "c")),), {"a": "甲", "b": "乙", "c": "丙"})
    write(join((one, Gathered((), {"d": "丁"}))), tmp_path)

    assert read(tmp_path) == Gathered(one.pairs, one.texts | {"d": "丁"})


def test_batches_hold_no_passage_twice_and_nothing_kept_aside() -> None:
    """No two pairs of a batch have one right passage, and those kept aside are never drawn."""
    pairs = [
        Pair(source, f"{source}{at}", (f"p{at % 60}",)) for source in ("stard", "lay") for at in range(90)
    ]
    mixture = Mixture(pairs, size=16, seed=4)
    batches = [mixture.batch() for _ in range(30)]

    assert {len({pair.right[0] for pair in batch}) for batch in batches} == {16}
    assert [pair for batch in batches for pair in batch if pair.held_out] == []
    assert any(pair.held_out for pair in pairs)


def test_sources_apart_share_no_batch() -> None:
    """A batch is of laws or of official documents, as often as their shares say."""
    pairs = [
        Pair(source, f"{source}{at}", (f"p{at}",)) for source in ("stard", "官", "话") for at in range(99)
    ]
    mixture = Mixture(pairs, size=8, seed=4, shares={"stard": 2, "官": 1, "话": 1}, apart=("官", "话"))
    kinds = [{pair.source == "stard" for pair in mixture.batch()} for _ in range(200)]

    assert {1} == {len(kind) for kind in kinds}
    assert 70 < sum(kind == {True} for kind in kinds) < 130
