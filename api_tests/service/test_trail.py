"""The audit trail written by several threads at once."""

import threading
from pathlib import Path

from corpus.store.audit import Action, Audit, Deed
from corpus.store.catalogue import Catalogue
from service.access.trail import Trail


def deed(number: int) -> Deed:
    """Give a deed that is told apart by its request."""
    at = f"2026-11-22T08:00:{number % 60:02}.000000Z"
    return Deed(at, "综合处〔２〕", None, Action.SEARCH, "GET", "/", 200, "127.0.0.1", f"{number:06}")


def test_each_deed_is_written_once_whoever_writes(tmp_path: Path) -> None:
    """Readers of the trail have it written beside its own thread: nothing twice, nothing lost, no error."""
    with Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        trail = Trail(Audit(catalogue), 180)
        failed = []

        def tell(first: int) -> None:
            for number in range(first, first + 100):
                trail.tell(deed(number))

        def write() -> None:
            try:
                for _ in range(6):
                    trail.write()
            except IndexError as error:
                failed.append(error)

        threads = [threading.Thread(target=tell, args=(first,)) for first in range(0, 400, 100)]
        threads += [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        trail.write()
        written = sorted(one.request_id for one in Audit(catalogue).all())

    assert ([], [f"{number:06}" for number in range(400)]) == (failed, written)
