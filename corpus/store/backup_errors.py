"""What can go wrong with a backup, each said in a sentence with its cure."""

from pathlib import Path
from typing import ClassVar

from corpus.errors import ChuchuError


class BackupDamaged(ChuchuError):
    """A folder that is no backup, or one that was not finished or does not hold what it held."""

    code: ClassVar[str] = "backup_damaged"

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"备份不可用：{folder}：{problem}。没有做任何改动，请换用另一份完整的备份。")
        self.folder, self.problem = str(folder), problem


class BackupTooNew(ChuchuError):
    """A newer Chuchu wrote this backup."""

    code: ClassVar[str] = "backup_too_new"

    def __init__(self, folder: Path, found: str, known: str) -> None:
        super().__init__(
            f"备份的结构版本为{found}，本程序只认识到{known}：{folder}。请升级 Chuchu，或换用旧的备份。"
        )
        self.folder, self.found, self.known = str(folder), found, known


class BackupTargetTaken(ChuchuError):
    """The folder that a backup is to be written to holds something."""

    code: ClassVar[str] = "backup_target_taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"备份目标已有内容：{folder}。请给出一个不存在的或空的文件夹，例如以日期命名。")
        self.folder = str(folder)


class BackupFailed(ChuchuError):
    """A backup or its restoring came to nothing for want of space or permission."""

    code: ClassVar[str] = "backup_failed"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(f"未能写完：{folder}（{cause}）。请检查磁盘空间与权限后重试；服务中的数据不受影响。")
        self.folder, self.cause = str(folder), cause


class DataFolderTaken(ChuchuError):
    """A backup is to be restored over a catalogue that is there."""

    code: ClassVar[str] = "data_folder_taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"数据文件夹已有目录数据库：{folder}。请恢复到另一个文件夹；确要替换时加 --replace，原有目录会改名保留。"
        )
        self.folder = str(folder)


class DataFolderInUse(ChuchuError):
    """A backup is to be restored, or the catalogue moved, under a running service."""

    code: ClassVar[str] = "data_folder_in_use"

    def __init__(self, folder: Path, command: str = "chuchu restore") -> None:
        super().__init__(f"数据文件夹正由另一个进程使用：{folder}。请先停止服务，再运行 {command}。")
        self.folder = str(folder)


class RestoreUnfinished(ChuchuError):
    """Restoring a backup into this folder was interrupted."""

    code: ClassVar[str] = "restore_unfinished"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"数据文件夹的恢复尚未完成：{folder}。请再运行一次同样的 chuchu restore --replace 命令。"
        )
        self.folder = str(folder)
