"""Settings of limits: time, rates, connections, storage."""

from pydantic import BaseModel, ConfigDict, Field

FEWEST_CONNECTIONS = 8


class LimitSettings(BaseModel):
    """The group CHUCHU_REQUESTS__…. Rates and concurrency are per key or user; a service open to all has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_second: float = Field(default=20, gt=0, description="requests a second, on the average")
    burst: int = Field(default=100, ge=1, description="requests at once before the rate counts")
    at_once: int = Field(default=16, ge=1, description="requests under way")
    uploads_per_minute: float = Field(default=60, gt=0, description="uploads, batches, drafts")
    uploads_at_once: int = Field(default=2, ge=1)
    answers_per_minute: float = Field(default=60, gt=0, description="questions that a model may answer")
    answers_at_once: int = Field(default=4, ge=1)
    tries_per_minute: int = Field(
        default=20,
        ge=1,
        description="keys that open nothing, from one address; one that opens something is let in",
    )
    pages_per_hour: int = Field(
        default=600,
        ge=0,
        description="pages whose text is recognised (OCR), at once and an hour; 0: no limit",
    )

    header_s: float = Field(default=10, gt=0, le=600, description="to send the head of a request, seconds")
    body_s: float = Field(
        default=10, gt=0, le=600, description="after so long, a body must come at body_rate, seconds"
    )
    body_rate: int = Field(default=2048, ge=1, description="bytes a second, on the average")
    reader_s: float = Field(default=12, gt=0, le=600, description="to take more of an answer, seconds")
    connections: int = Field(
        default=2048,
        ge=FEWEST_CONNECTIONS,
        description="connections at once; for one more, the oldest idle one is closed",
    )
    waiting: int = Field(default=256, ge=1, description="requests under way for all; more are refused (503)")
    deadline_s: float = Field(
        default=120, gt=0, description="for an answer to begin, after its request, seconds"
    )

    storage_bytes: int = Field(default=0, ge=0, description="what source files may hold; 0: the disk")
    free_bytes: int = Field(default=256 << 20, ge=0, description="left free on the disk by uploads")
