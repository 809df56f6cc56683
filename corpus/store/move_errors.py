"""What can go wrong when a catalogue is moved from one database to another, each said with its cure."""

from typing import ClassVar

from corpus.errors import ChuchuError


class MoveTargetTaken(ChuchuError):
    """The database that a catalogue is to be moved to holds something."""

    code: ClassVar[str] = "move_target_taken"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"迁移目标已有内容：{place}。没有做任何改动。请给出一个空的数据库（createdb 新建一个）或不存在的 SQLite 文件。"
        )
        self.place = place


class MoveSourceChanged(ChuchuError):
    """The catalogue was written to while it was moved, so that the copy is not the newest."""

    code: ClassVar[str] = "move_source_changed"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"迁移期间原来的目录仍有写入：{place}。请停止使用它的所有服务与命令，再运行一次同样的 chuchu migrate-store 命令。"
        )
        self.place = place


class MoveUnequal(ChuchuError):
    """What was copied is not what was read: the copy is not used."""

    code: ClassVar[str] = "move_unequal"

    def __init__(self, table: str, key: str) -> None:
        super().__init__(
            f"迁移后的核对不一致：表 {table}，{key}。目标不会被启用；请再运行一次同样的命令，它会从头复制，"
            "若仍如此请检查两边的磁盘。"
        )
        self.table, self.key = table, key


class MoveNowhere(ChuchuError):
    """A catalogue is to be moved to where it is."""

    code: ClassVar[str] = "move_nowhere"

    def __init__(self, place: str) -> None:
        super().__init__(f"迁移的目标就是现在的目录：{place}。请给出另一个数据库或另一个 SQLite 文件。")
        self.place = place


class MoveSourceMissing(ChuchuError):
    """There is no catalogue to be moved."""

    code: ClassVar[str] = "move_source_missing"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"没有要迁移的目录：{place}。请用 --data 或 CHUCHU_DATA 指明数据文件夹，或用 CHUCHU_DATABASE_URL 指明现在的数据库。"
        )
        self.place = place
