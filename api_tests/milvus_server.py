"""A real Milvus server for tests and measurements, on a free port of 127.0.0.1: installed once, started, killed.

The server is the wheel `milvus==2.3.5`, kept apart from the product's dependencies: in CHUCHU_TEST_MILVUS, or
.cache/milvus of the checkout.
"""

import lzma
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).resolve().parents[1]
WHEEL = "milvus==2.3.5"
TOKEN = "root:Milvus"
"""The first user of every server that asks who comes, and this one does."""
NAMESPACE = ("unshare", "--net") if os.geteuid() == 0 else ("unshare", "--net", "--map-root-user")
START_SECONDS = 180


class MilvusAbsent(Exception):
    """The server cannot be had here; the text says why."""


def installed() -> Path:
    """Give the folder of the unpacked server, taken from the package registry once. Raises MilvusAbsent."""
    home = Path(os.environ.get("CHUCHU_TEST_MILVUS", REPOSITORY / ".cache" / "milvus"))
    if not (home / "complete").exists():
        _check_namespace()
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(home), WHEEL]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MilvusAbsent(f"pip install {WHEEL}: {done.stderr.strip()[-500:]}")
        for packed in (home / "milvus" / "data" / "bin").glob("*.lzma"):
            unpacked = home / "bin" / packed.stem
            unpacked.parent.mkdir(exist_ok=True)
            unpacked.write_bytes(lzma.decompress(packed.read_bytes()))
            unpacked.chmod(0o755)
        (home / "complete").touch()
    return home


def _check_namespace() -> None:
    tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise MilvusAbsent(f"unshare --net: {tried.stderr.strip()}")


def configure(template: str, folder: Path, session_seconds: int) -> str:
    """Give the server's settings: all defaults of the wheel, data in `folder`, callers asked who they are."""
    wanted = {
        "etcd_log_path": folder / "etcd.log",
        "etcd_data_dir": folder / "etcd",
        "local_storage_dir": folder / "data",
        "rocksmq_data_dir": folder / "rocksmq",
        "system_log_path": "",
        "authorization_enabled": "true",
    }

    def value(found: re.Match[str]) -> str:
        name, _, default = found[1].partition(":")
        return str(wanted.get(name.split("(")[0].strip(), default.strip()))

    text = re.sub(r"\{\{(.*?)\}\}", value, template)
    return text.replace("ttl: 30 ", f"ttl: {session_seconds} ", 1)


class MilvusServer:
    """A server in its data folder. `url` stays the same over restarts.

    session_seconds: after so long without a sign of life its parts take each other for dead. A restart after a kill
    waits for that; on a busy machine a short time ends the server.
    """

    def __init__(self, folder: Path, session_seconds: int = 10) -> None:
        self._home, self._folder = installed(), folder
        (folder / "configs").mkdir(parents=True, exist_ok=True)
        data = self._home / "milvus" / "data"
        template = (data / "config.yaml.template").read_text("utf-8")
        (folder / "configs" / "milvus.yaml").write_text(configure(template, folder, session_seconds), "utf-8")
        (folder / "configs" / "glog.conf").write_bytes((data / "glog.conf").read_bytes())
        self._door = socket.create_server(("127.0.0.1", 0))
        self._pid: int | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._pid is not None
        return self._pid

    @property
    def resident_bytes(self) -> int:
        """The memory that the running server holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def __enter__(self) -> Self:
        number = self._door.fileno()
        program = Path(__file__).with_name("milvus_namespace.py")
        arguments = [str(number), str(self._home / "bin" / "milvus"), str(self._folder)]
        self._keeper = subprocess.Popen(
            [*NAMESPACE, sys.executable, str(program), *arguments],
            pass_fds=[number],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keeper.communicate()
        self._door.close()

    def start(self) -> None:
        """Start the server and wait until it is well. Raises MilvusAbsent where it does not become so in time."""
        self._pid = int(self._ordered("start"))
        until = time.monotonic() + START_SECONDS
        while self._ordered("health") != "True":
            if time.monotonic() >= until:
                log = (self._folder / "server.log").read_text("utf-8", "replace")
                raise MilvusAbsent(f"not well after {START_SECONDS} s: {log[-2000:]}")
            time.sleep(0.2)

    def kill(self) -> None:
        """Kill it as a crash would, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        self._ordered("reap")
        self._pid = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it answer nothing, while connections to it still open."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def _ordered(self, order: str) -> str:
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.write(f"{order}\n")
        self._keeper.stdin.flush()
        return self._keeper.stdout.readline().strip()
