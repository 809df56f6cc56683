"""Scans in a run: last, page by page, stopped and resumed, each page recognised once."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pytest
from PIL import Image

from api_tests.parsing.draw_scans import SCANS
from api_tests.small_world import SmallChuchu, notice
from corpus.store.errors import PagesSpent
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState
from indexer.page_store import PageStore
from indexer.run import FileReport
from parsing.errors import FailureReason, ParseError
from parsing.parser import Parser
from parsing.recognised import RecognisedLine, RecognisedPage
from service.access.page_budget import PageBudget
from service.settings import Settings

PAGES = 6


class CountingParser(Parser):
    """The real parser; recognition answers at once, counts, and fails where it is told to."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(parser.limits, recognises=parser.recognises)
        self.recognised: list[int] = []
        self.failing: dict[int, FailureReason] = {}

    def recognise(
        self, source: Path, pages: Sequence[int], limits: object = None
    ) -> tuple[RecognisedPage, ...]:
        assert source.is_file()
        (number,) = pages
        self.recognised.append(number)
        if number in self.failing:
            raise ParseError(self.failing[number])
        text = f"{'一二三四五六'[number - 1]}、古渡口保护第{number}项任务，由𠮷田同志〔2024〕负责，每月报送进展。"
        return (RecognisedPage(number, 595, 842, (RecognisedLine(60, 700, 560, 714, text, 14, 0.9),)),)


class ScanChuchu(SmallChuchu):
    """A data folder whose parser counts."""

    @cached_property
    def parser(self) -> CountingParser:
        counting = CountingParser(super().parser)
        self._open.callback(counting.close)
        return counting


