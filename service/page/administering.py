"""`/admin`: how the service stands, its keys, and its audit trail."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.responses import RedirectResponse, Response

from corpus.errors import ChuchuError
from corpus.store.audit import Action, DeedFilters
from corpus.store.clock import utc_now
from corpus.store.keys import Key, Role
from service.access.jobs import seen_jobs
from service.access.powers import POWERS
from service.access.principal import Principal
from service.api.dependencies import Caller, Served
from service.api.schemas.access import KeyBody
from service.api.schemas.common import Date, Word
from service.health import readiness
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.filtering import pager
from service.page.forms import SentForm, read_form
from service.page.job_lines import clock, job_line
from service.page.parameters import MAX_PAGE, without_blanks
from service.page.renderer import Renderer
from service.page.sections import admin_tabs
from service.recent_errors import RecentErrors
from service.replies import told
from service.serving import Serving
from service.version import version

router = APIRouter(include_in_schema=False)
JOBS = 8
DEEDS = 50
FORM_BYTES = 1 << 16


class TrailParameters(BaseModel):
    """What of the audit trail is shown."""

    model_config = ConfigDict(extra="ignore")

    since: Date | None = None
    until: Date | None = None
    who: Word | None = None
    action: Action | None = None
    page: int = Field(1, ge=1, le=MAX_PAGE)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: object) -> object:
        return without_blanks(values)

    def filters(self) -> DeedFilters:
        """The filters, the days whole."""
        return DeedFilters(
            since=f"{self.since}T00" if self.since else None,
            until=f"{self.until}T24" if self.until else None,
            who=self.who,
            action=self.action,
        )


@router.get("/admin")
def state(request: Request, served: Served, caller: Caller, pages: Pages) -> Response:
    """Documents and indexes, the model, the newest jobs, the last failures."""
    chuchu, words = served.chuchu, pages.words(request)
    errors: RecentErrors = request.app.state.recent_errors
    found = seen_jobs(chuchu.jobs, caller, JOBS)
    return pages.page(
        request,
        "admin.html",
        here="admin",
        tabs=admin_tabs(caller),
        ready=readiness(served),
        stats=chuchu.catalogue.stats(),
        engine=chuchu.encoder.engine,
        version=version(),
        jobs=[job_line(job, served.uploads.holds(job), words) for job in found],
        errors=[(clock(error.at), error) for error in errors.newest()],
    )


@router.get("/admin/keys")
def keys(request: Request, served: Served, caller: Caller, pages: Pages) -> Response:
    """The keys, what roles there are, and the form for a new key."""
    return _keys(pages, request, served, caller)


@router.post("/admin/keys")
async def make_key(request: Request, served: Served, caller: Caller, pages: Pages) -> Response:
    """Make a key and show its secret, this once."""
    sent = await read_form(request, FORM_BYTES)

    def work() -> Response:
        try:
            body = _key_body(sent)
            made = served.chuchu.keys.create(
                body.name, body.role, body.collections, days=body.days, created_by=caller.name
            )
        except (ChuchuError, RequestValidationError) as error:
            status, _, message, _ = told(error, pages.language(request))
            if status >= 500:
                raise
            return _keys(pages, request, served, caller, status=status, problem=message)
        served.access.doorkeeper.forget()
        return _keys(pages, request, served, caller, secret=made.secret, made=made.key.name)

    return await run_sync(work)


@router.post("/admin/keys/{key_id}/revoke")
def revoke_key(key_id: str, served: Served) -> Response:
    """Revoke a key and end its sessions, at once and for good."""
    served.chuchu.keys.revoke(key_id)
    served.access.doorkeeper.forget()
    return RedirectResponse("/admin/keys", 303)


@router.get("/admin/audit")
def audit(
    request: Request,
    served: Served,
    caller: Caller,
    pages: Pages,
    parameters: Annotated[TrailParameters, Query()],
) -> Response:
    """Who did what, the newest first."""
    filters = parameters.filters()
    served.access.trail.write()
    found = served.access.audit.page(filters, DEEDS, (parameters.page - 1) * DEEDS)
    address = Address.of("/admin/audit", request.query_params.multi_items())
    kept = address.without("page").items
    return pages.page(
        request,
        "audit.html",
        here="admin",
        tabs=admin_tabs(caller),
        chosen=parameters,
        actions=list(Action),
        total=found.total,
        deeds=[(clock(deed.at), deed) for deed in found.deeds],
        pager=pager(parameters.page, found.total, DEEDS, MAX_PAGE, address),
        exports=[(form, Address("/api/v1/audit", (*kept, ("format", form)))) for form in ("csv", "jsonl")],
    )


def _key_body(sent: SentForm) -> KeyBody:
    names = [value for key, value in sent.fields if key == "collections" and value]
    days = sent.text("days").strip()
    try:
        return KeyBody.model_validate(
            {
                "name": sent.text("name").strip(),
                "role": sent.text("role") or Role.READER,
                "collections": names or None,
                "days": days or None,
            }
        )
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def _keys(
    pages: Renderer,
    request: Request,
    served: Serving,
    caller: Principal,
    *,
    status: int = 200,
    problem: str | None = None,
    secret: str | None = None,
    made: str = "",
) -> Response:
    lines = [
        {
            "key": key,
            "state": _state_of(key),
            "created": clock(key.created_at),
            "expires": key.expires_at and clock(key.expires_at),
        }
        for key in served.chuchu.keys.all()
    ]
    page = pages.page(
        request,
        "keys.html",
        status,
        here="admin",
        tabs=admin_tabs(caller),
        lines=lines,
        problem=problem,
        secret=secret,
        made=made,
        roles=[(role, sorted(POWERS[role])) for role in Role],
        collections=[one.name for one in served.chuchu.catalogue.collections()],
    )
    if secret:
        page.headers["Cache-Control"] = "no-store"  # the way back in the browser must not show it again
    return page


def _state_of(key: Key) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "valid" if key.holds_at(utc_now()) else "expired"
