"""Settings of answers: the language model, where there is one."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from answering.model.settings import ModelSettings, Unsupported


class AnswerSettings(BaseModel):
    """The group CHUCHU_ANSWERS__…; without `model_url` no model is ever called."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    model_url: str = Field(
        default="", description="OpenAI-compatible endpoint up to /v1, as http://127.0.0.1:11434/v1"
    )
    model: str = Field(default="", description="the model's name at that endpoint")
    key: SecretStr = Field(
        default_factory=lambda: SecretStr(""), description="its key, where it asks for one"
    )
    timeout_s: float = Field(
        default=60, gt=0, le=600, description="one call whole, retries included, seconds"
    )
    retries: int = Field(default=1, ge=0, le=5, description="calls repeated after a failure")
    concurrent: int = Field(default=2, ge=1, le=64, description="calls at a time")
    queue_s: float = Field(default=5, ge=0, le=60, description="wait for a turn, seconds")
    evidence: int = Field(default=8, ge=1, le=20, description="passages that a model is given")
    answer_tokens: int = Field(default=800, ge=50, le=4000, description="tokens that a model may write")
    unsupported: Unsupported = Field(
        default=Unsupported.DROP, description="sentences that no passage supports: drop or mark"
    )

    @property
    def problem(self) -> str | None:
        """What is wrong with the settings of the model, in Chinese; None for none or for no model at all.

        A model that is set up wrongly is no reason not to search: the service starts and says so.
        """
        if not self.model_url:
            return None
        try:
            parts = urlsplit(self.model_url)
            valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            valid, parts = False, urlsplit("")
        if not valid:
            return "CHUCHU_ANSWERS__MODEL_URL 应当是 http:// 或 https:// 开头的地址"
        if "@" in parts.netloc:
            return "CHUCHU_ANSWERS__MODEL_URL 不要带用户名和密码，密钥请用 CHUCHU_ANSWERS__KEY"
        if not self.model:
            return "还要给出 CHUCHU_ANSWERS__MODEL（模型名称）"
        if not self.key.get_secret_value().isascii() or not self.key.get_secret_value().isprintable():
            return "CHUCHU_ANSWERS__KEY 含有密钥中不会有的字符"
        return None

    @property
    def endpoint(self) -> ModelSettings | None:
        """The endpoint as answering takes it, None where no model is configured, or wrongly."""
        if not self.model_url or self.problem is not None:
            return None
        return ModelSettings(
            url=self.model_url.rstrip("/"),
            model=self.model,
            key=self.key.get_secret_value(),
            timeout_s=self.timeout_s,
            retries=self.retries,
            concurrent=self.concurrent,
            queue_s=self.queue_s,
            evidence=self.evidence,
            answer_tokens=self.answer_tokens,
            unsupported=self.unsupported,
        )
