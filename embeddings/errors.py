"""What can go wrong with a model or a text, as sentences that say where and what to do."""

from typing import ClassVar


class EmbeddingError(Exception):
    """The base of this room's errors: a stable code, and a sentence in Chinese that a clerk understands."""

    code: ClassVar[str] = "embedding_error"


class ModelNotFound(EmbeddingError):
    """There is no model of this name or at this place."""

    code = "model_not_found"

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"找不到向量模型 {model}：{reason}。")
        self.model = model
        self.reason = reason


class TorchAbsent(ModelNotFound):
    """A model that needs torch, in an installation without it."""

    def __init__(self, model: str) -> None:
        super().__init__(
            model,
            "本机安装的是离线包，只含内置模型，没有 torch 和 sentence-transformers；"
            "请改用内置模型，或按 pyproject.toml 完整安装",
        )


class DeviceAbsent(EmbeddingError):
    """A device that this machine does not have, or that is none."""

    code = "device_absent"

    def __init__(self, device: str, reason: str) -> None:
        super().__init__(
            f"不能在设备 {device} 上运行向量模型：{reason}。请把 --device（设置 CHUCHU_DEVICE）改为 cpu；"
            "要用显卡，请先安装显卡驱动和带 CUDA 的 torch。"
        )
        self.device = device
        self.reason = reason


class ModelDamaged(EmbeddingError):
    """A file of a model folder is absent or is not what was written."""

    code = "model_damaged"

    def __init__(self, file: str, folder: str) -> None:
        super().__init__(
            f"模型文件 {file} 已损坏或缺失（位于 {folder}）。"
            "请删除该模型文件夹后重新启动以重新生成，或用 `chuchu model import` 重新导入模型包。"
        )
        self.file = file
        self.folder = folder


class ModelBuildFailed(EmbeddingError):
    """The process that makes the built-in model ended without making it."""

    code = "model_build_failed"

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            f"内置模型生成失败（目标 {folder}）：{reason}。请检查磁盘空间与写入权限，"
            "或用 `chuchu model import` 导入在别处生成的模型包。"
        )
        self.folder = folder
        self.reason = reason


class FingerprintMismatch(EmbeddingError):
    """Vectors of one model were about to be used with another."""

    code = "fingerprint_mismatch"

    def __init__(self, stored: str, wanted: str) -> None:
        super().__init__(
            f"向量由模型“{stored}”生成，而当前设置的模型是“{wanted}”，两者不能混用。"
            "请改回原来的模型，或运行 `chuchu reindex` 用当前模型重建向量。"
        )
        self.stored = stored
        self.wanted = wanted


class TextError(EmbeddingError):
    """A text that cannot be embedded."""

    code = "text_not_embeddable"

    def __init__(self, reason: str, position: int | None = None) -> None:
        where = "" if position is None else f"第 {position + 1} 条"
        super().__init__(f"{where}文本无法生成向量：{reason}。")
        self.reason = reason
        self.position = position
