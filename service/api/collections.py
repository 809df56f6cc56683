"""`/collections`: listed, made, described, removed."""

from typing import Annotated

from fastapi import APIRouter, Query

from corpus.store import records
from corpus.store.errors import CollectionUnknown
from service.access.errors import Forbidden
from service.access.powers import Power
from service.access.principal import Principal
from service.api.dependencies import Caller, Service
from service.api.schemas.access import (
    CollectionBody,
    CollectionChange,
    CollectionList,
    CollectionRemoved,
    CollectionTold,
)

router = APIRouter(prefix="/collections", tags=["access"])


@router.get("")
def collections(chuchu: Service, caller: Caller) -> CollectionList:
    """The collections that the caller may see, by name, each with the number of its documents."""
    sizes = chuchu.catalogue.collection_sizes()
    seen = [one for one in chuchu.catalogue.collections() if caller.holds(one.name)]
    return CollectionList(collections=[_told(one, sizes.get(one.name, 0)) for one in seen])


@router.post("", status_code=201)
def create(body: CollectionBody, chuchu: Service, caller: Caller) -> CollectionTold:
    """Make a collection; who holds only some collections cannot."""
    if caller.collections is not None:
        raise Forbidden
    return _told(chuchu.catalogue.create_collection(body.name, body.description), 0)


@router.patch("/{name}")
def describe(name: str, body: CollectionChange, chuchu: Service, caller: Caller) -> CollectionTold:
    """Change what is said of a collection. Its name is part of its documents' ids and stays."""
    _check_own(caller, name)
    changed = chuchu.catalogue.describe_collection(name, body.description)
    return _told(changed, chuchu.catalogue.collection_sizes().get(name, 0))


@router.delete("/{name}")
def remove(
    name: str,
    chuchu: Service,
    caller: Caller,
    documents: Annotated[bool, Query(description="its documents too")] = False,
) -> CollectionRemoved:
    """Remove a collection; one that holds documents only with them, which takes the power to write."""
    _check_own(caller, name)
    if documents and Power.WRITE not in caller.powers:
        raise Forbidden
    return CollectionRemoved(documents=chuchu.catalogue.remove_collection(name, documents=documents))


def _check_own(caller: Principal, name: str) -> None:
    if not caller.holds(name):
        raise CollectionUnknown(name)


def _told(collection: records.Collection, documents: int) -> CollectionTold:
    return CollectionTold(
        name=collection.name,
        description=collection.description,
        created_at=collection.created_at,
        documents=documents,
    )
