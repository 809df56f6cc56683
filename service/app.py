"""The web application over an opened data folder."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from service.access.routes import TABLE
from service.agents.door import PATH as AGENTS
from service.agents.door import AgentDoor
from service.api import (
    ask,
    audit,
    chat,
    citations,
    collections,
    documents,
    drafting,
    feedback,
    health,
    jobs,
    keys,
    metrics,
    passages,
    phrases,
    quotes,
    saved,
    search,
    suggest,
)
from service.api.dependencies import ERRORS
from service.bootstrap import Chuchu
from service.figures import figures
from service.middleware.body_limit import BodyLimit
from service.middleware.compression import Compression
from service.middleware.deadline import Deadline
from service.middleware.gate import Gate
from service.middleware.head import HeadAsGet
from service.middleware.measured import Measured, Templates
from service.middleware.origin import OriginGuard
from service.middleware.request_id import RequestId
from service.middleware.security import SecurityHeaders
from service.page import comparing, library, reading, signing, statics, work
from service.page import search as search_page
from service.page.assets import Assets
from service.page.desk import ROUTERS as DESK
from service.page.renderer import Renderer
from service.page.words import load_words
from service.recent_errors import RecentErrors
from service.replies import install_handlers
from service.serving import Serving
from service.settings import Settings
from service.version import version

API = "/api/v1"
BODY_BYTES = 1 << 20
FRAMING_BYTES = 64 << 10  # what a multipart body holds besides the file
UPLOAD_PATHS = frozenset(
    {
        f"{API}/documents",
        "/documents",
        f"{API}/quotes/check",
        f"{API}/batch",
        f"{API}/dossier",
        "/draft",
        "/dossier",
        "/batch",
    }
)
DESCRIPTION = "出处：政策文件的检索服务，每一段引文都有确切出处。偏移量以 Unicode 码位计。"


def create_app(chuchu: Chuchu, started: Callable[[], None] = lambda: None) -> FastAPI:
    """The API and the page over `chuchu`, which is started and stopped with the app and closed by its maker.

    `started` is called when all is loaded, before the first request.
    """
    serving = Serving(chuchu)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with serving.running():
            started()
            yield

    app = FastAPI(
        title="出处 Chuchu",
        version=version(),
        description=DESCRIPTION,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(chuchu.settings, serving),
        telemetry={"tracing": False, "metrics": False},
    )
    assets = Assets.read()
    app.state.serving = serving
    serving.metrics.look_up(lambda: figures(serving))
    app.state.assets = assets
    app.state.recent_errors = RecentErrors()
    app.state.renderer = Renderer(assets, load_words(), chuchu.settings.query_max)
    install_handlers(app)
    app.include_router(_api())
    app.include_router(health.probes, responses=ERRORS)
    app.include_router(metrics.router, responses=ERRORS)
    app.include_router(chat.router, responses=ERRORS)
    app.router.routes.append(Route(AGENTS, AgentDoor()))
    for page in (search_page, comparing, reading, library, work, signing, statics):
        app.include_router(page.router)
    for router in DESK:
        app.include_router(router)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix=API, responses=ERRORS)
    for resource in (
        search,
        ask,
        documents,
        passages,
        saved,
        citations,
        collections,
        keys,
        audit,
        feedback,
        jobs,
        health,
        suggest,
        quotes,
        phrases,
        drafting,
    ):
        api.include_router(resource.router)
    return api


def _middleware(settings: Settings, serving: Serving) -> list[Middleware]:
    """From the outside inwards."""
    upload_limit = settings.max_upload_bytes + FRAMING_BYTES
    return [
        Middleware(RequestId, queries=settings.logs.queries),
        Middleware(Measured, metrics=serving.metrics, templates=Templates(TABLE)),
        Middleware(SecurityHeaders, frame_ancestors=settings.access.frame_ancestors),
        Middleware(HeadAsGet),
        Middleware(
            OriginGuard,
            host=settings.host,
            allowed_hosts=settings.allowed_hosts,
            friends=settings.access.cors_origins,
        ),
        *_cors(settings),
        Middleware(Gate, access=lambda: serving.access),
        Middleware(Deadline, seconds=settings.requests.deadline_s),
        Middleware(Compression),
        Middleware(BodyLimit, limit=BODY_BYTES, upload_limit=upload_limit, upload_paths=UPLOAD_PATHS),
    ]


def _cors(settings: Settings) -> list[Middleware]:
    """Pages of named origins may call the API with a key of theirs; cookies are never let through."""
    if not settings.access.cors_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.access.cors_origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "X-API-Key", "Content-Type", "Last-Event-ID"],
            expose_headers=["X-Request-ID", "Retry-After", "Location"],
            max_age=600,
        )
    ]
