"""Alembic's entry: runs on the connection that `corpus.store.migrating` hands in, within its transaction."""

from alembic import context

from corpus.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
