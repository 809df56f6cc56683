"""Keys, collections and the audit trail, as they are told."""

from pydantic import Field

from corpus.store import audit, keys
from corpus.store.audit import Action
from corpus.store.keys import Role
from service.access.powers import Power
from service.api.schemas.common import Shape, Word

MAX_COLLECTIONS = 200


class KeyBody(Shape):
    """A key to be made."""

    name: str = Field(min_length=1, max_length=80, description="whose or what for", examples=["综合处"])
    role: Role = Role.READER
    collections: list[Word] | None = Field(
        None, max_length=MAX_COLLECTIONS, description="what it opens; null: all"
    )
    days: float | None = Field(None, gt=0, le=36_500, description="until it expires; null: never")


class KeyTold(Shape):
    """A key, without what makes it one. Times are UTC, ISO 8601."""

    id: str
    name: str
    role: Role
    collections: list[str] | None
    created_at: str
    created_by: str
    expires_at: str | None
    revoked_at: str | None

    @classmethod
    def of(cls, key: keys.Key) -> "KeyTold":
        """The shape of a key."""
        return cls.model_validate(key)


class KeyMade(Shape):
    """A key that was just made; `secret` is shown this once and kept nowhere."""

    key: KeyTold
    secret: str


class KeyList(Shape):
    """Keys, the newest first."""

    keys: list[KeyTold]


class Me(Shape):
    """Who the caller is; `known` is false where the service is open to everyone, or nobody is signed in."""

    known: bool
    name: str
    role: Role | None
    powers: list[Power]
    collections: list[str] | None = Field(description="null: all")


class CollectionBody(Shape):
    """A collection to be made."""

    name: str = Field(max_length=80, examples=["公开文件"])
    description: str = Field("", max_length=2000)


class CollectionChange(Shape):
    """What is to be said of a collection."""

    description: str = Field(max_length=2000)


class CollectionTold(Shape):
    """A collection and how many documents it holds."""

    name: str
    description: str
    created_at: str
    documents: int


class CollectionList(Shape):
    """The collections that the caller may see, by name."""

    collections: list[CollectionTold]


class CollectionRemoved(Shape):
    """How many documents went with a collection."""

    documents: int


class DeedTold(Shape):
    """One line of the audit trail."""

    at: str
    who: str
    key: str | None
    action: Action
    method: str
    path: str
    status: int
    address: str
    request_id: str

    @classmethod
    def of(cls, deed: audit.Deed) -> "DeedTold":
        """The shape of a deed."""
        return cls.model_validate(deed)


class AuditPage(Shape):
    """Lines of the audit trail, the newest first; `total` counts all that were asked for."""

    total: int
    deeds: list[DeedTold]
