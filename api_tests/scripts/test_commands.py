"""The command line as a person uses it, in processes of its own, with the built-in model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api_tests.small_world import notice, write_notices
from api_tests.version_world import TEXTS

pytestmark = pytest.mark.slow  # each command is a process that loads the model

COMMAND = Path(sys.executable).with_name("chuchu")


class Terminal:
    """A data folder and the command that works on it."""

    def __init__(self, home: Path, models: Path) -> None:
        self.home = home
        self._environment = {
            **os.environ,
            "CHUCHU_DATA": str(home / "data"),
            "CHUCHU_MODELS_FOLDER": str(models),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            capture_output=True,
            text=True,
            env=self._environment,
            cwd=self.home,
            timeout=120,
            check=False,
        )

    def json(self, *arguments: object) -> Any:  # noqa: ANN401 - as it comes
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Terminal:
    """A terminal in whose data folder three notices and an empty file have been indexed."""
    home = tmp_path_factory.mktemp("终端")
    write_notices(home / "通知", ("春耕备耕", "防汛抗旱", "安全生产"))
    (home / "通知" / "空.txt").write_bytes(b"")
    terminal = Terminal(home, models_folder)
    assert terminal.run("index", "通知").returncode == 3
    return terminal


def test_index_tells_each_outcome_and_its_exit_code(terminal: Terminal) -> None:
    """A second run skips what is unchanged; the file that failed is named with its reason, exit code 3."""
    done = terminal.run("index", "通知", "--json")
    result = json.loads(done.stdout)

    assert done.returncode == 3
    assert result["files"] == {"indexed": 0, "unchanged": 3, "ignored": 0, "failed": 1, "removed": 0}
    assert result["state"] == "done"
    people = terminal.run("index", "通知")
    assert "未变化 3" in people.stdout
    assert "空.txt" in people.stderr


def test_a_path_that_is_not_there_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """No model and no data folder are made for a wrong path; the exit code is 1 and the path is named."""
    done = Terminal(tmp_path, tmp_path / "模型").run("index", "没有〔２０２６〕")
    assert (done.returncode, "没有〔２０２６〕" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "防汛"),
        ("ask", "几日前报送？"),
        ("documents",),
        ("phrase", "防汛"),
        ("keys", "list"),
        ("reindex",),
    ],
)
def test_a_data_folder_that_is_not_there_is_said_and_not_made(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """What reads a data folder names the wrong path and leaves nothing behind; the exit code is 1."""
    done = Terminal(tmp_path, tmp_path / "模型").run(*arguments, "--data", "错〔２０２６〕")
    assert (1, "", True) == (done.returncode, done.stdout, "错〔２０２６〕”不是数据文件夹" in done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_one_name_is_not_given_to_two_paths(terminal: Terminal) -> None:
    """`--as` with two paths is wrong use: exit code 2 and a sentence, and no job is begun."""
    done = terminal.run("index", "通知", "通知", "--as", "同名")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "--as" in done.stderr


def test_search_prints_passages_with_their_place(terminal: Terminal) -> None:
    """The first hit carries the words, the place and the link; as JSON the same citation."""
    people = terminal.run("search", "防汛抗旱每月何时报送进展", "-n", "2")
    result = terminal.json("search", "防汛抗旱每月何时报送进展", "-n", "2", "--explain")

    first = result["hits"][0]["citation"]
    assert "防汛抗旱" in first["text"]
    assert first["source_path"] == "通知/02.txt"
    assert "《临江市人民政府办公室关于做好防汛抗旱的通知》，一、，第1段" in people.stdout
    assert f"/c/{first['code']}" in people.stdout


def test_search_refuses_what_cannot_be_searched(terminal: Terminal) -> None:
    """Nothing, too much, an unknown mode and a date that is none: a sentence and a code, no traceback."""
    for arguments, code, said in (
        (("search", ""), 1, "查询是空的"),
        (("search", "长" * 10_000), 1, "最多 500"),
        (("search", "河道", "--mode", "fuzzy"), 2, "fuzzy"),
        (("search", "河道", "--date-from", "2024-02-30"), 1, "2024-02-30"),
        (("search", "河道", "--nonsense"), 2, "nonsense"),
    ):
        done = terminal.run(*arguments)
        assert done.returncode == code, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_parse_shows_facts_and_outline(terminal: Terminal) -> None:
    """`parse` tells facts and sections of a file without storing it; a bad file is a sentence."""
    parsed = terminal.json("parse", "通知/01.txt")
    document = parsed["documents"][0]
    people = terminal.run("parse", "通知/01.txt")
    bad = terminal.run("parse", "通知/空.txt")

    assert document["facts"]["doc_number"] == "临政办发〔2024〕1号"
    assert [s["marker"] for s in document["sections"]] == ["一、", "二、"]
    assert "总体要求" in people.stdout
    assert (bad.returncode, "文件是空的" in bad.stderr) == (1, True)


def test_documents_are_listed_and_removed(terminal: Terminal) -> None:
    """A document listed by a word of its title is removed by its id and gone from the search."""
    (terminal.home / "暂时.txt").write_text(notice(27, "森林防火"), "utf-8")
    terminal.run("index", "暂时.txt")
    listed = terminal.json("documents", "森林防火")
    removed = terminal.json("remove", listed["documents"][0]["document_id"])
    unknown = terminal.run("remove", "没有这份")

    assert (listed["total"], removed["removed"]) == (1, 1)
    assert terminal.json("documents", "森林防火")["total"] == 0
    assert unknown.returncode == 1


def test_a_damaged_index_is_named_and_rebuilt_by_one_command(terminal: Terminal) -> None:
    """A flipped byte in each index is found, named with its cure, and `reindex` gives the same hits."""
    before = codes(terminal)
    for name in ("vectors", "words", "texts"):
        folder = terminal.home / "data" / "indexes" / name
        victim = max(
            (path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size
        )
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 0xFF
        victim.write_bytes(content)
        broken = terminal.run("search", "安全生产责任")
        doctor = terminal.run("doctor")
        assert broken.returncode == 1
        assert "chuchu reindex" in broken.stderr
        assert doctor.returncode == 1
        assert "chuchu reindex" in doctor.stdout
        assert terminal.run("reindex").returncode == 0
        assert codes(terminal) == before


def codes(terminal: Terminal) -> list[str]:
    return [hit["citation"]["code"] for hit in terminal.json("search", "安全生产责任")["hits"]]


def test_doctor_finds_everything_in_order(terminal: Terminal) -> None:
    """On a sound folder every part is good and the recall of the vectors is told."""
    findings = {f["part"]: f for f in terminal.json("doctor")["findings"]}

    assert {f["health"] for f in findings.values()} == {"good"}
    assert "召回率 1.000" in findings["向量索引"]["detail"]
    assert "multilingual-e5-small" in findings["模型"]["detail"]
    assert "OpenVINO" in findings["模型"]["detail"]
    assert "中文字体" in findings["解析"]["detail"]


def test_a_model_is_carried_to_another_folder(terminal: Terminal, tmp_path: Path) -> None:
    """An exported model imported elsewhere has the same fingerprint; a damaged one is refused."""
    bundle = tmp_path / "模型.tar"
    exported = terminal.json("model", "export", bundle)
    other = Terminal(tmp_path, tmp_path / "models")
    other.json("model", "import", bundle)

    assert exported["exported"] == str(bundle)
    assert other.json("model", "make")["key"] == terminal.json("model", "make")["key"]
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 0xFF
    bundle.write_bytes(content)
    refused = other.run("model", "import", bundle)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)


def test_evaluate_prints_measures_as_json(terminal: Terminal, tmp_path: Path) -> None:
    """Judged questions over records give measures for each mode, on the last line."""
    bench = tmp_path / "评测"
    bench.mkdir()
    records = [
        {"id": f"d{n}", "title": f"做好{t}的规定", "text": f"{t}由市政府办公室负责。"}
        for n, t in enumerate("水火风土")
    ]
    questions = [{"id": f"q{n}", "text": f"{t}由谁负责"} for n, t in enumerate("水火风土")]
    (bench / "corpus.jsonl").write_text(
        "\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8"
    )
    (bench / "queries.jsonl").write_text(
        "\n".join(json.dumps(q, ensure_ascii=False) for q in questions), "utf-8"
    )
    (bench / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\n" + "".join(f"q{n}\td{n}\t1\n" for n in range(4)), "utf-8"
    )
    done = terminal.run("evaluate", bench, "--data", tmp_path / "data")
    figures = json.loads(done.stdout.splitlines()[-1])

    assert figures["questions"] == 4
    assert set(figures) == {"questions", "hybrid", "semantic", "keyword"}
    assert figures["hybrid"]["recall@100"] == 1.0
    assert 0 < figures["hybrid"]["ndcg@10"] <= 1
    missing = terminal.run("evaluate", tmp_path)
    assert (missing.returncode, "queries.jsonl" in missing.stderr) == (1, True)
    absent = terminal.run("evaluate", bench, "--documents", tmp_path / "没有", "--data", tmp_path / "data2")
    assert (absent.returncode, "--documents" in absent.stderr, absent.stdout) == (1, True, "")


def test_ask_tells_an_answer_with_its_source_and_what_is_missing(terminal: Terminal) -> None:
    """The sentence with its number and reference; a year that no document has is named, as JSON too."""
    told = terminal.run("ask", "防汛抗旱工作每月几日前报送进展情况？")
    refused = terminal.json("ask", "2019年防汛抗旱工作每月几日前报送进展情况？")

    assert (0, "") == (told.returncode, told.stderr)
    assert "报送进展情况。[1]" in told.stdout
    assert "[1] 《" in told.stdout
    assert ("insufficient_evidence", "") == (refused["status"], refused["text"])
    assert "2019年" in refused["reason"]


def test_batch_keeps_to_the_filters_and_tells_of_rows_that_failed(terminal: Terminal) -> None:
    """Each row gets its passages within the filters; a row without sense is told of, and the exit code is 3."""
    (terminal.home / "问题.txt").write_text("防汛抗旱每月几日前报送？\n" + "长" * 501 + "\n", "utf-8")
    order = ("batch", "问题.txt", "-o", "结果.jsonl", "-n", "1", "--doc-type", "通知")
    done = terminal.run(*order, "--date-from", "2024-03-01", "--restart", "--json")
    rows = [json.loads(line) for line in (terminal.home / "结果.jsonl").read_text("utf-8").splitlines()]
    people = terminal.run(*order, "--date-from", "2025-01-01")

    assert (3, {"output": "结果.jsonl", "rows": 2, "errors": 1, "resumed": 0}) == (
        done.returncode,
        json.loads(done.stdout.splitlines()[-1]),
    )
    assert [("found", 1), ("error", 0)] == [(row["status"], len(row["citations"])) for row in rows]
    assert (3, "共 2 行，1 行出错（见“说明”列），已写入 结果.jsonl。\n") == (people.returncode, people.stdout)
    assert "防汛抗旱" not in (terminal.home / "结果.jsonl").read_text("utf-8").partition("citations")[2]


def test_search_and_ask_take_a_day_and_tell_what_was_in_force_on_it(
    tmp_path: Path, models_folder: Path
) -> None:
    """Before its revision a regulation is searched and quoted as it was first made; a wrong day is told."""
    terminal = Terminal(tmp_path, models_folder)
    (tmp_path / "条例").mkdir()
    for name in ("旧.txt", "新.txt"):
        (tmp_path / "条例" / name).write_text(TEXTS[name], "utf-8")
    assert terminal.run("index", "条例").returncode == 0

    found = [
        {
            hit["citation"]["source_path"]
            for hit in terminal.json("search", "倾倒渣土", "--as-of", day)["hits"]
        }
        for day in ("2020-06-01", "2024-06-01")
    ]
    answers = [
        terminal.json("ask", "向河湖倾倒渣土的怎么处罚？", "--as-of", day)["citations"][0]["citation"][
            "source_path"
        ]
        for day in ("2020-06-01", "2024-06-01")
    ]
    wrong = terminal.run("search", "倾倒渣土", "--as-of", "２０２４年六月")

    assert [{"条例/旧.txt"}, {"条例/新.txt"}] == found
    assert ["条例/旧.txt", "条例/新.txt"] == answers
    assert (1, True) == (wrong.returncode, "２０２４年六月" in wrong.stderr)
