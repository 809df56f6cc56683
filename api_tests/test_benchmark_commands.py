"""`make bench` runs from start to end on any machine: what lacks something says so, and only a failure fails it."""

import argparse
import importlib
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from api_tests.absent import absent
from benchmarks.needed import PASSED_OVER, needed

REPOSITORY = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path.stem
    for path in (REPOSITORY / "benchmarks").glob("*.py")
    if "\nif __name__" in path.read_text("utf-8")
)
NOBODY = "http://127.0.0.1:9"
WANTING = {
    "answer_stream": (),
    "catalogues": (),
    "contributions": (),
    "long_document": (),
    "lookups": (),
    "million": (),
    "million_quotations": (),
    "pages": ("--url", NOBODY),
    "passages": (),
    "peers": ("--bench", "无此〔题集〕"),
    "quotations": (),
    "vector_stores": (),
}
"""What needs something that a fresh clone lacks, and the arguments under which it certainly does."""


class Parsed(Exception):
    """The arguments were read: nothing further is run."""


@cache
def bench(*variables: str) -> str:
    """Give what `make bench` would run."""
    if not shutil.which("make"):
        absent("make", "apt-get install make")
    command = ["make", "--no-print-directory", "-n", "bench", *variables]
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout


def given(module: str, *variables: str) -> list[str]:
    """Give the arguments with which `make bench` would run a measurement."""
    found = re.search(rf"-m benchmarks\.{module} (.*?)\|\|", bench(*variables))
    assert found, module
    return shlex.split(found[1])


@pytest.mark.parametrize("module", MODULES)
def test_arguments_of_make_bench_are_read(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each measurement understands what the Makefile gives it."""
    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(parser: argparse.ArgumentParser, arguments: list[str] | None = None) -> None:
        raise Parsed(parse(parser, arguments))

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
    monkeypatch.setattr(sys, "argv", [module, *given(module)])
    with pytest.raises(Parsed):
        importlib.import_module(f"benchmarks.{module}").main()


@pytest.mark.parametrize("module", WANTING)
def test_what_lacks_something_is_passed_over(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what would be needed, and the exit is that of success."""
    monkeypatch.setattr(sys, "argv", [module, *WANTING[module]])
    with pytest.raises(SystemExit) as left:
        importlib.import_module(f"benchmarks.{module}").main()
    told = capsys.readouterr().out.splitlines()

    assert (0, 1, True) == (left.value.code, len(told), told[0].startswith(f"{PASSED_OVER} "))


def test_judges_are_given_to_make_bench() -> None:
    """BENCH with DOCUMENTS or DATA, and OWN, reach the comparison with the stored figures."""
    assert ["题１", "题2", "--documents", "甲", "乙", "--own", "丙"] == given(
        "moved", "BENCH=题１ 题2", "DOCUMENTS=甲 乙", "OWN=丙"
    )
    assert ["题１", "--data", "库"] == given("moved", "BENCH=题１", "DATA=库")


def test_one_failure_fails_make_bench_after_all_have_run(tmp_path: Path) -> None:
    """A measurement that exits with 1 stops none of those after it, and is named at the end."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *benchmarks.moved*) exit 1;; esac\n', "utf-8")
    python.chmod(0o755)
    recipe = bench().partition("failed=;")
    script = (recipe[1] + recipe[2]).replace(".venv/bin/python", str(python))
    ran = subprocess.run(["sh", "-c", script], capture_output=True, text=True)

    assert (1, "failed: moved\n") == (ran.returncode, ran.stderr)
    assert [f"== benchmarks.{module}" for module in MODULES] == ran.stdout.splitlines()


def test_what_is_given_is_given_on() -> None:
    """What is there is given back as it is."""
    assert ["〔甲〕"] == needed(["〔甲〕"], "甲")
