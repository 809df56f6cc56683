"""Builds the cross-encoder, where one is set, and the weights that go with it."""

from dataclasses import replace

from embeddings.cross_encoder import CrossEncoder
from retrieval.ranking import Weights
from retrieval.reranking import Reranking, RerankSettings
from service import settings_rerank


def weights_with_rerank(weights: Weights, settings: settings_rerank.RerankSettings) -> Weights:
    """The weights of the ranking, with the cross-encoder's where there is one."""
    return replace(weights, rerank=settings.weight if settings.model else 0.0)


def build_reranking(
    settings: settings_rerank.RerankSettings, weights: Weights, device: str, *, allow_hub: bool
) -> Reranking | None:
    """Load the model and give what reads the best hits; None without one.

    Raises:
        ModelNotFound, ModelDamaged: the model that is set cannot be used.
    """
    if not settings.model:
        return None
    model = CrossEncoder(settings.model, device, allow_hub=allow_hub)
    return Reranking(model, RerankSettings(settings.top, settings.budget_ms), weights)
