"""The real server process told to end: requests finish, jobs pause and go on at the next start."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from api_tests.small_world import notice

FILES = 60
RUN = "from scripts.main import main; main()"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, models: Path, port: int, **environment: str) -> subprocess.Popen[str]:
    """Start the service and wait until it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--port", str(port), "--data", str(data)],
        env={**os.environ, "CHUCHU_MODELS_FOLDER": str(models), "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200:
                return process
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[1])


def end(process: subprocess.Popen[str]) -> tuple[int, float]:
    """Ask a process to end; its exit code and the seconds it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    return process.returncode, time.monotonic() - began


@pytest.mark.slow
def test_a_job_goes_on_after_a_restart(tmp_path: Path, models_folder: Path) -> None:
    """SIGTERM amid an upload's indexing: the process ends in time, and the next start finishes every file."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    process = start(tmp_path / "data", models_folder, port)
    files = [("files", (f"{n:03}.txt", notice(n, f"第{n}号河道巡查").encode())) for n in range(FILES)]
    job = httpx.post(f"{base}/api/v1/documents", files=files, timeout=60).json()["id"]
    while httpx.get(f"{base}/api/v1/jobs/{job}", timeout=20).json()["state"] == "queued":
        time.sleep(0.05)
    code, took = end(process)

    process = start(tmp_path / "data", models_folder, port)
    until = time.monotonic() + 120
    told = httpx.get(f"{base}/api/v1/jobs/{job}", timeout=20).json()
    resumed = told["state"]
    while not told["ended"] and time.monotonic() < until:
        time.sleep(0.3)
        told = httpx.get(f"{base}/api/v1/jobs/{job}", timeout=20).json()
    documents = httpx.get(f"{base}/api/v1/stats", timeout=20).json()["documents"]
    again, _ = end(process)

    assert took < 25
    assert (code, again) == (0, 0)
    assert resumed in ("queued", "running", "interrupted", "done")
    assert (told["state"], documents) == ("done", FILES)


@pytest.mark.slow
def test_a_request_under_way_finishes(tmp_path: Path, models_folder: Path) -> None:
    """A body that is still coming when the process is told to end is taken and answered; new callers are not."""
    port = free_port()
    process = start(tmp_path / "data", models_folder, port)
    body = '{"query": "河道巡查"}'.encode()
    head = f"POST /api/v1/search HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body[:5])
    time.sleep(0.5)
    ended: list[tuple[int, float]] = []
    ending = threading.Thread(target=lambda: ended.append(end(process)))
    ending.start()
    time.sleep(1)
    client.sendall(body[5:])
    answer = client.makefile("rb").read()
    client.close()
    ending.join(60)

    assert answer.startswith(b"HTTP/1.1 200")
    assert [code for code, _ in ended] == [0]


@pytest.mark.slow
def test_an_open_service_does_not_start_for_others(tmp_path: Path, models_folder: Path) -> None:
    """On an address that others reach, without a key, it says what to do and ends with an error."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, "serve", "--host", "0.0.0.0", "--data", str(tmp_path / "data")],
        env={**os.environ, "CHUCHU_MODELS_FOLDER": str(models_folder)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "chuchu keys create" in done.stderr
    assert "CHUCHU_ACCESS__ALLOW_OPEN=true" in done.stderr
