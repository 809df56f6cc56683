"""Bulk indexing on a real Ray cluster of two nodes: the same index, whatever dies under it."""

import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from api_tests.absent import absent
from api_tests.indexer.ray_nodes import OtherModel, RayNodes, UnhurriedEncoder, ray_nodes
from api_tests.small_world import CharacterEncoder, SmallChuchu, notice, small_chuchu
from corpus.errors import ChuchuError
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState
from embeddings.encoder import Encoder
from embeddings.factory import EncoderChoice
from embeddings.openvino_encoder import OpenVinoEncoder
from indexer.cluster.errors import ClusterTooSmall, ClusterUnfit, ClusterUnreachable, ModelNotShippable
from indexer.cluster.setting_up import Cluster, ClusterChoice, ModelChoice, cluster, model_source
from indexer.cluster.worker import WorkerPlan
from indexer.job_runner import Unwatched
from indexer.reports import FileReport
from indexer.run import IndexRun
from indexer.structure import build_documents
from indexer.version import PIPELINE
from parsing.limits import Limits

pytestmark = [pytest.mark.ray, pytest.mark.slow]
FILES = 60


@pytest.fixture(scope="module")
def nodes() -> Iterator[RayNodes]:
    try:
        import ray
    except ImportError:
        absent("ray", "pip install 'chuchu[ray]', or make ray")
    with ray_nodes(ray) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty notices, an archive of two more, and files that cannot be read."""
    made = tmp_path_factory.mktemp("集群") / "通知"
    made.mkdir()
    for number in range(1, FILES + 1):
        duties = [f"{place}渡口第{number}号闸由值守人员每日巡查，𠮷田同志负责。" for place in "东南西北中"]
        text = notice(number, f"第{number}项防汛抗旱（“〔2023〕12号”，１２条）", *duties)
        (made / f"{number:02}.txt").write_text(text, "utf-8")
    with zipfile.ZipFile(made / "附件.zip", "w") as archive:
        archive.writestr("甲.txt", notice(71, "秋收冬种"))
        archive.writestr("乙.txt", notice(72, "㐂村水利"))
    (made / "空.txt").write_bytes(b"")
    (made / "损坏.docx").write_bytes(b"PK\x03\x04" + b"\x00" * 50)
    return made


def plan(encoder: Callable[[], Encoder]) -> WorkerPlan:
    return WorkerPlan(encoder, Limits())


def run_on(chuchu: SmallChuchu, there: Cluster, batch: int = 24) -> IndexRun:
    return IndexRun(
        catalogue=chuchu.catalogue,
        source_files=chuchu.files,
        parser=chuchu.parser,
        encoder=there.encoder,
        structure=build_documents,
        pipeline=PIPELINE,
        encode_batch=batch,
        reading=there.reading,
    )


def index_on(chuchu: SmallChuchu, run: IndexRun, folder: Path, watcher: object = None) -> Job:
    job = chuchu.jobs.create(IndexRequest((str(folder),)))
    done = chuchu.runner(index_run=run).run(job.id, watcher)
    chuchu.follower.catch_up()
    return done


def outcomes(chuchu: SmallChuchu, job: Job) -> dict[str, tuple[FileOutcome, str | None, str | None]]:
    return {file.path: (file.outcome, file.reason, file.message) for file in chuchu.jobs.files(job.id)}


def held(chuchu: SmallChuchu) -> Counter[tuple[str, str, str, bytes]]:
    """Every passage: where it stands, its words, its code, and its vector to the last bit."""
    view, key = chuchu.view(), chuchu.encoder.fingerprint.key
    rows = chuchu.catalogue.live_passages(view.number, 0, 10_000)
    vectors = chuchu.catalogue.vectors([row.embed_hash for row in rows], key)
    citations = view.citations([row.id for row in rows])
    return Counter(
        (citations[row.id].source_path, row.body, citations[row.id].code, vector.tobytes())
        for row, vector in zip(rows, vectors, strict=True)
    )


@pytest.fixture(scope="module")
def ordinary(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    """What one machine makes of the folder: the passages, and the outcome of every file."""
    with small_chuchu(tmp_path_factory.mktemp("单机"), ocr="off") as chuchu:
        job = index_on(chuchu, chuchu.index_run(), folder)
        return held(chuchu), outcomes(chuchu, job)


class Killer(Unwatched):
    """Kills a worker after so many files, and a node after so many more."""

    def __init__(self, nodes: RayNodes) -> None:
        self._nodes, self.seen, self.worker, self.node = nodes, 0, 0, 0

    def record(self, report: FileReport) -> None:
        self.seen += 1
        if self.seen == FILES // 10:
            self.worker = self._nodes.kill_worker(0) or 0
        if self.seen == FILES // 6:
            self.node = self._nodes.kill_node(1)


def test_a_worker_and_a_node_die_and_the_index_is_the_same(
    nodes: RayNodes, folder: Path, tmp_path: Path, ordinary: tuple[object, object]
) -> None:
    """All documents are in, none twice, passages, codes and vectors as one machine makes them, outcomes too."""
    killer = Killer(nodes)
    with small_chuchu(tmp_path, ocr="off") as chuchu:
        choice = ClusterChoice(nodes.address)
        with cluster(choice, CharacterEncoder, lambda _: plan(UnhurriedEncoder)) as there:
            job = index_on(chuchu, run_on(chuchu, there), folder, killer)
            lost = there.workers.lost
        assert (held(chuchu), outcomes(chuchu, job)) == ordinary
        paths = Counter(d.source_path for d in chuchu.catalogue.view().documents(limit=100).documents)
        assert (job.state, set(paths.values()), len(paths)) == (JobState.DONE, {1}, FILES + 3)
    assert (killer.worker > 0, killer.node > 0, lost >= 2) == (True, True, True)
    nodes.restore(1)


PROGRAM = """
import sys
from pathlib import Path
from api_tests.indexer.ray_nodes import UnhurriedEncoder
from api_tests.indexer.test_cluster import index_on, plan, run_on
from api_tests.small_world import CharacterEncoder, small_chuchu
from indexer.cluster.setting_up import ClusterChoice, cluster
from indexer.job_runner import Unwatched

