"""What can go wrong with the vector index, as sentences that say where and what to do."""

from collections.abc import Sequence
from pathlib import Path

from embeddings.errors import EmbeddingError


class IndexDamaged(EmbeddingError):
    """A file of the vector index is missing, altered, cut short or of a form this release does not read."""

    code = "index_damaged"

    def __init__(self, name: str, folder: Path, reason: str) -> None:
        super().__init__(
            f"向量索引文件 {name} 不可用（位于 {folder}）：{reason}。"
            "索引可由目录库完整重建，不需重新计算向量：请运行 `chuchu reindex`。"
        )
        self.name = name
        self.folder = folder
        self.reason = reason


class IndexUnwritable(EmbeddingError):
    """The vector index cannot be written to its folder; what is in memory, and what was saved before, stays as it is."""

    code = "vectors_unwritable"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"向量索引（{folder}）写不进去：{reason}。磁盘可能已满或只读；腾出空间后会自动继续，检索不受影响。"
        )
        self.folder = folder
        self.reason = reason


class ChangeOutOfOrder(EmbeddingError):
    """A change was given that is not newer than the last one applied."""

    code = "change_out_of_order"

    def __init__(self, applied: int, given: int) -> None:
        super().__init__(f"向量索引已应用到变更 {applied}，不能再应用变更 {given}；变更必须依次递增。")
        self.applied = applied
        self.given = given


class DuplicateVector(EmbeddingError):
    """A vector was added under an id that the index holds, or twice in one batch."""

    code = "duplicate_vector"

    def __init__(self, vector_id: int, kept: Sequence[int], given: Sequence[int]) -> None:
        super().__init__(
            f"向量编号 {vector_id} 重复：已有列值 {tuple(kept)}，又给出列值 {tuple(given)}。"
            "编号不可重复使用；如索引与目录库不一致，请运行 `chuchu reindex`。"
        )
        self.vector_id = vector_id
        self.kept = tuple(kept)
        self.given = tuple(given)


class UnknownVector(EmbeddingError):
    """A vector was to be removed that the index does not hold."""

    code = "unknown_vector"

    def __init__(self, vector_id: int, change: int) -> None:
        super().__init__(
            f"变更 {change} 要删除向量编号 {vector_id}，但索引中没有它。"
            "索引与目录库不一致，请运行 `chuchu reindex`。"
        )
        self.vector_id = vector_id
        self.change = change


class UnknownColumn(EmbeddingError):
    """A condition names a column that the index was not made with."""

    code = "unknown_column"

    def __init__(self, column: str, columns: Sequence[str]) -> None:
        super().__init__(f"向量索引没有名为 {column} 的列，现有：{'、'.join(columns) or '无'}。")
        self.column = column
        self.columns = tuple(columns)


class VectorShape(EmbeddingError):
    """An array does not have the shape, length or content that the index needs."""

    code = "vector_shape"

    def __init__(self, what: str, expected: object, given: object) -> None:
        super().__init__(f"{what}不符：应为 {expected}，实为 {given}。")
        self.what = what
        self.expected = expected
        self.given = given


class VectorsUnavailable(EmbeddingError):
    """The vector store cannot be asked now: it is down, starting, or not level yet."""

    code = "vectors_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"语义检索暂时不可用：{reason}。目录中的数据没有丢失，字词检索照常；向量库恢复后会按变更日志自动补齐。"
        )
        self.reason = reason


class VectorSettingsWrong(EmbeddingError):
    """The vector store cannot be used as it is set; the sentence names the setting and the cure."""

    code = "vector_settings_wrong"

    def __init__(self, setting: str, problem: str, cure: str) -> None:
        super().__init__(f"设置 {setting} 有误：{problem}。{cure}")
        self.setting = setting
        self.problem = problem
