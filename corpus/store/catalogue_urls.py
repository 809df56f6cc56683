"""Where a catalogue is, as it is written in settings: the URL of a database, or the path of an SQLite file."""

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from corpus.store.errors import CatalogueAddressInvalid, DriverMissing

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


def catalogue_url(address: str | Path) -> URL:
    """Read an address: `sqlite:///…`, `postgresql://…` (psycopg is the driver), or the path of an SQLite file.

    Raises:
        CatalogueAddressInvalid: it cannot be read, or names a database that is neither.
        DriverMissing: PostgreSQL's driver is not installed.
    """
    if isinstance(address, Path) or "://" not in address:
        return URL.create(SQLITE, database=str(Path(address).absolute()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise CatalogueAddressInvalid(_without_secret(address), "无法解析") from error
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() not in (SQLITE, POSTGRESQL):
        raise CatalogueAddressInvalid(shown(url), f"不支持 {url.drivername}")
    if url.get_backend_name() == POSTGRESQL:
        _check_postgresql(url)
    return url


def is_sqlite(url: URL) -> bool:
    """Whether the catalogue is a file of SQLite."""
    return url.get_backend_name() == SQLITE


def shown(url: URL) -> str:
    """The address as it may be printed: without the password."""
    if is_sqlite(url):
        return url.database or ""
    return url.render_as_string(hide_password=True)


def _check_postgresql(url: URL) -> None:
    if url.drivername != "postgresql+psycopg":
        raise CatalogueAddressInvalid(shown(url), f"不支持驱动 {url.drivername}")
    if not url.database:
        raise CatalogueAddressInvalid(shown(url), "没有写数据库的名称")
    if find_spec("psycopg") is None:
        raise DriverMissing


def _without_secret(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://***@{rest.rpartition('@')[2]}" if "@" in rest else address
