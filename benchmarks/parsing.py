"""How fast files are read, guarded as in the service: files and characters a second over a folder.

python -m benchmarks.parsing FOLDER [--threads 1]
"""

import argparse
import json
import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.parser import Parser


def outcome(parser: Parser, file: Path) -> tuple[Path, float, ParsedFile | FailureReason]:
    """The file, the seconds it took, and what was read or why nothing was."""
    begin = time.perf_counter()
    try:
        parsed: ParsedFile | FailureReason = parser.parse(file)
    except ParseError as error:
        parsed = error.reason
    return file, time.perf_counter() - begin, parsed


def measure(folder: Path, threads: int) -> dict[str, object]:
    """Parse every file below the folder once."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    begin = time.perf_counter()
    with Parser() as parser, ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(lambda file: outcome(parser, file), files))
    wall = time.perf_counter() - begin
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    read = [parsed for _, _, parsed in outcomes if isinstance(parsed, ParsedFile)]
    slowest = sorted(outcomes, key=lambda item: -item[1])[:5]
    return {
        "files": len(files),
        "read": len(read),
        "failed": Counter(str(parsed) for _, _, parsed in outcomes if isinstance(parsed, FailureReason)),
        "pages": sum(parsed.pages or 0 for parsed in read),
        "characters": sum(len(block.text) for parsed in read for block in parsed.blocks),
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2),
        "files_per_second": round(len(files) / wall, 1),
        "slowest": [[path.name, round(seconds, 3)] for path, seconds, _ in slowest],
    }


def main() -> None:
    """Measure a folder and print one JSON object."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    print(json.dumps(measure(given.folder, given.threads), ensure_ascii=False))


if __name__ == "__main__":
    main()