class Teller(Unwatched):
    def record(self, report): print("told", report.source_path, flush=True)

with small_chuchu(Path(sys.argv[1]), ocr="off") as chuchu:
    with cluster(ClusterChoice(sys.argv[3]), CharacterEncoder, lambda _: plan(UnhurriedEncoder)) as there:
        index_on(chuchu, run_on(chuchu, there, batch=8), Path(sys.argv[2]), Teller())
"""


def test_a_run_that_is_killed_goes_on_where_it_stopped(
    nodes: RayNodes, folder: Path, tmp_path: Path, ordinary: tuple[object, object]
) -> None:
    """Kill -9 of the machine that commits: what it told of is not read again, and the rest comes in once."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(folder), nodes.address]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        lines = (line for line in process.stdout if line.startswith("told "))  # the library prints too
        told = [next(lines).split()[1] for _ in range(FILES // 4)]
        process.kill()
    with small_chuchu(tmp_path, ocr="off") as chuchu:
        with cluster(
            ClusterChoice(nodes.address), CharacterEncoder, lambda _: plan(CharacterEncoder)
        ) as there:
            job = index_on(chuchu, run_on(chuchu, there), folder)
        again = outcomes(chuchu, job)
        assert held(chuchu) == ordinary[0]
    assert {again[path][0] for path in told if "损坏" not in path and "空" not in path} == {
        FileOutcome.UNCHANGED
    }


def test_the_built_in_model_is_sent_to_the_nodes(
    nodes: RayNodes, models_folder: Path, builtin_folder: Path, builtin_encoder: OpenVinoEncoder
) -> None:
    """A node without the model gets it with the work; its vectors are those of this machine but for rounding."""
    texts = [notice(n, f"第{n}项惠农补贴") for n in range(1, 6)]
    model = ModelChoice(EncoderChoice(), models_folder, builtin_folder)
    choice = ClusterChoice(nodes.address, workers=1)
    with cluster(choice, lambda: builtin_encoder, lambda ray: plan(model_source(ray, model, 2))) as there:
        vectors = there.encoder.encode_passages(texts)
    cosines = np.sum(vectors * builtin_encoder.encode_passages(texts), axis=1)

    assert (vectors.shape, bool(cosines.min() >= 0.9998)) == ((5, 384), True)


def test_a_model_of_another_kind_is_refused(nodes: RayNodes, tmp_path: Path) -> None:
    """A folder that is none of ours is not sent: the error names the setting; by path it would be looked for."""
    model = ModelChoice(EncoderChoice(str(tmp_path)), tmp_path, tmp_path)
    with (
        pytest.raises(ModelNotShippable, match="CHUCHU_RAY__MODEL=path"),
        cluster(
            ClusterChoice(nodes.address), CharacterEncoder, lambda ray: plan(model_source(ray, model, 2))
        ),
    ):
        pass


@pytest.mark.parametrize(
    ("cpus", "encoder", "error", "said"),
    [
        (64, CharacterEncoder, ClusterTooSmall, "CHUCHU_RAY__CPUS_PER_WORKER"),
        (2, OtherModel(), ClusterUnfit, "别的模型"),
    ],
)
def test_a_cluster_that_cannot_serve_is_refused_before_any_job(
    nodes: RayNodes, cpus: int, encoder: Callable[[], Encoder], error: type[ChuchuError], said: str
) -> None:
    """Nodes too small for a worker, and a model that is not this machine's, are named with their cure."""
    choice = ClusterChoice(nodes.address, cpus=cpus)
    with pytest.raises(error, match=said), cluster(choice, CharacterEncoder, lambda _: plan(encoder)):
        pass


def test_a_port_where_no_cluster_listens_is_named() -> None:
    """The error names the option, the address and what to run."""
    with (
        pytest.raises(ClusterUnreachable, match=r"--ray 的地址“127\.0\.0\.1:9”.*ray start --address"),
        cluster(ClusterChoice("127.0.0.1:9"), CharacterEncoder, lambda _: plan(CharacterEncoder)),
    ):
        pass
