"""Send a file of questions to the service and save the answers as a sheet.

    python examples/scripts/questions_to_sheet.py examples/drafting/questions.csv answers.xlsx

Only the standard library is used. Change the fields below to suit your office.
"""

import argparse
import json
import sys
import time
import urllib.request
import uuid
from pathlib import Path

FIELDS = {"mode": "ask", "limit": "3"}  # or "search"; also columns, filters


def main() -> None:
    """Send, wait, save."""
    given = options()
    source, target, service = given.source, given.target, Service(given.url, given.key)
    fields = {**FIELDS, "format": target.suffix[1:]}
    job = json.loads(service.call("/api/v1/batch", *form(fields, source)))
    while not job["ended"]:
        print(job["message"] or "排队中")
        time.sleep(1)
        job = json.loads(service.call(f"/api/v1/jobs/{job['id']}"))
    if job["state"] != "done":
        sys.exit(job["message"])
    target.write_bytes(service.call(f"/api/v1/jobs/{job['id']}/result"))
    print(f"{job['files_done']} 行，已写入 {target}")


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


def form(fields: dict[str, str], file: Path) -> tuple[bytes, str]:
    """Give fields and a file as a form, with its media type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
    parts += [head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"


if __name__ == "__main__":
    main()
