"""`chuchu check` and `chuchu phrase` as a person uses them, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from api_tests.small_world import index, small_chuchu, write_notices

pytestmark = pytest.mark.slow  # each command is a process

COMMAND = Path(sys.executable).with_name("chuchu")
LOADED = """
import sys
from scripts.main import main
try:
    main()
finally:
    heavy = {"openvino", "tokenizers", "torch", "transformers"} & set(sys.modules)
    print("loaded:", sorted(heavy), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose data were indexed by another model than the settings name: whoever loads one fails."""
    home = tmp_path_factory.mktemp("稿件")
    write_notices(home / "通知", ("春耕备耕", "防汛抗旱", "安全生产"))
    with small_chuchu(home) as chuchu:
        index(chuchu, home / "通知")
        chuchu.follower.catch_up()
    return home


def run(
    home: Path, *arguments: object, program: tuple[str, ...] = (str(COMMAND),)
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CHUCHU_DATA": str(home / "data"),
        "CHUCHU_MODELS_FOLDER": str(home / "none"),
    }
    return subprocess.run(
        [*program, *map(str, arguments)],
        capture_output=True, text=True, env={**environment, "NO_COLOR": "1", "COLUMNS": "200"},
        cwd=home, timeout=120, check=False,
    )  # fmt: skip


def draft(home: Path, name: str, text: str) -> Path:
    path = home / name
    path.write_bytes(text.encode("gb18030"))
    return path


def test_a_draft_is_checked_without_a_model(home: Path) -> None:
    """What differs is shown on both sides with its source, the exit code is 4; nothing of a model is loaded."""
    file = draft(home, "稿.txt", "要求“各单位要高度重视防汛抗旱，明确责任分工，于每月6日前报送进展情况”。\n")
    done = run(home, "check", file, program=(sys.executable, "-c", LOADED))
    assert "loaded: []" in done.stderr
    assert "于每月6［５］日前报送" in done.stdout
    assert "临江市人民政府办公室关于做好防汛抗旱的通知" in done.stdout
    assert "引文 1 处：与原文有出入 1" in done.stdout
    assert 4 == run(home, "check", file).returncode


def test_a_draft_that_is_right_ends_with_nought(home: Path) -> None:
    """Exact quotations alone: exit code 0; as JSON every field of the verdict."""
    file = draft(home, "对.txt", "要求“各单位要高度重视安全生产，明确责任分工”。")
    done = run(home, "check", file, "--json")
    told = json.loads(done.stdout)
    assert (0, ["exact"]) == (done.returncode, [quote["verdict"] for quote in told["quotes"]])
    assert "各单位要高度重视安全生产，明确责任分工" == told["quotes"][0]["found"]["place"]["text"]


def test_a_wrong_document_number_alone_is_a_finding(home: Path) -> None:
    """Quotations are exact, but a document named is none of the library's: exit code 4, as the help says."""
    quote = "“各单位要高度重视安全生产，明确责任分工”"
    file = draft(home, "号.txt", f"《㐂村渡口管理规定》（临政办发〔１９９９〕９９号）要求{quote}。")
    done = run(home, "check", file, "--json")
    told = json.loads(done.stdout)
    assert (4, "unknown") == (done.returncode, told["references"][0]["status"])
    assert {"exact", "misattributed"} >= {one["verdict"] for one in told["quotes"]}


def test_the_annotated_draft_is_written(home: Path) -> None:
    """`-o` gives a Word file with a comment for the finding; what may not be read is said in a sentence."""
    file = draft(home, "批.txt", "要求“各单位要高度重视春耕备播，明确责任分工”。")
    done = run(home, "check", file, "-o", "批-核对.docx", "--findings")
    assert (4, True) == (done.returncode, "已写入 批-核对.docx" in done.stdout + done.stderr)
    comments = [comment.text for comment in Document(str(home / "批-核对.docx")).comments]
    assert ["稿中“播”，原文“耕”" in comment for comment in comments] == [True]
    empty = run(home, "check", draft(home, "空.txt", " \n"))
    assert (1, False) == (empty.returncode, "Traceback" in empty.stderr)
    assert "空" in empty.stderr


def test_a_phrase_is_told_with_years_and_places(home: Path) -> None:
    """The count by year, first and last place, and neighbours; without a model; as JSON, CSV and SVG too."""
    done = run(home, "phrase", "責任分工", program=(sys.executable, "-c", LOADED))
    assert "loaded: []" in done.stderr
    assert "“責任分工” 共 3 次，见于 3 篇" in done.stdout
    assert "2024 " in done.stdout
    told = json.loads(run(home, "phrase", "责任分工", "防汛抗旱", "--json").stdout)
    assert [3, 4] == [history["occurrences"] for history in told["histories"]]
    assert 0 == run(home, "phrase", "责任分工", "-o", "史.csv").returncode
    assert ["提法,年份,出现次数,篇数,同期文件数", "责任分工,2024,3,3,3"] == (
        (home / "史.csv").read_text("utf-8-sig").splitlines()
    )
    assert 0 == run(home, "phrase", "责任分工", "-o", "史.svg").returncode
    assert "责任分工 3次" in (home / "史.svg").read_text("utf-8")


def test_a_trend_needs_two_periods(home: Path) -> None:
    """Both periods are told with what was read; a period that cannot be read, and no phrase at all, are errors."""
    done = run(home, "phrase", "--trend", "--from", "2020-2023", "--to", "2024")
    assert (0, True) == (done.returncode, "读了 0 篇和 3 篇" in done.stdout)
    told = json.loads(run(home, "phrase", "--trend", "--from", "2020", "--to", "2024", "--json").stdout)
    assert ({"first": 2020, "last": 2020}, []) == (told["before"], told["rose"])
    for arguments, code, said in (
        (("--trend", "--from", "2023-2020", "--to", "2024"), 1, "看不懂时段"),
        (("--trend", "--to", "2024"), 1, "看不懂时段"),
        ((), 2, "请给出至少一个提法"),
        (("，。",), 1, "不能只有标点"),
    ):
        bad = run(home, "phrase", *arguments)
        assert (code, True, False) == (bad.returncode, said in bad.stderr, "Traceback" in bad.stderr)
