"""Settings of what is written to the log."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class LogSettings(BaseModel):
    """The group CHUCHU_LOGS__…."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["text", "json"] = Field(default="text", description="json: one object a line")
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="INFO tells of each request too"
    )
    queries: bool = Field(
        default=False,
        description="write the address's query, and with it what was searched for, beside the path",
    )
