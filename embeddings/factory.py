"""From the model a user has set to an encoder that is ready."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embeddings.builtin_model import ADAPTED, BASE, GRAPH, ensure_builtin
from embeddings.encoder import Encoder
from embeddings.errors import ModelNotFound
from embeddings.query_cache import QueryCache

BUILTIN = {"builtin": ADAPTED, "builtin-base": BASE}
CPU = "cpu"


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """What the settings say about the model.

    `model` is "builtin" (adapted to policy texts), "builtin-base" (as published), a folder, the name of a folder
    in the models folder, or a name known to the Hugging Face hub. `device` is "cpu" or a device of torch ("cuda",
    "cuda:1"). `threads` defaults to all cores.
    """

    model: str = "builtin"
    device: str = CPU
    threads: int | None = None
    allow_hub: bool = False


def load_encoder(
    choice: EncoderChoice, models_folder: Path, report: Callable[[str], None] | None = None
) -> Encoder:
    """Load the chosen model; the built-in one is made first where it is absent.

    Folders with an OpenVINO graph of ours run on OpenVINO when the device is the CPU, all others on torch.
    `report` gets lines for the user about long work (default: the log). Raises ModelNotFound, ModelDamaged or
    ModelBuildFailed.
    """
    folder = _folder_of(choice, models_folder, report or logging.getLogger(__name__).info)
    if folder is not None and choice.device == CPU and (folder / GRAPH).exists():
        from embeddings.openvino_encoder import OpenVinoEncoder

        return QueryCache(OpenVinoEncoder(folder, choice.threads))
    from embeddings.torch_encoder import SentenceTransformersEncoder

    model = str(folder) if folder else choice.model
    return QueryCache(SentenceTransformersEncoder(model, choice.device, allow_hub=choice.allow_hub))


def _folder_of(choice: EncoderChoice, models_folder: Path, report: Callable[[str], None]) -> Path | None:
    if choice.model in BUILTIN:
        return ensure_builtin(models_folder, report, BUILTIN[choice.model])
    for folder in (Path(choice.model).expanduser(), models_folder / choice.model):
        if folder.is_dir():
            return folder
    if choice.model.startswith(("/", ".", "~")):
        raise ModelNotFound(choice.model, "该文件夹不存在，请检查设置中的路径")
    return None
