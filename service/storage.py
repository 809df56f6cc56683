"""Room for source files: the quota of the service, and what uploads leave free on the disk."""

import shutil
from pathlib import Path

from corpus.store.catalogue import Catalogue
from service.access.errors import QuotaReached
from service.settings_limits import LimitSettings


class Storage:
    """Looks before each upload; what is on its way in already counts where it lies on the same disk."""

    def __init__(self, catalogue: Catalogue, folder: Path, limits: LimitSettings) -> None:
        self._catalogue, self._folder, self._limits = catalogue, folder, limits

    def check(self) -> None:
        """Raise QuotaReached when source files hold what they may, or the disk is nearly full."""
        quota = self._limits.storage_bytes
        if quota and self._catalogue.source_bytes() >= quota:
            raise QuotaReached
        if shutil.disk_usage(self._folder).free < self._limits.free_bytes:
            raise QuotaReached
