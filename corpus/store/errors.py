"""What can go wrong in the catalogue and the file store, each said in a sentence with its cure."""

from typing import ClassVar

from corpus.errors import ChuchuError


class CatalogueDamaged(ChuchuError):
    """The database file does not read as a database: it is restored from a backup, never papered over."""

    code: ClassVar[str] = "catalogue_damaged"

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(
            f"目录数据库已损坏：{path}（{cause}）。请停止服务，用 chuchu restore 从备份恢复该文件；"
            "不要删除它，也不要继续写入。"
        )
        self.path = path
        self.cause = cause


class CatalogueBusy(ChuchuError):
    """Another process has held the write lock for longer than the busy timeout."""

    code: ClassVar[str] = "catalogue_busy"

    def __init__(self, path: str) -> None:
        super().__init__(f"目录数据库正被另一个进程写入，等待超时：{path}。请稍后再试。")
        self.path = path


class CatalogueFull(ChuchuError):
    """The disk is full, or a limit on file size or a fault of the disk stopped a write. Nothing was written."""

    code: ClassVar[str] = "disk_full"

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(
            f"目录数据库无法写入：{path}（{cause}）。磁盘可能已满，请腾出空间后重试；此前已保存的内容不受影响。"
        )
        self.path = path
        self.cause = cause


class CatalogueUnwritable(ChuchuError):
    """The database file cannot be opened or is read-only."""

    code: ClassVar[str] = "catalogue_unwritable"

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(
            f"目录数据库无法打开或无权写入：{path}（{cause}）。请检查数据文件夹是否存在、当前用户是否有读写权限。"
        )
        self.path = path
        self.cause = cause


class CatalogueTooNew(ChuchuError):
    """A newer Chuchu wrote this catalogue."""

    code: ClassVar[str] = "catalogue_too_new"

    def __init__(self, path: str, found: str, known: str) -> None:
        super().__init__(
            f"目录数据库的结构版本为{found}，本程序只认识到{known}：{path}。请升级 Chuchu，或换用旧的备份。"
        )
        self.path = path
        self.found = found
        self.known = known


class CatalogueUnreachable(ChuchuError):
    """The database server does not answer: it stopped, starts again, or the network to it is broken."""

    code: ClassVar[str] = "catalogue_unreachable"

    def __init__(self, place: str, cause: str) -> None:
        super().__init__(
            f"目录数据库无法连接：{place}（{cause}）。请检查数据库服务器是否在运行、CHUCHU_DATABASE_URL 中的地址与端口"
            "是否正确、连接数是否用尽；恢复后会自动重新连接，已保存的内容不受影响。"
        )
        self.place, self.cause = place, cause


class PagesSpent(ChuchuError):
    """Who asked for a job has had as many pages recognised as may be for now; it goes on when there is room again."""

    code: ClassVar[str] = "pages_spent"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"本小时的文字识别页数（{limit} 页）已用完，任务会自动继续，已识别的页不必重做。"
            "管理员可用 CHUCHU_REQUESTS__PAGES_PER_HOUR 调整。"
        )


PASSING = (CatalogueFull, CatalogueUnreachable, PagesSpent)
"""What passes, or an administrator repairs outside: the work that it stopped goes on by itself when it is over."""


class CatalogueRefused(ChuchuError):
    """The database server answers and lets nobody in with this name, password or database."""

    code: ClassVar[str] = "catalogue_refused"

    def __init__(self, place: str, cause: str) -> None:
        super().__init__(
            f"目录数据库拒绝了连接：{place}（{cause}）。请检查 CHUCHU_DATABASE_URL 中的用户名、密码（特殊字符须写成 %XX）"
            "与数据库名称；数据库须先由管理员用 createdb 建好。没有做任何改动。"
        )
        self.place, self.cause = place, cause


class CatalogueAddressInvalid(ChuchuError):
    """A setting that is no address of a catalogue."""

    code: ClassVar[str] = "catalogue_address_invalid"

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"设置 CHUCHU_DATABASE_URL 有误：{address}（{problem}）。请写成 postgresql://用户:密码@主机:5432/数据库，"
            "或 sqlite:////路径/catalogue.sqlite；不设则用数据文件夹中的 SQLite。"
        )
        self.address, self.problem = address, problem


class DriverMissing(ChuchuError):
    """PostgreSQL is asked for and its driver is not installed."""

    code: ClassVar[str] = "driver_missing"

    def __init__(self) -> None:
        super().__init__(
            "设置 CHUCHU_DATABASE_URL 用了 PostgreSQL，但没有安装驱动 psycopg。请运行 pip install 'chuchu[postgres]'。"
        )


class ServerUnfit(ChuchuError):
    """A database server, or a database on it, that a catalogue cannot be kept in."""

    code: ClassVar[str] = "server_unfit"

    def __init__(self, place: str, problem: str, cure: str) -> None:
        super().__init__(
            f"CHUCHU_DATABASE_URL 指向的数据库不能使用：{place}：{problem}。{cure}。没有做任何改动。"
        )
        self.place, self.problem = place, problem


