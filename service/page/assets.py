"""Static files, served under an address that holds a hash of their content and so may be kept for ever."""

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
    digest: str


class Assets:
    """The static files of a folder; there are few, and they are small."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Assets":
        """Every file of the folder whose media type is known."""
        return cls(
            {path.name: _asset(path) for path in sorted(folder.iterdir()) if path.suffix in MEDIA_TYPES}
        )

    def url(self, name: str) -> str:
        """Where a file is served. Raises KeyError."""
        return f"/static/{self._assets[name].digest}/{name}"

    def answer(self, digest: str, name: str) -> Response:
        """A file; 404 when the name or the hash of its content is not a current one."""
        asset = self._assets.get(name)
        if asset is None or asset.digest != digest:
            raise HTTPException(404)
        return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": FOREVER})


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, MEDIA_TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])
