"""What another process may do between two transactions of this one, done by a test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

from sqlalchemy import Connection

from corpus.store.engine import Database

Begin = Callable[[Database], AbstractContextManager[Connection]]


@contextmanager
def between_transactions(step: Callable[[], object]) -> Iterator[None]:
    """Have something done before each transaction that this thread begins, but by itself.

    Events of the database library would reach the services of other tests too, which run in threads of their own.
    """
    own, stepping = threading.get_ident(), threading.Event()

    def after_step(begin: Begin) -> Begin:
        @contextmanager
        def begun(database: Database) -> Iterator[Connection]:
            if threading.get_ident() == own and not stepping.is_set():
                stepping.set()
                step()
                stepping.clear()
            with begin(database) as connection:
                yield connection

        return begun

    with (
        patch.object(Database, "read", after_step(Database.read)),
        patch.object(Database, "write", after_step(Database.write)),
    ):
        yield