class CatalogueHalfMoved(ChuchuError):
    """A catalogue into which another is being moved, or was not moved to the end."""

    code: ClassVar[str] = "catalogue_half_moved"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"目录数据库的迁移尚未完成：{place}。请再运行一次同样的 chuchu migrate-store 命令，它从中断处继续；"
            "要放弃，请删去这个数据库，并让 CHUCHU_DATABASE_URL 指回原来的目录，原来的目录没有改动。"
        )
        self.place = place


class RevisionUnknown(ChuchuError):
    """A catalogue was to be taken back to a revision that is not one."""

    code: ClassVar[str] = "revision_unknown"

    def __init__(self, revision: str, known: tuple[str, ...]) -> None:
        super().__init__(f"没有结构版本“{revision}”。可退回到：{'、'.join(known)}。")
        self.revision = revision
        self.known = known


class InvalidText(ChuchuError):
    """A value that no database takes: it holds a lone surrogate."""

    code: ClassVar[str] = "invalid_text"

    def __init__(self, position: int) -> None:
        super().__init__(f"输入中含有无效的 Unicode 字符，位置{position}。请删去该字符后重试。")
        self.position = position


class VerbatimError(ChuchuError):
    """A stored passage differs from its place in the document's text: it is not shown."""

    code: ClassVar[str] = "not_verbatim"

    def __init__(self, passage_id: int, document_id: str) -> None:
        super().__init__(
            f"段落{passage_id}与文件{document_id}的原文不一致，已停止引用。请运行 chuchu doctor 检查目录，"
            "并重新索引该文件。"
        )
        self.passage_id = passage_id
        self.document_id = document_id


class MissingVectors(ChuchuError):
    """Passages whose vectors of this model are not stored."""

    code: ClassVar[str] = "missing_vectors"

    def __init__(self, missing: int, fingerprint: str) -> None:
        super().__init__(
            f"有{missing}个段落没有模型{fingerprint}的向量。请运行 chuchu reindex 用当前模型补齐。"
        )
        self.missing = missing
        self.fingerprint = fingerprint


class VectorMismatch(ChuchuError):
    """Vectors that do not belong together: counts, dimensions, or values that are no numbers."""

    code: ClassVar[str] = "vector_mismatch"


class DocumentUnknown(ChuchuError):
    """No document of this id is visible."""

    code: ClassVar[str] = "document_not_found"

    def __init__(self, document_id: str) -> None:
        super().__init__(f"没有编号为{document_id}的文件，或已被移除。")
        self.document_id = document_id


class PassageUnknown(ChuchuError):
    """No passage of this id is visible."""

    code: ClassVar[str] = "passage_not_found"

    def __init__(self, passage_id: int) -> None:
        super().__init__(f"没有编号为{passage_id}的段落，或已被移除。")
        self.passage_id = passage_id


class InvalidDocument(ChuchuError):
    """A document that breaks an invariant or holds what cannot be stored; nothing of its file was stored."""

    code: ClassVar[str] = "invalid_document"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"文件未存入目录：{where}：{problem}。")
        self.where = where
        self.problem = problem


class InvalidCorrection(ChuchuError):
    """A correction of a fact that is unknown, or to a value that it cannot take."""

    code: ClassVar[str] = "invalid_correction"

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"不能更正“{fact}”：{problem}。")
        self.fact = fact
        self.problem = problem


class InvalidFilter(ChuchuError):
    """A filter value that cannot be read."""

    code: ClassVar[str] = "invalid_filter"

    def __init__(self, field: str, value: str, problem: str) -> None:
        super().__init__(f"筛选条件 {field}=“{value}”有误：{problem}。")
        self.field = field
        self.value = value
        self.problem = problem


class CollectionExists(ChuchuError):
    """A collection of this name is there already."""

    code: ClassVar[str] = "collection_exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"文件集“{name}”已经存在，请换一个名称。")
        self.name = name


class CollectionUnknown(ChuchuError):
    """There is no such collection, or none that the caller may see."""

    code: ClassVar[str] = "collection_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(f"没有名为“{name}”的文件集。")
        self.name = name


class CollectionNotEmpty(ChuchuError):
    """A collection that holds documents was to be removed without them."""

    code: ClassVar[str] = "collection_not_empty"

    def __init__(self, name: str, documents: int) -> None:
        super().__init__(
            f"文件集“{name}”还有 {documents} 份文件，没有删除。确要连同文件一起删除，请加 documents=true。"
        )
        self.name = name
        self.documents = documents


class InvalidCollection(ChuchuError):
    """A name that no collection can have."""

    code: ClassVar[str] = "invalid_collection"

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"文件集名称“{name}”不可用：{problem}。")
        self.name = name
        self.problem = problem
