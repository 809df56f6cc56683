"""Send a file of questions to the service and save the answers as a sheet.

    python examples/scripts/questions_to_sheet.py examples/drafting/questions.csv answers.xlsx

Only the standard library is used. Change ADDRESS, and the fields below, to suit your office.
"""

import json
import sys
import time
import urllib.request
import uuid
from pathlib import Path

ADDRESS = "http://127.0.0.1:8000"
FIELDS = {"mode": "ask", "limit": "3"}  # or "search"; also columns, filters


def main(source: Path, target: Path) -> None:
    """Send, wait, save."""
    fields = {**FIELDS, "format": target.suffix[1:]}
    job = json.loads(call("/api/v1/batch", *form(fields, source)))
    while not job["ended"]:
        print(job["message"] or "排队中")
        time.sleep(1)
        job = json.loads(call(f"/api/v1/jobs/{job['id']}"))
    if job["state"] != "done":
        sys.exit(job["message"])
    target.write_bytes(call(f"/api/v1/jobs/{job['id']}/result"))
    print(f"{job['files_done']} 行，已写入 {target}")


def call(path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
    """Ask the service."""
    request = urllib.request.Request(ADDRESS + path, body, {"Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


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
    main(Path(sys.argv[1]), Path(sys.argv[2]))
