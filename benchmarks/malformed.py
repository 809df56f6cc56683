"""What a thousand and more broken and hostile files do to an indexing run.

python -m benchmarks.malformed [--seed 20311] [--flips 200] [--cuts 16] [--formats docx,pdf] [--quick]

Writes the files to a folder of its own, indexes them with good ones among them in one real run (real parser,
structure, catalogue; an encoder that is quick), and then looks at what is left: outcomes, time, memory, temporary
files, processes. Exits with 1 where a promise is broken.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from api_tests.malformed.corpus import CUTS, FLIPS, MalformedFile, hostile_files, malformed_files
from api_tests.small_world import SmallChuchu, notice
from corpus.blocks import ParsedFile
from corpus.store.job_records import FileOutcome, IndexRequest, JobState
from indexer.run import FileReport
from parsing.limits import MEBIBYTE
from parsing.parser import Parser
from service.settings import Settings

SEED = 20311
GOOD_EVERY = 50  # broken files between two good ones
HEAVY_HOSTILE = ("stream.pdf", "many-lines.txt", "markers.txt", "scattered.pdf", "merged.docx", "list.html")
SAMPLE_SECONDS = 0.05
SLACK_SECONDS = (
    12.0  # beyond the wall clock of a conversion and a parse: starting the helper, sending the answer
)
GROWTH_BYTES = 100 * MEBIBYTE  # of this process between the hostile files, which come first, and the end
PEAK_BYTES = (
    1536 * MEBIBYTE
)  # above what this process held before; files of many megabytes of text are among them
ENDED = (FileOutcome.INDEXED, FileOutcome.FAILED)
FAULTS = ("crashed", "structure", "invalid_document")  # reasons that are no property of the file


@dataclass(slots=True)
class Findings:
    """What was seen of one run. Seconds and bytes."""

    files: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    good_lost: list[str] = field(default_factory=list)
    slowest: list[tuple[str, float]] = field(default_factory=list)
    over_time: list[str] = field(default_factory=list)
    seconds: float = 0.0
    memory_early: int = 0
    memory_late: int = 0
    memory_peak: int = 0
    child_peak: int = 0
    temporary_left: list[str] = field(default_factory=list)
    processes_left: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    state: str = ""

    def broken_promises(self) -> list[str]:
        """What must not be, in words; empty where all is well."""
        checks = (
            (self.state != JobState.DONE, f"the run ended as {self.state}"),
            (self.missing, f"without an outcome: {self.missing[:5]}"),
            (self.good_lost, f"good files not indexed: {self.good_lost[:5]}"),
            (self.over_time, f"over their time: {self.over_time[:5]}"),
            (self.temporary_left, f"temporary files left: {self.temporary_left[:5]}"),
            (self.processes_left, f"processes left: {self.processes_left[:5]}"),
            (
                self.memory_late - self.memory_early > GROWTH_BYTES,
                f"memory grew from {self.memory_early} to {self.memory_late} bytes",
            ),
            (self.memory_peak > PEAK_BYTES, f"memory rose by {self.memory_peak} bytes"),
        )
        return [words for broken, words in checks if broken]


class TimedParser(Parser):
    """The real parser, with the seconds each file took."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(parser.limits)
        self.seconds: dict[str, float] = {}

    def parse(self, source: Path, *arguments: object, **named: object) -> ParsedFile:
        """Parse as the service does."""
        begin = time.perf_counter()
        try:
            return super().parse(source, *arguments, **named)  # type: ignore[arg-type]
        finally:
            self.seconds[source.name] = time.perf_counter() - begin


class TimedChuchu(SmallChuchu):
    """A data folder whose parser is timed."""

    @cached_property
    def parser(self) -> TimedParser:
        """The guarded reader of files."""
        timed = TimedParser(super().parser)
        self._open.callback(timed.close)
        return timed


@dataclass(slots=True)
class Watch:
    """Takes note of the memory at each file."""

    memory: list[int] = field(default_factory=list)

    def expect(self, files: int) -> None:
        """So many files are to come."""

    def record(self, report: FileReport) -> None:  # noqa: ARG002 - a Watcher's shape
        """A file is done."""
        self.memory.append(resident())

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """A page is to be recognised."""


def resident() -> int:
    """The resident memory of this process, bytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processes_with(marker: str) -> list[str]:
    """The command lines of processes that have this text in their environment, this process apart."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and marker.encode() in (folder / "environ").read_bytes():
                found.append(
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:120]
                )
        except OSError:
            continue
    return found


@contextmanager
def peak_memory(findings: Findings) -> Iterator[None]:
    """Note how far the resident memory of this process rises while the block runs."""
    done, before = threading.Event(), resident()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            findings.memory_peak = max(findings.memory_peak, resident() - before)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def temporary_home(folder: Path) -> Iterator[None]:
    """Let this process and its children make their temporary files in `folder`."""
    before, os.environ["TMPDIR"] = os.environ.get("TMPDIR"), str(folder)
    tempfile.tempdir = None
    try:
        yield
    finally:
        del os.environ["TMPDIR"]
        if before is not None:
            os.environ["TMPDIR"] = before
        tempfile.tempdir = None


