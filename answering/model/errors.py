"""Why a language model's answer could not be had. Each is told as a reason; none fails a question."""

from corpus.errors import ChuchuError


class ModelFailed(ChuchuError):
    """The base: a call of the model came to nothing. Its text ends what the reason says."""

    code = "model_failed"
    said = "语言模型出错"

    def __init__(self) -> None:
        super().__init__(f"{self.said}，以下是原文摘录。")


class ModelNotConfigured(ModelFailed):
    """A model was asked for where none is set."""

    code = "model_not_configured"
    said = "没有配置语言模型（CHUCHU_ANSWERS__MODEL_URL 与 CHUCHU_ANSWERS__MODEL）"


class ModelUnreachable(ModelFailed):
    """Nobody answers at the endpoint."""

    code = "model_unreachable"
    said = "连接不上语言模型，请管理员检查 CHUCHU_ANSWERS__MODEL_URL"


class ModelRefused(ModelFailed):
    """The endpoint answers that it will not: key, model name, address."""

    code = "model_refused"

    def __init__(self, status: int) -> None:
        self.status = status
        self.said = f"语言模型拒绝了请求（HTTP {status}），请管理员检查地址、密钥和模型名称"
        super().__init__()


class ModelBroken(ModelFailed):
    """The endpoint failed, or its answer stopped in the middle."""

    code = "model_broken"
    said = "语言模型没有答完"


class ModelGarbled(ModelFailed):
    """What came is no answer of the protocol."""

    code = "model_garbled"
    said = "语言模型的回复无法识别"


class ModelTimedOut(ModelFailed):
    """No whole answer within the time that is set."""

    code = "model_timed_out"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.said = f"语言模型在 {seconds:g} 秒内没有答完"
        super().__init__()


class ModelBusy(ModelFailed):
    """As many calls as may run at a time are running."""

    code = "model_busy"
    said = "语言模型正忙"


class ModelUnsupported(ModelFailed):
    """Not one sentence of the model stood up to the check."""

    code = "model_unsupported"
    said = "语言模型的回答没有通过出处核对"


class ModelSaysNothing(ModelFailed):
    """The model found no answer in the passages."""

    code = "model_says_nothing"
    said = "语言模型认为所给资料不足以回答"


class Stopped(Exception):
    """Whoever asked has gone."""
