"""How much is done at once."""

from pydantic import BaseModel, ConfigDict, Field


class LoadSettings(BaseModel):
    """Searches under way; the environment names each as CHUCHU_LOAD__AT_ONCE."""

    model_config = ConfigDict(frozen=True)

    at_once: int = Field(default=0, ge=0, le=256, description="searches that run at once; 0: one a core")
    waiting: int = Field(
        default=64, ge=0, le=10_000, description="searches that wait; more are refused (503)"
    )
    wait_ms: float = Field(
        default=3000, gt=0, description="how long a search waits for its turn, milliseconds"
    )
    switch_ms: float = Field(
        default=1.0,
        gt=0,
        le=100,
        description="how long a thread that computes keeps Python from the others, milliseconds",
    )
