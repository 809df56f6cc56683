"""An indexing run: an outcome for every file, nothing done twice, nothing lost."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.small_world import CharacterEncoder, SmallChuchu, notice, small_chuchu, write_notices
from corpus.store.job_errors import LeaseHeld
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState, RemoveRequest
from corpus.store.leases import Leases
from indexer.job_runner import INDEXING

TOPICS = ("春耕备耕", "防汛抗旱", "安全生产")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_notices(tmp_path / "通知", TOPICS)


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[SmallChuchu]:
    with small_chuchu(tmp_path) as opened:
        yield opened


def run(chuchu: SmallChuchu, *paths: Path, **request: object) -> Job:
    job = chuchu.jobs.create(IndexRequest(tuple(str(path) for path in paths), **request))
    return chuchu.runner().run(job.id)


def outcomes(chuchu: SmallChuchu, job: Job) -> Counter[FileOutcome]:
    return Counter(file.outcome for file in chuchu.jobs.files(job.id))


def encoder(chuchu: SmallChuchu) -> CharacterEncoder:
    assert isinstance(chuchu.encoder, CharacterEncoder)
    return chuchu.encoder


def test_each_file_is_indexed_once_and_skipped_when_unchanged(chuchu: SmallChuchu, folder: Path) -> None:
    """The first run indexes all, the second finds all unchanged, encodes nothing and makes no change."""
    first = run(chuchu, folder)
    encoded, head = encoder(chuchu).encoded, chuchu.catalogue.head()
    second = run(chuchu, folder)

    assert (first.state, outcomes(chuchu, first)) == (JobState.DONE, Counter({FileOutcome.INDEXED: 3}))
    assert outcomes(chuchu, second) == Counter({FileOutcome.UNCHANGED: 3})
    assert (encoder(chuchu).encoded, chuchu.catalogue.head()) == (encoded, head)


def test_a_changed_file_is_replaced_whole(chuchu: SmallChuchu, folder: Path) -> None:
    """New bytes under the same path leave one document with the new words, under the same id."""
    run(chuchu, folder)
    before = chuchu.catalogue.view().documents(query="01.txt").documents[0].document_id
    (folder / "01.txt").write_text(notice(1, "秋收冬种"), "utf-8")
    job = run(chuchu, folder)

    found = chuchu.catalogue.view().documents(query="01.txt").documents
    assert [(d.document_id, d.title) for d in found] == [
        (before, "临江市人民政府办公室关于做好秋收冬种的通知")
    ]
    assert outcomes(chuchu, job) == Counter({FileOutcome.INDEXED: 1, FileOutcome.UNCHANGED: 2})


def test_the_same_words_are_encoded_once(chuchu: SmallChuchu, folder: Path, tmp_path: Path) -> None:
    """A copy of a folder under another name is other documents on the same vectors."""
    run(chuchu, folder)
    encoded = encoder(chuchu).encoded
    run(chuchu, folder, as_name="副本")

    assert chuchu.catalogue.stats().documents == 6
    assert encoder(chuchu).encoded == encoded


def test_removed_files_go_only_on_request(chuchu: SmallChuchu, folder: Path) -> None:
    """A file that is gone stays in the catalogue until a run is asked to remove what is missing."""
    run(chuchu, folder)
    (folder / "02.txt").unlink()
    run(chuchu, folder)
    kept = chuchu.catalogue.stats().documents
    job = run(chuchu, folder, remove_missing=True)

    assert (kept, chuchu.catalogue.stats().documents) == (3, 2)
    assert outcomes(chuchu, job)[FileOutcome.REMOVED] == 1


def test_a_neighbour_folder_is_not_taken_for_missing(
    chuchu: SmallChuchu, folder: Path, tmp_path: Path
) -> None:
    """Removing what is missing from 通知 leaves 通知二 alone."""
    other = write_notices(tmp_path / "通知二", TOPICS)
    run(chuchu, folder, other)
    run(chuchu, folder, remove_missing=True)

    assert chuchu.catalogue.stats().documents == 6


def test_a_bad_file_is_an_outcome_and_the_rest_goes_on(chuchu: SmallChuchu, folder: Path) -> None:
    """Unreadable, empty and foreign files fail with a code and a Chinese sentence; the others are indexed."""
    (folder / "空.txt").write_bytes(b"")
    (folder / "损坏.docx").write_bytes(b"PK\x03\x04" + b"\x00" * 50)
    (folder / "图片.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    job = run(chuchu, folder)

    failed = {f.path: (f.reason, f.message) for f in chuchu.jobs.files(job.id, outcome=FileOutcome.FAILED)}
    assert {path: reason for path, (reason, _) in failed.items()} == {
        "通知/空.txt": "empty",
        "通知/损坏.docx": "damaged",
        "通知/图片.png": "damaged",
    }
    assert all(message and "。" in message for _, message in failed.values())
    assert outcomes(chuchu, job)[FileOutcome.INDEXED] == 3


def test_a_file_that_turns_bad_keeps_its_last_good_version(chuchu: SmallChuchu, folder: Path) -> None:
    """When new bytes cannot be read, what was indexed before stays."""
    run(chuchu, folder)
    (folder / "01.txt").write_bytes(b"")
    run(chuchu, folder)

    assert chuchu.catalogue.stats().documents == 3


@pytest.mark.slow
def test_small_batches_give_the_same_catalogue(tmp_path: Path, folder: Path) -> None:
    """How many texts are encoded at once changes nothing in what is stored."""
    codes = []
    for size in (1, 1000):
        with small_chuchu(tmp_path / str(size)) as opened:
            index_run = opened.index_run()
            index_run._encode_batch = size
            opened.runner()._index_run = lambda run=index_run: run
            run(opened, folder)
            view = opened.catalogue.view()
            ids = [p.id for p in opened.catalogue.live_passages(view.number, 0, 1000)]
            codes.append([citation.code for citation in view.citations(ids).values()])

    assert codes[0] == codes[1]
    assert len(codes[0]) > 5


def test_a_path_that_is_not_there_fails_the_job(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """The job ends as failed with the reason, and the runner is free for the next."""
    job = run(chuchu, tmp_path / "没有")

    assert (job.state, job.reason) == (JobState.FAILED, "path_not_found")
    assert Leases(chuchu.catalogue).holder(INDEXING) is None


def test_a_second_run_is_told_who_is_at_work(chuchu: SmallChuchu, folder: Path) -> None:
    """While another holder has the lease no run begins, and its job stays queued."""
    Leases(chuchu.catalogue).acquire(INDEXING, "另一台机器", 60)
    job = chuchu.jobs.create(IndexRequest((str(folder),)))

    with pytest.raises(LeaseHeld, match="另一台机器"):
        chuchu.runner().run(job.id)
    assert chuchu.jobs.get(job.id).state is JobState.QUEUED


def test_a_stop_leaves_a_job_that_goes_on_where_it_was(chuchu: SmallChuchu, folder: Path) -> None:
    """A run told to stop is interrupted; resumed, it indexes the rest and nothing twice."""
    job = chuchu.jobs.create(IndexRequest((str(folder),)))
    stopped = chuchu.runner(stopping=lambda: True).run(job.id)
    encoded = encoder(chuchu).encoded
    done = chuchu.runner().run(job.id)

    assert stopped.state is JobState.INTERRUPTED
    assert done.state is JobState.DONE
    assert chuchu.catalogue.stats().documents == 3
    assert encoder(chuchu).encoded == chuchu.catalogue.stats().vectors >= encoded


def test_a_run_that_another_took_over_ends_nothing(chuchu: SmallChuchu, folder: Path) -> None:
    """A run that slept past the end of its lease leaves the job to the one that goes on with it."""
    job, leases = chuchu.jobs.create(IndexRequest((str(folder),))), Leases(chuchu.catalogue)

    class Sleeps:
        def expect(self, files: int) -> None:
            """Its lease ends, and another service takes the job."""
            mine = leases.holder(INDEXING)
            assert mine is not None
            leases.release(mine)
            chuchu.jobs.interrupted()
            leases.acquire(INDEXING, "另一台机器", 60)
            chuchu.jobs.start(job.id, "另一台机器")

        def record(self, report: object) -> None:
            """Take no note."""

    left = chuchu.runner().run(job.id, Sleeps())

    assert (left.state, left.holder) == (JobState.RUNNING, "另一台机器")
    assert chuchu.jobs.finish(job.id, JobState.DONE, holder="另一台机器").state is JobState.DONE


def test_a_cancelled_job_stops_at_the_next_file(chuchu: SmallChuchu, folder: Path) -> None:
    """What was indexed before the cancellation stays; the job ends as cancelled."""
    job = chuchu.jobs.create(IndexRequest((str(folder),)))

    class CancelsAtFirst:
        def expect(self, files: int) -> None:
            assert files == 3

        def record(self, report: object) -> None:
            if chuchu.jobs.get(job.id).state is JobState.RUNNING:
                chuchu.jobs.cancel(job.id)

    run(chuchu, folder / "01.txt", as_name="通知/01.txt")  # unchanged in the next run: told of at once
    ended = chuchu.runner().run(job.id, CancelsAtFirst())

    assert ended.state is JobState.CANCELLED
    assert chuchu.catalogue.stats().documents == 1


def test_documents_are_removed_by_id_and_by_path(chuchu: SmallChuchu, folder: Path) -> None:
    """A removing job tells of each; an unknown id is a failure of its own, not of the job."""
    run(chuchu, folder)
    known = chuchu.catalogue.view().documents(query="01.txt").documents[0].document_id
    request = RemoveRequest((known, "0" * 16), ("通知/02.txt",))
    job = chuchu.runner().run(chuchu.jobs.create(request).id)

    assert {f.path: f.outcome for f in chuchu.jobs.files(job.id)} == {
        known: FileOutcome.REMOVED,
        "0" * 16: FileOutcome.FAILED,
        "通知/02.txt": FileOutcome.REMOVED,
    }
    assert [d.source_path for d in chuchu.catalogue.view().documents().documents] == ["通知/03.txt"]


def test_a_new_model_fills_in_beside_the_old_one(chuchu: SmallChuchu, folder: Path) -> None:
    """Filling encodes every stored passage once under the new fingerprint and leaves the old vectors."""
    run(chuchu, folder)
    old = chuchu.catalogue.stats().vectors
    other = CharacterEncoder("another")
    chuchu.__dict__["encoder"] = other
    first, second = chuchu.fill_vectors(lambda _: None), chuchu.fill_vectors(lambda _: None)

    assert (first, second, chuchu.catalogue.stats().vectors) == (old, 0, 2 * old)
