"""kill -9 at named points of the program: what was acknowledged is there whole afterwards, nothing is half there.

    python -m benchmarks.reliability.kills [--kills 20] [--points NAME…] [--seed 1] [--list]

At each point a process that uploads, indexes, replaces, removes, embeds anew, merges, purges, checkpoints, migrates
and backs up is killed `--kills` times, at a random run of the point, half of the times at once and half up to
30 ms later. After each kill another process opens the folder, looks whether it is whole, goes on with what was left
and looks for everything that the dead one had told of. The catalogue, files, jobs, indexes and parsers are the real
ones; the encoder is a quick one (pairs of characters), for the model is not the point here. One line of JSON a
point, and one for all. Exits with 1 where a promise is broken.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reliability import traps
from benchmarks.reliability.forked import forked
from benchmarks.reliability.kill_judge import Judge
from benchmarks.reliability.killed_work import Work
from benchmarks.reliability.told import Told

OPEN_SECONDS = 5.0


@dataclass(slots=True)
class Result:
    """What was seen at one point. opened: the longest seconds until the folder answered again."""

    point: str
    kills: int = 0
    missed: int = 0
    lost: int = 0
    half: int = 0
    told: int = 0
    opened_s: float = 0.0
    problems: list[str] = field(default_factory=list)

    def line(self) -> dict[str, object]:
        """As it is printed."""
        return {name: getattr(self, name) for name in Result.__slots__} | {"problems": self.problems[:5]}


def at_point(name: str, kills: int, seed: int) -> Result:
    """Kill so many times at a point, in one data folder that lives on from kill to kill."""
    result, told = Result(name), Told()
    home = Path(tempfile.mkdtemp(prefix="chuchu-kills-"))
    try:
        for number in range(kills * 3):
            if result.kills >= kills:
                break
            _one(result, told, home, random.Random(f"{seed} {name} {number}"))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return result


def _one(result: Result, told: Told, home: Path, chance: random.Random) -> None:
    lines, status = forked(lambda tell: Work(home, result.point, chance, tell).run())
    for line in lines:
        if line.startswith("error "):
            result.problems.append(line)
        told.take(line)
    if status != -signal.SIGKILL:
        result.missed += 1
        return
    result.kills += 1
    answer, status = forked(lambda tell: tell(json.dumps(Judge(home, told).look())))
    if status or not answer:
        result.half += 1
        result.problems.append(f"not opened: {answer}")
        return
    found = json.loads(answer[-1])
    result.lost += found["lost"]
    result.half += len(found["problems"]) - found["lost"]
    result.problems += found["problems"]
    result.told += len(told.stands)
    result.opened_s = round(max(result.opened_s, found["opened"]), 2)
    # From here on what stands is what was found: what was under way is decided.
    told.stands = {path: found["stands"].get(path) for path in {*told.stands, *told.begun}}
    told.begun.clear()
    for name in told.backups:
        shutil.rmtree(home / name, ignore_errors=True)
    told.backups.clear()


def main() -> None:
    """Kill at every point and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="at each point")
    parser.add_argument("--points", nargs="*", choices=sorted(traps.POINTS), default=list(traps.POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print the points and end")
    given = parser.parse_args()
    if given.list:
        print("\n".join(traps.POINTS))
        return
    began, results = time.monotonic(), []
    for name in given.points:
        results.append(at_point(name, given.kills, given.seed))
        print(json.dumps(results[-1].line(), ensure_ascii=False), flush=True)
    short = sum(result.kills < given.kills for result in results)
    whole = {
        "matrix": 3,
        "points": len(results),
        "kills": sum(result.kills for result in results),
        "lost": sum(result.lost for result in results),
        "half": sum(result.half for result in results),
        "points_not_reached_often_enough": short,
        "opened_s": max(result.opened_s for result in results),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(whole))
    broken = any(result.problems for result in results) or whole["opened_s"] > OPEN_SECONDS or short
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
