"""The HTTP server in front of the app."""

import uvicorn

from service.app import create_app
from service.bootstrap import Chuchu

KEEP_ALIVE_SECONDS = 15
SHUTDOWN_SECONDS = 10


def serve(chuchu: Chuchu) -> None:
    """Serve until a signal ends it; requests under way finish first."""
    settings = chuchu.settings
    uvicorn.run(
        create_app(chuchu),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
