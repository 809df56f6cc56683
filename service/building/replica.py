"""The name that the indexes of a data folder go by among other services, and what these are told of them."""

import json
import logging
import secrets
from collections.abc import Sequence
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


def check_shared(settings: Settings) -> None:
    """Look before anything is opened. Raises SharedFolderMissing."""
    if settings.shared is not None and not settings.shared.is_dir():
        raise SharedFolderMissing(settings.shared)


def purge_passed(settings: Settings, catalogue: Catalogue, safe_change: int) -> None:
    """Tell how far the indexes of this folder are, and delete what those of all services have passed."""
    Passed(catalogue).purge(_name(settings), safe_change, settings.keep_removed_seconds)


def purge_erased(settings: Settings, catalogue: Catalogue) -> None:
    """Before indexes that were erased are built anew: have nothing purged from now on that they read meanwhile.

    What is gone need not be indexed only to be removed again, words would be weighed by it for a long time: so first
    what was removed is purged, as far as it may be.
    """
    purge_passed(settings, catalogue, catalogue.head())
    Passed(catalogue).tell(_name(settings), 0)


def join_services(settings: Settings, catalogue: Catalogue, change: int, standing: Sequence[int]) -> bool:
    """Have indexes that were opened, and have read nothing yet, waited for: those of the folder, at these changes.

    False where they were away for too long, or are older than they were: they are erased, to begin anew. Rows that
    they would have to see removed may be gone; building them again embeds nothing. `change`: the least of all.
    """
    passed, name = Passed(catalogue), _name(settings)
    if passed.join(name, change, standing):
        return True
    logger.warning("these indexes were away for too long and are built anew: %s", settings.index_home)
    erase_folder(settings)
    passed.tell(name, 0)
    return False


def _name(settings: Settings) -> str:
    place = settings.index_home / FILE
    try:
        return str(json.loads(place.read_text("utf-8"))["name"])
    except (OSError, ValueError, TypeError, KeyError):
        name = secrets.token_hex(8)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(json.dumps({"name": name}), "utf-8")
    part.replace(place)
    return name
