"""An empty data folder served to a client, and the headers by which callers are known."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from api_tests.small_world import SmallChuchu, small_chuchu
from service.app import create_app

LOCAL = "http://127.0.0.1"


@contextmanager
def served(
    folder: Path, address: str = "127.0.0.1", **settings: object
) -> Iterator[tuple[SmallChuchu, TestClient]]:
    """Serve an empty data folder to a client at an address."""
    with small_chuchu(folder, poll_seconds=0.05, **settings) as chuchu:
        app = create_app(chuchu)
        with TestClient(app, base_url=LOCAL, follow_redirects=False, client=(address, 50000)) as client:
            yield chuchu, client


def bearer(secret: str) -> dict[str, str]:
    """Give the header that carries a key."""
    return {"Authorization": f"Bearer {secret}"}


def said(*headers: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    """Give headers as a proxy sends them: in UTF-8."""
    return [(name.encode(), value.encode()) for name, value in headers]
