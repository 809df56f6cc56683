"""The real app behind a real HTTP server on a free port."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from service.app import create_app
from service.bootstrap import Chuchu


@contextmanager
def serving(chuchu: Chuchu) -> Iterator[str]:
    """Serve a data folder until left; gives the address."""
    config = uvicorn.Config(
        create_app(chuchu), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1
    )
    with running(config) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running(config: uvicorn.Config) -> Iterator[int]:
    """Run a server in a thread until left; gives its port."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
