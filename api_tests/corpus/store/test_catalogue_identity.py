"""The identity of a catalogue, on each engine."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.store.catalogue import Catalogue
from corpus.store.catalogue_identity import catalogue_identity
from corpus.store.engine import open_database
from corpus.store.migrating import downgrade
from corpus.store.moving import move_catalogue


def identity_at(url: str) -> str:
    """What a catalogue says it is when it is opened anew."""
    with Catalogue.open(url) as catalogue:
        return catalogue_identity(catalogue)


def test_a_catalogue_is_always_the_same_and_no_other(new_url: Callable[[bool], str]) -> None:
    """Opened again it has the identity it had; another has another."""
    first, second = new_url(True), new_url(True)
    found = [identity_at(url) for url in (first, second, first, second)]

    assert found[:2] == found[2:]
    assert found[0] != found[1]
    assert [len(bytes.fromhex(one)) for one in found] == [16] * 4


def test_those_who_ask_at_once_are_told_the_same(catalogue_url: str) -> None:
    """Eight that ask for the first time, each with connections of its own, get one identity."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(identity_at, [catalogue_url] * 8))

    assert len(set(found)) == 1


def test_a_moved_catalogue_stays_what_it_is(catalogue_url: str, tmp_path: Path) -> None:
    """What was derived from it before it was moved is its own after."""
    identity, target = identity_at(catalogue_url), f"sqlite:///{tmp_path / '〔２〕.sqlite'}"
    source, empty = open_database(catalogue_url), open_database(target)
    try:
        move_catalogue(source, empty, lambda told: None)
    finally:
        source.close()
        empty.close()

    assert identity_at(target) == identity


def test_an_older_catalogue_is_given_an_identity(empty_url: str) -> None:
    """One that comes from a program without identities has one as soon as it is asked."""
    with Catalogue.open(empty_url) as catalogue:
        downgrade(catalogue.database, "0008")

    assert identity_at(empty_url) == identity_at(empty_url)
