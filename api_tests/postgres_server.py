"""A real PostgreSQL for tests: a throwaway cluster from the system's own binaries, on a socket of its own."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from absent import absent

CURE = "apt-get install postgresql"
ADMIN, USER, PASSWORD = "admin", "chuchu", "密码/2026@:?"
"""The cluster's owner, and the role that owns the databases and may do nothing beyond them, as a catalogue's should.

The password must be written with %-signs in a URL.
"""
SYSTEM_USER = "postgres"
"""The user that Debian's package makes: initdb refuses to run as root."""


def binaries() -> Path:
    """The folder of initdb and postgres; the test says so where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        absent("PostgreSQL", CURE)
    return Path(on_path).resolve().parent


class PostgresServer:
    """One cluster: started when made, stopped by its own process id, its folder removed.

    `durable` keeps fsync on, for tests that kill the server; the others have no use for it.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._bin = binaries()
        # A socket's path has 107 characters at most: pytest's own folders are too deep.
        self.folder = Path(tempfile.mkdtemp(prefix="chuchu-pg-"))
        self._data = self.folder / "data"
        self._durable = durable
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(SYSTEM_USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        secret = self.folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        self._run("initdb", "-D", self._data, "-U", ADMIN, "-A", "scram-sha-256", "--pwfile", secret,
                  "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.process = self.start()
        self.execute(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, again after a kill, and wait until it answers."""
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=60"]
        if not self._durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        log = (self.folder / "log").open("ab")
        command = [str(self._bin / "postgres"), "-D", str(self._data), *options]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)
        log.close()
        for _ in range(600):
            with suppress(psycopg.OperationalError):
                psycopg.connect(**self.login()).close()
                return self.process
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8", "replace")[-2000:])

    def login(self, database: str = "postgres") -> dict[str, Any]:
        """What psycopg connects with, as the cluster's owner."""
        return {"host": str(self.folder), "user": ADMIN, "password": PASSWORD, "dbname": database}

    def url(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        """A database's URL as a user writes it."""
        from urllib.parse import quote

        secret = quote(password, safe="")
        return f"postgresql://{user}:{secret}@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement outside any transaction; gives its rows."""
        with psycopg.connect(**self.login(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "template1") -> str:
        """Make a database; gives its name."""
        name = f"c{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}")
        return name

    def kill(self) -> None:
        """Kill the server and every process of it at once, as the loss of power does."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in (self.process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server and remove all of it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if self._durable else signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str | Path) -> None:
        command = [str(self._bin / name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, cwd=self.folder, check=False, **self._as)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
