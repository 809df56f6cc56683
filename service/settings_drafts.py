"""Settings of what is written for drafters."""

from pydantic import BaseModel, ConfigDict, Field


class DraftSettings(BaseModel):
    """Batches and dossiers: how many questions at a time, how much may be asked, how long results are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(default=2, ge=1, le=64, description="questions of a batch asked at a time")
    rows: int = Field(default=20_000, ge=1, description="questions of a batch sent by HTTP")
    unfinished: int = Field(
        default=5,
        ge=1,
        description="batches and dossiers of one caller that wait or run; more are refused (429)",
    )
    keep_days: float = Field(default=30, ge=0, description="days that results of jobs are kept")
