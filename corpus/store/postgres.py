"""What is PostgreSQL's own: how connections are set up, which servers will do, what its errors stand for."""

from collections.abc import Mapping

from sqlalchemy import URL, Connection

from corpus.errors import ChuchuError
from corpus.store.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueFull,
    CatalogueRefused,
    CatalogueUnreachable,
    CatalogueUnwritable,
    InvalidText,
    ServerUnfit,
)

OLDEST_SERVER = 150000
"""PostgreSQL 15, the oldest release that the tests run on."""
BUSY_SECONDS = 30
_ABANDONED_SECONDS = 60
_WRITE_LOCK = 0x6368756368  # one advisory lock for all writers of a database
_CONNECTION: Mapping[str, str] = {
    "connect_timeout": "5",
    "application_name": "chuchu",
    # A server or a network that went silent is noticed within half a minute, not in hours.
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
# Whatever the server's or the role's defaults are: a commit that returned is on the disk.
_SESSION = "-c synchronous_commit=on -c client_encoding=UTF8 -c timezone=UTC"

READING: Mapping[str, str | bool] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of SQLAlchemy that let the driver's BEGIN itself ask for one state, to read: no round trip of its own."""
_BEGIN_WRITE = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE; "
    f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'; "
    # The lock of a client that stopped in the midst, or lost its machine, is given to the next.
    f"SET LOCAL idle_in_transaction_session_timeout = '{_ABANDONED_SECONDS}s'; "
    f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"
)

_REFUSALS = ("28", "3D")  # invalid authorisation, no such database
_ABSENT = ("08", "57P", "25P03")  # connection lost, server stopping or starting, session ended for being idle
# What libpq says of a failed connection, in the language of the server: it answered, but not for long.
_ANSWERED = ("FATAL:", "致命错误:", "no password supplied")
_SOON = ("starting up", "shutting down", "recovery", "too many", "remaining connection slots", "not yet accepting",
         "正在启动", "正在关闭", "恢复模式", "过多", "连接槽")  # fmt: skip
_TEXT = ("22021", "22P05")


def connection_arguments(url: URL) -> dict[str, str]:
    """What each connection is opened with; what the URL itself says comes first."""
    given = {name: value for name, value in _CONNECTION.items() if name not in url.query}
    options = url.query.get("options", "")
    return {
        **given,
        "options": f"{_SESSION} {options if isinstance(options, str) else ' '.join(options)}".strip(),
    }


def begin_write(connection: Connection) -> None:
    """Let a transaction be one of a writer: under the write lock, seeing what was committed before it was given."""
    connection.exec_driver_sql(_BEGIN_WRITE)


def check_server(connection: Connection, place: str) -> None:
    """Raise ServerUnfit for a server that is too old, or a database that does not keep Unicode."""
    version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
    if version < OLDEST_SERVER:
        told = f"服务器是 PostgreSQL {version // 10000}，至少需要 {OLDEST_SERVER // 10000}"
        raise ServerUnfit(place, told, "请升级数据库服务器")
    encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
    if encoding != "UTF8":
        raise ServerUnfit(place, f"数据库编码是 {encoding}", "请以 ENCODING 'UTF8' 另建数据库")


def translated(error: BaseException, place: str) -> ChuchuError | None:
    """The error of ours that one of psycopg's stands for; None for a mistake of the program, or another's error."""
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("psycopg")]
    if "Error" not in kinds:
        return None
    state, told = getattr(error, "sqlstate", None), " ".join(str(error).split())
    if state is None:
        return _without_state(kinds, told, place)
    if state.startswith(_REFUSALS):
        return CatalogueRefused(place, told)
    if state.startswith(_ABSENT) or state == "53300":  # too many connections
        return CatalogueUnreachable(place, told)
    return _in_session(state, told, place)


def _in_session(state: str, told: str, place: str) -> ChuchuError | None:
    if state in ("55P03", "57014") or state.startswith("40"):  # no lock in time, cancelled, deadlock
        return CatalogueBusy(place)
    if state in ("53100", "58030"):  # disk full, input or output failed
        return CatalogueFull(place, told)
    if state in ("42501", "25006"):  # not permitted, read-only
        return CatalogueUnwritable(place, told)
    if state.startswith("XX00"):
        return CatalogueDamaged(place, told)
    return InvalidText(0) if state in _TEXT else None


def _without_state(kinds: list[str], told: str, place: str) -> ChuchuError | None:
    """Of errors that the client library found: libpq gives no state for what fails while it connects."""
    if "DataError" in kinds:  # a NUL, which no text of PostgreSQL holds
        return InvalidText(0)
    if "OperationalError" not in kinds and "InterfaceError" not in kinds:
        return None
    answered = any(words in told for words in _ANSWERED)
    if answered and not any(words in told for words in _SOON):
        return CatalogueRefused(place, told)
    return CatalogueUnreachable(place, told)
