"""`/keys`: keys made, listed and revoked; `/me`: who one is."""

from fastapi import APIRouter, Request, Response

from service.access.principal import Principal
from service.api.dependencies import Caller, Served, Service
from service.api.schemas.access import KeyBody, KeyList, KeyMade, KeyTold, Me

router = APIRouter(tags=["access"])


@router.get("/keys")
def keys(chuchu: Service) -> KeyList:
    """All keys, the newest first, revoked and expired ones too; their secrets are kept nowhere."""
    return KeyList(keys=[KeyTold.of(key) for key in chuchu.keys.all()])


@router.post("/keys", status_code=201)
async def create(body: KeyBody, served: Served, caller: Caller, response: Response) -> KeyMade:
    """Make a key. Its secret is in this answer and nowhere else."""
    made = served.chuchu.keys.create(
        body.name, body.role, body.collections, days=body.days, created_by=caller.name
    )
    served.access.doorkeeper.forget()
    response.headers["Location"] = f"/api/v1/keys/{made.key.id}"
    return KeyMade(key=KeyTold.of(made.key), secret=made.secret)


@router.delete("/keys/{key_id}")
async def revoke(key_id: str, served: Served) -> KeyTold:
    """Revoke a key and end its sessions, at once and for good."""
    revoked = served.chuchu.keys.revoke(key_id)
    served.access.doorkeeper.forget()
    return KeyTold.of(revoked)


@router.get("/me")
async def me(request: Request) -> Me:
    """Who the caller is, and what it may do."""
    caller: Principal | None = getattr(request.state, "principal", None)
    if caller is None:
        return Me(known=False, name="", role=None, powers=[], collections=[])
    reach = caller.reach.collections
    return Me(
        known=caller.is_known,
        name=caller.name,
        role=caller.role,
        powers=sorted(caller.powers),
        collections=None if reach is None else sorted(reach),
    )
