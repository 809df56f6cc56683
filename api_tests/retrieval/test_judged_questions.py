"""Judged questions: what is read of them, what is measured by kind, and what counts as a fall."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu
from benchmarks.stored import Move, compared
from retrieval.benchmark import Gold, measure_kinds, read_questions
from retrieval.results import Mode, SearchRequest


def write(folder: Path, questions: Sequence[dict[str, object]], answers: Sequence[dict[str, object]]) -> Path:
    folder.mkdir()
    for name, rows in (("queries", questions), ("answers", answers)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    rows = "".join(f"{one['id']}\t{one['doc']}\t1\n" for one in questions)
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", "utf-8")
    return folder


def test_passages_are_measured_by_kind(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """The right passage of each question is sought; a kind has its own means, and the whole has them all."""
    rules = "文件/办法.txt"
    questions = [
        {"id": "a", "text": "《临江市河道管理办法》第4条", "kind": "条文", "doc": rules},
        {"id": "b", "text": "临江市河道管理办法第三条", "kind": "条文", "doc": rules},
        {"id": "c", "text": "春耕备耕", "kind": "查找", "doc": "文件/01-春耕备耕.txt"},
    ]
    answers = [
        {"query_id": "a", "doc": "办法.txt", "answer": "一千元以上五千元以下罚款"},
        {"query_id": "b", "doc": "办法.txt", "answer": "这句话哪里也没有"},
        {"query_id": "c", "doc": "01-春耕备耕.txt", "answer": "春耕备耕"},
    ]
    read = read_questions(write(tmp_path / "题", questions, answers))
    measured = measure_kinds(read, chuchu.search.search, Mode.KEYWORD)

    assert {"条文": 2, "查找": 1} == {kind: means["questions"] for kind, means in measured.kinds.items()}
    assert (0.5, 0.5) == tuple(measured.kinds["条文"][n] for n in ("passage_hit@1", "passage_mrr@10"))
    assert 1.0 == measured.kinds["查找"]["hit@5"]
    assert pytest.approx(2 / 3, abs=1e-3) == measured.figures["passage_hit@5"]
    assert {"p50_ms", "p99_ms"} == set(measured.times)


@pytest.mark.parametrize(
    ("judged", "hit_at_1", "reciprocal", "ndcg"),
    [
        ((1,), 1.0, 1.0, 1.0),
        ((2,), 0.0, 0.5, 0.6309),
        ((0, 1), 1.0, 1.0, 0.6131),
        ((1, 2), 1.0, 1.0, 1.0),
    ],
)
def test_what_is_grouped_under_a_hit_stands_at_its_place(
    chuchu: SmallChuchu,
    tmp_path: Path,
    judged: Sequence[int],
    hit_at_1: float,
    reciprocal: float,
    ndcg: float,
) -> None:
    """A judged copy of the first hit is first; the next document second; two copies of one text count as one."""
    found = chuchu.search.search(SearchRequest("各单位要高度重视，于每月５日前报送", 50, group_similar=False))
    one, two, three = list({hit.citation.source_path: hit for hit in found.hits}.values())[:3]
    grouped = replace(found, hits=(replace(one, similar=(two.citation,), similar_count=1), three))
    folder = write(tmp_path / "题", [{"id": "a", "text": "報送〔月〕？", "doc": "不在其中"}], [])
    paths = [hit.citation.source_path for hit in (one, two, three)]
    gains = "".join(f"a\t{paths[place]}\t1\n" for place in judged)
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{gains}", "utf-8")
    figures = measure_kinds(read_questions(folder), lambda _: grouped, Mode.HYBRID).figures

    assert (hit_at_1, reciprocal, ndcg, 1.0) == tuple(
        figures[name] for name in ("hit@1", "mrr@10", "ndcg@10", "recall@100")
    )


def test_spans_stand_in_the_graded_documents(tmp_path: Path) -> None:
    """A list of spans is sought in the right documents; an answer in free words judges nothing."""
    questions = [{"id": "a", "text": "甲？", "doc": "卷１"}, {"id": "b", "text": "乙？", "doc": "卷２"}]
    answers = [
        {"query_id": "a", "answer": ["梵語", "〔梵文〕"]},
        {"query_id": "b", "answer": "您好，要看情况。"},
    ]
    read = read_questions(write(tmp_path / "题", questions, answers))

    assert [(Gold("卷１", "梵語"), Gold("卷１", "〔梵文〕")), ()] == [one.golds for one in read]


def test_a_question_without_words_is_left_out(tmp_path: Path) -> None:
    """An empty question judges nothing and stops nothing."""
    questions = [{"id": "a", "text": "　", "doc": "卷１"}, {"id": "b", "text": "乙？", "doc": "卷２"}]

    assert ["b"] == [one.id for one in read_questions(write(tmp_path / "题", questions, []))]


@pytest.mark.parametrize(("now", "fell"), [(0.90, False), (0.886, False), (0.87, True), (0.95, False)])
def test_a_fall_of_more_than_a_question_and_a_half_is_one(now: float, fell: bool) -> None:
    """In a hundred questions 0.90 may become 0.886 and not 0.87."""
    assert fell == Move("题", "hit@1", 0.90, now, 100).fell


def test_sets_of_other_sizes_are_not_compared() -> None:
    """A set that was asked with fewer questions, or not at all, moves nothing."""
    stored = {
        "甲": {"questions": 20, "hit@1": 0.5},
        "乙": {"questions": 9, "hit@1": 1.0},
        "丙": {"questions": 1},
    }
    measured = {"甲": {"questions": 20, "hit@1": 0.6}, "乙": {"questions": 8, "hit@1": 0.1}}

    assert [Move("甲", "hit@1", 0.5, 0.6, 20)] == compared(stored, measured)
