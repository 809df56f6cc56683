"""Recognised pages, kept by the content of their file, so that no page is recognised twice."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from parsing.recognised import RecognisedPage, page_from_json, page_to_json
from parsing.wire import WireError


class PageStore:
    """A folder `<first two digits>/<sha256>/<page>.json`; deleting it costs nothing but time.

    `recogniser` names what recognises, with its settings: pages of another one are not found.
    """

    def __init__(self, folder: Path, recogniser: str) -> None:
        self._folder, self._recogniser = folder, recogniser

    def get(self, sha256: str, number: int) -> RecognisedPage | None:
        """A page of a file by its number, None where it is not kept, damaged, or of another recogniser."""
        try:
            kept = json.loads(self._place(sha256, number).read_bytes())
            if not isinstance(kept, dict) or kept.get("recogniser") != self._recogniser:
                return None
            page = page_from_json(kept.get("page"))
        except (OSError, ValueError, WireError):
            return None
        return page if page.number == number else None

    def put(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page, whole or not at all. Raises OSError where the disk is full or not writable."""
        place = self._place(sha256, page.number)
        place.parent.mkdir(parents=True, exist_ok=True)
        kept = {"recogniser": self._recogniser, "page": page_to_json(page)}
        descriptor, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
            part.replace(place)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def forget(self, sha256: str) -> None:
        """Delete the pages of a file."""
        shutil.rmtree(self._place(sha256, 0).parent, ignore_errors=True)

    def _place(self, sha256: str, number: int) -> Path:
        return self._folder / sha256[:2] / sha256 / f"{number}.json"
