"""Settings of the cross-encoder that reads the best hits once more; off unless a model is named."""

from pydantic import BaseModel, ConfigDict, Field


class RerankSettings(BaseModel):
    """The group CHUCHU_RERANK__…; without `model` the hits stay as they are ranked."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    model: str = Field(
        default="", description="a sentence-transformers CrossEncoder, by folder or name; none: off"
    )
    top: int = Field(default=20, ge=2, le=100, description="best hits that are read once more")
    budget_ms: float = Field(
        default=300, gt=0, description="time for it, milliseconds; the rest stays as it was"
    )
    weight: float = Field(
        default=0.5, gt=0, le=10, description="what the best of them gains, against 1 for the two lists"
    )
