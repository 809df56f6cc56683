"""kill -9 at named points, a few times each; `make faults` kills at all of them twenty times."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FAST = ("mid insert", "before vectors are appended, words committed", "during migration", "during backup")


@pytest.mark.slow
def test_a_kill_at_a_named_point_loses_nothing(tmp_path: Path) -> None:
    """At four points, killed twice each: what was told of is there, nothing is half there, ids stay."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reliability.kills", "--kills", "2", "--points", *FAST],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        timeout=290,
        check=False,
    )

    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [] == [problem for one in told[:-1] for problem in one["problems"]]
    assert (4, 8, 0, 0) == tuple(told[-1][name] for name in ("points", "kills", "lost", "half"))
