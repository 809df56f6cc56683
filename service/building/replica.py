"""The name that the indexes of a data folder go by among other services, and what they have passed."""

import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ChuchuError
from corpus.store.catalogue import Catalogue
from corpus.store.passed import Passed
from service.building.indexes import erase_folder
from service.settings import Settings

logger = logging.getLogger(__name__)
FILE = "replica.json"


class SharedFolderMissing(ChuchuError):
    """The folder that services share is not there: it is not made, since it may be a disk that is not mounted."""

    code = "shared_folder_missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"设置 CHUCHU_SHARED 指向的共享文件夹不存在：{folder}。请先挂载共享磁盘（或新建该文件夹），"
            "并保证所有服务用同一路径看到同一内容，再启动。"
        )
        self.folder = str(folder)


@dataclass(frozen=True, slots=True)
class Replica:
    """A data folder's indexes: their name, and the change that the catalogue was last told they have passed."""

    name: str
    change: int = 0


def check_shared(settings: Settings) -> None:
    """Look before anything is opened. Raises SharedFolderMissing."""
    if settings.shared is not None and not settings.shared.is_dir():
        raise SharedFolderMissing(settings.shared)


def purge_passed(settings: Settings, catalogue: Catalogue, safe_change: int) -> None:
    """Tell how far the indexes of this folder are, and delete what those of all services have passed."""
    name = _read(settings.index_home / FILE).name
    _write(settings.index_home / FILE, Replica(name, safe_change))
    Passed(catalogue).purge(name, safe_change, settings.keep_removed_seconds)


def join_services(settings: Settings, catalogue: Catalogue) -> None:
    """Before the indexes are opened: have them waited for, or, were they away for too long, begin them anew.

    Rows that they would have to see removed may be gone by then; building them again embeds nothing.
    """
    place, passed = settings.index_home / FILE, Passed(catalogue)
    replica = _read(place)
    if passed.missed(replica.name, replica.change):
        logger.warning("these indexes were away for too long and are built anew: %s", settings.index_home)
        erase_folder(settings)
        replica = Replica(secrets.token_hex(8))
    _write(place, replica)
    passed.tell(replica.name, replica.change)


def _read(place: Path) -> Replica:
    try:
        return Replica(**json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Replica(secrets.token_hex(8))


def _write(place: Path, replica: Replica) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(json.dumps({"name": replica.name, "change": replica.change}), "utf-8")
    part.replace(place)
