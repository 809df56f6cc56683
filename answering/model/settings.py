"""How a language model is reached and what it may cost."""

from dataclasses import dataclass, field
from enum import StrEnum


class Unsupported(StrEnum):
    """What becomes of a sentence that no passage supports."""

    DROP = "drop"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """One OpenAI-compatible endpoint.

    `url` ends before `/chat/completions`; `key` may be empty. `timeout_s` bounds one call whole, retries
    included; `queue_s` is how long a call waits while `concurrent` others run. `evidence` counts passages,
    `answer_tokens` bounds what the model may write.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    retries: int = 1
    concurrent: int = 2
    queue_s: float = 5.0
    evidence: int = 8
    answer_tokens: int = 800
    unsupported: Unsupported = Unsupported.DROP
