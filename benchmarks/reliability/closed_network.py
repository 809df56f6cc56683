"""The real server in a network namespace of its own, under strace: which addresses does it try to reach?

    python -m benchmarks.reliability.closed_network [--seconds 20]

`chuchu serve` starts from nothing (model, examples), is asked for pages, searches, answers, an upload and a batch, and
is stopped. Every connect, sendto and sendmsg to an internet address is counted; those to loopback are the asking. Needs
unshare and strace. The last line is JSON (matrix 21); exits with 1 where anything was tried, or was not answered.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "documents"
CALL = re.compile(
    r"(connect|sendto|sendmsg)\(.*?sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\""
)
OWN = ("127.", "::1")
ASKING = """
import http.client, json, sys, time, urllib.parse
port, seconds = int(sys.argv[1]), float(sys.argv[2])

def ask(method, path, body=None, kind="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Content-Type": kind} if body else {})
    answer = connection.getresponse()
    answer.read()
    return answer.status

until = time.monotonic() + 200
while True:
    try:
        if ask("GET", "/readyz") == 200:
            break
    except OSError:
        pass
    if time.monotonic() > until:
        raise SystemExit("not ready")
    time.sleep(0.5)
form = b"\\r\\n".join((
    b"--x", b'Content-Disposition: form-data; name="files"; filename="a.txt"', b"", b"http://example.com/ a", b"--x--", b""
))
said = []
end = time.monotonic() + seconds
while time.monotonic() < end:
    said = [
        ask("GET", "/"), ask("GET", "/?q=" + urllib.parse.quote("防汛")), ask("GET", "/documents"), ask("GET", "/api/v1/stats"),
        ask("POST", "/api/v1/search", json.dumps({"query": "安全生产责任"}).encode()),
        ask("POST", "/api/v1/ask", json.dumps({"question": "古井保护由谁统筹？"}).encode()),
        ask("POST", "/api/v1/documents?x", form, "multipart/form-data; boundary=x"),
        ask("POST", "/api/v1/batch", json.dumps({"questions": ["防汛"]}).encode()),
        ask("GET", "/metrics"), ask("GET", "/api/v1/openapi.json"),
    ]
    time.sleep(1)
print(json.dumps(said))
"""


def script(work: Path, seconds: float) -> str:
    """What runs within the namespace: loopback, the server under strace, the asking, and the end of the server."""
    python, trace = sys.executable, work / "trace"
    serve = f"{python} -c 'from scripts.main import main; main()' serve --port 8123 --examples {EXAMPLES}"
    return (
        f"{{ ip link set lo up || {python} -c '{LOOPBACK}'; }} 2>/dev/null\n"
        f"strace -f -qq -e trace=connect,sendto,sendmsg -o {trace} {serve} >{work}/log 2>&1 &\n"
        f"{python} {work}/asking.py 8123 {seconds}\nstatus=$?\n"
        "kill -TERM $(cat /proc/$!/task/$!/children)\nwait $!\nexit $status\n"
    )


LOOPBACK = (
    "import fcntl, socket, struct; s = socket.socket(); "
    'fcntl.ioctl(s, 0x8914, struct.pack("16sH14s", b"lo", 0x49, b""))'
)
"""Brings loopback up where there is no `ip`: SIOCSIFFLAGS with UP and RUNNING."""


def tried(trace: str) -> list[str]:
    """The addresses outside this machine that a trace tells of."""
    return sorted({f"{found[2]}:{found[1]}" for found in CALL.findall(trace) if not found[2].startswith(OWN)})


def main() -> None:
    """Serve, ask, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    absent = [name for name in ("strace", "unshare") if shutil.which(name) is None]
    if absent:
        raise SystemExit(f"{' and '.join(absent)} absent: apt-get install strace util-linux")
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        (work / "asking.py").write_text(ASKING, "utf-8")
        environment = {**os.environ, "CHUCHU_DATA": str(work / "data")}
        done = subprocess.run(
            ["unshare", "-rn", "sh", "-c", script(work, given.seconds)],
            capture_output=True, text=True, check=False, env=environment, cwd=ROOT,
        )  # fmt: skip
        trace = (work / "trace").read_text("utf-8", "replace") if (work / "trace").exists() else ""
    statuses = json.loads(done.stdout) if done.returncode == 0 else []
    outside = tried(trace)
    print(done.stderr[-500:], file=sys.stderr)
    print(json.dumps({"matrix": 21, "statuses": statuses, "calls": trace.count("\n"), "outside": outside}))
    sys.exit(1 if outside or not statuses or max(statuses) >= 400 else 0)


if __name__ == "__main__":
    main()
