"""What the search is built of."""

from collections.abc import Callable
from datetime import date

from corpus.forms import TextForms
from corpus.store.catalogue import Catalogue
from corpus.words import Segmenter
from embeddings.encoder import Encoder
from retrieval.candidates import CandidateFinder
from retrieval.followers import Follower
from retrieval.search import Searcher, SearchSettings
from service.building.reranking import build_reranking, weights_with_rerank
from service.settings import Settings


def build_search(
    settings: Settings,
    catalogue: Catalogue,
    follower: Follower,
    encoder: Callable[[], Encoder],
    segmenter: Segmenter,
    forms: TextForms,
    today: Callable[[], date],
) -> Searcher:
    """Everything a search needs; the encoder is loaded by the first one that asks by meaning."""
    weights = weights_with_rerank(settings.ranking, settings.rerank)
    chosen = SearchSettings(
        settings.dense_weight,
        settings.candidates,
        settings.deadline_ms,
        settings.query_max,
        settings.abbreviation_weight,
        settings.everyday_weight,
        weights,
        settings.balance,
    )
    return Searcher(
        catalogue,
        follower,
        CandidateFinder(encoder, segmenter, settings.word_fields),
        segmenter,
        forms,
        chosen,
        today=today,
        reranking=build_reranking(
            settings.rerank, weights, settings.device, allow_hub=settings.allow_download
        ),
    )
