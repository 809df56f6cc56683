"""Settings of `chuchu index --ray`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class RaySettings(BaseModel):
    """The group CHUCHU_RAY__…. The address is no setting: a cluster is used when it is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cpus_per_worker: int = Field(default=2, ge=1, le=256, description="logical CPUs of a worker")
    gpus_per_worker: float = Field(default=0, ge=0, le=8, description="GPUs of a worker, for --device cuda")
    workers: int = Field(default=0, ge=0, description="workers at most; 0: as many as fit")
    model: Literal["ship", "path"] = Field(
        default="ship", description="the model is sent to the nodes, or lies there at the same path"
    )
    wait_s: float = Field(default=120, gt=0, description="how long to wait while no worker is up, seconds")
