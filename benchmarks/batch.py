"""A batch of a thousand questions: its rate beside single calls, killed three times at random and resumed.

`CHUCHU_DATA=FOLDER python -m benchmarks.batch [--rows 1000] [--ask] [--seed 7]`; the folder holds indexed documents. Says
on its last line, as JSON, rows per second of single calls and of the batch, and what the resumed batch holds.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.needed import needed
from retrieval.results import SearchRequest
from service.bootstrap import Chuchu
from service.settings import read_settings

KILLS = 3


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1000)
    options.add_argument("--single", type=int, default=200, help="single calls measured")
    options.add_argument("--ask", action="store_true")
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    dice = random.Random(given.seed)
    with Chuchu(read_settings()) as chuchu:
        chuchu.follower.catch_up()
        questions = _questions(chuchu, given.rows, dice)
        began = time.perf_counter()
        for question in questions[: given.single]:
            chuchu.search.search(SearchRequest(question, limit=3))
        single = given.single / (time.perf_counter() - began)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "q.txt").write_text("\n".join(questions), "utf-8")
        print(json.dumps({"single_per_second": round(single, 1), **_batch(Path(folder), given.ask, dice)}))


def _questions(chuchu: Chuchu, count: int, dice: random.Random) -> list[str]:
    """Give sentences out of the documents, each marked by its number so that no two are equal."""
    rows = chuchu.catalogue.live_passages(chuchu.catalogue.head(), 0, 20_000)
    bodies = [row.body.replace("\n", "") for row in rows if len(row.body) > 40]
    needed(bodies, "CHUCHU_DATA=FOLDER, a data folder with indexed documents")
    starts = [(dice.choice(bodies), dice.random()) for _ in range(count)]
    return [f"{body[int(at * (len(body) - 30)) :][:24]} 第{n}问" for n, (body, at) in enumerate(starts, 1)]


def _batch(folder: Path, ask: bool, dice: random.Random) -> dict[str, object]:
    chuchu = str(Path(sys.executable).with_name("chuchu"))
    mode = "--ask" if ask else "--search"
    command = [chuchu, "batch", str(folder / "q.txt"), "-o", str(folder / "r.jsonl"), mode, "--json"]
    journal = folder / "r.jsonl.progress"
    began, done, kills, pace = time.perf_counter(), 0, [], 0.0
    for _ in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and _lines(journal) <= done + 1:
            time.sleep(0.02)
        time.sleep(dice.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = _lines(journal)
        kills.append(done)
    first = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if _lines(journal) <= done + 1:
            first, at = time.perf_counter(), _lines(journal)
        else:
            pace = (_lines(journal) - at) / (time.perf_counter() - first) if journal.exists() else pace
        time.sleep(0.05)
    rows = [json.loads(line) for line in (folder / "r.jsonl").read_text("utf-8").splitlines()]
    return {
        "batch_per_second": round(pace, 1),
        "killed_at_rows": kills,
        "rows": len(rows),
        "distinct": len({row["number"] for row in rows}),
        "errors": sum(row["status"] == "error" for row in rows),
        "seconds": round(time.perf_counter() - began, 1),
    }


def _lines(path: Path) -> int:
    """Tell how many rows are set down."""
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0


if __name__ == "__main__":
    main()
