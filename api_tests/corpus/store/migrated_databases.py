"""Databases of a real PostgreSQL for tests of the store."""

from postgres_server import USER, PostgresServer

from corpus.store.catalogue import Catalogue
from corpus.store.tables import HEAD_REVISION, metadata

TEMPLATE = "migrated"
"""A PostgreSQL database with the tables and without a document."""


class Databases:
    """Databases with the tables and without a row. Emptied after a test and used again: quicker than new ones."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._clean: list[str] = []
        server.execute(f"CREATE DATABASE {TEMPLATE} OWNER {USER}")
        Catalogue.open(server.url(TEMPLATE)).close()

    def take(self) -> str:
        """Give the name of one."""
        return self._clean.pop() if self._clean else self.server.new_database(TEMPLATE)

    def give_back(self, name: str) -> None:
        """Take one in after a test; what the test left with other tables is left to the end of the cluster."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        found = {row[0] for row in self.server.execute(tables, name)}
        if found != {*metadata.tables, "alembic_version"}:
            return
        if self.server.execute("SELECT version_num FROM alembic_version", name) != [(HEAD_REVISION,)]:
            return
        self.server.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY", name)
        self._clean.append(name)