class Watch:
    """Takes note of what a run tells, and stops it after so many pages."""

    def __init__(self, stop_after: int = 99) -> None:
        self.pages: list[tuple[str, int, int]] = []
        self.done: list[str] = []
        self._stop_after = stop_after

    def expect(self, files: int) -> None:
        pass

    def record(self, report: FileReport) -> None:
        self.done.append(report.source_path)

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        self.pages.append((source_path, page, pages))

    def stopping(self) -> bool:
        return len(self.pages) >= self._stop_after


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[ScanChuchu]:
    with ScanChuchu(Settings(data=tmp_path / "data")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scan of six pages, and a text that comes after it by name."""
    made = tmp_path / "通知"
    made.mkdir()
    blank = [Image.new("L", (120, 160), 255) for _ in range(PAGES)]
    blank[0].save(made / "01扫描件.tif", save_all=True, append_images=blank[1:])
    (made / "02.txt").write_text(notice(2, "防汛抗旱"), "utf-8")
    return made


def run(chuchu: ScanChuchu, folder: Path, watch: Watch | None = None, job_id: str | None = None) -> Job:
    watch = watch or Watch()
    job_id = job_id or chuchu.jobs.create(IndexRequest((str(folder),))).id
    return chuchu.runner(stopping=watch.stopping).run(job_id, watch)


def outcomes(chuchu: ScanChuchu, job: Job) -> dict[str, tuple[FileOutcome, str | None]]:
    return {file.path: (file.outcome, file.reason) for file in chuchu.jobs.files(job.id)}


def test_scans_wait_for_all_other_files(chuchu: ScanChuchu, folder: Path) -> None:
    """The text is indexed first though the scan comes before it; progress names every page."""
    watch = Watch()
    job = run(chuchu, folder, watch)

    assert JobState.DONE is job.state
    assert ["通知/02.txt", "通知/01扫描件.tif"] == watch.done
    assert [("通知/01扫描件.tif", page, PAGES) for page in range(1, PAGES + 1)] == watch.pages


def test_passages_of_a_scan_are_marked(chuchu: ScanChuchu, folder: Path) -> None:
    """Citations of recognised pages tell their certainty and page; those of the text tell none."""
    run(chuchu, folder)
    chuchu.follower.catch_up()
    view = chuchu.view()
    cited = view.citations([row.id for row in chuchu.catalogue.live_passages(view.number, 0, 100)]).values()

    assert {("通知/01扫描件.tif", 0.9), ("通知/02.txt", None)} == {(c.source_path, c.ocr) for c in cited}
    assert set(range(1, PAGES + 1)) == {c.page_first for c in cited if c.ocr is not None}


def test_a_caller_has_so_many_pages_an_hour(chuchu: ScanChuchu, folder: Path) -> None:
    """A scan waits when its sender's pages are spent, another's goes on; an hour later it is finished, no page twice."""
    seconds = 0.0
    budget = PageBudget(4, lambda: seconds)
    runner = chuchu.runner()

    def asked_by(maker: str | None) -> Job:
        job = chuchu.jobs.create(IndexRequest((str(folder),), collection=maker or "命令行"), maker)
        return runner.run(job.id, budget.watch(maker))

    stopped, other = asked_by("key:1"), asked_by(None)
    assert (JobState.INTERRUPTED, "pages_spent") == (stopped.state, stopped.reason)
    assert "4 页" in (stopped.message or "")
    assert FileOutcome.INDEXED is outcomes(chuchu, stopped)["通知/02.txt"][0]
    assert JobState.DONE is other.state
    assert [1, 2, 3, 4, 5, 6] == chuchu.parser.recognised
    seconds = 3600.0
    again = runner.run(chuchu.jobs.resume(stopped.id).id, budget.watch("key:1"))

    assert JobState.DONE is again.state
    assert [1, 2, 3, 4, 5, 6] == chuchu.parser.recognised


def test_pages_are_given_back_with_time() -> None:
    """One page comes back each hour divided by the allowance; each caller has an account, and none where none is wanted."""
    seconds = 0.0
    budget = PageBudget(2, lambda: seconds)
    for _ in range(2):
        budget.take("key:1")
    with pytest.raises(PagesSpent, match="2 页"):
        budget.take("key:1")
    budget.take("key:2")
    seconds = 1800.0
    budget.take("key:1")
    with pytest.raises(PagesSpent):
        budget.take("key:1")
    for _ in range(9):
        PageBudget(0).take("key:1")
        budget.take(None)


def test_an_interrupted_scan_goes_on_with_the_next_page(chuchu: ScanChuchu, folder: Path) -> None:
    """Stopped after three pages, the job is interrupted; resumed, it recognises the other three and no page twice."""
    stopped = run(chuchu, folder, Watch(stop_after=3))
    kept = sorted(path.name for path in (chuchu.settings.data / "ocr").rglob("*.json"))
    documents = chuchu.catalogue.stats().documents
    done = run(chuchu, folder, job_id=stopped.id)

    assert (JobState.INTERRUPTED, 1) == (stopped.state, documents)
    assert ["1.json", "2.json", "3.json"] == kept
    assert (JobState.DONE, 2) == (done.state, chuchu.catalogue.stats().documents)
    assert [1, 2, 3, 4, 5, 6] == chuchu.parser.recognised


def test_a_cancelled_scan_stops_before_the_next_page(chuchu: ScanChuchu, folder: Path) -> None:
    """The page at hand is finished and kept; the file has no outcome and no document; the job says what it was at."""
    job_id = chuchu.jobs.create(IndexRequest((str(folder),))).id
    messages: list[str | None] = []

    class Cancelling(Watch):
        def recognising(self, source_path: str, page: int, pages: int) -> None:
            messages.append(chuchu.jobs.get(job_id).message)
            if page == 2:
                chuchu.jobs.cancel(job_id)

    job = run(chuchu, folder, Cancelling(), job_id)

    assert (JobState.CANCELLED, [1, 2]) == (job.state, chuchu.parser.recognised)
    assert {"通知/02.txt": (FileOutcome.INDEXED, None)} == outcomes(chuchu, job)
    assert "正在识别“通知/01扫描件.tif”的文字：第 2 页，共 6 页。" == messages[1]


def test_unchanged_scans_are_not_recognised_again(chuchu: ScanChuchu, folder: Path) -> None:
    """A second run leaves the scan alone; the same bytes under another name take their pages from the store."""
    run(chuchu, folder)
    (folder / "03副本.tif").write_bytes((folder / "01扫描件.tif").read_bytes())
    job = run(chuchu, folder)

    assert (FileOutcome.UNCHANGED, None) == outcomes(chuchu, job)["通知/01扫描件.tif"]
    assert (FileOutcome.INDEXED, None) == outcomes(chuchu, job)["通知/03副本.tif"]
    assert PAGES == len(chuchu.parser.recognised)


def test_a_lost_page_costs_itself(chuchu: ScanChuchu, folder: Path) -> None:
    """A page over its limits is named in the file's warning; the others are indexed, and only it is tried again."""
    chuchu.parser.failing = {4: FailureReason.TIMEOUT}
    job = run(chuchu, folder)
    (scan,) = [f for f in chuchu.jobs.files(job.id) if f.path.endswith(".tif")]
    chuchu.parser.failing = {}
    (folder / "03副本.tif").write_bytes((folder / "01扫描件.tif").read_bytes())
    run(chuchu, folder)

    assert (FileOutcome.INDEXED, 5) == (scan.outcome, scan.passages)
    assert scan.message is not None
    assert scan.message.startswith("第 4 页没有识别出来：超过限定时间")
    assert [1, 2, 3, 4, 5, 6, 4] == chuchu.parser.recognised


def test_a_scan_whose_pages_are_all_lost_fails(chuchu: ScanChuchu, folder: Path) -> None:
    """The file fails for the reason its pages were lost, and the next run tries it again."""
    chuchu.parser.failing = dict.fromkeys(range(1, PAGES + 1), FailureReason.MEMORY)
    failed = run(chuchu, folder)
    chuchu.parser.failing = {}
    done = run(chuchu, folder)

    assert (FileOutcome.FAILED, "memory") == outcomes(chuchu, failed)["通知/01扫描件.tif"]
    assert (FileOutcome.INDEXED, None) == outcomes(chuchu, done)["通知/01扫描件.tif"]


def test_a_scan_in_an_archive_is_recognised(chuchu: ScanChuchu, folder: Path, tmp_path: Path) -> None:
    """A member waits too, though its unpacked file is gone by then; stopped, the archive is opened again."""
    packed = tmp_path / "来件"
    packed.mkdir()
    with zipfile.ZipFile(packed / "附件.zip", "w") as archive:
        archive.write(folder / "01扫描件.tif", "扫描件.tif")
    stopped = run(chuchu, packed, Watch(stop_after=2))
    told = set(outcomes(chuchu, stopped))
    done = run(chuchu, packed, job_id=stopped.id)
    again = run(chuchu, packed)

    member = "来件/附件.zip/扫描件.tif"
    assert (JobState.INTERRUPTED, {"来件/附件.zip"}) == (stopped.state, told)
    assert (FileOutcome.INDEXED, None) == outcomes(chuchu, done)[member]
    assert (FileOutcome.UNCHANGED, None) == outcomes(chuchu, again)[member]
    assert [1, 2, 3, 4, 5, 6] == chuchu.parser.recognised


@pytest.mark.slow
def test_turned_off_scans_fail_and_turned_on_they_are_read(tmp_path: Path, folder: Path) -> None:
    """The setting takes effect on the next run without another change of the file."""
    with ScanChuchu(Settings(data=tmp_path / "data", ocr="off")) as chuchu:
        off = run(chuchu, folder)
        assert (FileOutcome.FAILED, "no_text") == outcomes(chuchu, off)["通知/01扫描件.tif"]
        assert [] == chuchu.parser.recognised
    with ScanChuchu(Settings(data=tmp_path / "data", ocr="auto")) as chuchu:
        on = run(chuchu, folder)
        assert (FileOutcome.INDEXED, None) == outcomes(chuchu, on)["通知/01扫描件.tif"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_text("{", "utf-8"),
        lambda path: path.write_text("[]", "utf-8"),
        lambda path: path.write_bytes(b"\xff\x00"),
        lambda path: path.write_text(
            json.dumps({**json.loads(path.read_text("utf-8")), "recogniser": "旧"}), "utf-8"
        ),
        lambda path: path.rename(path.with_name("2.json")),
        lambda path: path.unlink(),
    ],
)
def test_a_damaged_page_is_as_good_as_none(tmp_path: Path, damage: object) -> None:
    """Half a page, another recogniser's, or another number under its name: it is recognised again, nothing fails."""
    store = PageStore(tmp_path, "识别器 1")
    page = RecognisedPage(1, 595, 842, (RecognisedLine(0, 0, 9, 9, "〔2024〕", 9, 0.5),))
    store.put("ab" * 32, page)
    assert page == store.get("ab" * 32, 1)
    damage(next(tmp_path.rglob("*.json")))  # type: ignore[operator]

    assert None is store.get("ab" * 32, 1)
    assert None is store.get("ab" * 32, 2)


@pytest.mark.slow
def test_a_real_scan_is_found_by_its_words(tmp_path: Path) -> None:
    """A letter that only exists as a picture: recognised, structured, searched, cited with its certainty."""
    with SmallChuchu(Settings(data=tmp_path / "data")) as chuchu:
        job = chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(SCANS / "letter.png"),))).id)
        chuchu.follower.catch_up()
        (document,) = chuchu.view().documents().documents
        passages = chuchu.catalogue.live_passages(chuchu.view().number, 0, 10)
        cited = chuchu.view().citations([row.id for row in passages])

    assert JobState.DONE is job.state
    assert ("临政发〔2024〕17号", "2024-05-08") == (document.facts.doc_number, document.facts.date_written)
    assert any("专款专用" in citation.text and (citation.ocr or 0) > 0.95 for citation in cited.values())
