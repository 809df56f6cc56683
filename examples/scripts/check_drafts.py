"""Check every draft of a folder over the HTTP API and write the annotated ones beside them: change it as you need.

    python examples/scripts/check_drafts.py DRAFTS [--url http://127.0.0.1:8000] [--collection NAME]

Needs nothing but Python.
"""

import argparse
import json
import secrets
import urllib.request
from pathlib import Path

ENDINGS = {".docx", ".txt", ".md"}


def main() -> None:
    """Check the drafts of a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--collection", action="append", default=[])
    options = parser.parse_args()
    filters = json.dumps({"collections": options.collection})
    for draft in sorted(path for path in options.folder.iterdir() if path.suffix.lower() in ENDINGS):
        if draft.stem.endswith("-核对"):
            continue
        checked = json.loads(send(f"{options.url}/api/v1/quotes/check", draft, filters))
        wrong = [quote for quote in checked["quotes"] if quote["verdict"] != "exact"]
        print(f"{draft.name}：引文 {len(checked['quotes'])} 处，需要看的 {len(wrong)} 处")
        for quote in wrong:
            print(f"  {quote['verdict']}：{quote['text'][:60]}　{quote['note']}")
        annotated = send(f"{options.url}/api/v1/quotes/check?format=docx", draft, filters)
        draft.with_name(f"{draft.stem}-核对.docx").write_bytes(annotated)


def send(url: str, file: Path, filters: str) -> bytes:
    """Send a file and the filters as a form; gives the answer's body."""
    mark = secrets.token_hex(16)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="filters"\r\n\r\n{filters}\r\n--{mark}\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
    body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    request = urllib.request.Request(url, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
    with urllib.request.urlopen(request) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    main()
