"""Stored figures of judged sets: what counts as a fall, what is kept, and that a fall is told by the exit code."""

import json
from collections import Counter
from pathlib import Path

import pytest

from api_tests.small_world import index, small_chuchu
from benchmarks import moved
from benchmarks.stored import Move, Stored, compared, record, tell
from benchmarks.variant_documents import Asked, make
from benchmarks.variants import fallen, write
from retrieval.benchmark import measure_kinds, read_questions
from retrieval.results import Mode

PAPERS, ASKED = make()
NARROW, WIDE = set(',.;:"()'), set("，。；：“”（）")


@pytest.mark.parametrize(
    ("questions", "lost", "fell"), [(1, 1, True), (2, 1, False), (3, 1, False), (3, 2, True), (9, 2, True)]
)
def test_small_sets_can_fall(questions: int, lost: int, fell: bool) -> None:
    """One question may turn of two or more; a set of one question falls with it."""
    assert fell == Move("题／列举", "hit@1", 1.0, 1 - lost / questions, questions).fell


def test_what_was_not_compared_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Stored sets that were not asked, or were asked other questions, and sets of which nothing is stored, are told."""
    stored = Stored(
        {
            "甲": {"questions": 9, "hit@1": 1.0},
            "甲/条": {"questions": 2, "hit@1": 1.0},
            "乙": {"questions": 4},
        },
        "旧",
    )
    measured = {"乙": {"questions": 3.0}, "丙": {"questions": 1.0, "hit@1": 1.0}}
    tell(compared(stored.sets, measured), stored, measured, "新")

    assert [
        "another model: stored 旧, now 新",
        "stored and not compared, for want of the folder or with other questions: 甲, 乙",
        "nothing stored of 丙: --record stores it",
        "0 of 0 figures stand where they stood",
    ] == capsys.readouterr().out.splitlines()


def test_recording_keeps_the_sets_that_were_not_asked(tmp_path: Path) -> None:
    """A set that was asked is stored anew, with its kinds; one that was not stays as it was."""
    path = tmp_path / "存.json"
    stored = Stored(
        {
            "甲": {"questions": 9},
            "甲/旧类": {"questions": 2},
            "乙": {"questions": 4},
            "乙/类": {"questions": 1},
        }
    )
    record(path, stored, {"甲": {"questions": 8}, "甲/新类": {"questions": 8}}, "型")
    read = Stored.read(path)

    assert ("型", {"乙", "乙/类", "甲", "甲/新类"}, 8) == (
        read.model,
        set(read.sets),
        read.sets["甲"]["questions"],
    )
    assert Stored({}) == Stored.read(tmp_path / "无")


@pytest.mark.parametrize(("now", "below"), [(1.0, []), (0.9833, ["variants"]), (0.99, ["variants"])])
def test_variants_may_not_fall_at_all(now: float, below: list[str]) -> None:
    """One question fewer at the first hit is a fall, of all and of its kind; the mean of ranks is not asked."""
    stored = Stored(
        {
            "variants": {"questions": 60, "passage_hit@1": 1.0, "mrr@10": 1.0},
            "variants/widths": {"questions": 8, "passage_hit@1": 0.875},
            "variants/masks": {"questions": 15, "passage_hit@1": 1.0},
        }
    )
    figures = {
        "all": {"passage_hit@1": now, "mrr@10": 0.5},
        "widths": {"passage_hit@1": 0.875},
        "masks": {"passage_hit@1": 0.1},
    }

    assert below == [move.place for move in fallen(stored, figures, ASKED)]


def test_sixty_questions_turn_on_spelling() -> None:
    """There are sixty, eight of them on the width of punctuation, each answered by its own document."""
    texts = {paper.name: "\n".join(paper.lines) for paper in PAPERS}

    assert {"figures": 13, "masks": 13, "scripts": 13, "numbers": 13, "widths": 8} == Counter(
        one.kind for one in ASKED
    )
    assert [] == [one for one in ASKED if one.answer not in texts[one.paper]]
    assert len(texts) == len(PAPERS)


@pytest.mark.parametrize("asked", [one for one in ASKED if one.kind == "widths"], ids=lambda one: one.paper)
def test_punctuation_is_of_the_other_width(asked: Asked) -> None:
    """The document has no mark in the width of the quotation, and its twins have none in the other."""
    quoted = asked.text.removesuffix("”").strip('《"“')
    own, other = (NARROW, WIDE) if NARROW & set(quoted) else (WIDE, NARROW)
    place = asked.paper.removesuffix("0.txt")
    lines = {paper.name: paper.lines for paper in PAPERS if paper.name.startswith(place)}
    kept = 0 if "》" in asked.text else 1

    assert not other & set(quoted)
    assert not own & set(lines.pop(asked.paper)[kept])
    assert [] == [twin[kept] for twin in lines.values() if other & set(twin[kept])]
    assert len(lines) >= 1


@pytest.mark.slow
def test_quotations_are_found_in_either_width(tmp_path: Path) -> None:
    """Each of the eight stands first among its twins, with an encoder that knows nothing."""
    papers = [paper for paper in PAPERS if paper.name.startswith("widths")]
    asked = [one for one in ASKED if one.kind == "widths"]
    write(tmp_path / "题", papers, asked)
    with small_chuchu(tmp_path) as chuchu:
        index(chuchu, tmp_path / "题" / "documents")
        measured = measure_kinds(read_questions(tmp_path / "题"), chuchu.search.search, Mode.HYBRID)

    assert {"questions": 8, "passage_hit@1": 1.0} == {
        name: measured.kinds["widths"][name] for name in ("questions", "passage_hit@1")
    }


@pytest.mark.slow
@pytest.mark.usefixtures("builtin_folder")
def test_a_fall_is_told_by_the_exit_code(
    tmp_path: Path, models_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Judges outside the repository are recorded by their names, and a figure below the stored one exits with 1."""
    monkeypatch.setenv("CHUCHU_MODELS_FOLDER", str(models_folder))
    papers = [paper for paper in PAPERS if paper.name.startswith("widths-4")]
    asked = [one for one in ASKED if one.paper == "widths-4-0.txt"] * 2
    bench, baseline = tmp_path / "题〔外〕", tmp_path / "存.json"
    write(bench, papers, asked)
    given = [str(bench), "--documents", str(bench / "documents"), "--alone", "--baseline", str(baseline)]

    assert 0 == moved.main([*given, "--record"])
    assert 1.0 == json.loads(baseline.read_text("utf-8"))["sets"]["题〔外〕"]["passage_hit@1"]
    wrong = (bench / "answers.jsonl").read_text("utf-8").replace(asked[0].answer, "渡口夜间值守不少于９９人")
    (bench / "answers.jsonl").write_text(wrong, "utf-8")
    capsys.readouterr()

    assert 1 == moved.main(given)
    assert "题〔外〕 passage_hit@1" in json.loads(capsys.readouterr().out.splitlines()[-1])["fell"]