def write_files(folder: Path, files: Iterator[MalformedFile], findings: Findings) -> list[str]:
    """Write the files with good ones among them; gives the names of the good ones."""
    good = []
    for number, file in enumerate(files):
        findings.kinds[file.kind] += 1
        (folder / f"{number:05}-{file.name}").write_bytes(file.content)
        if number % GOOD_EVERY == 0:
            good.append(f"{number:05}-{number}号好文件.txt")
            (folder / good[-1]).write_text(notice(number + 1, f"第{number}号古井保护"), "utf-8")
    findings.files = sum(findings.kinds.values()) + len(good)
    return good


def run(folder: Path, files: Iterator[MalformedFile], **settings: object) -> Findings:
    """Index the files below `folder`, which is empty, and look at what is left."""
    findings = Findings()
    source, scratch = folder / "files", folder / "scratch"
    source.mkdir()
    scratch.mkdir()
    good = write_files(source, files, findings)
    with temporary_home(scratch), peak_memory(findings):
        _index(folder, source, findings, good, settings)
        findings.processes_left = processes_with(str(scratch))
    findings.temporary_left = sorted(path.name for path in scratch.rglob("*"))
    findings.child_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return findings


def _index(
    folder: Path, source: Path, findings: Findings, good: Sequence[str], settings: dict[str, object]
) -> None:
    begin, watch = time.perf_counter(), Watch()
    with TimedChuchu(Settings.model_validate({"data": folder / "data", **settings})) as chuchu:
        job = chuchu.jobs.create(IndexRequest((str(source),)))
        findings.state = chuchu.runner().run(job.id, watch).state
        findings.seconds = time.perf_counter() - begin
        outcomes = {file.path.partition("/")[2]: file for file in chuchu.jobs.files(job.id)}
        _judge(findings, source, good, {name: (f.outcome, f.reason) for name, f in outcomes.items()})
        taken = sorted(chuchu.parser.seconds.items(), key=lambda item: -item[1])
        findings.slowest = [(name, round(seconds, 2)) for name, seconds in taken[:8]]
        limits = chuchu.parser.limits
        most = limits.wall_seconds + limits.office_wall_seconds + SLACK_SECONDS
        findings.over_time = [name for name, seconds in taken if seconds > most]
    first = findings.kinds["hostile"] + len(watch.memory) // 8
    findings.memory_early = max(watch.memory[:first], default=0)
    findings.memory_late = watch.memory[-1] if watch.memory else 0


def _judge(
    findings: Findings,
    source: Path,
    good: Sequence[str],
    outcomes: dict[str, tuple[FileOutcome, str | None]],
) -> None:
    names = [path.name for path in source.iterdir()]
    findings.missing = [name for name in names if name not in outcomes or outcomes[name][0] not in ENDED]
    findings.good_lost = [name for name in good if outcomes.get(name, (None,))[0] is not FileOutcome.INDEXED]
    findings.outcomes = Counter(str(reason or outcome) for outcome, reason in outcomes.values())
    findings.faults = {name: str(reason) for name, (_, reason) in outcomes.items() if reason in FAULTS}


def show(findings: Findings) -> None:
    """Print a table, the promises that were broken, and JSON on the last line."""
    mebibytes = {
        name: round(getattr(findings, name) / MEBIBYTE)
        for name in ("memory_early", "memory_late", "memory_peak", "child_peak")
    }
    rows = {
        "files": findings.files,
        "kinds": dict(findings.kinds),
        "outcomes": dict(findings.outcomes.most_common()),
        "seconds": round(findings.seconds, 1),
        "slowest": findings.slowest,
        "memory, MB": mebibytes,
        "faults of ours": findings.faults,
        "temporary files left": len(findings.temporary_left),
        "processes left": len(findings.processes_left),
        "broken promises": findings.broken_promises(),
    }
    for name, value in rows.items():
        print(f"{name:24} {value}")
    print(json.dumps(rows, ensure_ascii=False))


def main() -> int:
    """Run over all formats, or those named."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--flips", type=int, default=FLIPS, help="files with flipped bytes, each format")
    options.add_argument("--slow-flips", type=int, default=12, help="the same where a file takes seconds")
    options.add_argument("--cuts", type=int, default=CUTS)
    options.add_argument("--formats", default="", help="endings, comma between; all where none is named")
    options.add_argument("--quick", action="store_true", help="leave the slowest of the hostile files out")
    given = options.parse_args()
    suffixes = tuple(filter(None, given.formats.split(",")))

    def files() -> Iterator[MalformedFile]:
        yield from hostile_files(without=HEAVY_HOSTILE if given.quick else ())
        yield from malformed_files(
            given.seed, cuts=given.cuts, flips=given.flips, slow_flips=given.slow_flips, suffixes=suffixes
        )

    with tempfile.TemporaryDirectory() as folder:
        findings = run(Path(folder), files())
    show(findings)
    return 1 if findings.broken_promises() else 0


if __name__ == "__main__":
    sys.exit(main())
