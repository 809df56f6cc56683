"""Keys and sessions: whom a secret finds, for how long, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.store.catalogue import Catalogue
from corpus.store.keys import InvalidKey, Keys, Role


def test_a_key_opens_until_it_expires_or_is_revoked(tmp_path: Path) -> None:
    """The secret finds its key while that holds; a wrong, expired or revoked one finds nothing."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with Catalogue.open(tmp_path / "c.sqlite", clock=lambda: now) as catalogue:
        keys = Keys(catalogue)
        short = keys.create("短期", Role.READER, ["公开"], days=1)
        long = keys.create("长期", Role.EDITOR)

        assert keys.find(short.secret) == short.key
        assert keys.find(long.secret + "x") is None
        assert keys.find(long.secret[:-1] + ("A" if long.secret[-1] != "A" else "B")) is None
        assert keys.find(f"chuchu_{short.key.id}_{long.secret.rpartition('_')[2]}") is None
        session = keys.sign_in(long.key, 1)
        assert keys.of_session(session) == long.key
        now += timedelta(hours=2)
        assert keys.of_session(session) is None
        now += timedelta(days=1)
        assert keys.find(short.secret) is None
        fresh = keys.sign_in(long.key, 1)
        assert keys.revoke(long.key.id).revoked_at is not None
        assert (keys.find(long.secret), keys.of_session(fresh)) == (None, None)
        assert keys.exist()


def test_no_key_lies_in_the_data_folder(tmp_path: Path) -> None:
    """Of key and session only hashes are kept: the database holds neither secret, whole or its random part."""
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        keys = Keys(catalogue)
        made = keys.create("甲", Role.ADMIN)
        session = keys.sign_in(made.key, 1)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert made.key.id.encode() in kept
    assert made.secret[24:].encode() not in kept
    assert session.encode() not in kept


@pytest.mark.parametrize(
    ("name", "role", "collections", "days"),
    [(" ", Role.READER, None, None), ("甲" * 81, Role.READER, None, None), ("甲", Role.READER, [], None),
     ("甲", Role.AUDIT, ["公开"], None), ("甲", Role.READER, None, 0)],
)  # fmt: skip
def test_a_key_without_sense_is_not_made(
    tmp_path: Path, name: str, role: Role, collections: list[str] | None, days: float | None
) -> None:
    """A blank or long name, no collection at all, an officer bound to one, no time: each is refused."""
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, pytest.raises(InvalidKey):
        Keys(catalogue).create(name, role, collections, days=days)
