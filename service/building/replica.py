"""The name that the indexes of a data folder go by among other services, and what they have passed."""

import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from corpus.store.catalogue import Catalogue
from corpus.store.passed import Passed
from service.building.indexes import erase_folder
from service.settings import Settings

logger = logging.getLogger(__name__)
FILE = "replica.json"


@dataclass(frozen=True, slots=True)
class Replica:
    """A data folder's indexes: their name, and the change that the catalogue was last told they have passed."""

    name: str
    change: int = 0


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
