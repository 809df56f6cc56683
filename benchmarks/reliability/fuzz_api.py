"""Every operation of the API asked as its schema allows and forbids, with all checks of Schemathesis, and hostile strings.

    python -m benchmarks.reliability.fuzz_api [--examples 1000] [--seed 1] [--only PATH]

The real server runs on a folder of its own with a few notices and a quick encoder, open on loopback. `st run`
(extra `fuzz`) makes so many examples of each operation; then every string of `api_tests/hostile_strings.py` is asked
as a query, a question, a suggestion, a document's id and a citation's code. The last line is JSON. Exits with 1 where
there was a server error, or Schemathesis found a fault.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from api_tests.hostile_strings import queries
from api_tests.live_server import serving
from api_tests.small_world import index, small_chuchu, write_notices
from corpus.store.keys import Role

TOPICS = ("古井保护", "春耕备耕", "防汛抗旱")
ROOT = Path(__file__).parents[2]
NOT_APPLICABLE = ("ignored_auth",)
"""The schema declares no keys: who is refused is the matter of the key matrix."""
KEYS = "/keys"
KEYS_PHASES = "examples,coverage,fuzzing"
"""Of keys: what goes on with the ids of answers before would remove the key that all is asked with."""
UNLIMITED = {
    "per_second": 1e6,
    "burst": 10**6,
    "uploads_per_minute": 1e6,
    "answers_per_minute": 1e6,
}


def examined(address: str, secret: str, examples: int, seed: int, only: str | None) -> tuple[int, str]:
    """Run Schemathesis over one path, or over all and then over the keys; gives its exit status and what it printed."""
    of_keys = (
        "--phases",
        KEYS_PHASES,
        *(("--include-path", only) if only else ("--include-path-regex", KEYS)),
    )
    others = ("--include-path", only) if only else ("--exclude-path-regex", KEYS)
    runs = [of_keys] if only and KEYS in only else [others] if only else [others, of_keys]
    done = [_run(address, secret, examples, seed, chosen) for chosen in runs]
    return max(status for status, _ in done), "\n".join(told for _, told in done)


def _run(address: str, secret: str, examples: int, seed: int, chosen: Sequence[str]) -> tuple[int, str]:
    command = [
        str(Path(sys.executable).with_name("st")),
        *("--config-file", str(Path(__file__).with_name("schemathesis.toml"))),
        *("run", f"{address}/api/v1/openapi.json", "--url", address, "--checks", "all"),
        *("--exclude-checks", ",".join(NOT_APPLICABLE), "--header", f"Authorization: Bearer {secret}"),
        *("--wait-for-schema", "120", "--request-timeout", "60"),  # on a busy machine too
        *("--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"),
        *chosen,
    ]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks.reliability.fuzz_hooks"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=hooks)
    return done.returncode, done.stdout[-200_000:]


def hostile(address: str) -> Counter[str]:
    """Ask every hostile string everywhere; gives how often each class of status came."""
    seen: Counter[str] = Counter()
    host = urllib.parse.urlsplit(address).netloc
    for text in queries():
        for method, path, body in _asked(text):
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            seen[f"{answer.status // 100}xx"] += 1
    return seen


def _asked(text: str) -> Iterator[tuple[str, str, bytes | None]]:
    quoted = urllib.parse.quote(text.encode("utf-8", "surrogatepass"), safe="")
    yield "POST", "/api/v1/search", json.dumps({"query": text}).encode()
    yield "POST", "/api/v1/ask", json.dumps({"question": text}).encode()
    yield "GET", f"/api/v1/suggest?q={quoted}", None
    yield "GET", f"/api/v1/documents/{quoted}", None
    yield "GET", f"/api/v1/citations/{quoted}", None


def main() -> None:
    """Ask, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--examples", type=int, default=1000, help="of each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one path of the schema, and no hostile strings")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        with small_chuchu(home, requests=UNLIMITED) as chuchu:
            index(chuchu, write_notices(home / "通知", TOPICS))
            with serving(chuchu) as address:
                strings = Counter[str]() if given.only else hostile(address)
                secret = chuchu.keys.create("fuzz", Role.ADMIN).secret
                status, told = examined(address, secret, given.examples, given.seed, given.only)
                problems = [problem.message for problem in chuchu.catalogue.check()]
    print(told)
    print(
        json.dumps(
            {
                "matrix": 9,
                "examples_per_operation": given.examples,
                "schemathesis_status": status,
                "hostile_strings": len(list(queries())),
                "hostile_requests": dict(strings),
                "catalogue_problems": problems,
            }
        )
    )
    sys.exit(1 if status or strings["5xx"] or problems else 0)


if __name__ == "__main__":
    main()
