"""Runs a Milvus server in a network namespace of its own, with one door to it: run by `unshare -n`, by path.

The server listens on all addresses of fixed ports and cannot be told otherwise. Here there is no address but this
namespace's own loopback; what connects to the listening socket that was handed in, made outside on 127.0.0.1, is
passed on to the server. On standard input, `start` starts the server, whose process id is answered, and the end of
input ends all; whoever started this kills the server by its id.
"""

import asyncio
import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

PORT = 19530
HEALTH = "http://127.0.0.1:9091/healthz"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
PR_SET_PDEATHSIG = 1


def raise_loopback() -> None:
    """Switch on the loopback interface of this namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, name))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(program: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Start the server in its data folder; it dies with this process."""
    environment = {
        **os.environ,
        "DEPLOY_MODE": "STANDALONE",
        "LD_LIBRARY_PATH": str(program.parent),
        "MILVUSCONF": str(folder / "configs"),
        "MILVUS_RUN_DIR": str(folder / "run"),
    }
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [program, "run", "standalone"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )


def is_healthy() -> bool:
    """Tell whether the server calls itself well."""
    try:
        with urllib.request.urlopen(HEALTH, timeout=2) as answer:
            return b"OK" in answer.read()
    except (urllib.error.URLError, OSError):
        return False


async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until the end."""
    with contextlib.suppress(OSError):
        while chunk := await reader.read(1 << 18):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Join a caller with the server; where there is no server the caller is hung up on."""
    try:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", PORT)
    except OSError:
        writer.close()
        return
    with contextlib.suppress(asyncio.CancelledError):  # the door is closed
        await asyncio.gather(passed_on(reader, inner_writer), passed_on(inner_reader, writer))


async def main(listening: int, program: Path, folder: Path) -> None:
    """Serve the door and the orders on standard input."""
    raise_loopback()
    server: subprocess.Popen[bytes] | None = None
    door = await asyncio.start_server(connected, sock=socket.socket(fileno=listening))
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    while order := (await orders.readline()).decode().strip():
        if order == "start":
            server = start(program, folder)
            print(server.pid, flush=True)
        if order == "health":
            print(await asyncio.to_thread(is_healthy), flush=True)
        if order == "reap" and server is not None:
            print(await asyncio.to_thread(server.wait), flush=True)
    door.close()
    if server is not None and server.poll() is None:
        server.send_signal(signal.SIGKILL)  # it takes minutes to heed any other
        server.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
