"""Static files, served under an address that holds a hash of them all and so may be kept for ever.

One hash for all: so that a script names another by its file name beside it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file in memory."""

    content: bytes
    media_type: str


class Assets:
    """The static files of a folder; there are few, and they are small."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets
        self.digest = _digest(assets)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Assets":
        """Every file of the folder whose media type is known."""
        return cls(
            {
                path.name: Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
                for path in sorted(folder.iterdir())
                if path.suffix in MEDIA_TYPES
            }
        )

    def url(self, name: str) -> str:
        """Where a file is served. Raises KeyError."""
        self._assets[name]
        return f"/static/{self.digest}/{name}"

    def answer(self, digest: str, name: str) -> Response:
        """A file; 404 when the name or the hash is not a current one."""
        asset = self._assets.get(name)
        if asset is None or digest != self.digest:
            raise HTTPException(404)
        return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": FOREVER})


def _digest(assets: Mapping[str, Asset]) -> str:
    whole = hashlib.sha256()
    for name, asset in assets.items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(asset.content).digest())
    return whole.hexdigest()[:12]
