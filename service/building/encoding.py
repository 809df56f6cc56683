"""Builds the encoder that is set, and gives the built-in model away."""

from collections.abc import Callable
from pathlib import Path

from embeddings.builtin_model import ADAPTED, ensure_builtin
from embeddings.encoder import Encoder
from embeddings.factory import BUILTIN, EncoderChoice, load_encoder
from embeddings.model_folder import export_model
from service.settings import Settings


def build_encoder(settings: Settings, report: Callable[[str], None]) -> Encoder:
    """Load the model; made first where it is the built-in one and absent, which `report` is told of.

    Raises:
        ModelNotFound, ModelDamaged, ModelBuildFailed: the model that is set cannot be used.
    """
    choice = EncoderChoice(settings.model, settings.device, allow_hub=settings.allow_download)
    return load_encoder(choice, settings.model_home, report)


def export_builtin(settings: Settings, target: Path, report: Callable[[str], None]) -> Path:
    """Write the built-in model that is set, made when need be, as a folder or a .tar file; gives where."""
    model = BUILTIN.get(settings.model, ADAPTED)
    return export_model(ensure_builtin(settings.model_home, report, model), target)
