"""Send an outline to the service and save the material for it as a Word file.

    python examples/scripts/outline_to_dossier.py examples/drafting/outline.md dossier.docx

Only the standard library is used. Change ADDRESS and ORDER to suit your office.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path

ADDRESS = "http://127.0.0.1:8000"
ORDER = {"per_heading": 5, "per_document": 2, "filters": {"date_from": "2019-01-01"}}


def main(source: Path, target: Path) -> None:
    """Send, wait, save."""
    order = {**ORDER, "outline": source.read_text("utf-8"), "format": target.suffix[1:]}
    job = json.loads(call("/api/v1/dossier", json.dumps(order).encode()))
    while not job["ended"]:
        time.sleep(0.5)
        job = json.loads(call(f"/api/v1/jobs/{job['id']}"))
    if job["state"] != "done":
        sys.exit(job["message"])
    target.write_bytes(call(f"/api/v1/jobs/{job['id']}/result"))
    print(f"{job['files_done']} 个标题，已写入 {target}")


def call(path: str, body: bytes | None = None) -> bytes:
    """Ask the service."""
    request = urllib.request.Request(ADDRESS + path, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
