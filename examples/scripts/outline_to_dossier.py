"""Send an outline to the service and save the material for it as a Word file.

    python examples/scripts/outline_to_dossier.py examples/drafting/outline.md dossier.docx

Only the standard library is used. Change ORDER to suit your office.
"""

import argparse
import json
import sys
import time
import urllib.request
from pathlib import Path

ORDER = {"per_heading": 5, "per_document": 2, "filters": {"date_from": "2019-01-01"}}


def main() -> None:
    """Send, wait, save."""
    given = options()
    source, target, service = given.source, given.target, Service(given.url, given.key)
    order = {**ORDER, "outline": source.read_text("utf-8"), "format": target.suffix[1:]}
    job = json.loads(service.call("/api/v1/dossier", json.dumps(order).encode()))
    while not job["ended"]:
        time.sleep(0.5)
        job = json.loads(service.call(f"/api/v1/jobs/{job['id']}"))
    if job["state"] != "done":
        sys.exit(job["message"])
    target.write_bytes(service.call(f"/api/v1/jobs/{job['id']}/result"))
    print(f"{job['files_done']} 个标题，已写入 {target}")


class Service:
    """A service at an address, asked with a key where it wants one."""

    def __init__(self, url: str, key: str | None) -> None:
        self.url, self.headers = url.rstrip("/"), {"Authorization": f"Bearer {key}"} if key else {}

    def call(self, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        """Ask; gives the bytes of the answer."""
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind, **self.headers})
        with urllib.request.urlopen(request) as answer:
            return answer.read()


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--key", help="an API key, where the service asks for one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
