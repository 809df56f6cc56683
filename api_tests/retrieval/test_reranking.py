"""A cross-encoder's part in the ranking: bounded in time and in weight, and named."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from api_tests.small_world import index, small_chuchu, write_notices
from retrieval.fusion import FusedHit
from retrieval.ranking import Evidence, RankedHit, Weights
from retrieval.reranking import Reranking, RerankSettings
from retrieval.results import Hit, SearchRequest

WEIGHTS = Weights(rerank=1.0)


class LengthReader:
    """Finds a passage the better the longer it is; each call takes `seconds` of a clock of its own."""

    name = "量长短"

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.now, self.calls = seconds, 0.0, 0

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """The length as a share of a hundred."""
        self.now += self.seconds
        self.calls += 1
        return [len(passage) / 100 for passage in passages]


def hits(count: int) -> list[RankedHit]:
    """Hits 1, 2, 3 … of falling score."""
    fused = [1 - at / 100 for at in range(count)]
    return [
        RankedHit(FusedHit(at + 1, score), score / WEIGHTS.total, Evidence())
        for at, score in enumerate(fused)
    ]


def texts(count: int) -> dict[int, str]:
    """The later a passage, the longer."""
    return {at + 1: "〔" * (at + 1) for at in range(count)}


def test_what_is_read_best_comes_first() -> None:
    """With a weight that outweighs the lists, the order is the cross-encoder's, and the share is told."""
    reranking = Reranking(LengthReader(), RerankSettings(top=4), WEIGHTS)
    ranked = reranking.apply("哪一段最长？", hits(4), texts(4))

    assert [hit.id for hit in ranked] == [4, 3, 2, 1]
    assert [round(hit.evidence.rerank, 2) for hit in ranked] == [1.0, 0.67, 0.33, 0.0]


def test_hits_beyond_the_top_stay_where_they_are() -> None:
    """Only the best are read; the others follow in their old order with their old scores."""
    before = hits(6)
    ranked = Reranking(LengthReader(), RerankSettings(top=3), WEIGHTS).apply("问", before, texts(6))

    assert [hit.id for hit in ranked] == [3, 2, 1, 4, 5, 6]
    assert ranked[3:] == before[3:]


def test_time_that_is_spent_ends_the_reading() -> None:
    """Passages are read four at a time until the budget is gone; the first four are read in any case."""
    slow = LengthReader(seconds=0.2)
    ranked = Reranking(slow, RerankSettings(top=20, budget_ms=300), WEIGHTS, lambda: slow.now).apply(
        "问", hits(20), texts(20)
    )

    assert slow.calls == 2
    assert [hit.id for hit in ranked][:9] == [8, 7, 6, 5, 4, 3, 2, 1, 9]
    assert [hit.evidence.rerank for hit in ranked[8:]] == [0.0] * 12


def test_a_small_weight_breaks_ties_and_no_more() -> None:
    """With a weight smaller than the distances between the hits the order stays."""
    weights = Weights(rerank=0.005)
    assert [
        hit.id for hit in Reranking(LengthReader(), RerankSettings(), weights).apply("问", hits(5), texts(5))
    ] == [1, 2, 3, 4, 5]


def test_equal_scores_change_nothing() -> None:
    """A model that finds all passages equally good leaves them in order."""
    same = dict.fromkeys(range(1, 6), "（一）同样长")
    ranked = Reranking(LengthReader(), RerankSettings(), WEIGHTS).apply("问", hits(5), same)

    assert [(hit.id, hit.evidence.rerank) for hit in ranked] == [(at, 0.0) for at in range(1, 6)]


def test_nothing_found_is_nothing_read() -> None:
    """No hits, no call."""
    reader = LengthReader()

    assert Reranking(reader, RerankSettings(), WEIGHTS).apply("问", [], {}) == []
    assert reader.calls == 0


@pytest.fixture(scope="module")
def tiny_folder(builtin_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one small layer with the built-in tokenizer and weights of chance."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("cross") / "tiny"
    torch.manual_seed(5)
    tokenizer = AutoTokenizer.from_pretrained(str(builtin_folder))
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, num_labels=1, pad_token_id=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return folder


@pytest.mark.slow
def test_a_named_folder_is_read_as_a_cross_encoder(tiny_folder: Path) -> None:
    """A folder that a user names gives one score in [0, 1] a passage, the same each time and alone as together."""
    from embeddings.cross_encoder import CrossEncoder

    model = CrossEncoder(str(tiny_folder))
    passages = ["第三条　住房公积金归职工个人所有。", "国发〔2031〕8号", "缴存比例：5%至12%。"]
    together = model.scores("公积金归谁?", passages)
    alone = [model.scores("公积金归谁?", [passage])[0] for passage in passages]

    assert model.name == "tiny"
    assert together == pytest.approx(alone, abs=1e-5)
    assert all(0 <= score <= 1 for score in together)


@pytest.mark.slow
def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """A folder that is not there, and one that holds no model, are refused by name."""
    from embeddings.cross_encoder import CrossEncoder
    from embeddings.errors import ModelDamaged, ModelNotFound

    with pytest.raises(ModelNotFound, match="没有此夹"):
        CrossEncoder(str(tmp_path / "没有此夹"))
    with pytest.raises(ModelDamaged, match=tmp_path.name):
        CrossEncoder(str(tmp_path))


@pytest.mark.slow
def test_a_cross_encoder_that_is_set_orders_what_a_search_finds(tiny_folder: Path, tmp_path: Path) -> None:
    """With CHUCHU_RERANK__MODEL the hit that the model reads as the best stands first, and each tells its share."""
    notices = write_notices(tmp_path / "通知", ("防汛工作", "秋粮收购", "森林防火", "危房改造", "河道清淤"))
    rerank = {"model": str(tiny_folder), "weight": 10, "budget_ms": 60_000}
    asked = SearchRequest("哪些工作要明確责任分工？", 10, explain=True)
    with small_chuchu(tmp_path) as plain:
        index(plain, notices)
        before = plain.search.search(asked)
    with small_chuchu(tmp_path, rerank=rerank) as chuchu:
        chuchu.follower.catch_up()
        after = chuchu.search.search(asked)

    shares = [share_of(hit, "rerank") for hit in after.hits]
    assert {0.0} == {share_of(hit, "rerank") for hit in before.hits}
    assert 1.0 == shares[0]
    assert [hit.citation.code for hit in before.hits] != [hit.citation.code for hit in after.hits]


def share_of(hit: Hit, kind: str) -> float:
    """What one kind of evidence says for a hit; 0 where it is not told."""
    assert hit.explanation is not None
    return next((one.share for one in hit.explanation.evidence if one.kind == kind), 0.0)
